#include "probes/passive/mqtt.hpp"
#include "tests/fuzz/require.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portolan::fuzz;
    using namespace portolan::passive;
    const portolan::Bytes bytes = bytes_of(data, size);
    const std::optional<MqttConnect> connect = parse_mqtt_connect(bytes);
    if (connect) require(connect->complete != connect->level.empty());
    const std::optional<MqttConnect> half = parse_mqtt_connect(bytes.first(size / 2));
    if (half && half->complete) require(connect == half);
    if (connect && connect->complete && size > 1)
        require(half.has_value());  // a prefix of a CONNECT may become one
    return 0;
}
