// Every message between roles, as the receiver reads it. The first byte is the kind, the rest the message.
// What is read must be written and read again as the same.
#include "appliance/wire/message_fields.hpp"
#include "tests/fuzz/require.hpp"

namespace portolan::fuzz {
namespace {

using wire::Kind;

template <typename T>
void check(std::string_view bytes) {
    const std::optional<T> message = wire::decode<T>(bytes);
    if (!message) return;
    const std::string written = wire::encode(*message);
    const std::optional<T> again = wire::decode<T>(written);
    require(again && wire::encode(*again) == written);
    // Sets may be written shorter than they came, never longer.
    require(written.size() <= bytes.size());
    require(!wire::decode<T>(written + "x"));
    require(!wire::decode<T>(std::string_view(written).substr(0, written.size() - 1)));
}

// A kind that is added is missing here: the compiler says so.
void check_kind(Kind kind, std::string_view bytes) {
    switch (kind) {
        case Kind::stage:
            return check<wire::Stage>(bytes);
        case Kind::disarm:
            return check<wire::Disarm>(bytes);
        case Kind::staged:
            return check<wire::Staged>(bytes);
        case Kind::counters:
            return check<wire::Counters>(bytes);
        case Kind::learned:
            return check<wire::Learned>(bytes);
        case Kind::names:
            return check<wire::Names>(bytes);
        case Kind::gates:
            return check<wire::Gates>(bytes);
        case Kind::learn_answer:
            return check<wire::LearnAnswer>(bytes);
        case Kind::learn:
            return check<wire::Learn>(bytes);
        case Kind::capture_setup:
            return check<wire::CaptureSetup>(bytes);
        case Kind::flows:
            return check<wire::Flows>(bytes);
        case Kind::capture_stats:
            return check<wire::CaptureStats>(bytes);
        case Kind::http_request:
            return check<wire::HttpRequest>(bytes);
        case Kind::http_gone:
            return check<wire::HttpGone>(bytes);
        case Kind::http_response:
            return check<wire::HttpResponse>(bytes);
        case Kind::http_frame:
            return check<wire::HttpFrame>(bytes);
        case Kind::role_states:
            return check<wire::RoleStates>(bytes);
    }
}

}  // namespace
}  // namespace portolan::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portolan;
    const unsigned last = static_cast<unsigned>(wire::last_of(wire::Kind{}));
    if (size == 0 || data[0] == 0 || data[0] > last) return 0;
    const std::string bytes(data + 1, data + size);
    fuzz::check_kind(static_cast<wire::Kind>(data[0]), bytes);
    return 0;
}
