// What is acknowledged is there: after a kill at any instant, and on a disk that fills.
#include "appliance/store/store_world.hpp"

#include <csignal>
#include <fstream>
#include <map>
#include <random>
#include <sched.h>
#include <sstream>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

namespace portolan::store {
namespace {

class CrashTest : public StoreWorld {
protected:
    static Batch round(int number) {
        Batch batch;
        batch.at = at_second(number);
        batch.findings = {sample_finding(number)};
        batch.events = {sample_event(number), sample_event(number)};
        return batch;
    }
    static std::size_t rows(Reader& reading) { return reading.open_findings()->size(); }

    // Writes until it is killed, and says on `out` what was acknowledged: "NUMBER LAST_SEQ".
    [[noreturn]] void write_for_ever(int first, int out) {
        Result<Store> store = Store::open(options_, at_second(0));
        if (!store) _exit(1);
        for (int number = first;; ++number) {
            const auto done = [number, out](const Result<Acknowledgement>& result) {
                const std::string line =
                    std::to_string(number) + " " + std::to_string(result->last_event) + "\n";
                if (!result || write(out, line.data(), line.size()) < 0) _exit(1);
            };
            while (!store->write(round(number), done))
                usleep(100);  // the queue is full
        }
    }

    // Starts it, reads so many bytes of its acknowledgements, kills it; gives what came.
    std::string killed_after(int first, std::size_t bytes) {
        std::array<int, 2> ends{};
        EXPECT_EQ(pipe(ends.data()), 0);
        const pid_t child = fork();
        if (child == 0) write_for_ever(first, ends[1]);
        close(ends[1]);
        std::string said;
        std::array<char, 256> buffer{};
        ssize_t got = 1;
        while (said.size() < bytes && got > 0) {
            got = read(ends[0], buffer.data(), buffer.size());
            said.append(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        }
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        // What it said between the last read and its death counts too.
        while ((got = read(ends[0], buffer.data(), buffer.size())) > 0)
            said.append(buffer.data(), static_cast<std::size_t>(got));
        close(ends[0]);
        return said;
    }
};

TEST_F(CrashTest, KilledAtAnyInstantNothingAcknowledgedIsMissing) {
    std::mt19937 random(7);
    std::map<int, std::uint64_t> acknowledged;
    for (int turn = 0; turn < 12; ++turn) {
        std::istringstream said(killed_after(turn * 10'000, 1 + random() % 6000));
        std::string line;
        while (std::getline(said, line) && !said.eof()) {
            std::istringstream words(line);
            int number = 0;
            words >> number >> acknowledged[number];
        }
        open();
        EXPECT_TRUE(store_->recovered());
        Reader reading = reader();
        std::set<std::string> fids;
        for (const std::vector<evidence::Finding> found = *reading.open_findings();
             const auto& finding : found)
            fids.insert(finding.fid);
        const std::vector<evidence::Event> events = *reading.events(1, 1'000'000);
        for (std::size_t i = 0; i < events.size(); ++i)
            ASSERT_EQ(events[i].seq, i + 1);
        for (const auto& [number, last] : acknowledged) {
            ASSERT_TRUE(fids.contains(sample_finding(number).fid)) << number;
            ASSERT_LE(last, events.size());
            ASSERT_EQ(events[last - 1].id, sample_event(number).id);
        }
        store_.reset();
    }
    EXPECT_GT(acknowledged.size(), 100U);
}

TEST_F(CrashTest, OverItsBytesTheStoreRefusesAndKeeps) {
    options_.database_bytes = 512 * 1024;
    open();
    int accepted = 0;
    Result<Acknowledgement> done;
    for (int number = 0; number < 100'000; ++number, ++accepted) {
        done = store_->write_and_wait(round(number));
        if (!done) break;
    }
    ASSERT_FALSE(done.has_value());
    EXPECT_EQ(done.error().code, ErrorCode::io);
    EXPECT_NE(done.error().text().find("no space left"), std::string::npos) << done.error().text();
    EXPECT_GT(accepted, 100);
    Reader reading = reader();
    EXPECT_EQ(rows(reading), static_cast<std::size_t>(accepted));
    EXPECT_EQ(*reading.last_event(), static_cast<std::uint64_t>(accepted) * 2);
    EXPECT_FALSE(store_->write_and_wait(round(100'001)).has_value());  // and goes on refusing, as a value

    options_.database_bytes = 0;  // space was made
    open();
    EXPECT_EQ(store_->write_and_wait(round(100'002))->first_event,
              static_cast<std::uint64_t>(accepted) * 2 + 1);
}

// A mount namespace of this process' own; a user without rights has them in a user namespace.
bool enter_namespace() {
    const std::string user = std::to_string(geteuid());
    const std::string group = std::to_string(getegid());
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
    std::ofstream("/proc/self/setgroups") << "deny";
    std::ofstream("/proc/self/uid_map") << "0 " + user + " 1";
    std::ofstream("/proc/self/gid_map") << "0 " + group + " 1";
    return true;
}

// The same on a real small disk.
int fill_a_disk(const StoreOptions& options, const std::string& folder) {
    if (!enter_namespace()) return 77;
    if (mount("none", folder.c_str(), "tmpfs", 0, "size=1536k") != 0) return 77;
    Result<Store> store = Store::open(options, at_second(0));
    if (!store) return 1;
    std::size_t accepted = 0;
    Result<Acknowledgement> done;
    for (int number = 0; number < 100'000; ++number, ++accepted) {
        Batch batch;
        batch.at = at_second(number);
        batch.findings = {sample_finding(number)};
        done = store->write_and_wait(std::move(batch));
        if (!done) break;
    }
    if (done || done.error().code != ErrorCode::io) return 2;
    if (accepted < 50) return 3;
    Result<Reader> reading = Reader::open(options.path);
    if (!reading || reading->open_findings()->size() != accepted) return 4;
    return store->status().failed == 1 && !store->status().last_error.empty() ? 0 : 5;
}

TEST_F(CrashTest, AFullDiskIsAnErrorAndLosesNothing) {
    const pid_t child = fork();
    if (child == 0) _exit(fill_a_disk(options_, folder_));
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "no mount namespace may be made here";
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

// Pages in the middle are overwritten: the answer is an error that says so, never a crash.
TEST_F(CrashTest, ADamagedFileIsAnError) {
    open();
    for (int number = 0; number < 300; ++number)
        put(round(number));
    ASSERT_TRUE(store_->close(at_second(1)));
    store_.reset();
    const std::uintmax_t size = std::filesystem::file_size(options_.path);
    std::FILE* file = std::fopen(options_.path.c_str(), "r+b");
    ASSERT_NE(file, nullptr);
    const std::string rubbish(8192, '\xA5');
    for (std::uintmax_t at = 8192; at + 8192 <= size; at += 8192) {
        std::fseek(file, static_cast<long>(at), SEEK_SET);
        std::fwrite(rubbish.data(), 1, rubbish.size(), file);
    }
    std::fclose(file);
    const Result<Store> opened = Store::open(options_, at_second(2));
    ASSERT_FALSE(opened.has_value());
    EXPECT_NE(opened.error().text().find("damaged"), std::string::npos) << opened.error().text();
}

}  // namespace
}  // namespace portolan::store
