#include "policy/exceptions.hpp"

#include <algorithm>

namespace portolan::policy {
namespace {

bool covers(const CompiledException& exception, const Attempt& attempt) {
    const Exception& source = *exception.source;
    if (source.protocol != attempt.protocol || !exception.from.contains(attempt.from) ||
        !exception.to.contains(attempt.to))
        return false;
    return attempt.protocol == Protocol::icmp ||
           std::any_of(source.ports.begin(), source.ports.end(),
                       [&](const PortRange& ports) { return ports.contains(attempt.port); });
}

void shorten(Validity& validity, Timestamp change, Timestamp at) {
    if (change <= at) {
        validity.from = std::max(validity.from.value_or(change), change);
    } else {
        validity.until = std::min(validity.until.value_or(change), change);
    }
}

void shorten(Validity& validity, const Rule& rule, Timestamp at) {
    for (const TimeWindow& window : rule.during)
        for (const std::optional<Timestamp>& change : {window.last_change(at), window.next_change(at)})
            if (change) shorten(validity, *change, at);
}

bool has_hours(const Rule& rule) {
    return !rule.during.empty() && rule.inactive.empty();
}

}  // namespace

bool CompiledException::in_force(Timestamp at) const {
    return source->valid_from <= at && at < source->valid_until;
}

const CompiledException* exception_of(const Policy& policy, const Attempt& attempt) {
    if (!attempt.at) return nullptr;
    for (const CompiledException& exception : policy.exceptions())
        if (exception.in_force(*attempt.at) && covers(exception, attempt)) return &exception;
    return nullptr;
}

Validity validity_of(const Policy& policy, const Attempt& attempt, Timestamp at) {
    Validity out = hours_of(policy, attempt, at);
    for (const CompiledException& exception : policy.exceptions()) {
        if (!covers(exception, attempt)) continue;
        shorten(out, exception.source->valid_from, at);
        shorten(out, exception.source->valid_until, at);
    }
    return out;
}

Validity hours_of(const Policy& policy, const Attempt& attempt, Timestamp at) {
    Validity out;
    for (const Rule& rule : policy.rules())
        if (has_hours(rule) && covers(rule, attempt)) shorten(out, rule, at);
    return out;
}

std::optional<Timestamp> next_change(const Policy& policy, Timestamp now) {
    Validity out;
    for (const CompiledException& exception : policy.exceptions()) {
        shorten(out, exception.source->valid_from, now);
        shorten(out, exception.source->valid_until, now);
    }
    for (const Rule& rule : policy.rules())
        if (has_hours(rule)) shorten(out, rule, now);
    return out.until;
}

bool changes_between(const Policy& policy, Timestamp made, Timestamp now) {
    const std::optional<Timestamp> change = next_change(policy, std::min(made, now));
    return change && *change <= std::max(made, now);
}

}  // namespace portolan::policy
