// The payload side of the recorder: facts and names of flows. Looks at the first bytes of each direction
// until they have told what they can, then never again.
#pragma once

#include "probes/passive/flow_table.hpp"
#include "probes/passive/recorder.hpp"
#include "probes/passive/resolved_names.hpp"
#include "probes/passive/stream_facts.hpp"
#include "probes/passive/stream_head.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace portolan::passive {

class Conversations {
public:
    Conversations(FlowTable& table, const RecorderOptions& options, std::uint64_t seed)
        : table_(table), http_patterns_(options.http_patterns), names_(seed, options.same_client) {}

    void add(const Sighting& sighting, const Packet& packet, Oddities& oddities);
    // The recording is over: takes what unfinished messages say.
    void finish();
    // Moves facts and names into the flow. Once for each flow, after finish().
    void release(std::uint32_t number, evidence::Flow& flow);

private:
    struct Details {
        Conversation talk;
        std::vector<std::string> names;
        std::array<std::uint32_t, 2> heads{StreamPool::kNone,
                                           StreamPool::kNone};  // by endpoint, as in FlowState
        std::array<std::uint32_t, 8>
            asked{};  // hashes of DNS questions without an answer yet; resolvers send few at once
        std::uint8_t next_asked = 0;
    };

    Details& details(FlowState& flow);
    void add_names(FlowState& flow, Timestamp now);
    void add_stream(FlowState& flow, const Sighting& sighting, const Packet& packet, Oddities& oddities);
    StreamHead* head(Details& details, const Sighting& sighting, Oddities& oddities);
    void look(FlowState& flow, const Sighting& sighting, Bytes stream, More more, Timestamp now,
              Oddities& oddities);
    void close(FlowState& flow, std::uint32_t number, bool from_high);
    void add_datagram(FlowState& flow, const Sighting& sighting, const Packet& packet, Oddities& oddities);
    void look_at_dns_stream(FlowState& flow, bool from_client, Bytes stream, Timestamp now,
                            Oddities& oddities);
    bool look_at_dns(FlowState& flow, bool from_client, Bytes message, Timestamp now, Oddities& oddities);

    FlowTable& table_;
    std::vector<std::string> http_patterns_;
    std::vector<Details> details_;
    StreamPool pool_;
    ResolvedNames names_;
};

}  // namespace portolan::passive
