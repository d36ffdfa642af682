// The shipped profiles against the documented requirements: what is shipped stands word for word in the
// table, and of finished products everything is shipped, with titles and with what decides it.
#include "profiles/library.hpp"

#include "appliance/base/file.hpp"
#include "appliance/base/sha256.hpp"
#include "profiles/means.hpp"
#include "profiles/words.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

namespace portolan::profiles {
namespace {

namespace fs = std::filesystem;

const fs::path kSource = PORTOLAN_SOURCE_DIR;

struct Documented {
    std::string id, kind, level, lines, quote;
    friend bool operator==(const Documented&, const Documented&) = default;
};

// Columns by name, so that the project's table and the team's wider one are read alike.
std::vector<Documented> read_table(const fs::path& file, const std::map<std::string, std::string>& columns) {
    std::istringstream in(read_file(file.string(), 16U << 20U).value());
    const auto cells_of = [](const std::string& line) {
        std::vector<std::string> cells;
        std::istringstream stream(line);
        for (std::string cell; std::getline(stream, cell, '\t');)
            cells.push_back(cell);
        return cells;
    };
    std::string line;
    std::getline(in, line);
    const std::vector<std::string> header = cells_of(line);
    const auto index = [&](const std::string& wanted) {
        return static_cast<std::size_t>(std::find(header.begin(), header.end(), columns.at(wanted)) -
                                        header.begin());
    };
    std::vector<Documented> out;
    while (std::getline(in, line)) {
        const std::vector<std::string> cells = cells_of(line);
        out.push_back({cells.at(index("id")), cells.at(index("kind")), cells.at(index("level")),
                       cells.at(index("lines")), cells.at(index("quote"))});
    }
    return out;
}

std::vector<Documented> own_table() {
    return read_table(
        kSource / "tests/data/requirements/documented.tsv",
        {{"id", "id"}, {"kind", "kind"}, {"level", "level"}, {"lines", "lines"}, {"quote", "quote"}});
}

std::map<std::string, const Requirement*> shipped(const std::vector<Profile>& library) {
    std::map<std::string, const Requirement*> out;
    for (const Profile& profile : library)
        for (const Requirement& requirement : profile.requirements)
            out[requirement.id] = &requirement;
    return out;
}

TEST(Library, EveryFlowAndEndpointIsShippedWordForWord) {
    const auto library = load_library((kSource / "profiles/library").string());
    ASSERT_TRUE(library) << library.error().text();
    const auto requirements = shipped(*library);
    std::size_t counted = 0;
    for (const Documented& row : own_table()) {
        const auto found = requirements.find(row.id);
        if (row.kind == "flow" || row.kind == "endpoint") {
            ASSERT_NE(found, requirements.end()) << row.id << " is in no profile";
            ++counted;
        }
        if (found == requirements.end()) continue;
        const Requirement& requirement = *found->second;
        const Documented written{requirement.id, std::string(word_of(requirement.kind)),
                                 std::string(word_of(requirement.level)), requirement.lines,
                                 requirement.quote};
        EXPECT_EQ(written, row) << row.id << " differs from the documented row";
    }
    EXPECT_EQ(counted, 233U);
}

TEST(Library, NothingIsShippedThatNoDocumentSays) {
    const auto library = load_library((kSource / "profiles/library").string());
    ASSERT_TRUE(library) << library.error().text();
    std::map<std::string, bool> documented;
    for (const Documented& row : own_table())
        documented[row.id] = true;
    // Our own document is in this tree: each quote stands in its line.
    const std::string own = *read_file((kSource / "docs/own-traffic.md").string(), 1U << 16U);
    std::vector<std::string> lines = {""};
    for (std::size_t from = 0; from < own.size(); from = own.find('\n', from) + 1)
        lines.push_back(own.substr(from, own.find('\n', from) - from));
    for (const auto& [id, requirement] : shipped(*library)) {
        if (id.starts_with("PORT-")) {
            EXPECT_NE(lines.at(std::stoul(requirement->lines)).find(requirement->quote), std::string::npos)
                << id;
        } else {
            EXPECT_TRUE(documented.contains(id)) << id;
        }
    }
}

// Products whose every documented requirement is shipped, titled and decided.
const std::set<std::string> kFinished = {"connect-plus", "dca4", "digiware", "ksc", "snep7"};

// What a requirement of a finished product still lacks, or empty.
std::string what_lacks(const Requirement& requirement) {
    std::string lacks;
    for (const Language language : {Language::en, Language::es, Language::fr, Language::pt})
        if (requirement.title.in(language).empty())
            lacks += "title in " + std::string(word_of(language)) + "; ";
    const Means means = means_of(requirement);
    if (!means.any() && !requirement.trace_only())
        lacks += "anything that enforces, probes, observes or attests it; ";
    if (means.attested && means.evidence.empty()) lacks += "evidence; ";
    if (means.attested && means.validity_months == 0) lacks += "validity_months; ";
    return lacks;
}

TEST(Library, FinishedProductsAreWhole) {
    const auto library = load_library((kSource / "profiles/library").string());
    ASSERT_TRUE(library) << library.error().text();
    const auto requirements = shipped(*library);
    for (const Profile& profile : *library) {
        if (!kFinished.contains(profile.id)) continue;
        EXPECT_FALSE(profile.changelog.empty()) << profile.id << " has no changelog";
        EXPECT_FALSE(profile.document.edition.empty()) << profile.id << " names no edition";
        for (const Documented& row : own_table())
            EXPECT_TRUE(requirements.contains(row.id) || !row.id.starts_with(profile.prefix + "-"))
                << row.id << " is in no profile";
        for (const Requirement& requirement : profile.requirements)
            EXPECT_EQ(what_lacks(requirement), "") << requirement.id;
    }
}

TEST(Library, TitlesTellRequirementsApart) {
    const auto library = load_library((kSource / "profiles/library").string());
    ASSERT_TRUE(library) << library.error().text();
    for (const Profile& profile : *library) {
        std::map<std::string, std::string> seen;
        for (const Requirement& requirement : profile.requirements) {
            for (std::size_t i = 0; i < kLanguages; ++i) {
                const std::string& title = requirement.title.texts.at(i);
                if (title.empty()) continue;
                const auto [other, fresh] = seen.try_emplace(std::to_string(i) + title, requirement.id);
                EXPECT_TRUE(fresh) << requirement.id << " and " << other->second << ": " << title;
            }
        }
    }
}

TEST(Library, WhatIsLackingIsSeen) {
    Requirement whole;
    whole.decided_by = {Decider::attestation};
    whole.title.texts = {"a", "b", "c", "d"};
    whole.evidence = "a letter";
    whole.validity_months = 12;
    EXPECT_EQ(what_lacks(whole), "");
    Requirement lacking = whole;
    lacking.title.texts[2].clear();
    EXPECT_NE(what_lacks(lacking), "");
    lacking = whole;
    lacking.evidence.clear();
    EXPECT_NE(what_lacks(lacking), "");
    lacking = whole;
    lacking.validity_months = 0;
    EXPECT_NE(what_lacks(lacking), "");
    // Packets that document nothing are no means.
    lacking = whole;
    lacking.level = Level::informational;
    lacking.decided_by = {Decider::packets};
    EXPECT_NE(what_lacks(lacking), "");
}

TEST(Library, SharedTableIsTheSame) {
    const fs::path shared = kSource.parent_path() / "shared/requirements.tsv";
    if (!fs::exists(shared)) GTEST_SKIP() << "no shared table beside this checkout";
    EXPECT_EQ(own_table(), read_table(shared, {{"id", "id"},
                                               {"kind", "kind"},
                                               {"level", "status"},
                                               {"lines", "source_line"},
                                               {"quote", "quote"}}));
}

TEST(Library, DocumentHashesAreThoseOfTheDocuments) {
    const fs::path seeds = kSource.parent_path() / "shared/seeds";
    if (!fs::exists(seeds)) GTEST_SKIP() << "no documents beside this checkout";
    const auto library = load_library((kSource / "profiles/library").string());
    for (const Profile& profile : *library) {
        const fs::path folder = profile.id == "portolan" ? kSource / "docs" : seeds;
        EXPECT_EQ(profile.document.sha256,
                  sha256_hex(read_file((folder / profile.document.file).string(), 1U << 20U).value()))
            << profile.id;
    }
}

// White space folded and ligatures (private characters in one document) written out, as in the quotes.
std::string folded(std::string text) {
    for (const auto& [ligature, letters] : {std::pair{"\uE66A", "fi"}, std::pair{"\uE66B", "fl"}})
        for (std::size_t at = 0; (at = text.find(ligature)) != std::string::npos;)
            text.replace(at, 3, letters);
    std::istringstream in(text);
    std::string out;
    for (std::string word; in >> word;)
        out += (out.empty() ? "" : " ") + word;
    return out;
}

TEST(Library, OpenParametersCiteLinesOfTheirDocuments) {
    const fs::path seeds = kSource.parent_path() / "shared/seeds";
    if (!fs::exists(seeds)) GTEST_SKIP() << "no documents beside this checkout";
    const auto library = load_library((kSource / "profiles/library").string());
    ASSERT_TRUE(library) << library.error().text();
    for (const Profile& profile : *library) {
        if (profile.id == "portolan") continue;
        std::istringstream document(read_file((seeds / profile.document.file).string(), 1U << 20U).value());
        std::vector<std::string> lines = {""};
        for (std::string line; std::getline(document, line);)
            lines.push_back(line);
        for (const Parameter& parameter : profile.parameters) {
            std::istringstream numbers(parameter.lines);
            std::string cited;
            for (std::string number; std::getline(numbers, number, ',');)
                cited += " " + lines.at(std::stoul(number));
            std::size_t from = 0;  // a quote's parts stand in their order
            for (std::size_t at = 0; !parameter.quote.empty() && at != std::string::npos;) {
                constexpr std::string_view kLeftOut = "[…]";
                const std::size_t end = parameter.quote.find(kLeftOut, at);
                const std::string part = folded(parameter.quote.substr(at, end - at));
                from = folded(cited).find(part, from);
                ASSERT_NE(from, std::string::npos) << profile.id << " " << parameter.id << ": " << part;
                at = end == std::string::npos ? end : end + kLeftOut.size();
            }
        }
    }
}

TEST(Library, MissingFolderIsAnError) {
    EXPECT_FALSE(load_library("/nonexistent"));
}

}  // namespace
}  // namespace portolan::profiles
