#include "appliance/enforce/kernel_table.hpp"

#include "policy/ruleset/render.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <libmnl/libmnl.h>
#include <libnftnl/object.h>
#include <libnftnl/set.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <memory>

namespace portolan::enforce {
namespace {

Failure netlink_error(const char* what) {
    return fail(ErrorCode::io, std::string("netlink: ") + what + ": " + std::strerror(errno));
}

using Request = void (*)(nlmsghdr*);

// Sends a dump request and hands each answer to `each`. A missing table is an empty answer.
Result<void> dump(std::uint16_t type, Request fill, mnl_cb_t each, void* into) {
    const std::unique_ptr<mnl_socket, int (*)(mnl_socket*)> socket(mnl_socket_open(NETLINK_NETFILTER),
                                                                   mnl_socket_close);
    if (!socket) return netlink_error("open");
    if (mnl_socket_bind(socket.get(), 0, MNL_SOCKET_AUTOPID) < 0) return netlink_error("bind");
    std::vector<char> buffer(256UL * 1024);
    nlmsghdr* header = nftnl_nlmsg_build_hdr(buffer.data(), type, NFPROTO_INET, NLM_F_DUMP, 1);
    fill(header);
    if (mnl_socket_sendto(socket.get(), header, header->nlmsg_len) < 0) return netlink_error("send");
    for (;;) {
        const ssize_t count = mnl_socket_recvfrom(socket.get(), buffer.data(), buffer.size());
        if (count < 0) return netlink_error("receive");
        const int more = mnl_cb_run(buffer.data(), static_cast<std::size_t>(count), 1,
                                    mnl_socket_get_portid(socket.get()), each, into);
        if (more < 0 && errno == ENOENT) return {};
        if (more < 0) return netlink_error("dump");
        if (more == 0) return {};
    }
}

std::string text_of(const char* text) {
    return text == nullptr ? std::string() : std::string(text);
}

int add_counter(const nlmsghdr* header, void* into) {
    const std::unique_ptr<nftnl_obj, void (*)(const nftnl_obj*)> object(nftnl_obj_alloc(), nftnl_obj_free);
    if (!object || nftnl_obj_nlmsg_parse(header, object.get()) < 0) return MNL_CB_OK;
    if (text_of(nftnl_obj_get_str(object.get(), NFTNL_OBJ_TABLE)) != ruleset::kTable ||
        nftnl_obj_get_u32(object.get(), NFTNL_OBJ_TYPE) != NFT_OBJECT_COUNTER)
        return MNL_CB_OK;
    static_cast<std::vector<CounterValue>*>(into)->push_back(
        {text_of(nftnl_obj_get_str(object.get(), NFTNL_OBJ_NAME)),
         nftnl_obj_get_u64(object.get(), NFTNL_OBJ_CTR_PKTS),
         nftnl_obj_get_u64(object.get(), NFTNL_OBJ_CTR_BYTES)});
    return MNL_CB_OK;
}

int add_set(const nlmsghdr* header, void* into) {
    const std::unique_ptr<nftnl_set, void (*)(const nftnl_set*)> set(nftnl_set_alloc(), nftnl_set_free);
    if (!set || nftnl_set_nlmsg_parse(header, set.get()) < 0) return MNL_CB_OK;
    if (text_of(nftnl_set_get_str(set.get(), NFTNL_SET_TABLE)) != ruleset::kTable) return MNL_CB_OK;
    const std::uint32_t flags = nftnl_set_get_u32(set.get(), NFTNL_SET_FLAGS);
    if ((flags & NFT_SET_ANONYMOUS) != 0) return MNL_CB_OK;
    static_cast<std::vector<SetName>*>(into)->push_back(
        {text_of(nftnl_set_get_str(set.get(), NFTNL_SET_NAME)),
         (flags & (NFT_SET_MAP | NFT_SET_OBJECT)) != 0});
    return MNL_CB_OK;
}

void want_counters(nlmsghdr* header) {
    const std::unique_ptr<nftnl_obj, void (*)(const nftnl_obj*)> object(nftnl_obj_alloc(), nftnl_obj_free);
    nftnl_obj_set_str(object.get(), NFTNL_OBJ_TABLE, std::string(ruleset::kTable).c_str());
    nftnl_obj_set_u32(object.get(), NFTNL_OBJ_TYPE, NFT_OBJECT_COUNTER);
    nftnl_obj_nlmsg_build_payload(header, object.get());
}

void want_sets(nlmsghdr* header) {
    const std::unique_ptr<nftnl_set, void (*)(const nftnl_set*)> set(nftnl_set_alloc(), nftnl_set_free);
    nftnl_set_set_str(set.get(), NFTNL_SET_TABLE, std::string(ruleset::kTable).c_str());
    nftnl_set_nlmsg_build_payload(header, set.get());
}

}  // namespace

Result<std::vector<CounterValue>> kernel_counters() {
    std::vector<CounterValue> out;
    TRY_VOID(dump(NFT_MSG_GETOBJ, want_counters, add_counter, &out));
    return out;
}

Result<std::vector<SetName>> kernel_sets() {
    std::vector<SetName> out;
    TRY_VOID(dump(NFT_MSG_GETSET, want_sets, add_set, &out));
    return out;
}

}  // namespace portolan::enforce
