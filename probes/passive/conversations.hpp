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

    // True where facts or names of the flow may have changed.
    bool add(const Sighting& sighting, const Packet& packet, Oddities& oddities);
    // The recording is over: takes what unfinished messages say.
    void finish();
    // The same for one flow.
    void finish(std::uint32_t number);
    // Gives a flow without names those that the resolver told since it began.
    void find_told_names(std::uint32_t number);
    // Copies what is known so far into the flow.
    void describe(std::uint32_t number, evidence::Flow& flow) const;
    // Moves facts and names into the flow and forgets them. Once for each flow, after finish().
    void release(std::uint32_t number, evidence::Flow& flow);
    // `client` resolved `name` by a way that no packet here shows. False where the table is full.
    bool learn(const Address& client, const Address& address, const std::string& name, Timestamp now,
               std::uint32_t ttl) {
        return names_.learn(client, address, name, now, ttl, ResolvedNames::By::resolver);
    }

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
    void finish_side(std::uint32_t number, bool from_high);
    void add_names(FlowState& flow, Timestamp now, bool told_only = false);
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
    std::vector<std::uint32_t> free_details_;
    StreamPool pool_;
    ResolvedNames names_;
};

}  // namespace portolan::passive
