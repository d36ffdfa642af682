#include "tests/lab/plan.hpp"

#include "tests/lab/clear_talk.hpp"
#include "tests/lab/tls_talk.hpp"

namespace portolan::lab {

std::vector<double> every(double first, double step, int count) {
    std::vector<double> out;
    for (int i = 0; i < count; ++i)
        out.push_back(first + step * i);
    return out;
}

// Connect+ documents DNS; DCA4, KSC, SNEP7 and Digiware do not name it, though their names need it.
Expectation lookup_expectation(std::string_view host_name) {
    if (host_name == "franking-1") return {"conforming", "CPLUS-009 CPLUS-033 CPLUS-034"};
    if (host_name.starts_with("print-pc")) return {"undocumented", "default-deny/dca-agent/out DCA4-046"};
    return {"undocumented", "default-deny/administration-server/out"};
}

std::string_view lookup_product(std::string_view host_name) {
    if (host_name == "franking-1") return "connect-plus";
    return host_name.starts_with("print-pc") ? "dca4" : "ksc";
}

std::vector<Conversation> other_plan() {
    return {
        {.name = "web",
         .product = "-",
         .from = "workstation",
         .to = "www.example.org",
         .port = 443,
         .turns = tls({.sni = "www.example.org", .alpn = {"h2", "http/1.1"}, .big_hello = true}, 601),
         .at = every(17, 140, 4),
         .expected = {"ungoverned", "ungoverned/inside/outside"},
         .why = "no role at either end"},
        {.name = "web-clear",
         .product = "-",
         .from = "workstation",
         .to = "www.example.org",
         .port = 80,
         .turns = http({.target = "/news?id=7", .host = "www.example.org"}),
         .at = {18},
         .expected = {"ungoverned", "ungoverned/inside/outside"},
         .why = "no role at either end"},
        {.name = "ping-out",
         .product = "-",
         .from = "workstation",
         .to = "www.example.org",
         .protocol = Protocol::icmp,
         .turns = echo(),
         .at = {220},
         .expected = {"ungoverned", "ungoverned/inside/outside"},
         .why = "no role at either end"},
    };
}

std::vector<Conversation> sample_plan() {
    std::vector<Conversation> out;
    for (std::vector<Conversation> part :
         {dca4_plan(), ksc_plan(), connect_plus_plan(), snep7_plan(), digiware_plan(), other_plan()})
        out.insert(out.end(), part.begin(), part.end());
    return out;
}

}  // namespace portolan::lab
