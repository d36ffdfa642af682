// The outcome of one assessment in words, ready to be shown: what `portolan assess` prints, its JSON and its
// HTML report say the same because they are made from this. Plain strings on purpose: the report knows
// nothing of profiles and policy (include law); the command line fills it.
#pragma once

#include "appliance/evidence/facts.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace portolan::report {

struct Document {
    std::string file;
    std::string title;
    std::string edition;   // empty where the document has none
    std::string language;  // "es", "fr", "pt", "en"
    std::string sha256;
};

struct Subject {
    std::string subject;  // asset name and address, endpoint name or address
    std::string verdict;  // words of DESIGN.md section 1: "verified", "violated", ...
    std::string reason;
    std::vector<std::string>
        evidence;  // one line each: "flow 10.0.0.5 -> 192.0.2.9 tcp/443, 12 packets, answered"
};

struct Requirement {
    std::string id;
    std::string kind;       // "flow", "endpoint", "control", "observation"
    std::string level;      // "required", ...
    std::string lines;      // of the document: "48,50,51"
    std::string quote;      // the vendor's sentence, in its language
    std::string condition;  // when it applies, in the words of options; empty = always
    std::string
        documents;  // the documented tuple in one line: "dca-agent -> vendor-cloud tcp/443 *.mpsmonitor.com"
    std::string note;     // ambiguity and the reading taken, or empty
    std::string verdict;  // worst of its subjects
    std::string reason;
    std::vector<Subject> subjects;
    std::vector<std::pair<std::string, std::string>> titles =
        {};                  // language ("en", "es", ...) and a short title
    bool of_vendor = false;  // the vendor speaks of itself: not counted against the customer
};

struct Product {
    std::string id;           // "dca4"
    std::string title;        // "KDFM eXplorer DCA4"
    std::string version;      // of the profile
    std::string enforcement;  // "observe" or "enforce"
    Document document;
    std::vector<Requirement> requirements;  // in the order of the profile
};

struct FlowRow {
    std::string product;            // empty: no product's role at either end
    std::string requirement;        // deciding id, or empty
    std::vector<std::string> also;  // also-documenting ids
    std::string decision;           // "DCA4-065" or "default-deny/dca-agent/out", "ungoverned/inside/outside"
    std::string verdict;            // "conforming", "deviating", "prohibited", "undocumented", "ungoverned"
    std::string action;             // "seen" for a capture file
    std::string reason;     // one sentence: what deviates, what forbids it, or the nearest documented flow
    std::string initiator;  // address
    std::string initiator_asset;  // asset name, or empty
    std::string responder;
    std::string responder_asset;
    std::string protocol;
    std::uint16_t port = 0;
    std::vector<std::string> names;
    evidence::Facts facts;
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
    bool answered = false;
    std::string first;  // RFC 3339
    std::string last;
};

struct NotCovered {
    std::string what;
    std::uint64_t count = 0;
};

struct Assessment {
    std::string site;
    std::string policy;                 // policy id, 12 hex digits
    std::string version;                // of portolan
    std::string made;                   // RFC 3339; the HTML states it
    std::vector<std::string> captures;  // file names as given
    std::string from;                   // window; empty where there was no packet
    std::string to;
    std::uint64_t packets = 0;
    std::vector<Product> products;
    std::vector<FlowRow> flows;
    std::vector<NotCovered> not_covered;
    std::vector<std::string> incomplete;  // where and why reading stopped early
};

}  // namespace portolan::report
