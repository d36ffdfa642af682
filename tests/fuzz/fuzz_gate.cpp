// Both directions of the DNS gate: what a client asks and what a resolver answers. Two bytes of length, the
// query, then the answer.
#include "appliance/resolve/learning.hpp"
#include "appliance/resolve/message_stream.hpp"
#include "tests/fuzz/require.hpp"

namespace portolan::fuzz {
namespace {

using namespace resolve;

class Checker final : public Learner, public AnswerSink {
public:
    void learn(const LearnRequest& request) override {
        require(is_plain(request.name) && !request.name.empty() && request.name.size() <= 253);
        require(!request.addresses.empty() && request.addresses.size() <= 256);
        require(request.ttl <= 0x7fff'ffff);
        serial = request.serial;
    }
    void release(std::uint64_t, bool withheld, Uptime) override {
        require(!withheld);  // nobody said that the client is enforced
        ++released;
    }
    std::uint64_t serial = 0;
    int released = 0;
};

void check_servfail(Bytes query, const DnsPacket& asked) {
    const std::string failure = servfail(query);
    const std::optional<DnsPacket> packet = read_dns(as_bytes(failure));
    require(packet && packet->response && packet->id == asked.id && packet->code == 2);
    require(packet->question == asked.question && failure.size() <= query.size());
    require(addresses_of(as_bytes(failure), *packet).addresses.empty());
}

void check_learning(const DnsPacket& asked, Bytes answer) {
    Checker checker;
    Learning learning(checker);
    learning.submit(Address(), asked, answer, checker, 1, Uptime(0));
    require(checker.released == (checker.serial == 0 ? 1 : 0));
    learning.expire(Learning::kPatience);
    require(checker.released == 1 && learning.waiting() == 0);
}

}  // namespace
}  // namespace portolan::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portolan::fuzz;
    using portolan::Bytes;
    MessageStream stream;
    stream.append(bytes_of(data, size));
    const std::optional<Bytes> query = stream.next();
    if (!query) return 0;
    const std::optional<DnsPacket> asked = read_dns(*query);
    require(asked.has_value() == (query->size() >= kDnsHeader));
    if (!asked) return 0;
    require(asked->end_of_question <= query->size() && is_plain(asked->name));
    check_servfail(*query, *asked);
    const Bytes answer = bytes_of(data, size).subspan(2 + query->size());
    const std::optional<DnsPacket> packet = read_dns(answer);
    if (packet && answers(*asked, *packet)) check_learning(*asked, answer);
    return 0;
}
