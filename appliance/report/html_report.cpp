#include "appliance/report/html_report.hpp"

#include "appliance/report/html_escape.hpp"

#include <fmt/format.h>

namespace portolan::report {

std::string html_report(const Assessment& assessment) {
    std::string out = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta "
        "charset=\"utf-8\"><title>{0}</title></head><body><h1>{0}</h1>\n",
        escape_html("Portolan: " + assessment.site));
    for (const Product& product : assessment.products) {
        out += fmt::format("<h2>{}</h2><table><caption>Requirements</caption>\n", escape_html(product.title));
        for (const Requirement& requirement : product.requirements)
            out += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>\n",
                               escape_html(requirement.id), escape_html(requirement.verdict),
                               escape_html(requirement.reason));
        out += "</table>\n";
    }
    return out + "</body></html>\n";
}

}  // namespace portolan::report
