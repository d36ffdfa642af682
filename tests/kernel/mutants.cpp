#include "tests/kernel/mutants.hpp"

#include <algorithm>
#include <regex>
#include <sstream>

namespace portolan::kernel {
namespace {

// Such lines (elements of maps) are long, and std::regex recurses for each character of a repetition.
constexpr std::size_t kMostLine = 2000;

std::string of_generation(std::string text, unsigned generation) {
    for (std::size_t at = text.find("%G"); at != std::string::npos; at = text.find("%G"))
        text.replace(at, 2, "_" + std::to_string(generation));
    return text;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        out.push_back(line);
    return out;
}

bool apply(std::vector<std::string>& lines, const Edit& edit, unsigned generation) {
    const std::regex pattern(of_generation(edit.pattern, generation));
    const std::string replacement = of_generation(edit.replacement, generation);
    bool applied = false;
    for (std::string& line : lines) {
        const std::string head = line.substr(0, kMostLine);
        if ((edit.once && applied) || !std::regex_search(head, pattern)) continue;
        line = std::regex_replace(head, pattern, replacement) + line.substr(head.size());
        applied = true;
    }
    return applied;
}

// Of both families, where a line is of one.
Edit drop_line(const std::string& pattern) {
    return {"^add rule inet portolan " + pattern + ".*$", ""};
}

}  // namespace

std::vector<Mutant> mutants() {
    const std::string observed = "SampleObserveThenEnforce";
    const std::string mixed = "SampleMixed";
    const std::string lab = "LabEnforced";
    const std::string withdrawn = "SampleWithdrawn";
    const std::string named = "LabNamedByAddress";
    const std::string dropping = "SampleUngovernedDropped";
    return {
        {"last drop missing", lab, {drop_line("judge counter name c_last_drop")}},
        {"a refused decision let through",
         lab,
         {{"(element inet portolan verdicts \\{ 0x[0-9a-f]+ : )goto refuse", "$1accept", true}}},
        {"an admitted decision refused",
         observed,
         {{"(element inet portolan verdicts \\{ 0x[0-9a-f]+ : )accept", "$1goto refuse", true}}},
        {"learned names after static maps",
         named,
         {{"classify (meta l4proto \\{ tcp, udp \\} ct mark set ip .*)@learned4", "classify $1@HELD%G", true},
          {"(ct mark set ip .*)@ranges4%G", "$1@learned4"},
          {"(ct mark set ip .*)@HELD%G", "$1@ranges4%G"}}},
        {"a reclassified flow keeps its mark", lab, {drop_line("classify ct mark set 0")}},
        {"established flows keep any mark",
         lab,
         {{"ct state established ct mark @known accept", "ct state established accept"}}},
        {"known flows classified again", lab, {drop_line("classify_in ct state established ct mark @known")}},
        {"errors give their flow a mark", lab, {drop_line("classify_in ct state related")}},
        {"replies classified as firsts", lab, {drop_line("classify_in ct direction reply")}},
        {"invalid passes where it must not",
         lab,
         {{"judge ct state invalid ip saddr != (\\S+) ip daddr !=",
           "judge ct state invalid ip saddr $1 ip daddr"}}},
        {"an enforced element missing",
         lab,
         {{"(element inet portolan enforced4%G \\{ .*)10\\.20\\.1\\.20, ", "$1"}}},
        {"a port one higher", lab, {{"tcp \\. 443 :", "tcp . 444 :"}}},
        {"a decision counted as another",
         observed,
         {{"(element inet portolan counters \\{ 0x[0-9a-f]+ : )\"d_[0-9a-f]+\"", "$1\"c_last_drop\"", true}}},
        {"destination's default deny first",
         lab,
         {{"classify ct mark set ip saddr map @governed_out4%G",
           "classify ct mark set ip daddr map @governed_in4%G"},
          {"classify ct mark 0 ct mark set ip daddr map @governed_in4%G",
           "classify ct mark 0 ct mark set ip saddr map @governed_out4%G"}}},
        {"the peer's observing product ignored",
         mixed,
         {drop_line("classify ct mark != 0 ct mark set ct mark \\. ip daddr")}},
        {"ICMP rules the wrong way round",
         lab,
         {{"ip saddr \\. ip daddr \\. icmp type map @icmp_hosts4%G",
           "ip daddr . ip saddr . icmp type map @icmp_hosts4%G"}}},
        {"zones the wrong way round",
         observed,
         {{"ip saddr \\. ip daddr map @zones4%G", "ip daddr . ip saddr map @zones4%G"}}},
        {"refuse lets untrusted zones in",
         lab,
         {{"refuse iifname @untrusted%G drop", "refuse iifname @untrusted%G accept"}}},
        {"untracked let through everywhere",
         lab,
         {{"judge ct state untracked ip6 saddr != \\S+ ip6 daddr != \\S+", "judge ct state untracked"}}},
        {"older replies let through everywhere",
         lab,
         {{"judge ct direction reply ip saddr != \\S+ ip daddr != \\S+", "judge ct direction reply"}}},
        {"older replies dropped where nothing enforces", withdrawn, {drop_line("judge ct direction reply")}},
        {"the administrator untracked through the box", lab, {{" fib daddr type local", ""}}},
        {"no way in for the administrator", lab, {drop_line("input iifname \"eno5\"")}},
        {"a map of ranges forgotten", lab, {drop_line("classify ct mark 0 .*@ranges4%G")}},
        {"pairs of addresses forgotten", lab, {drop_line("classify ct mark 0 .*@pairs4%G")}},
        {"IPv6 learned names forgotten", named, {drop_line("classify meta l4proto .*@learned6$")}},
        {"source port instead of destination port",
         lab,
         {{"th dport map @hosts4%G", "th sport map @hosts4%G"}}},
        {"the box's own packets not classified", observed, {drop_line("classify_out jump classify")}},
        {"packets to the box not judged", dropping, {drop_line("input jump judge")}},
        {"packets of the box not judged", dropping, {drop_line("output jump judge")}},
    };
}

std::string mutated(const std::string& text, const Mutant& mutant, unsigned generation) {
    std::vector<std::string> lines = lines_of(text);
    const bool all = std::all_of(mutant.edits.begin(), mutant.edits.end(),
                                 [&](const Edit& edit) { return apply(lines, edit, generation); });
    if (!all) return {};
    std::string out;
    for (const std::string& line : lines)
        if (!line.empty()) out += line + "\n";
    return out;
}

}  // namespace portolan::kernel
