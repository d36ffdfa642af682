#include "probes/passive/stream_head.hpp"

#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portolan::passive {
namespace {

struct Piece {
    std::uint32_t offset;
    std::string bytes;
};

std::string joined(const std::vector<Piece>& pieces) {
    const std::unique_ptr<StreamHead> head = std::make_unique<StreamHead>();
    head->clear();
    for (const Piece& piece : pieces)
        head->add(piece.offset, as_bytes(piece.bytes));
    return std::string(as_text(head->contiguous()));
}

TEST(StreamHead, PutsSegmentsInOrder) {
    struct Case {
        const char* name;
        std::vector<Piece> pieces;
        std::string expected;
    };
    const Case cases[] = {
        {"nothing", {}, ""},
        {"one", {{0, "abc"}}, "abc"},
        {"in order", {{0, "abc"}, {3, "def"}}, "abcdef"},
        {"out of order", {{3, "def"}, {0, "abc"}}, "abcdef"},
        {"a gap", {{0, "abc"}, {4, "ef"}}, "abc"},
        {"a gap filled", {{0, "abc"}, {4, "ef"}, {3, "d"}}, "abcdef"},
        {"no start", {{1, "bc"}}, ""},
        {"the same again", {{0, "abc"}, {0, "xyz"}}, "abc"},
        {"overlap behind: the first copy wins", {{0, "abc"}, {1, "xyz"}}, "abcz"},
        {"overlap before: the first copy wins", {{2, "cd"}, {0, "wxyz"}}, "wxcd"},
        {"overlap around: the first copy wins", {{2, "c"}, {0, "vwxyz"}}, "vwcyz"},
        {"over two pieces", {{1, "b"}, {3, "d"}, {0, "vwxyz"}}, "vbxdz"},
        {"empty segment", {{0, "abc"}, {3, ""}}, "abc"},
        {"beyond the head", {{0, "abc"}, {5000, "x"}, {0xffffffff, "y"}}, "abc"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(joined(c.pieces), c.expected);
    }
    EXPECT_EQ(joined({{0, std::string(4000, 'a')}, {4000, std::string(500, 'b')}}),
              std::string(4000, 'a') + std::string(96, 'b'));
}

TEST(StreamHead, ManyHolesForgetTheFarthest) {
    std::vector<Piece> pieces;
    for (std::uint32_t i = 1; i <= 20; ++i)
        pieces.push_back({i * 10, std::string(5, 'x')});
    pieces.push_back({0, std::string(100, 'a')});
    EXPECT_EQ(joined(pieces).substr(0, 20), "aaaaaaaaaaxxxxxaaaaa") << "the nearest pieces were kept";
}

// Against a byte map, as long as no piece had to be forgotten.
TEST(StreamHead, EqualsAByteMap) {
    std::mt19937 random(7);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same cases in each run
    for (int round = 0; round < 500; ++round) {
        std::string map(40, '\0');
        std::vector<Piece> pieces;
        for (int i = 0; i < 7; ++i) {
            const std::uint32_t offset = static_cast<std::uint32_t>(random() % 30);
            const std::string bytes(random() % 10, static_cast<char>('a' + i));
            pieces.push_back({offset, bytes});
            for (std::size_t j = 0; j < bytes.size(); ++j)
                if (map[offset + j] == '\0') map[offset + j] = bytes[j];
        }
        ASSERT_EQ(joined(pieces), map.substr(0, map.find('\0')));
    }
}

TEST(StreamPool, OwnersKeepTheirHeads) {
    StreamPool pool(2);
    const StreamPool::Taken a = pool.take(10);
    const StreamPool::Taken b = pool.take(20);
    EXPECT_FALSE(a.robbed || b.robbed);
    pool.find(a.slot, 10)->add(0, as_bytes("ten"));
    EXPECT_EQ(pool.find(a.slot, 20), nullptr);
    EXPECT_THAT(pool.owners(), testing::UnorderedElementsAre(10U, 20U));
    pool.release(a.slot, 20);
    ASSERT_NE(pool.find(a.slot, 10), nullptr) << "only its owner releases it";
    pool.release(a.slot, 10);
    EXPECT_EQ(pool.find(a.slot, 10), nullptr);
    const StreamPool::Taken c = pool.take(30);
    EXPECT_EQ(c.slot, a.slot);
    EXPECT_TRUE(pool.find(c.slot, 30)->contiguous().empty()) << "nothing of the former owner is left";
}

TEST(StreamPool, WhenFullTheOldestLoses) {
    StreamPool pool(2);
    const StreamPool::Taken a = pool.take(10);
    const StreamPool::Taken b = pool.take(20);
    const StreamPool::Taken c = pool.take(30);
    EXPECT_TRUE(c.robbed);
    EXPECT_EQ(pool.find(a.slot, 10), nullptr);
    EXPECT_NE(pool.find(b.slot, 20), nullptr);
    EXPECT_NE(pool.find(c.slot, 30), nullptr);
    EXPECT_TRUE(pool.take(40).robbed);
    EXPECT_EQ(pool.find(b.slot, 20), nullptr);
}

}  // namespace
}  // namespace portolan::passive
