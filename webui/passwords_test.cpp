#include "webui/passwords.hpp"

#include "webui/password_pool.hpp"

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace portolan::webui {
namespace {

constexpr PasswordCosts kCheap{1, 8'192};  // libsodium's least

TEST(Password, OnlyTheRightOneMatches) {
    const std::string hash = hash_password("correct horse", kCheap).value();
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$")) << hash;
    EXPECT_NE(hash, hash_password("correct horse", kCheap).value()) << "a salt of its own";
    EXPECT_TRUE(verify_password("correct horse", hash, kCheap));
    EXPECT_FALSE(verify_password("correct horsf", hash, kCheap));
    EXPECT_FALSE(verify_password("", hash, kCheap));
    for (const std::string& broken :
         {std::string(), std::string("x"), hash.substr(0, 40), std::string(500, 'x')})
        EXPECT_FALSE(verify_password("correct horse", broken, kCheap)) << broken;
}

TEST(Password, NewOnesMeetTheRules) {
    EXPECT_TRUE(check_new_password("vera", "twelve bytes").has_value());
    EXPECT_FALSE(check_new_password("vera", "eleven byte").has_value());
    EXPECT_FALSE(check_new_password("veraveravera", "veraveravera").has_value());
    EXPECT_TRUE(check_new_password("vera", std::string(512, 'x')).has_value());
    EXPECT_FALSE(check_new_password("vera", std::string(513, 'x')).has_value());
}

// Collects what the pool would run on the server's thread.
struct Inbox {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::function<void()>> work;
    void put(std::function<void()> item) {
        const std::lock_guard lock(mutex);
        work.push_back(std::move(item));
        changed.notify_one();
    }
    void run(std::size_t count) {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return work.size() >= count; });
        for (const auto& item : work)
            item();
        work.clear();
    }
};

TEST(PasswordPool, AnswersThroughThePost) {
    Inbox inbox;
    PasswordPool pool(kCheap, [&inbox](std::function<void()> work) { inbox.put(std::move(work)); });
    std::optional<std::string> hash;
    ASSERT_TRUE(
        pool.hash("correct horse", [&hash](std::optional<std::string> made) { hash = std::move(made); }));
    inbox.run(1);
    ASSERT_TRUE(hash.has_value());
    bool matches = false;
    ASSERT_TRUE(pool.verify("correct horse", *hash, [&matches](bool result) { matches = result; }));
    inbox.run(1);
    EXPECT_TRUE(matches);
}

TEST(PasswordPool, RefusesTheNinthThatWaits) {
    // Two run and are held where they hand back their result; eight wait; the next is refused.
    std::mutex gate;
    std::unique_lock held(gate);
    std::mutex counted;
    int entered = 0;
    std::condition_variable changed;
    PasswordPool pool(kCheap, [&](const std::function<void()>&) {
        {
            const std::lock_guard lock(counted);
            ++entered;
            changed.notify_one();
        }
        const std::lock_guard lock(gate);
    });
    const auto ask = [&pool] { return pool.verify("x", "", [](bool) {}); };
    ASSERT_TRUE(ask() && ask());
    std::unique_lock lock(counted);
    changed.wait(lock, [&entered] { return entered == 2; });
    for (std::size_t i = 0; i < PasswordPool::kMostWaiting; ++i)
        EXPECT_TRUE(ask()) << i;
    EXPECT_FALSE(ask());
    lock.unlock();
    held.unlock();
}

}  // namespace
}  // namespace portolan::webui
