#include "appliance/base/file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

namespace portolan {

Result<std::string> read_file(const std::string& path, std::uint64_t most) {
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found)
        return fail(ErrorCode::not_found, "no such file", path, "check the path");
    if (error || status.type() == std::filesystem::file_type::directory)
        return fail(ErrorCode::io, error ? error.message() : "is a directory, not a file", path,
                    error ? "check the path and its rights" : "name a file in it");
    std::ifstream in(path, std::ios::binary);
    if (!in)
        return fail(ErrorCode::io, fmt::format("can't be opened: {}", std::strerror(errno)), path,
                    "check the rights of the file");
    std::string content;
    std::string block(64U << 10U, '\0');
    while (in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0) {
        content.append(block, 0, static_cast<std::size_t>(in.gcount()));
        if (content.size() > most)
            return fail(ErrorCode::limit, fmt::format("holds more than {} bytes", most), path,
                        "is it the right file?");
    }
    if (in.bad()) return fail(ErrorCode::io, "reading failed", path);
    return content;
}

Result<void> write_file(const std::string& path, const std::string& content) {
    const std::string beside = path + ".part";
    {
        std::ofstream out(beside, std::ios::binary | std::ios::trunc);
        out << content;
        out.close();
        if (!out) {
            const int reason = errno;
            std::remove(beside.c_str());
            return fail(ErrorCode::io, fmt::format("can't be written: {}", std::strerror(reason)), path,
                        "check the folder and its rights");
        }
    }
    std::error_code error;
    std::filesystem::rename(beside, path, error);
    if (error) {
        std::remove(beside.c_str());
        return fail(ErrorCode::io, "can't be written: " + error.message(), path);
    }
    return {};
}

}  // namespace portolan
