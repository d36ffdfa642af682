#include "appliance/store/column_json.hpp"

#include <boost/json.hpp>

namespace portolan::store {
namespace {

namespace json = boost::json;

json::string to_string(std::string_view text) {
    return json::string(text.data(), text.size());
}

Result<json::array> parse_array(std::string_view text) {
    json::parse_options options;
    options.allow_invalid_utf8 = true;
    json::error_code error;
    const json::value value = json::parse({text.data(), text.size()}, error, {}, options);
    if (error || !value.is_array())
        return fail(ErrorCode::bad_input, "the store is damaged: no list in a column");
    return value.get_array();
}

Result<std::string> as_text(const json::value& value) {
    if (!value.is_string()) return fail(ErrorCode::bad_input, "the store is damaged: no text in a list");
    return std::string(value.get_string().data(), value.get_string().size());
}

}  // namespace

std::string list_json(const std::vector<std::string>& values) {
    json::array out;
    for (const std::string& value : values)
        out.emplace_back(to_string(value));
    return json::serialize(out);
}

Result<std::vector<std::string>> parse_list(std::string_view text) {
    const json::array array = TRY(parse_array(text));
    std::vector<std::string> out;
    for (const json::value& value : array)
        out.push_back(TRY(as_text(value)));
    return out;
}

std::string pairs_json(const Pairs& values) {
    json::array out;
    for (const auto& [key, value] : values)
        out.push_back(json::array{to_string(key), to_string(value)});
    return json::serialize(out);
}

Result<Pairs> parse_pairs(std::string_view text) {
    const json::array array = TRY(parse_array(text));
    Pairs out;
    for (const json::value& pair : array) {
        if (!pair.is_array() || pair.get_array().size() != 2)
            return fail(ErrorCode::bad_input, "the store is damaged: no pair in a list");
        std::string key = TRY(as_text(pair.get_array()[0]));
        std::string value = TRY(as_text(pair.get_array()[1]));
        out.emplace_back(std::move(key), std::move(value));
    }
    return out;
}

std::string facts_json(const evidence::Facts& facts) {
    Pairs pairs;
    for (const auto& [fact, value] : facts)
        pairs.emplace_back(fact_name(fact), value);
    return pairs_json(pairs);
}

Result<evidence::Facts> parse_facts(std::string_view text) {
    Pairs pairs = TRY(parse_pairs(text));
    evidence::Facts out;
    for (auto& [name, value] : pairs)
        if (const std::optional<Fact> fact = parse_fact(name)) out.set(*fact, std::move(value));
    return out;
}

std::string measurements_json(const std::vector<evidence::Measurement>& values) {
    json::array out;
    for (const auto& [name, value] : values) {
        json::value said;
        if (const std::uint64_t* number = std::get_if<std::uint64_t>(&value)) {
            said = *number;
        } else {
            for (json::array& words = said.emplace_array();
                 const std::string& word : std::get<std::vector<std::string>>(value))
                words.emplace_back(to_string(word));
        }
        out.push_back(json::array{to_string(name), std::move(said)});
    }
    return json::serialize(out);
}

Result<std::vector<evidence::Measurement>> parse_measurements(std::string_view text) {
    const json::array array = TRY(parse_array(text));
    std::vector<evidence::Measurement> out;
    for (const json::value& pair : array) {
        if (!pair.is_array() || pair.get_array().size() != 2)
            return fail(ErrorCode::bad_input, "the store is damaged: no named value in a list");
        evidence::Measurement next;
        next.name = TRY(as_text(pair.get_array()[0]));
        const json::value& said = pair.get_array()[1];
        if (said.is_array()) {
            std::vector<std::string> words;
            for (const json::value& word : said.get_array())
                words.push_back(TRY(as_text(word)));
            next.value = std::move(words);
        } else {
            json::error_code error;
            next.value = said.to_number<std::uint64_t>(error);
            if (error) return fail(ErrorCode::bad_input, "the store is damaged: no number in a list");
        }
        out.push_back(std::move(next));
    }
    return out;
}

}  // namespace portolan::store
