#include "policy/role_suggestion.hpp"

#include "policy/observed_talks.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

using profiles::Match;
using profiles::Profile;
using profiles::Requirement;

// How much one requirement that was met says. A documented name belongs to one vendor; port 443 to everybody.
constexpr int kExactName = 10;
constexpr int kAddress = 8;
constexpr int kWildName = 6;
constexpr int kRarePort = 4;    // one product of the library documents it
constexpr int kSharedPort = 2;  // several do
constexpr int kUsualPort = 2;   // the document names the application, the operator its port
constexpr int kEverybodysPort = 1;
constexpr int kHigh = 10;
constexpr int kMedium = 5;
constexpr int kMostCompany = 4;  // what a sure peer adds
constexpr std::size_t kMostEvidence = 5;
constexpr std::string_view kOurselves = "portolan";  // we know who we are

struct UsualPort {
    std::string_view application;
    Protocol protocol;
    std::uint16_t port;
};
constexpr std::array kUsualPorts = {
    UsualPort{"https", Protocol::tcp, 443}, UsualPort{"snmp", Protocol::udp, 161},
    UsualPort{"ftps", Protocol::tcp, 990},  UsualPort{"smtps", Protocol::tcp, 465},
    UsualPort{"http", Protocol::tcp, 80},   UsualPort{"ssh", Protocol::tcp, 22},
    UsualPort{"sip", Protocol::udp, 5060},  UsualPort{"syslog", Protocol::udp, 514}};

bool is_everybodys(const Service& service) {
    return service.port == 80 || service.port == 443 || service.port == 53 || service.port == 123;
}

bool speaks_of(const Match& body, const Service& service) {
    const bool protocol = body.any_protocol || std::find(body.protocols.begin(), body.protocols.end(),
                                                         service.protocol) != body.protocols.end();
    return protocol && std::any_of(body.ports.begin(), body.ports.end(), [&](const profiles::PortSpec& spec) {
               const PortRange* range = std::get_if<PortRange>(&spec);
               return range != nullptr && range->contains(service.port);
           });
}

bool usually_speaks_of(const Requirement& requirement, const Match& body, const Service& service) {
    const bool left_open =
        std::any_of(body.ports.begin(), body.ports.end(),
                    [](const profiles::PortSpec& spec) { return std::holds_alternative<std::string>(spec); });
    return left_open && std::any_of(kUsualPorts.begin(), kUsualPorts.end(), [&](const UsualPort& usual) {
               return usual.application == requirement.application && usual.protocol == service.protocol &&
                      usual.port == service.port;
           });
}

// What a flow says of the two ends.
struct Hint {
    const Profile* profile;
    const Requirement* requirement;
    const Match* body;
    const Talk* talk;
    int weight;
    bool by_host;  // a documented name or address, not only a port
};

using Candidate = std::tuple<Address, const Profile*, std::string>;

class Suggester {
public:
    Suggester(const std::vector<Talk>& talks, const std::vector<Profile>& library)
        : talks_(talks), library_(library) {
        for (const Profile& profile : library_)
            for (const Requirement& requirement : profile.requirements)
                for (const Match& body : requirement.bodies)
                    if (documents(requirement, body)) count_ports(profile, requirement, body);
    }

    std::vector<RoleSuggestion> run() {
        for (const Profile& profile : library_)
            for (const Requirement& requirement : profile.requirements)
                for (const Match& body : requirement.bodies)
                    if (profile.id != kOurselves && documents(requirement, body))
                        collect(profile, requirement, body);
        for (const Hint& hint : hints_)
            place(hint);
        add_company();
        return settle();
    }

private:
    using Seen = std::map<std::string, RoleEvidence>;  // by service and host

    static bool documents(const Requirement& requirement, const Match& body) {
        return requirement.decides() && !requirement.restates() &&
               requirement.level != profiles::Level::informational &&
               body.effect.value_or(requirement.effect) == profiles::Effect::allow;
    }

    void count_ports(const Profile& profile, const Requirement& requirement, const Match& body) {
        for (const profiles::PortSpec& spec : body.ports)
            if (const PortRange* range = std::get_if<PortRange>(&spec)) ports_[range->first].insert(&profile);
        for (const UsualPort& usual : kUsualPorts)
            if (usually_speaks_of(requirement, body, {usual.protocol, usual.port, {}}))
                ports_[usual.port].insert(&profile);
    }

    void collect(const Profile& profile, const Requirement& requirement, const Match& body) {
        for (const Talk& talk : talks_) {
            const bool documented = speaks_of(body, talk.service);
            if (!documented && !usually_speaks_of(requirement, body, talk.service)) continue;
            const int host = host_weight(body, talk);
            const bool by_host = !body.names.empty() || !body.addresses.empty();
            if (by_host && host == 0) continue;
            // Who was asked for by name, at everybody's port, is a host of the Internet rather than a peer.
            if (!by_host && !talk.name.empty() && is_everybodys(talk.service)) continue;
            const int weight = by_host ? host : port_weight(talk.service, documented);
            hints_.push_back({&profile, &requirement, &body, &talk, weight, by_host});
        }
    }

    static int host_weight(const Match& body, const Talk& talk) {
        int out = 0;
        for (const NamePattern& name : body.names)
            if (!talk.name.empty() && name.matches(talk.name))
                out = std::max(out, name.kind == NamePattern::Kind::exact ? kExactName : kWildName);
        for (const AddressRange& range : body.addresses)
            if (range.contains(talk.to)) out = std::max(out, kAddress);
        return out;
    }

    int port_weight(const Service& service, bool documented) const {
        if (is_everybodys(service)) return kEverybodysPort;
        if (!documented) return kUsualPort;
        const auto users = ports_.find(service.port);
        return users != ports_.end() && users->second.size() == 1 ? kRarePort : kSharedPort;
    }

    void place(const Hint& hint) {
        for (const std::string& role : hint.body->from)
            add(hint.talk->from, hint, role);
        if (hint.by_host) return;
        for (const std::string& role : hint.body->to)
            add(hint.talk->to, hint, role);
    }

    // Only roles that a site binds to machines. Each service or host counts once, however many requirements
    // and flows speak of it; the strongest requirement is named.
    void add(const Address& address, const Hint& hint, const std::string& role_id) {
        const profiles::Role* role = hint.profile->role(role_id);
        if (role == nullptr || role->binds != profiles::Binds::assets) return;
        const std::string what = hint.talk->service.text() + (hint.by_host ? " " + hint.talk->name : "");
        RoleEvidence& evidence = found_[{address, hint.profile, role_id}][what];
        if (evidence.requirement == nullptr || hint.weight > evidence.weight) {
            evidence.requirement = hint.requirement;
            evidence.seen = seen_text(hint, address);
            evidence.weight = hint.weight;
            evidence.flows = 0;
        }
        if (evidence.requirement == hint.requirement) evidence.flows += hint.talk->flows;
    }

    static std::string seen_text(const Hint& hint, const Address& address) {
        const Talk& talk = *hint.talk;
        const bool opened = talk.from == address;
        const std::string other = opened ? talk.to.text() : talk.from.text();
        return fmt::format("{} {} {}", opened ? "to" : "from",
                           hint.by_host && !talk.name.empty() ? talk.name : other, talk.service.text());
    }

    static int sum(const Seen& seen) {
        int out = 0;
        for (const auto& [what, evidence] : seen)
            out += evidence.weight;
        return out;
    }

    // A printer is one by who polls it: what a sure peer of the same product does says more than the port.
    void add_company() {
        std::map<Candidate, int> alone;
        for (const auto& [candidate, seen] : found_)
            alone[candidate] = sum(seen);
        for (const Hint& hint : hints_) {
            if (hint.by_host) continue;
            for (const std::string& from : hint.body->from)
                for (const std::string& to : hint.body->to) {
                    lend(alone, {hint.talk->from, hint.profile, from}, {hint.talk->to, hint.profile, to});
                    lend(alone, {hint.talk->to, hint.profile, to}, {hint.talk->from, hint.profile, from});
                }
        }
    }

    void lend(const std::map<Candidate, int>& alone, const Candidate& sure, const Candidate& other) {
        const auto lender = alone.find(sure);
        if (lender == alone.end() || !alone.contains(other)) return;
        int& company = company_[other];
        company = std::max(company, std::min(lender->second / 2, kMostCompany));
    }

    std::vector<RoleSuggestion> settle() {
        std::vector<RoleSuggestion> out;
        std::map<Address, int> best;
        for (const auto& [candidate, seen] : found_) {
            RoleSuggestion each;
            std::tie(each.address, each.profile, each.role) = candidate;
            each.score = sum(seen) + company_[candidate];
            each.confidence = each.score >= kHigh     ? Confidence::high
                              : each.score >= kMedium ? Confidence::medium
                                                      : Confidence::low;
            for (const auto& [what, evidence] : seen)
                each.evidence.push_back(evidence);
            std::stable_sort(
                each.evidence.begin(), each.evidence.end(),
                [](const RoleEvidence& a, const RoleEvidence& b) { return a.weight > b.weight; });
            if (each.evidence.size() > kMostEvidence) each.evidence.resize(kMostEvidence);
            best[each.address] = std::max(best[each.address], each.score);
            out.push_back(std::move(each));
        }
        // Beside a much better one, a guess is noise.
        std::erase_if(out, [&](const RoleSuggestion& each) { return each.score * 2 < best[each.address]; });
        std::stable_sort(out.begin(), out.end(),
                         [](const RoleSuggestion& a, const RoleSuggestion& b) { return a.score > b.score; });
        return out;
    }

    const std::vector<Talk>& talks_;
    const std::vector<Profile>& library_;
    std::map<std::uint16_t, std::set<const Profile*>> ports_;  // who documents a port
    std::vector<Hint> hints_;
    std::map<Candidate, Seen> found_;
    std::map<Candidate, int> company_;
};

}  // namespace

std::string_view confidence_name(Confidence confidence) {
    switch (confidence) {
        case Confidence::high:
            return "high";
        case Confidence::medium:
            return "medium";
        case Confidence::low:
            return "low";
    }
    return "low";
}

std::vector<RoleSuggestion> suggest_roles(const evidence::Recording& recording,
                                          const std::vector<Profile>& library) {
    std::uint64_t left_out = 0;
    const std::vector<Talk> talks = observed_talks(recording, left_out);
    return Suggester(talks, library).run();
}

}  // namespace portolan::policy
