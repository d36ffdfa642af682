// The parts of the HTML report, each appended by a file of its own; private to this module. Whatever of an
// assessment goes into a page goes through escape_html().
#pragma once

#include "appliance/report/assessment.hpp"
#include "appliance/report/summary.hpp"
#include "appliance/report/verdict_words.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace portolan::report {

// Where a requirement stands in the page: "#DCA4-065", so that a link into the report can be written by hand.
// An id that can't be an anchor, or comes twice, gets a number instead.
class Anchors {
public:
    explicit Anchors(const Assessment& assessment);
    [[nodiscard]] const std::string& of(const Requirement& requirement) const;
    // The escaped id, as a link where a requirement of the page has it.
    [[nodiscard]] std::string link(std::string_view id) const;

private:
    std::map<const Requirement*, std::string> anchors_;
    std::map<std::string, std::string, std::less<>> by_id_;
};

struct PageContext {
    const Assessment& assessment;
    Anchors anchors;
};

// Small pieces (html_pieces.cpp).
std::string icon(Tone tone);
std::string badge(const VerdictWord& verdict, std::string_view word);
std::string requirement_badge(std::string_view word);
std::string flow_badge(std::string_view word);
std::string count_cell(const VerdictCount& count);
std::string stacked_bar(const VerdictCounts& counts);
std::string quote_html(const Product& product, const Requirement& requirement);
std::string lines_html(std::string_view lines);      // "line 17", "lines 48,50"
std::string instant_html(std::string_view instant);  // <time>
std::string more_in_json(std::uint64_t hidden,
                         std::string_view noun);  // a paragraph; empty where nothing is hidden

// Sections, in the order of the page.
void append_masthead(std::string& out, const PageContext& page);
void append_summary(std::string& out, const PageContext& page);
void append_attention(std::string& out, const PageContext& page);
void append_requirements(std::string& out, const PageContext& page);
void append_flows(std::string& out, const PageContext& page);
void append_appendix(std::string& out, const PageContext& page);

// One table of flow groups with its caption; nothing where there is no group.
void append_group_table(std::string& out, const PageContext& page, std::string_view verdict,
                        std::size_t most);

std::string_view html_style();
std::string_view html_script();
std::string_view html_icons();

}  // namespace portolan::report
