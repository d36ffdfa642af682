#include "appliance/report/html_escape.hpp"
#include "appliance/report/html_parts.hpp"
#include "appliance/report/quantity_text.hpp"

#include <fmt/format.h>

namespace portolan::report {
namespace {

void append_not_covered(std::string& out, const Assessment& assessment) {
    out += "<section id=\"section-not-covered\">\n<h2>What was not covered</h2>\n";
    if (assessment.incomplete.empty()) {
        out += "<p>Every capture was read to its end.</p>\n";
    } else {
        out += "<p><strong>Reading stopped early:</strong></p>\n<ul>\n";
        for (const std::string& stop : assessment.incomplete)
            fmt::format_to(std::back_inserter(out), "<li>{}</li>\n", escape_html(stop));
        out += "</ul>\n";
    }
    if (assessment.not_covered.empty()) {
        out += "<p>Every packet read was understood and counted in a flow.</p>\n</section>\n";
        return;
    }
    out +=
        "<table class=\"plain\"><caption>Seen and counted, but not part of any verdict</caption>\n<thead><tr>"
        "<th scope=\"col\">What</th><th scope=\"col\" class=\"n\">Number</th></tr></thead>\n<tbody>\n";
    for (const NotCovered& row : assessment.not_covered)
        fmt::format_to(std::back_inserter(out), "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td></tr>\n",
                       escape_html(row.what), grouped(row.count));
    out += "</tbody></table>\n</section>\n";
}

void append_documents(std::string& out, const Assessment& assessment) {
    out +=
        "<section id=\"section-documents\">\n<h2>Documents</h2>\n<table class=\"plain "
        "documents\"><caption>The vendors’ "
        "documents that the requirements are quoted from</caption>\n<thead><tr><th scope=\"col\">Product</th>"
        "<th scope=\"col\">Title</th><th scope=\"col\">Edition</th><th scope=\"col\">Language</th>"
        "<th scope=\"col\">File and SHA-256</th></tr></thead>\n<tbody>\n";
    for (const Product& product : assessment.products) {
        const Document& document = product.document;
        fmt::format_to(
            std::back_inserter(out),
            "<tr><th scope=\"row\">{}<br><span class=\"dim\">profile {}</span></th><td><cite{}>{}</cite></td>"
            "<td>{}</td><td>{}</td><td><code>{}</code><br><code class=\"hash\">{}</code></td></tr>\n",
            escape_html(product.title), escape_html(product.version), lang_attribute(document.language),
            escape_html(document.title), document.edition.empty() ? "none" : escape_html(document.edition),
            escape_html(document.language), escape_html(document.file), escape_html(document.sha256));
    }
    out += "</tbody></table>\n</section>\n";
}

void append_words(std::string& out, std::string_view title, std::span<const VerdictWord> words) {
    fmt::format_to(std::back_inserter(out), "<h3>{}</h3>\n<dl class=\"words\">\n", title);
    for (const VerdictWord& word : words) {
        if (word.word == "other") continue;
        fmt::format_to(std::back_inserter(out), "<div><dt>{}</dt><dd>{}</dd></div>\n", badge(word, word.word),
                       escape_html(word.meaning));
    }
    out += "</dl>\n";
}

}  // namespace

void append_appendix(std::string& out, const PageContext& page) {
    append_not_covered(out, page.assessment);
    append_documents(out, page.assessment);
    out +=
        "<section id=\"section-words\">\n<h2>What the words mean</h2>\n<p>A requirement’s verdict is the "
        "worst of its "
        "subjects: the assets and endpoints that it is about. The words, worst first:</p>\n";
    append_words(out, "Verdicts of requirements", requirement_verdicts());
    append_words(out, "Verdicts of flows", flow_verdicts());
    out +=
        "<p><strong>Answered</strong> means that the responder agreed: for TCP a SYN+ACK or data from it, "
        "for UDP and "
        "ICMP any packet back. In a capture file, answered traffic is traffic that was let "
        "through.</p>\n</section>\n";
}

}  // namespace portolan::report
