// MQTT's CONNECT, the first packet of a client: its protocol level (MQTT 3.1.1 section 3.1, MQTT 5.0
// section 3.1). Client id, user and password follow it and are never read.
#pragma once

#include "appliance/base/bytes.hpp"

#include <optional>
#include <string_view>

namespace portolan::passive {

struct MqttConnect {
    std::string_view level;  // "3.1", "3.1.1", "5.0"
    bool complete = false;   // false: the level has not come yet
    friend bool operator==(const MqttConnect&, const MqttConnect&) = default;
};

std::optional<MqttConnect> parse_mqtt_connect(Bytes stream);

}  // namespace portolan::passive
