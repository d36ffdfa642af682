#include "appliance/report/html_escape.hpp"

#include <gtest/gtest.h>

namespace portolan::report {
namespace {

TEST(HtmlEscape, LeavesNoWayOutOfTextAndAttributes) {
    EXPECT_EQ(escape_html("<script>alert('x')</script>"), "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
    EXPECT_EQ(escape_html("\" onload=\"x"), "&quot; onload=&quot;x");
    EXPECT_EQ(escape_html("&lt;"), "&amp;lt;");
    EXPECT_EQ(escape_html("\xC0\xBCscript>"), "\xEF\xBF\xBD\xEF\xBF\xBDscript&gt;");  // overlong '<'
    EXPECT_EQ(escape_html("invoice\xE2\x80\xAE"
                          "fdp.exe"),
              "invoice[U+202E]fdp.exe");
    EXPECT_EQ(escape_html("puerto 443 «único»"), "puerto 443 «único»");
}

TEST(HtmlEscape, CutsBeforeEscapingSoThatNoEntityIsBroken) {
    EXPECT_EQ(escape_html("a<b>c", 2), "a&lt;…");
    EXPECT_EQ(escape_html("a<b>c", 5), "a&lt;b&gt;c");
}

TEST(HtmlEscape, LanguageIsATagOrNothing) {
    EXPECT_EQ(lang_attribute("es"), " lang=\"es\"");
    EXPECT_EQ(lang_attribute("pt-BR"), " lang=\"pt-BR\"");
    for (const char* bad : {"", "e", "\"><script>", "e\"", "12", "es onload=x"})
        EXPECT_EQ(lang_attribute(bad), "") << bad;
}

TEST(HtmlEscape, AnchorsAreIds) {
    EXPECT_TRUE(is_anchor("DCA4-065"));
    for (const char* bad : {"", "4-x", "a b", "a\"b", "ñ", "a#b"})
        EXPECT_FALSE(is_anchor(bad)) << bad;
    EXPECT_FALSE(is_anchor(std::string(65, 'a')));
}

}  // namespace
}  // namespace portolan::report
