// Answers questions of readiness on a thread of its own: the kept history may be large, and the server's loop
// must not wait for it. One question at a time, few in line; what was asked about is immutable and shared.
#pragma once

#include "appliance/evidence/readiness.hpp"
#include "appliance/roles/event_loop.hpp"
#include "policy/policy.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace portolan::roles {

class ReadinessDesk {
public:
    static constexpr std::size_t kMostWaiting = 4;
    using Done = std::function<void(Result<std::vector<evidence::Readiness>>)>;

    // `database`: path of the store. It is opened anew for each question.
    ReadinessDesk(EventLoop& loop, std::string database);
    ~ReadinessDesk();  // finishes what runs, drops what waits
    ReadinessDesk(const ReadinessDesk&) = delete;
    ReadinessDesk& operator=(const ReadinessDesk&) = delete;

    // Of each of the products, in their order. `done` is called on the loop's thread, later; where too many
    // questions wait already, at once and with an error of code limit.
    void ask(std::shared_ptr<const policy::Policy> policy, std::vector<std::string> products, Done done);

private:
    struct Question {
        std::shared_ptr<const policy::Policy> policy;
        std::vector<std::string> products;
        Done done;
    };
    void run();
    [[nodiscard]] Result<std::vector<evidence::Readiness>> answer(const Question& question) const;

    EventLoop& loop_;
    std::string database_;
    std::mutex mutex_;  // of the next two
    std::deque<Question> waiting_;
    bool ending_ = false;
    std::condition_variable changed_;
    std::thread thread_;
};

}  // namespace portolan::roles
