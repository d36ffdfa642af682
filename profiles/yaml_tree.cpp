#include "profiles/yaml_tree.hpp"

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
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        refuse_anchor(mark, anchor);
        add(mark, YamlNode::Kind::nothing);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
        throw Refused{mark.line, mark.column, "aliases are not allowed", "write the value out"};
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        refuse_anchor(mark, anchor);
        refuse_tag(mark, tag);
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

private:
    static void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
        if (anchor != 0)
            throw Refused{mark.line, mark.column, "anchors are not allowed", "write the value out"};
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
        if (open_.empty()) {
            root = std::move(node);
        } else {
            open_.back()->children.push_back(std::move(node));
        }
        return added;
    }

    std::shared_ptr<const std::string> file_;
    std::vector<YamlNode*> open_;
    std::size_t nodes_ = 0;
};

// Offset of the first byte that is not part of well-formed UTF-8 (RFC 3629), or npos.
std::size_t first_bad_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const unsigned char c = static_cast<unsigned char>(text[i]);
        const std::size_t length = c < 0x80                ? 1
                                   : c >= 0xc2 && c < 0xe0 ? 2
                                   : (c & 0xf0U) == 0xe0   ? 3
                                   : c >= 0xf0 && c < 0xf5 ? 4
                                                           : 0;
        if (length == 0 || i + length > text.size() || (c < 0x20 && c != '\n' && c != '\r' && c != '\t'))
            return i;
        for (std::size_t k = 1; k < length; ++k)
            if ((static_cast<unsigned char>(text[i + k]) & 0xc0U) != 0x80) return i;
        i += length;
    }
    return std::string_view::npos;
}

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

Result<std::shared_ptr<const YamlNode>> run_parser(std::string_view text, const std::string& file) {
    std::istringstream stream{std::string(text)};
    TreeBuilder builder(std::make_shared<const std::string>(file));
    try {
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder) || !builder.root)
            return fail(ErrorCode::bad_input, "the file is empty", file,
                        "start from `portolan site example`");
        TreeBuilder second(std::make_shared<const std::string>(file));
        if (parser.HandleNextDocument(second) && second.root && second.root->kind != YamlNode::Kind::nothing)
            return fail(ErrorCode::bad_input, "a second document starts here",
                        place(file, second.root->line, second.root->column), "keep one document a file");
    } catch (const Refused& refused) {
        return fail(ErrorCode::bad_input, refused.message, place(file, refused.line + 1, refused.column + 1),
                    refused.remedy);
    } catch (const YAML::Exception& exception) {
        return fail(ErrorCode::bad_input, "not valid YAML: " + exception.msg,
                    place(file, exception.mark.line + 1, exception.mark.column + 1),
                    "check indentation (spaces only), brackets and quotes here and on the line before");
    }
    return std::shared_ptr<const YamlNode>(std::move(builder.root));
}

}  // namespace

Result<std::shared_ptr<const YamlNode>> parse_yaml_tree(std::string_view text, const std::string& file) {
    if (text.size() > kMostBytes)
        return fail(ErrorCode::limit,
                    fmt::format("the file has {} bytes, more than {}", text.size(), kMostBytes), file,
                    "split it");
    if (const std::size_t bad = first_bad_utf8(text); bad != std::string_view::npos)
        return fail(ErrorCode::bad_input, "this byte is not UTF-8 text", place_of_offset(file, text, bad),
                    "save the file as UTF-8 without control characters");
    return run_parser(text, file);
}

}  // namespace portolan::profiles
