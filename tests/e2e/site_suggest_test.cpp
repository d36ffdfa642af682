// `portolan site suggest` over the captures of tests/data: for each product, the machines that the capture's
// own site binds are found among the suggestions, the principal ones as the first of their address. The site
// is not shown to the program.
#include "tests/e2e/program.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace portolan::e2e {
namespace {

struct Expected {
    std::string capture;
    std::string address;
    std::string role;
    bool first = true;  // the first suggestion for its address
};

const std::string kCaptures = PORTOLAN_SOURCE_DIR "/tests/data/captures-expected/";

// The words of the table's rows: address, asset, role, how sure. Rows of further evidence begin with a blank.
std::vector<std::vector<std::string>> rows_of(const std::string& table) {
    std::vector<std::vector<std::string>> out;
    std::istringstream lines(table);
    std::string line;
    while (std::getline(lines, line)) {
        if (line.empty() || line.front() == ' ') continue;
        std::istringstream words(line);
        std::vector<std::string> row(4);
        for (std::string& word : row)
            words >> word;
        out.push_back(row);
    }
    return out;
}

TEST(SiteSuggest, FindsTheMachinesOfEachProduct) {
    const std::vector<Expected> all = {
        {"dca4/capture.pcapng", "10.20.1.20", "dca4:dca-agent"},
        {"dca4/capture.pcapng", "10.20.8.11", "dca4:printer", false},
        {"ksc/capture.pcap", "192.0.2.4", "ksc:administration-server"},
        {"ksc/capture.pcap", "10.20.6.21", "ksc:managed-device", false},
        {"connect-plus/capture.pcapng", "10.20.4.40", "connect-plus:connectplus-system"},
        {"snep7/capture.pcap", "10.20.3.5", "snep7:pbx"},
        {"digiware/capture.pcap", "10.20.20.15", "digiware:digiware-gateway"},
        {"digiware/capture.pcap", "10.20.20.5", "digiware:snmp-manager", false},
    };
    for (const Expected& each : all) {
        const ProgramRun run = run_portolan("site suggest --format table '" + kCaptures + each.capture + "'");
        ASSERT_EQ(run.status, 0) << run.output;
        const std::vector<std::vector<std::string>> rows = rows_of(run.output);
        const auto at = [&](const std::vector<std::string>& row) { return row[0] == each.address; };
        const auto found = std::find_if(rows.begin(), rows.end(),
                                        [&](const auto& row) { return at(row) && row[2] == each.role; });
        ASSERT_NE(found, rows.end()) << each.address << " " << each.role << "\n" << run.output;
        if (each.first) {
            EXPECT_EQ(found, std::find_if(rows.begin(), rows.end(), at)) << each.address << "\n"
                                                                         << run.output;
            EXPECT_NE((*found)[3], "low") << each.address << "\n" << run.output;
        }
    }
}

// What is pasted into a site holds the surest roles of a machine and nothing of a product it only resembles.
TEST(SiteSuggest, TheSnippetHoldsTheSurest) {
    const ProgramRun run =
        run_portolan("site suggest --format yaml '" + kCaptures + "digiware/capture.pcap'");
    ASSERT_EQ(run.status, 0) << run.output;
    for (const char* line : {"- {name: host-10-20-20-15, address: \"10.20.20.15\"}",
                             "digiware-gateway: [host-10-20-20-15]", "mail-server: [host-10-20-0-25]"})
        EXPECT_NE(run.output.find(line), std::string::npos) << line << " in\n" << run.output;
    EXPECT_EQ(run.output.find("dca4"), std::string::npos) << run.output;
}

TEST(SiteSuggest, NamesWhatTheSiteKnows) {
    const ProgramRun run = run_portolan("site suggest --site '" + kCaptures + "digiware/site.yaml' '" +
                                        kCaptures + "digiware/capture.pcap'");
    ASSERT_EQ(run.status, 0) << run.output;
    EXPECT_NE(run.output.find("diris-1"), std::string::npos) << run.output;
    EXPECT_NE(run.output.find("digiware:digiware-gateway (bound)"), std::string::npos) << run.output;
    EXPECT_EQ(run.output.find("digiware-gateway: ["), std::string::npos) << "bound already: " << run.output;
}

}  // namespace
}  // namespace portolan::e2e
