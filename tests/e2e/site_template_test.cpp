// The templates of local requirements: refused until somebody answers for them, then a product of their own
// that allows what it says, beside a vendor's, and whose numbers stand apart.
#include "appliance/base/file.hpp"
#include "tests/e2e/program.hpp"

#include <filesystem>
#include <unistd.h>

#include <gtest/gtest.h>

namespace portolan::e2e {
namespace {

namespace fs = std::filesystem;

class SiteTemplate : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() / ("portolan-template-" + std::to_string(::getpid()));
        fs::create_directories(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }

    std::string put(const std::string& name, const std::string& content) const {
        EXPECT_TRUE(write_file((folder_ / name).string(), content));
        return "'" + (folder_ / name).string() + "'";
    }
    // The template with everything written that it leaves open.
    static std::string filled(const std::string& name) {
        std::string text = run_portolan("site template " + name).output;
        for (const char* key : {"owner: unset", "ticket: unset", "review_by: unset"}) {
            const std::size_t at = text.find(key);
            EXPECT_NE(at, std::string::npos) << name << ": " << key;
            const std::string word(key);
            text.replace(at, word.size(), word.substr(0, word.find(':')) + ": \"2027-06-30\"");
        }
        return text;
    }
    static std::string site(const std::string& local) {
        return "schema: portolan-site/1\nsite: t\nzones:\n"
               "  outside: {interface: e1, kind: routed, address: 198.51.100.2/30, gateway: 198.51.100.1, "
               "untrusted: true}\n"
               "  inside: {interface: e2, kind: routed, address: 10.20.0.2/24, networks: [10.20.0.0/16], "
               "via: 10.20.0.1}\n"
               "assets:\n  - {name: print-pc, address: 10.20.4.10}\n  - {name: dc-1, address: 10.20.0.10}\n"
               "  - {name: pbx-1, address: 10.20.3.5}\n"
               "products:\n  dca4: {roles: {dca-agent: [print-pc]}}\n"
               "local:\n" +
               local;
    }
    static void expect_says(const ProgramRun& run, const std::string& text) {
        EXPECT_NE(run.output.find(text), std::string::npos) << "no '" << text << "' in:\n" << run.output;
    }

    fs::path folder_;
};

TEST_F(SiteTemplate, ListsAndRefusesWhatThereIsNot) {
    expect_says(run_portolan("site template"), "sip-trunk\nwindows-member\n");
    const ProgramRun run = run_portolan("site template nobody");
    EXPECT_EQ(run.status, 2);
    expect_says(run, "known: sip-trunk, windows-member");
}

TEST_F(SiteTemplate, IsRefusedUntilSomebodyAnswersForIt) {
    put("windows-member.yaml", run_portolan("site template windows-member").output);
    const ProgramRun run = run_portolan("site lint " + put("site.yaml", site("  - windows-member.yaml\n")));
    EXPECT_EQ(run.status, 2);
    expect_says(run, "windows-member.yaml:");
    expect_says(run, "owner is still open; write who answers for it");
}

TEST_F(SiteTemplate, WindowsMemberBesideAVendorsProduct) {
    put("windows-member.yaml", filled("windows-member"));
    const ProgramRun waits = run_portolan("site lint " + put("site.yaml", site("  - windows-member.yaml\n")));
    EXPECT_EQ(waits.status, 0) << waits.output;
    expect_says(waits, "local-windows-member: nobody plays domain-member");
    expect_says(waits, "local-windows-member: rpc_ports is unset, which stops RPC");

    const std::string file =
        put("site.yaml", site("  - {file: windows-member.yaml, roles: {domain-member: [print-pc], "
                              "domain-controller: [dc-1]}}\n"));
    const std::string ask = "explain --site " + file + " --from print-pc --to dc-1 --port ";
    expect_says(run_portolan(ask + "88"), "accepted by LOC-AD-002");
    expect_says(run_portolan(ask + "445"), "accepted by LOC-AD-004");
    expect_says(run_portolan(ask + "123 --proto udp"), "accepted by LOC-AD-005");
    expect_says(run_portolan(ask + "3389"), "default-deny/dca-agent/out");
    expect_says(run_portolan(ask + "50000"), "default-deny/dca-agent/out");
    const ProgramRun reach = run_portolan("site lint --reach " + file);
    expect_says(reach, "both ends in zone inside");

    const ProgramRun assess =
        run_portolan("assess --site " + file + " '" PORTOLAN_SOURCE_DIR "/tests/data/captures/dns.pcap'");
    expect_says(assess, "local: Windows domain member");
    expect_says(assess, "local requirements, counted apart: ");
}

TEST_F(SiteTemplate, SipTrunkSaysWhatTheContractSays) {
    put("sip-trunk.yaml", filled("sip-trunk"));
    const std::string file =
        put("site.yaml", site("  - {file: sip-trunk.yaml, roles: {pbx: [pbx-1]}, parameters: {peer: "
                              "[203.0.113.20], sip_ports: [udp/5060]}}\n"));
    const std::string ask = "explain --site " + file + " --proto udp --port ";
    expect_says(run_portolan(ask + "5060 --from pbx-1 --to 203.0.113.20"), "accepted by LOC-SIP-001");
    expect_says(run_portolan(ask + "5060 --from 203.0.113.20 --to pbx-1"), "accepted by LOC-SIP-002");
    expect_says(run_portolan("site lint " + file),
                "local-sip-trunk: rtp_ports is unset, which stops voice over the trunk");
    const ProgramRun other = run_portolan(ask + "5060 --from pbx-1 --to 203.0.113.21");
    EXPECT_EQ(other.output.find("LOC-SIP-001 "), std::string::npos) << other.output;
}

}  // namespace
}  // namespace portolan::e2e
