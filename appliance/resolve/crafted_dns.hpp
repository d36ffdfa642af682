// DNS messages made by hand, for tests.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::resolve::crafted {

inline std::string hex(std::string_view digits) {
    std::string out;
    std::string pair;
    for (const char c : digits) {
        if (c == ' ') continue;
        pair += c;
        if (pair.size() < 2) continue;
        out += static_cast<char>(std::stoi(pair, nullptr, 16));
        pair.clear();
    }
    return out;
}

inline std::string u16(unsigned value) {
    return {static_cast<char>(value >> 8U & 0xffU), static_cast<char>(value & 0xffU)};
}

inline std::string name(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::string_view label = text.substr(0, text.find('.'));
        out += static_cast<char>(label.size());
        out += label;
        text.remove_prefix(label.size() + (label.size() < text.size() ? 1 : 0));
    }
    return out + '\0';
}

inline std::string question(std::string_view asked, unsigned type, unsigned record_class = 1) {
    return name(asked) + u16(type) + u16(record_class);
}

// `end`: what stands behind the question; `additional`: its number of records.
inline std::string query(unsigned id, std::string_view asked, unsigned type, std::string_view end = {},
                         unsigned additional = 0) {
    return u16(id) + hex("0100 0001 0000 0000") + u16(additional) + question(asked, type) + std::string(end);
}

inline std::string record(std::string_view owner, unsigned type, std::string_view data,
                          std::uint32_t ttl = 60, unsigned record_class = 1) {
    return name(owner) + u16(type) + u16(record_class) + u16(ttl >> 16U) + u16(ttl & 0xffffU) +
           u16(static_cast<unsigned>(data.size())) + std::string(data);
}

inline std::string answer(unsigned id, std::string_view asked, unsigned type,
                          const std::vector<std::string>& records) {
    std::string out = u16(id) + hex("8180 0001") + u16(static_cast<unsigned>(records.size())) +
                      hex("0000 0000") + question(asked, type);
    for (const std::string& each : records)
        out += each;
    return out;
}

inline std::string with_id(std::string message, std::string_view from) {
    return message.replace(0, 2, from.substr(0, 2));
}
inline std::string with_code(std::string message, unsigned code) {
    message[3] = static_cast<char>((static_cast<unsigned char>(message[3]) & 0xf0U) | code);
    return message;
}

}  // namespace portolan::resolve::crafted
