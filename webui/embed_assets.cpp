// Runs while building: writes a C++ file that holds every file of a folder, by the assembler's .incbin, and
// the table of them that asset.hpp describes.
#include "appliance/base/file.hpp"
#include "appliance/base/sha256.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostBytes = 16U << 20U;

struct File {
    std::string path;  // in the page: "/assets/x.js"
    std::string source;
    std::string brotli;  // its compressed twin, or empty
    std::string etag;
};

std::string_view type_of(const fs::path& path) {
    static const std::map<std::string, std::string_view> types = {{".html", "text/html; charset=utf-8"},
                                                                  {".js", "text/javascript; charset=utf-8"},
                                                                  {".css", "text/css; charset=utf-8"},
                                                                  {".svg", "image/svg+xml"},
                                                                  {".woff2", "font/woff2"}};
    const auto found = types.find(path.extension().string());
    return found == types.end() ? std::string_view("application/octet-stream") : found->second;
}

portolan::Result<std::vector<File>> files_of(const fs::path& folder) {
    std::vector<File> files;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file() || entry.path().extension() == ".br") continue;
        const std::string source = entry.path().string();
        const std::string content = TRY(portolan::read_file(source, kMostBytes));
        const std::string brotli = fs::exists(source + ".br") ? source + ".br" : std::string();
        files.push_back({"/" + entry.path().lexically_relative(folder).generic_string(), source, brotli,
                         portolan::sha256_hex(content).substr(0, 24)});
    }
    std::ranges::sort(files, {}, &File::path);
    return files;
}

// `name` and `name_end` around the bytes of the file.
std::string blob(const std::string& name, const std::string& source) {
    return "__asm__(\".section .rodata\\n.global " + name + "\\n" + name + ":\\n.incbin \\\"" + source +
           "\\\"\\n.global " + name + "_end\\n" + name +
           "_end:\\n.byte 0\\n.previous\\n\");\nextern \"C\" const char " + name + "[], " + name +
           "_end[];\n";
}

std::string view_of(const std::string& name) {
    return "{" + name + ", static_cast<std::size_t>(" + name + "_end - " + name + ")}";
}

std::string cpp_of(const std::vector<File>& files) {
    std::string blobs;
    std::string rows;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const File& file = files[i];
        const std::string name = "portolan_asset_" + std::to_string(i);
        blobs += blob(name, file.source);
        if (!file.brotli.empty()) blobs += blob(name + "_br", file.brotli);
        rows += "        {\"" + file.path + "\", \"" + std::string(type_of(file.path)) + "\", \"" +
                file.etag + "\", " + view_of(name) + ", " +
                (file.brotli.empty() ? std::string("{}") : view_of(name + "_br")) + ", " +
                (file.path.starts_with("/assets/") ? "true" : "false") + "},\n";
    }
    return "// Made by webui/embed_assets.cpp.\n#include \"webui/asset.hpp\"\n\n#include <cstddef>\n\n" +
           blobs +
           "\nnamespace portolan::webui {\n\nAssetTable embedded_assets() {\n    static const Asset assets[] "
           "= {\n" +
           rows + "    };\n    return assets;\n}\n\n}  // namespace portolan::webui\n";
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) {
        std::fputs("usage: embed_assets FOLDER FILE.cpp\n", stderr);
        return 2;
    }
    const portolan::Result<std::vector<File>> files = files_of(arguments[1]);
    const portolan::Result<void> written = files ? portolan::write_file(arguments[2], cpp_of(*files))
                                                 : portolan::Result<void>(tl::unexpected(files.error()));
    if (!written) std::fprintf(stderr, "%s\n", written.error().text().c_str());
    return written ? 0 : 1;
}
