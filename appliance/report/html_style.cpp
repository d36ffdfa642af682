#include "appliance/report/html_parts.hpp"

#include <string>

#include <fmt/format.h>

namespace portolan::report {
namespace {

// Every pair of text and ground has a contrast of 4.5 or more (WCAG 2.2, 1.4.3) in both themes.
constexpr std::string_view kLight = R"css(
--ground:#f4f6f9; --card:#fff; --ink:#17212d; --dim:#52606f; --rule:#d5dce4; --accent:#0a4f86; --stripe:#f7f9fb; --cut:#fff;
--alarm-g:#b1121a; --alarm-i:#fff; --alarm-b:#b1121a; --alarm-l:#fdeeee;
--warning-g:#944800; --warning-i:#fff; --warning-b:#d07a10; --warning-l:#fff5e6;
--doubt-g:#eee7fb; --doubt-i:#54259a; --doubt-b:#8258c9; --doubt-l:#f7f3fd;
--quiet-g:#e4ecf5; --quiet-i:#2c4b6b; --quiet-b:#8aa3bd; --quiet-l:#f5f8fb;
--attested-g:#dbf0f0; --attested-i:#0a5353; --attested-b:#259a9a; --attested-l:#f1f9f9;
--good-g:#def2e3; --good-i:#135229; --good-b:#2f8f4e; --good-l:#f1f9f3;
--none-g:#e9ecf0; --none-i:#465260; --none-b:#c4ccd5; --none-l:#f7f9fb;
)css";

constexpr std::string_view kDark = R"css(
--ground:#0e141b; --card:#161f29; --ink:#e4eaf1; --dim:#a3b1bf; --rule:#2c3947; --accent:#86c1f5; --stripe:#1a2530; --cut:#161f29;
--alarm-g:#ff7a76; --alarm-i:#2b0405; --alarm-b:#ff6a66; --alarm-l:#3a1a1d;
--warning-g:#ffb35c; --warning-i:#2a1500; --warning-b:#f0993a; --warning-l:#33261a;
--doubt-g:#35284f; --doubt-i:#d9c7ff; --doubt-b:#a582ec; --doubt-l:#231f33;
--quiet-g:#22344a; --quiet-i:#bdd5ef; --quiet-b:#6f8dab; --quiet-l:#1a2632;
--attested-g:#123b3c; --attested-i:#a5e3e2; --attested-b:#3fb3b3; --attested-l:#16292d;
--good-g:#143a22; --good-i:#a9e7b9; --good-b:#3fae63; --good-l:#17291f;
--none-g:#28323d; --none-i:#c1cad4; --none-b:#4e5c6b; --none-l:#1a2530;
)css";

constexpr std::string_view kPage = R"css(
*,*::before,*::after{box-sizing:border-box}
[hidden]{display:none!important}
html{scroll-padding-top:1rem}
body{margin:0 auto;padding:1.25rem clamp(.75rem,3vw,2.5rem) 3rem;max-width:90rem;background:var(--ground);color:var(--ink);
 font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif;overflow-wrap:break-word}
h1,h2,h3,h4{line-height:1.25;margin:0 0 .6rem;font-weight:650;text-wrap:balance}
h1{font-size:clamp(1.35rem,1rem + 1.6vw,2rem)} h2{font-size:1.4rem} h3{font-size:1.1rem} h4{font-size:1rem;margin-top:1.4rem}
p{margin:.4rem 0} a{color:var(--accent);text-underline-offset:.15em}
code,.id,.address,.hash{font-family:ui-monospace,"Cascadia Mono","SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.92em}
.id{font-weight:600} .dim{color:var(--dim)} .n{text-align:right;font-variant-numeric:tabular-nums} q{font-style:italic} bdi{unicode-bidi:isolate}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-999rem} .skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.5rem 1rem;z-index:9}
.sprite{position:absolute}
.icon{width:1em;height:1em;flex:none;vertical-align:-.13em}
.stroke{fill:none;stroke:currentColor;stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round}
.cut{fill:none;stroke:var(--cut);stroke-width:1.9;stroke-linecap:round;stroke-linejoin:round}
section{margin-top:2.25rem}
header{display:grid;grid-template-columns:1fr auto;gap:.4rem 1rem;align-items:center;border-bottom:1px solid var(--rule);padding-bottom:1rem}
header h1,header dl{grid-column:1/-1}
.brand{display:flex;gap:.5rem;align-items:center;font-weight:650;letter-spacing:.02em;color:var(--accent)}
.rose{width:1.6rem;height:1.6rem;fill:var(--accent)} .rose circle{fill:none;stroke:var(--accent);stroke-width:1.4}
.identity{display:grid;grid-template-columns:repeat(auto-fit,minmax(12rem,1fr));gap:.75rem 1.5rem;margin:.25rem 0 0;font-size:.92rem}
dt{color:var(--dim);font-size:.82rem} dd{margin:0}
nav ul{display:flex;flex-wrap:wrap;gap:.35rem 1.1rem;list-style:none;margin:.8rem 0 0;padding:0;font-size:.92rem}
.control{font:inherit;font-size:.88rem;color:var(--ink);background:var(--card);border:1px solid var(--dim);border-radius:6px;padding:.25rem .7rem;min-height:2rem;cursor:pointer}
.control:hover{border-color:var(--accent)} .control[aria-pressed=false]{color:var(--dim);border-style:dashed;text-decoration:line-through}
input[type=search]{font:inherit;font-size:.92rem;color:var(--ink);background:var(--card);border:1px solid var(--dim);border-radius:6px;padding:.25rem .6rem;min-height:2rem;width:min(20rem,100%)}
::placeholder{color:var(--dim);opacity:1}
.badge{display:inline-flex;align-items:baseline;gap:.35em;padding:.08em .55em;border-radius:5px;font-size:.85rem;font-weight:600;white-space:nowrap;font-style:normal;background:var(--g);color:var(--i)}
.badge{--cut:var(--g)} .badge .icon{position:relative;top:.13em} .control{--cut:var(--card)} .control .icon{margin-right:.35em}
.answer{display:flex;gap:1rem;align-items:flex-start;background:var(--l);border:1px solid var(--b);border-left-width:8px;border-radius:8px;padding:.8rem 1.1rem;margin-bottom:1rem}
.answer,.notice{--cut:var(--l)} .answer>.icon{width:2rem;height:2rem;margin-top:.1rem;color:var(--b)}
.headline{font-size:1.25rem;font-weight:650;margin:0 0 .2rem}
.notice{display:flex;gap:.6rem;align-items:baseline;background:var(--l);border-left:5px solid var(--b);padding:.5rem .8rem;border-radius:4px} .notice .icon{color:var(--b)}
.more{color:var(--dim);font-size:.9rem}
)css";

constexpr std::string_view kTables = R"css(
table{border-collapse:collapse;width:100%;background:var(--card);font-size:.9rem;margin:.4rem 0 1rem}
caption{text-align:left;font-weight:600;padding:.5rem 0 .4rem}
th,td{padding:.4rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
th.n,td.n{text-align:right}
thead th{color:var(--dim);font-weight:600;font-size:.82rem;border-bottom:2px solid var(--rule);vertical-align:bottom}
tbody th{font-weight:400}
.scroll{overflow-x:auto;margin-bottom:1rem} .scroll table{margin:0}
.counts th[scope=row]{font-weight:600;min-width:11rem} .counts th .dim{font-weight:400} .counts thead .icon{display:block;margin:0 0 .2rem auto}
.counts thead th:not(:first-child){white-space:nowrap} .counts tfoot :is(th,td){font-weight:600;border-bottom:0}
.barcell{width:26%;min-width:8rem} .zero{color:var(--dim)} .label{display:none} td.total{font-weight:600}
.counts .h-alarm .icon{color:var(--alarm-b)} .counts .h-warning .icon{color:var(--warning-b)}
.bar{display:block;width:100%;height:.8rem;border-radius:3px;margin-top:.3rem} .product>.bar{height:.5rem;margin:.2rem 0 .8rem}
.bar rect{stroke:var(--card);stroke-width:1;vector-effect:non-scaling-stroke}
.alerts{list-style:none;margin:0 0 1rem;padding:0}
.alert{display:flex;gap:.8rem;align-items:flex-start;background:var(--l);border-left:6px solid var(--b);padding:.55rem .9rem;margin:.4rem 0;border-radius:5px}
.alert p{margin:0} .alert .badge{margin-top:.1rem;min-width:6rem}
.req,.fold{background:var(--card);border:1px solid var(--rule);border-radius:6px;margin:.35rem 0;border-left:6px solid var(--b,var(--rule))}
.req summary{display:grid;grid-template-columns:9.2rem 7.4rem 1fr auto;gap:.2rem .8rem;align-items:baseline;padding:.45rem .8rem;cursor:pointer;list-style:none}
summary::-webkit-details-marker{display:none} .req summary:hover{background:var(--stripe)}
.req:not([open]) q{display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:hidden}
.where{color:var(--dim);font-size:.85rem;white-space:nowrap} .where::after{content:"";display:inline-block;width:.45em;height:.45em;border:solid currentColor;border-width:0 2px 2px 0;transform:translateY(-.2em) rotate(45deg);margin-left:.7em}
[open]>summary>.where::after{transform:translateY(.1em) rotate(225deg)}
.req .badge{justify-self:start} .req .id{white-space:nowrap} .req.e-alarm>summary,.req.e-warning>summary{background:var(--l)}
.body{padding:.5rem .9rem .8rem;border-top:1px solid var(--rule)}
.reason{font-weight:600}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:.5rem 1.5rem;margin:.5rem 0}
.subjects{background:none;overflow-wrap:anywhere} .subjects td,.subjects th{padding-left:0} .evidence ul{margin:0;padding-left:1.1rem} .subjects caption{font-size:.85rem;color:var(--dim)}
.subjects th[scope=row]{min-width:9rem;font-weight:600} .evidence{width:48%}
.filter{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;padding:.6rem 0} .filter label{display:flex;gap:.5rem;align-items:center}
#section-filter{position:sticky;top:0;background:var(--ground);z-index:2;border-bottom:1px solid var(--rule)}
.toggles{display:flex;flex-wrap:wrap;gap:.4rem} .filter p{margin:0;color:var(--dim);font-size:.9rem}
.fold{padding:0 .9rem} .fold>summary{margin:0 -.9rem;padding:.6rem .9rem;cursor:pointer;font-weight:600}
.flows{font-size:.86rem;table-layout:fixed} .flows :is(td,th){overflow-wrap:anywhere} .flows thead th{overflow-wrap:normal}
.groups thead th:nth-child(1){width:14%} .groups thead th:nth-child(2){width:14%} .groups thead th:nth-child(3){width:7.5%} .groups thead th:nth-child(4){width:19%} .groups thead th:nth-child(6){width:8.5%} .groups thead th:nth-child(7){width:7.5%} .groups thead th:nth-child(8){width:10%}
.rows thead th:nth-child(1){width:11.5%} .rows thead th:nth-child(2){width:13%} .rows thead th:nth-child(3){width:13%} .rows thead th:nth-child(4){width:7%} .rows thead th:nth-child(5){width:18%} .rows thead th:nth-child(7){width:7.5%} .rows thead th:nth-child(8){width:7%} .rows thead th:nth-child(9){width:9%}
 .flows tbody tr:hover{background:var(--stripe)} .fact{display:inline-block;margin-right:.6rem}
.product{scroll-margin-top:5rem} .req{scroll-margin-top:7rem}
.words>div{display:grid;grid-template-columns:9.5rem 1fr;gap:.3rem 1rem;padding:.4rem 0;border-bottom:1px solid var(--rule)} .words dt{font-size:1rem}
.documents .hash{font-size:.8em;color:var(--dim);word-break:break-all} .plain{width:auto;min-width:min(30rem,100%)}
footer{margin-top:3rem;border-top:1px solid var(--rule);padding-top:.8rem;color:var(--dim);font-size:.88rem}
)css";

// A row becomes a card: nine columns don't fit a telephone, and scrolling sideways hides the one that
// matters.
constexpr std::string_view kNarrow = R"css(
@media screen and (max-width:52rem){
.flows,.flows tbody,.flows caption,.subjects,.subjects tbody,.subjects caption,.documents,.documents tbody,.documents caption{display:block}
.flows thead,.subjects thead,.documents thead{position:absolute;left:-999rem}
.flows tr,.subjects tr,.documents tr{display:block;border-bottom:2px solid var(--rule);padding:.5rem .6rem}
.counts,.counts :is(tbody,tfoot,caption){display:block} .counts thead,.barcell,.counts .zero{display:none} .counts tr{display:flex;flex-wrap:wrap;gap:.2rem .9rem;padding:.5rem .6rem;border-bottom:1px solid var(--rule)}
.counts :is(th,td){border:0;padding:0} .counts th[scope=row]{flex-basis:100%} .counts .label{display:inline;font-weight:400}
.flows :is(td,th),.subjects :is(td,th),.documents :is(td,th){display:block;position:relative;border:0;padding:.12rem 0 .12rem 6.9rem;text-align:left;width:auto!important;min-height:1.6em}
:is(.flows,.subjects,.documents) :is(td,th)::before{position:absolute;left:0;color:var(--dim);font-weight:400}
.groups tr>:nth-child(1)::before{content:"Initiator"} .groups tr>:nth-child(2)::before{content:"Responder"} .groups tr>:nth-child(3)::before{content:"Service"}
.groups tr>:nth-child(4)::before{content:"Decided by"} .groups tr>:nth-child(5)::before{content:"Names, facts"} .groups tr>:nth-child(6)::before{content:"Flows"}
.groups tr>:nth-child(7)::before{content:"Packets"} .groups tr>:nth-child(8)::before{content:"When"}
.rows tr>:nth-child(1)::before{content:"Verdict"} .rows tr>:nth-child(2)::before{content:"Initiator"} .rows tr>:nth-child(3)::before{content:"Responder"}
.rows tr>:nth-child(4)::before{content:"Service"} .rows tr>:nth-child(5)::before{content:"Decided by"} .rows tr>:nth-child(6)::before{content:"Names, facts"}
.rows tr>:nth-child(7)::before{content:"Answered"} .rows tr>:nth-child(8)::before{content:"Packets"} .rows tr>:nth-child(9)::before{content:"First"}
.subjects tr>:nth-child(1)::before{content:"Subject"} .subjects tr>:nth-child(2)::before{content:"Verdict"} .subjects tr>:nth-child(3)::before{content:"Reason"} .subjects tr>:nth-child(4)::before{content:"Evidence"}
.documents tr>:nth-child(1)::before{content:"Product"} .documents tr>:nth-child(2)::before{content:"Title"} .documents tr>:nth-child(3)::before{content:"Edition"} .documents tr>:nth-child(4)::before{content:"Language"} .documents tr>:nth-child(5)::before{content:"File"}
.req summary{grid-template-columns:auto 1fr auto} .req q{grid-column:1/-1} .req .where{grid-row:1;grid-column:3}
#section-filter{position:static} .alert{flex-direction:column;gap:.3rem} .words>div{grid-template-columns:1fr} .answer>.icon{width:1.5rem;height:1.5rem}
}
)css";

constexpr std::string_view kPrint = R"css(
@page{size:A4;margin:16mm 12mm 18mm;@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif}}
@page wide{size:A4 landscape}
@media print{
:root{color-scheme:light;font-size:9pt} body{background:#fff;padding:0;max-width:none;-webkit-print-color-adjust:exact;print-color-adjust:exact}
nav,.skip,.control,.filter,.where::after{display:none!important}
.req[hidden]{display:block!important} tr[hidden]{display:table-row!important}
details::details-content{content-visibility:visible;block-size:auto}
a{color:inherit;text-decoration:none} h2,h3,h4,caption,summary,thead{break-after:avoid}
section{margin-top:6mm} tr,.alert,.answer,.notice,.words>div,.identity>div,summary{break-inside:avoid} .req,.facts>div{break-inside:avoid}
thead{display:table-header-group} tfoot{display:table-row-group} th,td{padding:1mm 1.2mm} .flows{font-size:.82rem} .scroll{overflow:visible}
.identity{grid-template-columns:repeat(3,1fr)} .facts{display:block} .facts :is(div,dt,dd){display:inline} .facts dt::after{content:": "} .facts dd::after{content:"    ";white-space:pre} .subjects caption{display:none} .subjects{margin:0} .body{padding:.2rem .7rem .3rem} .req summary{padding:.25rem .7rem} .req summary{grid-template-columns:29mm 24mm 1fr auto}
.counts th[scope=row]{min-width:0} .barcell{min-width:20mm;width:18%} #section-flows,#section-ungoverned{page:wide} #section-flows{break-before:page}
}
)css";

std::string tones() {
    std::string out;
    for (const std::string_view tone : {"alarm", "warning", "doubt", "quiet", "attested", "good", "none"})
        fmt::format_to(std::back_inserter(out),
                       ".t-{0},.e-{0}{{--g:var(--{0}-g);--i:var(--{0}-i);--b:var(--{0}-b);--l:var(--{0}-l)}}"
                       ".b-{0}{{fill:var(--{0}-b)}}\n",
                       tone);
    return out;
}

// Dark is for screens only: paper is white.
std::string compose() {
    return fmt::format(
        "\n:root{{color-scheme:light;{0}}}\n"
        "@media screen and "
        "(prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{1}}}}}\n"
        "@media screen{{:root[data-theme=dark]{{color-scheme:dark;{1}}}}}\n{2}{3}{4}{5}{6}",
        kLight, kDark, tones(), kPage, kTables, kNarrow, kPrint);
}

}  // namespace

std::string_view html_style() {
    static const std::string style = compose();
    return style;
}

}  // namespace portolan::report
