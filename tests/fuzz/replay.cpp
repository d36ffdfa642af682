// Runs a fuzz target over the files of the given folders once, each from a buffer of its exact size so that
// sanitizers see a read past the end.
#include "tests/fuzz/require.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

int main(int count, char** arguments) {
    int files = 0;
    for (int i = 1; i < count; ++i) {
        for (const std::filesystem::directory_entry& entry :
             std::filesystem::directory_iterator(arguments[i])) {
            std::ifstream in(entry.path(), std::ios::binary);
            const std::vector<char> content{std::istreambuf_iterator<char>(in), {}};
            const std::vector<std::uint8_t> bytes(content.begin(), content.end());
            std::printf("%s\n", entry.path().c_str());
            std::fflush(stdout);  // the last line names the input that ends the process
            LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
            ++files;
        }
    }
    return files > 0 ? 0 : 1;
}
