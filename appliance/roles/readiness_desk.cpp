#include "appliance/roles/readiness_desk.hpp"

#include "appliance/base/wall_clock.hpp"
#include "appliance/store/reader.hpp"
#include "policy/readiness.hpp"

#include <chrono>
#include <optional>
#include <utility>

namespace portolan::roles {
namespace {

constexpr std::int64_t kHistory = 30LL * 86'400 * 1'000'000'000;  // ns; as long as flows are kept
// Kinds of flow that are decided anew, some 50 us each; the latest, and it is said when there are more.
constexpr std::size_t kMostRows = 20'000;
constexpr std::chrono::seconds kPatience(20);

}  // namespace

ReadinessDesk::ReadinessDesk(EventLoop& loop, std::string database)
    : loop_(loop), database_(std::move(database)), thread_([this] { run(); }) {}

ReadinessDesk::~ReadinessDesk() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
        waiting_.clear();
    }
    changed_.notify_all();
    thread_.join();
}

void ReadinessDesk::ask(std::shared_ptr<const policy::Policy> policy, std::vector<std::string> products,
                        Done done) {
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() < kMostWaiting) {
            waiting_.push_back({std::move(policy), std::move(products), std::move(done)});
            changed_.notify_one();
            return;
        }
    }
    done(fail(ErrorCode::limit, "too many questions of readiness wait already", {}, "try again in a moment"));
}

Result<std::vector<evidence::Readiness>> ReadinessDesk::answer(const Question& question) const {
    const Timestamp at = now();
    store::Reader reader = TRY(store::Reader::open(database_, kPatience));
    evidence::FlowHistory history = TRY(reader.seen_flows(Timestamp{at.nanoseconds - kHistory}, kMostRows));
    history.to = at;
    std::vector<evidence::Readiness> out;
    for (const std::string& product : question.products)
        out.push_back(TRY(policy::readiness(*question.policy, product, history, at)));
    return out;
}

void ReadinessDesk::run() {
    while (true) {
        std::optional<Question> question;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
            if (ending_) return;
            question = std::move(waiting_.front());
            waiting_.pop_front();
        }
        auto result = std::make_shared<Result<std::vector<evidence::Readiness>>>(answer(*question));
        loop_.post([done = std::move(question->done), result] { done(std::move(*result)); });
    }
}

}  // namespace portolan::roles
