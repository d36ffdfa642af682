// Two threads that hash passwords, with a queue of eight: more would let a stranger take the machine's memory
// by asking to sign in. Results go back to the caller's thread through `post`.
#pragma once

#include "webui/password_hasher.hpp"
#include "webui/passwords.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace portolan::webui {

class PasswordPool final : public PasswordHasher {
public:
    static constexpr std::size_t kThreads = 2;
    static constexpr std::size_t kMostWaiting = 8;
    // Runs the given function on the thread that calls the API (asio::post, say); called from the pool's
    // threads.
    using Post = std::function<void(std::function<void()>)>;

    PasswordPool(const PasswordCosts& costs, Post post);
    ~PasswordPool() override;  // finishes what runs, drops what waits
    PasswordPool(const PasswordPool&) = delete;
    PasswordPool& operator=(const PasswordPool&) = delete;

    bool verify(std::string password, std::string hash, std::function<void(bool)> done) override;
    bool hash(std::string password, std::function<void(std::optional<std::string>)> done) override;

private:
    bool enqueue(std::function<void()> work);
    void run();

    PasswordCosts costs_;
    Post post_;
    std::mutex mutex_;  // of the next two
    std::deque<std::function<void()>> waiting_;
    bool ending_ = false;
    std::condition_variable changed_;
    std::vector<std::thread> threads_;
};

}  // namespace portolan::webui
