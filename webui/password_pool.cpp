#include "webui/password_pool.hpp"

#include <utility>

namespace portolan::webui {

PasswordPool::PasswordPool(const PasswordCosts& costs, Post post) : costs_(costs), post_(std::move(post)) {
    for (std::size_t i = 0; i < kThreads; ++i)
        threads_.emplace_back([this] { run(); });
}

PasswordPool::~PasswordPool() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
        waiting_.clear();
    }
    changed_.notify_all();
    for (std::thread& thread : threads_)
        thread.join();
}

bool PasswordPool::verify(std::string password, std::string hash, std::function<void(bool)> done) {
    return enqueue([this, password = std::move(password), hash = std::move(hash), done = std::move(done)] {
        const bool matches = verify_password(password, hash, costs_);
        post_([done, matches] { done(matches); });
    });
}

bool PasswordPool::hash(std::string password, std::function<void(std::optional<std::string>)> done) {
    return enqueue([this, password = std::move(password), done = std::move(done)] {
        Result<std::string> hashed = hash_password(password, costs_);
        std::optional<std::string> text;
        if (hashed) text = std::move(*hashed);
        post_([done, text] { done(text); });
    });
}

bool PasswordPool::enqueue(std::function<void()> work) {
    {
        const std::lock_guard lock(mutex_);
        if (ending_ || waiting_.size() >= kMostWaiting) return false;
        waiting_.push_back(std::move(work));
    }
    changed_.notify_one();
    return true;
}

void PasswordPool::run() {
    while (true) {
        std::function<void()> work;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
            if (ending_) return;
            work = std::move(waiting_.front());
            waiting_.pop_front();
        }
        work();
    }
}

}  // namespace portolan::webui
