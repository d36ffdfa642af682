#include "policy/profile_draft.hpp"

#include "policy/observed_talks.hpp"
#include "profiles/profile_notices.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include <fmt/format.h>

namespace portolan::policy {
namespace {

using profiles::Kind;
using profiles::Level;
using profiles::Requirement;
using profiles::Role;

// More than a person can look up in a document; a recording of a whole company is no product's.
constexpr std::size_t kMostRequirements = 400;
constexpr std::size_t kMostShown = 8;  // addresses of a role in a remark

struct ServiceWord {
    Protocol protocol;
    std::uint16_t port;
    std::string_view word;
};
constexpr std::array kServiceWords = {
    ServiceWord{Protocol::tcp, 21, "ftp"},        ServiceWord{Protocol::tcp, 22, "ssh"},
    ServiceWord{Protocol::tcp, 25, "smtp"},       ServiceWord{Protocol::udp, 53, "dns"},
    ServiceWord{Protocol::tcp, 53, "dns"},        ServiceWord{Protocol::tcp, 80, "http"},
    ServiceWord{Protocol::tcp, 88, "kerberos"},   ServiceWord{Protocol::udp, 123, "ntp"},
    ServiceWord{Protocol::udp, 161, "snmp"},      ServiceWord{Protocol::udp, 162, "snmp-trap"},
    ServiceWord{Protocol::tcp, 389, "ldap"},      ServiceWord{Protocol::tcp, 443, "https"},
    ServiceWord{Protocol::tcp, 445, "smb"},       ServiceWord{Protocol::tcp, 502, "modbus"},
    ServiceWord{Protocol::udp, 514, "syslog"},    ServiceWord{Protocol::tcp, 631, "ipp"},
    ServiceWord{Protocol::tcp, 1433, "sql"},      ServiceWord{Protocol::tcp, 1883, "mqtt"},
    ServiceWord{Protocol::tcp, 3306, "sql"},      ServiceWord{Protocol::tcp, 5432, "sql"},
    ServiceWord{Protocol::udp, 5060, "sip"},      ServiceWord{Protocol::tcp, 5060, "sip"},
    ServiceWord{Protocol::tcp, 8883, "mqtt-tls"}, ServiceWord{Protocol::tcp, 9100, "printing"}};

std::string word_for(const Service& service) {
    if (service.protocol == Protocol::icmp) return "icmp";
    for (const ServiceWord& known : kServiceWords)
        if (known.protocol == service.protocol && known.port == service.port) return std::string(known.word);
    return fmt::format("{}-{}", protocol_name(service.protocol), service.port);
}

// One to many: such an address is nobody's machine.
bool is_group(const Address& address) {
    static const AddressSet groups({*parse_address_range("224.0.0.0/3"), *parse_address_range("ff00::/8")});
    return groups.contains(address);
}

struct Habits {
    std::set<Service> answers;
    std::set<Service> asks;
    friend auto operator<=>(const Habits&, const Habits&) = default;
};

class Drafter {
public:
    Drafter(const evidence::Recording& recording, DraftHead head) : head_(std::move(head)) {
        talks_ = observed_talks(recording, left_out_);
        inside_ = AddressSet::special().united(head_.inside);
    }

    Result<Draft> run() {
        if (talks_.empty())
            return fail(ErrorCode::bad_input, "holds no answered flow to write down", head_.capture,
                        "record while the product works");
        put_head();
        find_roles();
        for (const Talk& talk : talks_)
            fold(talk);
        for (const auto& [key, order] : order_)
            folded_[order].quote = fmt::format("(observed in {}, {}, {} {}; not documented)", head_.capture,
                                               counts_[order].first.text(), counts_[order].flows,
                                               counts_[order].flows == 1 ? "flow" : "flows");
        number();
        return std::move(draft_);
    }

private:
    struct Count {
        std::uint64_t flows = 0;
        Timestamp first;
        bool guess = false;
        bool answered = false;
    };
    using Key = std::tuple<std::string, std::string, Service>;  // initiator, other end, service

    void put_head() {
        profiles::Profile& out = draft_.profile;
        out.id = head_.id;
        out.prefix = head_.prefix;
        out.title = head_.title;
        out.version = "0.1.0";
        out.document = {head_.capture, "no document: observed traffic", "undated", "en", head_.sha256};
        draft_.remarks.emplace_back(
            "A draft made of observed traffic. Nothing here is documented, and nothing "
            "here allows anything: `portolan profile lint` names each line to prove.");
        draft_.remarks.emplace_back(
            "Rename the roles, put the vendor's document into `document`, and give each "
            "requirement its line, sentence and level.");
    }

    // A public address counts as a machine of the customer's where nothing else opens the flow.
    bool is_machine(const Address& address) const { return inside_.contains(address) && !is_group(address); }

    void find_roles() {
        std::map<Address, Habits> habits;
        for (const Talk& talk : talks_) {
            if (is_machine(talk.to)) habits[talk.to].answers.insert(talk.service);
            if (is_machine(talk.from) || !is_machine(talk.to)) habits[talk.from].asks.insert(talk.service);
        }
        std::map<Habits, std::vector<Address>> groups;
        for (const auto& [address, habit] : habits)
            groups[habit].push_back(address);
        for (const auto& [habit, addresses] : groups)
            add_role(habit, addresses);
    }

    void add_role(const Habits& habit, const std::vector<Address>& addresses) {
        const std::string base = habit.answers.empty() ? word_for(*habit.asks.begin()) + "-client"
                                                       : word_for(*habit.answers.begin()) + "-server";
        std::string id = base;
        for (int i = 2; draft_.profile.role(id) != nullptr; ++i)
            id = fmt::format("{}-{}", base, i);
        Role role;
        role.id = id;
        draft_.profile.roles.push_back(role);
        std::string shown;
        for (std::size_t i = 0; i < addresses.size(); ++i) {
            roles_[addresses[i]] = id;
            if (i < kMostShown) shown += (i == 0 ? "" : ", ") + addresses[i].text();
        }
        if (addresses.size() > kMostShown)
            shown += fmt::format(" and {} more", addresses.size() - kMostShown);
        draft_.remarks.push_back(fmt::format("role {}: {}", id, shown));
    }

    std::string outside_role() {
        constexpr std::string_view kOutside = "outside";
        if (draft_.profile.role(kOutside) == nullptr) {
            Role role;
            role.id = kOutside;
            role.binds = profiles::Binds::internet;
            role.governed = false;
            draft_.profile.roles.push_back(role);
        }
        return std::string(kOutside);
    }

    // The other end: a role, a name, or an address that is neither.
    void fold(const Talk& talk) {
        const auto from = roles_.find(talk.from);
        const auto to = roles_.find(talk.to);
        const bool by_role = to != roles_.end() && is_machine(talk.to);
        const std::string initiator =
            from == roles_.end() ? std::string(profiles::kInternetRole) : from->second;
        const std::string other = by_role ? to->second : talk.name.empty() ? talk.to.text() : talk.name;
        const auto known = order_.find({initiator, other, talk.service});
        if (known == order_.end() && folded_.size() == kMostRequirements) {
            ++too_many_;
            return;
        }
        const std::size_t at = known == order_.end() ? folded_.size() : known->second;
        if (known == order_.end()) {
            order_[{initiator, other, talk.service}] = at;
            folded_.push_back(requirement(talk, initiator, by_role ? to->second : outside_role(), by_role));
            counts_.push_back({0, talk.first, false, false});
        }
        counts_[at].flows += talk.flows;
        counts_[at].first = std::min(counts_[at].first, talk.first);
        counts_[at].guess |= talk.mid_flow;
        counts_[at].answered |= talk.answered;
    }

    static Requirement requirement(const Talk& talk, const std::string& from, const std::string& to,
                                   bool by_role) {
        Requirement out;
        out.kind = by_role ? Kind::flow : Kind::endpoint;
        out.level = Level::informational;
        out.lines = profiles::kObserved;
        profiles::Match body;
        body.from = {from};
        body.to = {to};
        body.protocols = {talk.service.protocol};
        if (talk.service.port != 0) body.ports = {PortRange{talk.service.port, talk.service.port}};
        if (!talk.service.icmp.empty()) body.icmp = {talk.service.icmp};
        if (!by_role && !talk.name.empty())
            body.names = {{profiles::NamePattern::Kind::exact, talk.name}};
        else if (!by_role)
            body.addresses = {{talk.to, talk.to}};
        out.bodies = {std::move(body)};
        return out;
    }

    void number() {
        for (std::size_t i = 0; i < folded_.size(); ++i) {
            folded_[i].id = fmt::format("{}-{:03}", head_.prefix, i + 1);
            folded_[i].reply_expected = counts_[i].answered;
            folded_[i].note = counts_[i].guess ? "observed, never documented; the recording began inside a "
                                                 "connection, so its direction is a guess"
                                               : "observed, never documented";
        }
        draft_.profile.requirements = std::move(folded_);
        if (left_out_ > 0)
            draft_.remarks.push_back(
                fmt::format("left out: {} flows without an answer, or neither TCP, UDP nor ICMP", left_out_));
        if (too_many_ > 0)
            draft_.remarks.push_back(
                fmt::format("left out: {} more kinds of talk, over the {} that a draft holds", too_many_,
                            kMostRequirements));
    }

    DraftHead head_;
    std::vector<Talk> talks_;
    AddressSet inside_;
    std::map<Address, std::string> roles_;
    std::map<Key, std::size_t> order_;
    std::vector<Requirement> folded_;
    std::vector<Count> counts_;
    std::uint64_t left_out_ = 0;
    std::uint64_t too_many_ = 0;
    Draft draft_;
};

}  // namespace

Result<Draft> draft_profile(const evidence::Recording& recording, DraftHead head) {
    return Drafter(recording, std::move(head)).run();
}

}  // namespace portolan::policy
