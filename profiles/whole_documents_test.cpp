// Profiles that hold the whole of their document: every statement stands in them, with titles for people in
// four languages, and says who or what can decide it.
#include "appliance/base/file.hpp"
#include "profiles/library.hpp"
#include "profiles/words.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

namespace portolan::profiles {
namespace {

namespace fs = std::filesystem;

const fs::path kSource = PORTOLAN_SOURCE_DIR;

// Prefixes of the profiles that are whole; our own (PORT) has no row among the documented ones.
const std::set<std::string> kWhole = {"DCA4", "KSC", "CPLUS", "SNEP7", "DIGI", "PORT"};

std::string prefix_of(const std::string& id) {
    return id.substr(0, id.find('-'));
}

std::vector<Profile> whole_profiles() {
    std::vector<Profile> out;
    const std::vector<Profile> library = load_library((kSource / "profiles/library").string()).value();
    for (const Profile& profile : library)
        if (kWhole.contains(profile.prefix)) out.push_back(profile);
    return out;
}

std::vector<std::string> documented_ids() {
    std::istringstream in(
        read_file((kSource / "tests/data/requirements/documented.tsv").string(), 16U << 20U).value());
    std::vector<std::string> out;
    std::string line;
    std::getline(in, line);  // the header
    while (std::getline(in, line))
        if (const std::string id = line.substr(0, line.find('\t')); kWhole.contains(prefix_of(id)))
            out.push_back(id);
    return out;
}

TEST(WholeDocuments, EveryStatementStandsInItsOrder) {
    std::vector<std::string> shipped;
    for (const Profile& profile : whole_profiles())
        for (const Requirement& requirement : profile.requirements)
            if (profile.id != "portolan") shipped.push_back(requirement.id);
    const std::vector<std::string> documented = documented_ids();
    ASSERT_EQ(documented.size(), 484U);
    for (const std::string& prefix : kWhole) {
        std::vector<std::string> of_profile;
        std::vector<std::string> of_document;
        for (const std::string& id : shipped)
            if (prefix_of(id) == prefix) of_profile.push_back(id);
        for (const std::string& id : documented)
            if (prefix_of(id) == prefix) of_document.push_back(id);
        EXPECT_EQ(of_profile, of_document) << prefix;
    }
}

TEST(WholeDocuments, EveryRequirementHasATitleOfItsOwnInEachLanguage) {
    ASSERT_EQ(whole_profiles().size(), kWhole.size());
    for (const Profile& profile : whole_profiles()) {
        std::array<std::set<std::string>, kLanguages> seen;
        for (const Requirement& requirement : profile.requirements) {
            for (std::size_t language = 0; language < kLanguages; ++language) {
                const std::string& title = requirement.title.texts.at(language);
                EXPECT_FALSE(title.empty())
                    << requirement.id << " has no title in " << word_of(static_cast<Language>(language));
                EXPECT_TRUE(seen.at(language).insert(title).second)
                    << requirement.id << ": another requirement has the title '" << title << "'";
                EXPECT_NE(title, requirement.quote) << requirement.id;
            }
        }
    }
}

TEST(WholeDocuments, WhoAttestsIsToldWhatToShowAndForHowLong) {
    for (const Profile& profile : whole_profiles()) {
        for (const Requirement& requirement : profile.requirements) {
            const bool attested = requirement.can_be_decided_by(Decider::attestation);
            EXPECT_EQ(attested, !requirement.evidence.empty()) << requirement.id;
            EXPECT_EQ(attested, requirement.validity_months > 0) << requirement.id;
        }
    }
}

// A requirement that itself stands under the option may name the default as the other reading.
bool stands_under(const Requirement& requirement, const std::string& option) {
    for (const Match& body : requirement.bodies)
        for (const Clause& clause : body.when)
            if (clause.name == option) return true;
    return false;
}

TEST(WholeDocuments, AnotherReadingIsNeverTheDefault) {
    for (const Profile& profile : whole_profiles()) {
        for (const Requirement& requirement : profile.requirements) {
            for (const Ambiguity& ambiguity : requirement.ambiguities) {
                for (const Clause& clause : ambiguity.other) {
                    const Option* option = profile.option(clause.name);
                    // A parameter's default is always unset.
                    if (option == nullptr || stands_under(requirement, clause.name)) continue;
                    EXPECT_EQ(std::count(clause.values.begin(), clause.values.end(), option->fallback), 0)
                        << requirement.id << ": " << clause.name << " is so already";
                }
            }
        }
    }
}

TEST(WholeDocuments, AnnouncedChangesSetTheDateOfReview) {
    for (const Profile& profile : whole_profiles()) {
        EXPECT_FALSE(profile.review_by.empty()) << profile.id;
        EXPECT_FALSE(profile.review_reason.empty()) << profile.id;
        ASSERT_FALSE(profile.changelog.empty()) << profile.id;
        EXPECT_EQ(profile.changelog.front().version, profile.version) << profile.id;
        // Line 46 of DCA4's document: services are replaced and added "in the next months".
        if (profile.id != "dca4") continue;
        EXPECT_LE(profile.review_by, "2027-05-31");
        EXPECT_NE(profile.review_reason.find("Line 46"), std::string::npos);
    }
}

}  // namespace
}  // namespace portolan::profiles
