// A store in a folder of its own and rows to put into it, for the tests.
#pragma once

#include "appliance/store/reader.hpp"
#include "appliance/store/store.hpp"

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace portolan::store {

inline Timestamp at_second(std::int64_t seconds) {
    return Timestamp{(1'700'000'000 + seconds) * 1'000'000'000};
}

class StoreWorld : public testing::Test {
protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "store-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = name;
        options_.path = folder_ + "/portolan.db";
    }
    void TearDown() override {
        store_.reset();
        std::filesystem::remove_all(folder_);
    }
    void open(std::int64_t seconds = 0) {
        store_.reset();
        Result<Store> opened = Store::open(options_, at_second(seconds));
        ASSERT_TRUE(opened.has_value()) << opened.error().text();
        store_.emplace(std::move(*opened));
    }
    Acknowledgement put(Batch batch) {
        const Result<Acknowledgement> done = store_->write_and_wait(std::move(batch));
        EXPECT_TRUE(done.has_value()) << done.error().text();
        return done.value_or(Acknowledgement{});
    }
    Reader reader() { return std::move(Reader::open(options_.path).value()); }

    std::string folder_;
    StoreOptions options_;
    std::optional<Store> store_;
};

inline evidence::Finding sample_finding(int number) {
    evidence::Finding out;
    out.fid = "01ARYZ6S41" + std::to_string(1'000'000'000'000'000 + number);
    out.identity = {"undocumented-allowed",
                    "dca4",
                    "print-pc",
                    "203.0.113.9",
                    "tcp",
                    8443,
                    "nearest is DCA4-065, other port " + std::to_string(number)};
    out.requirement = "DCA4-065";
    out.opened = at_second(number);
    out.updated = at_second(number);
    out.count = 1;
    out.role = "dca-agent";
    out.szone = "inside";
    out.dzone = "outside";
    out.policy = "0123456789ab";
    return out;
}

inline evidence::Event sample_event(int number) {
    evidence::Event out;
    out.id = "01ARYZ6S41" + std::to_string(2'000'000'000'000'000 + number);
    out.code = "PT4001";
    out.severity = evidence::Severity::warning;
    out.at = at_second(number);
    out.text = "undocumented traffic passed";
    out.fields = {{"subj", "print-pc"}, {"reason", std::string("a\"b\\c]\n\0\xff", 9)}, {"subj", "twice"}};
    return out;
}

inline evidence::KeptAttestation sample_attestation(int number) {
    evidence::KeptAttestation out;
    out.id = "01ARYZ6S41" + std::to_string(3'000'000'000'000'000 + number);
    out.said = {{"DCA4-002", "DCA4-010"},
                "print-pc",
                "A. Auditor",
                "servers in the EU",
                {{"down_kbps", 400U}, {"ssh_methods", std::vector<std::string>{"publickey", "\xff\""}}},
                "letter.pdf",
                std::string(64, 'a'),
                at_second(0),
                at_second(86'400)};
    out.added_by = "ana";
    out.added = at_second(number);
    return out;
}

inline evidence::JudgedFlow sample_flow(std::int64_t seconds) {
    evidence::JudgedFlow out;
    out.policy = "0123456789ab";
    out.product = "dca4";
    out.requirement = "DCA4-065";
    out.also = {"DCA4-066"};
    out.decision = "DCA4-065";
    out.verdict = "conforming";
    out.action = "allowed";
    out.reason = "as documented";
    out.initiator = *Address::parse("10.20.0.5");
    out.initiator_asset = "print-pc";
    out.initiator_zone = "inside";
    out.responder = *Address::parse("2001:db8::9");
    out.responder_zone = "outside";
    out.protocol = "tcp";
    out.port = 443;
    out.names = {"dca4.example.com"};
    out.facts.set(Fact::sni, "dca4.example.com");
    out.flows = 1;
    out.packets = 12;
    out.bytes = 3400;
    out.answered = true;
    out.first = at_second(seconds);
    out.last = at_second(seconds + 2);
    return out;
}

}  // namespace portolan::store
