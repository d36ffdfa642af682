#include "probes/passive/input_buffer.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace portolan::passive {
namespace {

constexpr std::size_t kBlock = 1U << 20U;  // measured: larger gains nothing, smaller costs system calls

std::string error_text(int error) {
    return std::generic_category().message(error);
}

}  // namespace

Result<InputBuffer> InputBuffer::open(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return fail(ErrorCode::io, "can't be opened: " + error_text(errno), path,
                    "check the name and its rights");
    InputBuffer input(descriptor);
    struct stat status {};
    if (::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode))
        return fail(ErrorCode::io, "is a directory", path, "name the capture files in it");
    ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
    return input;
}

InputBuffer InputBuffer::from_bytes(Bytes bytes) {
    InputBuffer input(-1);
    input.storage_.assign(bytes.begin(), bytes.end());
    input.end_ = bytes.size();
    return input;
}

InputBuffer::InputBuffer(InputBuffer&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      storage_(std::move(other.storage_)),
      begin_(std::exchange(other.begin_, 0)),
      end_(std::exchange(other.end_, 0)),
      offset_(other.offset_),
      trouble_(std::move(other.trouble_)) {}

InputBuffer& InputBuffer::operator=(InputBuffer&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(storage_, other.storage_);
    std::swap(begin_, other.begin_);
    std::swap(end_, other.end_);
    std::swap(offset_, other.offset_);
    std::swap(trouble_, other.trouble_);
    return *this;
}

InputBuffer::~InputBuffer() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Bytes InputBuffer::at_least(std::size_t count) {
    if (end_ - begin_ >= count || descriptor_ < 0) return buffered();
    if (begin_ > 0) {
        std::memmove(storage_.data(), storage_.data() + begin_, end_ - begin_);
        end_ -= std::exchange(begin_, 0);
    }
    while (end_ < count && fill()) {
    }
    return buffered();
}

// Grows only when full of bytes that are really there: a length that a hostile file claims allocates nothing.
bool InputBuffer::fill() {
    if (end_ == storage_.size()) storage_.resize(std::max(kBlock, storage_.size() * 2));
    ssize_t got = 0;
    do {
        got = ::read(descriptor_, storage_.data() + end_, storage_.size() - end_);
    } while (got < 0 && errno == EINTR);
    if (got < 0) trouble_ = error_text(errno);
    if (got <= 0) return false;
    end_ += static_cast<std::size_t>(got);
    return true;
}

void InputBuffer::consume(std::size_t count) {
    if (count > end_ - begin_) panic("InputBuffer::consume past what is buffered");
    begin_ += count;
    offset_ += count;
}

}  // namespace portolan::passive
