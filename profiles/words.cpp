#include "profiles/words.hpp"

#include <array>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace portolan::profiles {
namespace {

template <typename T, std::size_t N>
using Words = std::array<std::pair<std::string_view, T>, N>;

constexpr Words<Kind, 4> kKinds = {{{"flow", Kind::flow},
                                    {"endpoint", Kind::endpoint},
                                    {"control", Kind::control},
                                    {"observation", Kind::observation}}};
constexpr Words<Level, 8> kLevels = {{{"required", Level::required},
                                      {"recommended", Level::recommended},
                                      {"optional-default-on", Level::optional_default_on},
                                      {"conditional", Level::conditional},
                                      {"optional-default-off", Level::optional_default_off},
                                      {"legacy", Level::legacy},
                                      {"discouraged", Level::discouraged},
                                      {"informational", Level::informational}}};
constexpr Words<Effect, 5> kEffects = {{{"allow", Effect::allow},
                                        {"prohibit", Effect::prohibit},
                                        {"closed-list", Effect::closed_list},
                                        {"restrict", Effect::restrict},
                                        {"attest", Effect::attest}}};
constexpr Words<Point, 4> kPoints = {
    {{"kernel", Point::kernel}, {"cut", Point::cut}, {"probe", Point::probe}, {"report", Point::report}}};
constexpr Words<Decider, 3> kDeciders = {
    {{"packets", Decider::packets}, {"probe", Decider::probe}, {"attestation", Decider::attestation}}};
constexpr Words<Language, kLanguages> kLanguageWords = {
    {{"en", Language::en}, {"es", Language::es}, {"fr", Language::fr}, {"pt", Language::pt}}};
constexpr Words<Binds, 3> kBinds = {
    {{"assets", Binds::assets}, {"range", Binds::range}, {"internet", Binds::internet}}};
constexpr Words<ParameterType, 11> kTypes = {{{"prefix-list", ParameterType::prefix_list},
                                              {"address-list", ParameterType::address_list},
                                              {"port-list", ParameterType::port_list},
                                              {"transport-port-list", ParameterType::transport_port_list},
                                              {"name-list", ParameterType::name_list},
                                              {"mac-list", ParameterType::mac_list},
                                              {"country-list", ParameterType::country_list},
                                              {"integer", ParameterType::integer},
                                              {"duration", ParameterType::duration},
                                              {"rate", ParameterType::rate},
                                              {"window", ParameterType::window}}};

template <typename T, std::size_t N>
std::string_view find_word(const Words<T, N>& words, T value) {
    for (const auto& [word, known] : words)
        if (known == value) return word;
    return "?";
}

template <typename T, std::size_t N>
Result<T> find_value(const Words<T, N>& words, std::string_view word, std::string_view what) {
    std::string known;
    for (const auto& [text, value] : words) {
        if (text == word) return value;
        known += (known.empty() ? "" : ", ") + std::string(text);
    }
    return fail(ErrorCode::bad_input, fmt::format("'{}' is no {}", word.substr(0, 64), what), {},
                "write one of: " + known);
}

}  // namespace

std::string_view word_of(Kind kind) {
    return find_word(kKinds, kind);
}
std::string_view word_of(Level level) {
    return find_word(kLevels, level);
}
std::string_view word_of(Effect effect) {
    return find_word(kEffects, effect);
}
std::string_view word_of(Point point) {
    return find_word(kPoints, point);
}
std::string_view word_of(Decider decider) {
    return find_word(kDeciders, decider);
}
std::string_view word_of(Language language) {
    return find_word(kLanguageWords, language);
}
std::string_view word_of(Binds binds) {
    return find_word(kBinds, binds);
}
std::string_view word_of(ParameterType type) {
    return find_word(kTypes, type);
}

Result<Kind> parse_kind(std::string_view word) {
    return find_value(kKinds, word, "kind of requirement");
}
Result<Level> parse_level(std::string_view word) {
    return find_value(kLevels, word, "level");
}
Result<Effect> parse_effect(std::string_view word) {
    return find_value(kEffects, word, "effect");
}
Result<Point> parse_point(std::string_view word) {
    return find_value(kPoints, word, "enforcement point");
}
Result<Decider> parse_decider(std::string_view word) {
    return find_value(kDeciders, word, "way to decide a requirement");
}
Result<Language> parse_language(std::string_view word) {
    return find_value(kLanguageWords, word, "language of titles");
}
Result<Binds> parse_binds(std::string_view word) {
    return find_value(kBinds, word, "way to bind a role");
}
Result<ParameterType> parse_parameter_type(std::string_view word) {
    return find_value(kTypes, word, "parameter type");
}

}  // namespace portolan::profiles
