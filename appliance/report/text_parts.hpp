// The parts of the terminal's report; private to this module.
#pragma once

#include "appliance/report/assessment.hpp"
#include "appliance/report/text_report.hpp"
#include "appliance/report/verdict_words.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace portolan::report {

class TextPage {
public:
    explicit TextPage(const TextOptions& options);

    [[nodiscard]] std::size_t width() const { return width_; }
    [[nodiscard]] bool lists_flows() const { return flows_; }
    // Finished text in the colours of a tone, or in bold; as it is without colours.
    [[nodiscard]] std::string painted(Tone tone, std::string_view text) const;
    [[nodiscard]] std::string bold(std::string_view text) const;

    void line(std::string_view text = {});
    // An empty line, then a title.
    void title(std::string_view text);
    // Foreign text, wrapped; the lines after the first are indented alike.
    void paragraph(std::size_t indent, std::string_view text);
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    std::string out_;
    std::size_t width_;
    bool colour_;
    bool flows_;
};

void append_flow_findings(TextPage& page, const Assessment& assessment);
void append_all_flows(TextPage& page, const Assessment& assessment);

}  // namespace portolan::report
