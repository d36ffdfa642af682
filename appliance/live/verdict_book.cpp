#include "appliance/live/verdict_book.hpp"

namespace portolan::live {

void VerdictBook::restore(const std::vector<evidence::VerdictInterval>& open) {
    for (const evidence::VerdictInterval& each : open)
        last_[{each.requirement, each.subject}] = each.verdict;
}

std::vector<VerdictChange> VerdictBook::update(const policy::Policy& policy,
                                               const std::vector<policy::RequirementVerdict>& verdicts,
                                               Timestamp now) {
    std::vector<VerdictChange> out;
    std::map<std::pair<std::string, std::string>, std::string> next;
    for (const policy::RequirementVerdict& judged : verdicts) {
        for (const policy::SubjectVerdict& subject : judged.subjects) {
            const std::pair<std::string, std::string> key{judged.requirement->id, subject.subject};
            const std::string verdict(policy::verdict_name(subject.verdict));
            const auto last = last_.find(key);
            next[key] = verdict;
            if (last != last_.end() && last->second == verdict) continue;
            VerdictChange change;
            change.before = last == last_.end() ? "" : last->second;
            change.now_so.requirement = key.first;
            change.now_so.product = policy.products()[judged.product].profile->id;
            change.now_so.subject = key.second;
            change.now_so.verdict = verdict;
            change.now_so.reason = subject.reason;
            change.now_so.from = now;
            change.now_so.policy = policy.short_id();
            change.now_so.evidence = subject.evidence;
            out.push_back(std::move(change));
        }
    }
    last_ = std::move(next);
    return out;
}

}  // namespace portolan::live
