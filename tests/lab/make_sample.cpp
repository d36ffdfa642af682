// make_sample FOLDER: writes FOLDER/sample.pcap and FOLDER/expected.tsv, the same bytes on every run.
#include "appliance/base/file.hpp"
#include "tests/lab/stage.hpp"

#include <cstdio>
#include <string>

namespace {

portolan::Result<void> make_sample(const std::string& folder) {
    const std::vector<portolan::lab::Conversation> plan = portolan::lab::sample_plan();
    TRY_VOID(portolan::write_file(folder + "/sample.pcap",
                                  portolan::lab::capture_octets(portolan::lab::stage(plan))));
    TRY_VOID(portolan::write_file(folder + "/expected.tsv", portolan::lab::expected_table(plan)));
    return {};
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: make_sample FOLDER\n", stderr);
        return 2;
    }
    const portolan::Result<void> made = make_sample(argv[1]);
    if (made) return 0;
    std::fprintf(stderr, "make_sample: %s\n", made.error().text().c_str());
    return 2;
}
