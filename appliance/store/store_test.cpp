#include "appliance/store/store.hpp"

#include "appliance/store/database.hpp"
#include "appliance/store/migrations.hpp"
#include "appliance/store/store_world.hpp"

#include <fstream>
#include <future>
#include <sys/stat.h>

#include <fmt/format.h>

namespace portolan::store {
namespace {

using StoreTest = StoreWorld;

TEST_F(StoreTest, WhatIsAcknowledgedCanBeRead) {
    open();
    Batch batch;
    batch.at = at_second(1);
    batch.findings = {sample_finding(1)};
    batch.events = {sample_event(1), sample_event(2)};
    batch.audit = {{0, at_second(1), "anna", "10.99.0.7", "policy.apply", "0123456789ab", "ok"}};
    batch.users = {{"anna", evidence::UserRole::admin, "$argon2id$...", at_second(0), false}};
    const Acknowledgement numbers = put(batch);
    EXPECT_EQ(numbers.first_event, 1U);
    EXPECT_EQ(numbers.last_event, 2U);

    Reader reading = reader();
    EXPECT_EQ(reading.findings({}, {})->items, batch.findings);
    batch.events[0].seq = 1;
    batch.events[1].seq = 2;
    EXPECT_EQ(*reading.events(1, 10), batch.events);
    batch.audit[0].number = 1;
    EXPECT_EQ(reading.audit({})->items, batch.audit);
    EXPECT_EQ(*reading.users(), batch.users);
    EXPECT_EQ(**reading.user("anna"), batch.users[0]);
    EXPECT_FALSE(reading.user("bert")->has_value());
}

TEST_F(StoreTest, AFailedBatchLeavesNothingAndHarmsNoOther) {
    open();
    Batch good;
    good.at = at_second(1);
    good.findings = {sample_finding(1)};
    Batch bad;
    bad.at = at_second(2);
    bad.events = {sample_event(1)};
    bad.findings = {sample_finding(2), sample_finding(1)};
    bad.findings[1].fid = sample_finding(9).fid;  // a second open finding of one identity
    std::vector<std::future<Result<Acknowledgement>>> answers;
    for (const Batch& batch : {good, bad, good}) {
        auto promise = std::make_shared<std::promise<Result<Acknowledgement>>>();
        answers.push_back(promise->get_future());
        ASSERT_TRUE(store_->write(batch, [promise](const auto& done) { promise->set_value(done); }));
    }
    EXPECT_TRUE(answers[0].get().has_value());
    const Result<Acknowledgement> refused = answers[1].get();
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::bad_input);
    EXPECT_TRUE(answers[2].get().has_value());
    EXPECT_EQ(reader().findings({}, {})->total, 1U);
    EXPECT_EQ(*reader().last_event(), 0U);
    EXPECT_EQ(store_->status().failed, 1U);
}

TEST_F(StoreTest, AFullQueueRefusesAndCounts) {
    options_.queue = 2;
    open();
    std::promise<void> entered;
    std::promise<void> leave;
    std::shared_future<void> left = leave.get_future().share();
    ASSERT_TRUE(store_->write({}, [&entered, left](const auto&) {
        entered.set_value();
        left.wait();
    }));
    entered.get_future().wait();  // the writer is held in the callback
    EXPECT_TRUE(store_->write({}, nullptr));
    EXPECT_TRUE(store_->write({}, nullptr));
    const Result<void> third = store_->write({}, nullptr);
    ASSERT_FALSE(third.has_value());
    EXPECT_EQ(third.error().code, ErrorCode::limit);
    EXPECT_EQ(store_->status().refused, 1U);
    EXPECT_EQ(store_->status().queued, 2U);
    leave.set_value();
}

TEST_F(StoreTest, ACrashEndsCoverageAtTheLastHeartbeat) {
    open(0);
    Batch batch;
    batch.at = at_second(5);
    batch.coverage = {{"capture:inside", at_second(1), std::nullopt, ""}};
    put(batch);
    Batch heartbeat;
    heartbeat.at = at_second(42);
    put(heartbeat);
    open(100);  // the destructor leaves the stop unclean
    EXPECT_TRUE(store_->recovered());
    const std::vector<evidence::CoverageInterval> expected = {
        {"server", at_second(0), at_second(42), "server was down"},
        {"capture:inside", at_second(1), at_second(42), "server was down"},
        {"server", at_second(100), std::nullopt, ""}};
    EXPECT_EQ(*reader().coverage(at_second(0)), expected);
}

TEST_F(StoreTest, ACleanStopIsToldFromACrash) {
    open(0);
    const std::string boot = store_->boot();
    ASSERT_TRUE(store_->close(at_second(50)));
    EXPECT_FALSE(store_->write({}, nullptr).has_value());
    open(100);
    EXPECT_FALSE(store_->recovered());
    EXPECT_NE(store_->boot(), boot);
    const std::vector<evidence::CoverageInterval> expected = {
        {"server", at_second(0), at_second(50), "stopped"}, {"server", at_second(100), std::nullopt, ""}};
    EXPECT_EQ(*reader().coverage(at_second(0)), expected);
}

TEST_F(StoreTest, ANewerDatabaseIsRefused) {
    open();
    store_.reset();
    {
        Result<Database> database = Database::open(options_.path, Database::Mode::write);
        ASSERT_TRUE(database->execute(fmt::format("PRAGMA user_version = {}", newest_schema() + 1)));
    }
    const Result<Store> opened = Store::open(options_, at_second(0));
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, ErrorCode::unsupported);
    EXPECT_NE(opened.error().text().find("newer version"), std::string::npos) << opened.error().text();
}

TEST_F(StoreTest, AnotherProgramsDatabaseIsRefusedAndUntouched) {
    {
        Result<Database> database = Database::open(options_.path, Database::Mode::write);
        ASSERT_TRUE(database->execute("CREATE TABLE theirs (a)"));
    }
    EXPECT_FALSE(Store::open(options_, at_second(0)).has_value());
    Result<Database> database = Database::open(options_.path, Database::Mode::write);
    EXPECT_EQ(*database->value("SELECT count(*) FROM sqlite_schema"), 1U);
}

TEST_F(StoreTest, NoDatabaseAndNoFolderAreErrors) {
    std::ofstream(options_.path) << "this is no database, it is a text of more than sixteen bytes";
    const Result<Store> text = Store::open(options_, at_second(0));
    ASSERT_FALSE(text.has_value());
    EXPECT_NE(text.error().text().find("damaged"), std::string::npos) << text.error().text();
    options_.path = folder_ + "/missing/portolan.db";
    EXPECT_FALSE(Store::open(options_, at_second(0)).has_value());
}

TEST_F(StoreTest, FilesAreTheOwnersAlone) {
    open();
    put({});
    for (const std::string suffix : {"", "-wal", "-shm"}) {
        struct stat state {};
        ASSERT_EQ(stat((options_.path + suffix).c_str(), &state), 0);
        EXPECT_EQ(state.st_mode & 0777U, 0600U) << suffix;
    }
}

}  // namespace
}  // namespace portolan::store
