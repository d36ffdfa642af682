#include "appliance/report/html_report.hpp"

#include "appliance/report/html_escape.hpp"
#include "appliance/report/html_parts.hpp"

#include <array>

#include <fmt/format.h>
#include <sodium.h>

namespace portolan::report {
namespace {

// A source expression of Content Security Policy Level 3 (section 2.3.1).
std::string hash_source(std::string_view text) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash = {};
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
    std::array<char, sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES, sodium_base64_VARIANT_ORIGINAL)>
        base64 = {};
    sodium_bin2base64(base64.data(), base64.size(), hash.data(), hash.size(), sodium_base64_VARIANT_ORIGINAL);
    return fmt::format("'sha256-{}'", base64.data());
}

// The policy is the second wall: should an escape ever fail, what was let in may neither run nor fetch.
void append_head(std::string& out, const Assessment& assessment) {
    fmt::format_to(
        std::back_inserter(out),
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src {}; "
        "script-src {}; base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<title>{}: network requirements, assessed {}</title>\n<style>{}</style>\n</head>\n<body>\n",
        hash_source(html_style()), hash_source(html_script()), escape_html(assessment.site),
        escape_html(assessment.made.substr(0, 10)), html_style());
}

}  // namespace

std::string html_report(const Assessment& assessment) {
    const PageContext page{assessment, Anchors(assessment)};
    std::string out;
    append_head(out, assessment);
    out += html_icons();
    append_masthead(out, page);
    out += "<main id=\"section-main\">\n";
    append_summary(out, page);
    append_attention(out, page);
    append_requirements(out, page);
    append_flows(out, page);
    append_appendix(out, page);
    out += "</main>\n";
    fmt::format_to(
        std::back_inserter(out),
        "<footer><p>Made by Portolan {} under policy <code>{}</code>. This file is complete in itself and "
        "loads nothing from anywhere.</p></footer>\n<script>{}</script>\n</body>\n</html>\n",
        escape_html(assessment.version), escape_html(assessment.policy), html_script());
    return out;
}

}  // namespace portolan::report
