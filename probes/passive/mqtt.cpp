#include "probes/passive/mqtt.hpp"

namespace portolan::passive {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kName = "\0\4MQTT"sv;  // with its length before it
constexpr std::string_view kOldName = "\0\6MQIsdp"sv;

// Variable byte integer, at most four bytes (MQTT 5.0 section 1.5.5); fails the reader on longer ones.
std::size_t remaining_length(ByteReader& in) {
    std::size_t value = 0;
    for (unsigned shift = 0; shift < 28; shift += 7) {
        const std::size_t byte = in.u8();
        value |= (byte & 0x7fU) << shift;
        if (byte < 0x80) return value;
    }
    in.skip(in.left() + 1);
    return 0;
}

std::string_view level_text(std::string_view name, std::uint8_t level) {
    if (name == kOldName) return level == 3 ? "3.1" : "";
    return level == 4 ? "3.1.1" : level == 5 ? "5.0" : "";
}

}  // namespace

std::optional<MqttConnect> parse_mqtt_connect(Bytes stream) {
    ByteReader in(stream);
    if (in.u8() != 0x10) return std::nullopt;
    const std::size_t length = remaining_length(in);
    if (in.failed()) return stream.size() < 5 ? std::optional<MqttConnect>(MqttConnect{}) : std::nullopt;
    const std::string_view text = as_text(in.rest());
    for (const std::string_view name : {kName, kOldName}) {
        if (text.size() <= name.size() && name.starts_with(text)) return MqttConnect{};
        if (text.size() <= name.size() || !text.starts_with(name)) continue;
        const std::uint8_t level =
            static_cast<std::uint8_t>(text[name.size()]) & 0x7fU;  // top bit: a bridge (mosquitto)
        const std::string_view level_name = level_text(name, level);
        if (level_name.empty() || length < name.size() + 4)
            return std::nullopt;  // flags and keep-alive follow
        return MqttConnect{level_name, true};
    }
    return std::nullopt;
}

}  // namespace portolan::passive
