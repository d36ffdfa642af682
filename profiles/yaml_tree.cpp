#include "profiles/yaml_tree.hpp"

#include "appliance/base/utf8.hpp"
#include "profiles/yaml_complaint.hpp"

#include <algorithm>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

namespace portolan::profiles {
namespace {

constexpr std::size_t kMostBytes = 4U << 20U;  // a profile of 500 requirements is 0.3 MiB
constexpr std::size_t kMostDepth = 32;         // ours nest 6 deep
constexpr std::size_t kMostNodes = 1'000'000;

// Thrown out of yaml-cpp's parse loop by our own handler; never leaves this file.
struct Refused {
    int line;
    int column;
    std::string message;
    std::string remedy;
};

class TreeBuilder : public YAML::EventHandler {
public:
    explicit TreeBuilder(std::shared_ptr<const std::string> file) : file_(std::move(file)) {}

    std::unique_ptr<YamlNode> root;

    void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
    void OnDocumentEnd() override {}
    // A missing value stands nowhere (yaml-cpp marks the line after it): it gets the place of its key.
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        refuse_anchor(mark, anchor);
        const YamlNode* key = pending_key();
        const int line = key == nullptr ? 0 : key->line;
        const int column = key == nullptr ? 0 : key->column;
        YamlNode& node = add(mark, YamlNode::Kind::nothing);
        if (line == 0) return;
        node.line = line;
        node.column = column;
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
        throw Refused{mark.line, mark.column, "aliases are not allowed",
                      "write the value out, or put text that begins with '*' in quotes"};
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        refuse_anchor(mark, anchor);
        refuse_tag(mark, tag);
        // "\e[2J" in quotes would reach terminals and pages as an escape sequence.
        if (first_non_text(value) != std::string_view::npos)
            throw Refused{mark.line, mark.column, "an escape in this text makes a control character",
                          "write plain text"};
        YamlNode& node = add(mark, YamlNode::Kind::scalar);
        node.scalar = value;
        node.plain = tag == "?";
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value /*style*/) override {
        open(mark, tag, anchor, YamlNode::Kind::list);
    }
    void OnSequenceEnd() override { open_.pop_back(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value /*style*/) override {
        open(mark, tag, anchor, YamlNode::Kind::map);
    }
    void OnMapEnd() override {
        refuse_duplicates(*open_.back());
        open_.pop_back();
    }

    // For mistakes whose mark says little.
    [[nodiscard]] const YamlNode* innermost() const { return open_.empty() ? nullptr : open_.back(); }
    [[nodiscard]] const YamlNode* last() const { return last_; }

private:
    [[nodiscard]] const YamlNode* pending_key() const {
        if (open_.empty() || open_.back()->kind != YamlNode::Kind::map) return nullptr;
        const auto& children = open_.back()->children;
        return children.size() % 2 == 1 ? children.back().get() : nullptr;
    }
    static void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
        if (anchor != 0)
            throw Refused{mark.line, mark.column, "anchors are not allowed",
                          "write the value out, or put text that begins with '&' in quotes"};
    }
    static void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
        if (!tag.empty() && tag != "?" && tag != "!")
            throw Refused{mark.line, mark.column, fmt::format("tag '{}' is not allowed", tag.substr(0, 64)),
                          "remove it"};
    }
    static void refuse_duplicates(const YamlNode& map) {
        std::set<std::string_view> seen;
        for (std::size_t i = 0; i + 1 < map.children.size(); i += 2) {
            const YamlNode& key = *map.children[i];
            if (key.kind != YamlNode::Kind::scalar)
                throw Refused{key.line - 1, key.column - 1, "a key must be a word", "write 'key: value'"};
            if (key.scalar.find_first_of("\r\n\t") != std::string::npos)
                throw Refused{key.line - 1, key.column - 1, "a key is one line without tabs",
                              "write it on one line"};
            if (!seen.insert(key.scalar).second)
                throw Refused{key.line - 1, key.column - 1,
                              fmt::format("key '{}' stands twice in this map", key.scalar.substr(0, 64)),
                              "keep one of them"};
        }
    }
    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode::Kind kind) {
        refuse_anchor(mark, anchor);
        refuse_tag(mark, tag);
        if (open_.size() >= kMostDepth)
            throw Refused{mark.line, mark.column, fmt::format("nested more than {} deep", kMostDepth),
                          "flatten it"};
        open_.push_back(&add(mark, kind));
    }
    YamlNode& add(const YAML::Mark& mark, YamlNode::Kind kind) {
        if (++nodes_ > kMostNodes) throw Refused{mark.line, mark.column, "too many values", "split the file"};
        std::unique_ptr<YamlNode> node = std::make_unique<YamlNode>();
        node->kind = kind;
        node->line = mark.line + 1;
        node->column = mark.column + 1;
        node->file = file_;
        YamlNode& added = *node;
        last_ = &added;
        if (open_.empty()) {
            root = std::move(node);
        } else {
            open_.back()->children.push_back(std::move(node));
        }
        return added;
    }

    std::shared_ptr<const std::string> file_;
    std::vector<YamlNode*> open_;
    const YamlNode* last_ = nullptr;
    std::size_t nodes_ = 0;
};

std::string place(const std::string& file, int line, int column) {
    return fmt::format("{}:{}:{}", file, line, column);
}

std::string place_of_offset(const std::string& file, std::string_view text, std::size_t offset) {
    int line = 1;
    int column = 1;
    for (const char c : text.substr(0, offset)) {
        column = c == '\n' ? 1 : column + 1;
        line += c == '\n' ? 1 : 0;
    }
    return place(file, line, column);
}

// Whether a tab indents line `number` (from 1): the usual reason why a parser finds no end there.
bool tab_indents(std::string_view text, int number) {
    for (int line = 1; line < number; ++line) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) return false;
        text.remove_prefix(end + 1);
    }
    const std::size_t begin = text.find_first_not_of(" \t");
    return text.substr(0, begin).find('\t') != std::string_view::npos;
}

Failure not_yaml(std::string_view text, const std::string& file, const TreeBuilder& builder,
                 const YAML::Exception& exception) {
    const int line = std::max(exception.mark.line, 0) + 1;
    for (const int suspect : {line, line - 1})
        if (tab_indents(text, suspect))
            return fail(ErrorCode::bad_input, "a tab indents this line", place(file, suspect, 1),
                        "indent with spaces");
    const YamlComplaint complaint = complaint_of(exception.msg);
    const YamlNode* better = complaint.place == YamlComplaint::Place::innermost    ? builder.innermost()
                             : complaint.place == YamlComplaint::Place::last_value ? builder.last()
                                                                                   : nullptr;
    return fail(ErrorCode::bad_input, complaint.message,
                better != nullptr ? place(file, better->line, better->column)
                                  : place(file, line, std::max(exception.mark.column, 0) + 1),
                complaint.remedy);
}

Failure empty_file(const std::string& file) {
    return fail(ErrorCode::bad_input, "the file is empty", place(file, 1, 1),
                "start from `portolan site example`, or for a profile from docs/profiles.md");
}

// UTF-16, the other way to save text; a capture, a spreadsheet or an archive given by mistake.
Failure no_text(std::string_view text, const std::string& file, std::size_t offset) {
    const std::string where = place_of_offset(file, text, offset);
    if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"))
        return fail(ErrorCode::bad_input, "this is UTF-16 text", where, "save the file as UTF-8");
    const unsigned byte = static_cast<unsigned char>(text[offset]);
    if (byte < 0x20 || byte == 0x7f)
        return fail(ErrorCode::bad_input, fmt::format("control character 0x{:02x}", byte), where,
                    "remove it; the file must be plain text");
    return fail(ErrorCode::bad_input, fmt::format("byte 0x{:02x} is not UTF-8 text", byte), where,
                "save the file as UTF-8");
}

Result<std::shared_ptr<const YamlNode>> run_parser(std::string_view text, const std::string& file) {
    std::istringstream stream{std::string(text)};
    TreeBuilder builder(std::make_shared<const std::string>(file));
    try {
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder) || !builder.root) return empty_file(file);
        TreeBuilder second(std::make_shared<const std::string>(file));
        if (parser.HandleNextDocument(second) && second.root && second.root->kind != YamlNode::Kind::nothing)
            return fail(ErrorCode::bad_input, "a second document starts here",
                        place(file, second.root->line, second.root->column), "keep one document a file");
    } catch (const Refused& refused) {
        return fail(ErrorCode::bad_input, refused.message, place(file, refused.line + 1, refused.column + 1),
                    refused.remedy);
    } catch (const YAML::Exception& exception) {
        return not_yaml(text, file, builder, exception);
    }
    return std::shared_ptr<const YamlNode>(std::move(builder.root));
}

}  // namespace

Result<std::shared_ptr<const YamlNode>> parse_yaml_tree(std::string_view text, const std::string& file) {
    if (text.size() > kMostBytes)
        return fail(ErrorCode::limit,
                    fmt::format("the file has {} bytes, more than {}", text.size(), kMostBytes),
                    place(file, 1, 1), "split it");
    if (const std::size_t bad = first_non_text(text); bad != std::string_view::npos)
        return no_text(text, file, bad);
    return run_parser(text, file);
}

}  // namespace portolan::profiles
