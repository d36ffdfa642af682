#include "webui/web_peer.hpp"

#include "appliance/base/address.hpp"

#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <span>
#include <sys/socket.h>
#include <utility>

namespace portolan::webui {
namespace {

PeerCredentials credentials_of(int socket) {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    // Nobody's: no account has this number.
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        return {UINT32_MAX, UINT32_MAX, false};
    return {credentials.uid, credentials.gid, false};
}

Address address_of(const sockaddr_storage& storage) {
    if (storage.ss_family == AF_INET) {
        sockaddr_in four{};
        std::memcpy(&four, &storage, sizeof four);
        return Address::from_v4(ntohl(four.sin_addr.s_addr));
    }
    sockaddr_in6 six{};
    std::memcpy(&six, &storage, sizeof six);
    return Address::from_v6(std::as_bytes(std::span(six.sin6_addr.s6_addr)));
}

}  // namespace

Peer peer_of(int socket, bool local) {
    if (local) return {"local", "", true, credentials_of(socket)};
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // events are small and wait for nobody
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    if (::getpeername(socket, reinterpret_cast<sockaddr*>(&storage), &size) != 0)
        return {"unknown", "unknown", false, {}};
    const Address address = address_of(storage);
    const Address counted = address.is_v4() ? address : Address::from_words(address.high(), 0);
    return {address.text(), counted.text(), false, {}};
}

Place::Place(Counts& counts, std::string key) : counts_(counts), key_(std::move(key)) {
    ++counts_.all;
    if (!key_.empty()) ++counts_.by_address[key_];
}

Place::~Place() {
    --counts_.all;
    if (!key_.empty() && --counts_.by_address[key_] == 0) counts_.by_address.erase(key_);
}

std::size_t Place::of_address() const {
    return key_.empty() ? 0 : counts_.by_address.at(key_);
}

}  // namespace portolan::webui
