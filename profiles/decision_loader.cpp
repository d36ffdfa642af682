#include "profiles/decision_loader.hpp"

#include "profiles/expectation_loader.hpp"
#include "profiles/match_loader.hpp"
#include "profiles/words.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace portolan::profiles {
namespace {

// A title is one line of a table: longer ones would be cut off on the pages.
constexpr std::size_t kLongestTitle = 80;
// Three years: no auditor takes an older statement, and a longer one is a mistyped number.
constexpr std::uint64_t kLongestValidity = 36;

// The text is UTF-8 (the reader refuses the rest): bytes that continue a character don't count.
std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

Result<std::string> read_title_text(const YamlValue& value) {
    std::string text = TRY(value.text());
    const std::size_t length = code_points(text);
    if (length == 0 || length > kLongestTitle)
        return value.error(fmt::format("a title of {} characters", length),
                           fmt::format("write 1 to {} characters", kLongestTitle));
    const bool control = std::any_of(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (control || text.front() == ' ' || text.back() == ' ' || text.back() == '.')
        return value.error("a title is one line, without spaces around it and without a final stop",
                           "remove them");
    return text;
}

Result<void> read_title(const YamlValue& value, Title& title) {
    for (const YamlMap::Entry& entry : TRY(value.map()).entries()) {
        const Language language = TRY(entry.key_at.located(parse_language(entry.key)));
        title.texts.at(static_cast<std::size_t>(language)) = TRY(read_title_text(entry.value));
    }
    return {};
}

// Packets decide flows, endpoints and controls; a probe too where one is given. Attested controls and
// observations need a person, unless the profile says otherwise.
std::vector<Decider> usual_deciders(const Requirement& requirement) {
    if (requirement.effect == Effect::attest) return {Decider::attestation};
    if (requirement.probes.empty()) return {Decider::packets};
    return {Decider::packets, Decider::probe};
}

Result<void> read_decided_by(const YamlValue& value, Requirement& out) {
    out.decided_by.clear();
    std::vector<YamlValue> items = {value};
    if (value.is_list()) items = TRY(value.list());
    for (const YamlValue& item : items) {
        const Decider decider = TRY(item.parsed(parse_decider));
        if (out.can_be_decided_by(decider))
            return item.error(fmt::format("'{}' stands twice", word_of(decider)), "keep one of them");
        if (decider == Decider::packets && out.kind == Kind::control && out.effect == Effect::attest)
            return item.error("no packet decides a control that is attested",
                              "remove 'packets', or write another effect");
        if (decider == Decider::probe && out.probes.empty())
            return item.error("no probe is named that could decide it", "add probes: [tcp] for example");
        out.decided_by.push_back(decider);
    }
    if (out.decided_by.empty() && out.kind != Kind::observation)
        return value.error("only an observation can be kept for the trace alone",
                           "write packets, probe or attestation");
    return {};
}

Result<void> read_attestation(const YamlMap& map, Requirement& out) {
    for (const std::string_view key : {"evidence", "validity_months"}) {
        const std::optional<YamlValue> value = map.find(key);
        if (value && !out.can_be_decided_by(Decider::attestation))
            return value->error(fmt::format("'{}' stands where no attestation decides", key),
                                "add attestation to decided_by, or remove it");
    }
    if (const auto value = map.find("evidence")) {
        out.evidence = TRY(value->text());
        if (out.evidence.empty())
            return value->error("no evidence is named", "say what the person must show");
    }
    if (const auto value = map.find("validity_months")) {
        out.validity_months = static_cast<unsigned>(TRY(value->integer(kLongestValidity)));
        if (out.validity_months == 0)
            return value->error("an attestation that is never valid",
                                fmt::format("write 1 to {} months", kLongestValidity));
    }
    return {};
}

Result<Ambiguity> read_ambiguity(const YamlValue& value) {
    const YamlMap map = TRY(value.map());
    TRY_VOID(map.only({"tag", "text", "reading", "other"}));
    Ambiguity out;
    out.tag = TRY(map.need_word("tag"));
    out.text = TRY(map.need_text("text"));
    out.reading = TRY(map.need_text("reading"));
    if (const auto other = map.find("other")) {
        out.other = TRY(read_clauses(*other));
        if (out.other.empty())
            return other->error("no option or parameter is named here", "name one, or remove 'other'");
    }
    return out;
}

}  // namespace

Result<void> read_decision(const YamlMap& map, Requirement& out) {
    if (const auto value = map.find("title")) TRY_VOID(read_title(*value, out.title));
    const std::string speaker = TRY(map.word_or("statement_of", "customer"));
    if (speaker != "customer" && speaker != "vendor")
        return TRY(map.need("statement_of"))
            .error(fmt::format("'{}' makes no statement", speaker.substr(0, 64)), "write customer or vendor");
    out.of_vendor = speaker == "vendor";
    out.decided_by = usual_deciders(out);
    if (const auto value = map.find("decided_by")) TRY_VOID(read_decided_by(*value, out));
    TRY_VOID(read_attestation(map, out));
    if (const auto value = map.find("expects")) {
        if (out.trace_only())
            return value->error("nothing decides this observation, so nothing can be expected of it",
                                "add decided_by: [probe] with probes, or remove 'expects'");
        out.expects = TRY(read_expectations(*value));
    }
    if (const auto value = map.find("ambiguities"))
        for (const YamlValue& item : TRY(value->list()))
            out.ambiguities.push_back(TRY(read_ambiguity(item)));
    return {};
}

}  // namespace portolan::profiles
