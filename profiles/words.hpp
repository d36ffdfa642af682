// The words of the profile language and their values, in both directions.
#pragma once

#include "appliance/base/result.hpp"
#include "profiles/profile.hpp"

#include <string_view>

namespace portolan::profiles {

std::string_view word_of(Kind kind);
std::string_view word_of(Level level);
std::string_view word_of(Effect effect);
std::string_view word_of(Point point);
std::string_view word_of(Decider decider);
std::string_view word_of(Language language);
std::string_view word_of(Binds binds);
std::string_view word_of(ParameterType type);

// Error with the list of known words.
Result<Kind> parse_kind(std::string_view word);
Result<Level> parse_level(std::string_view word);
Result<Effect> parse_effect(std::string_view word);
Result<Point> parse_point(std::string_view word);
Result<Decider> parse_decider(std::string_view word);
Result<Language> parse_language(std::string_view word);
Result<Binds> parse_binds(std::string_view word);
Result<ParameterType> parse_parameter_type(std::string_view word);

}  // namespace portolan::profiles
