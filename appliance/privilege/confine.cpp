#include "appliance/privilege/confine.hpp"

#include "appliance/base/file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <grp.h>
#include <memory>
#include <seccomp.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace portolan::privilege {
namespace {

Failure refused(const std::string& what) {
    return fail(ErrorCode::io, what + ": " + std::strerror(errno));
}

using CapabilitySet = std::unique_ptr<_cap_struct, int (*)(void*)>;

Result<void> set_capabilities(const std::vector<int>& wanted) {
    const CapabilitySet set(cap_init(), cap_free);
    const std::vector<cap_value_t> values(wanted.begin(), wanted.end());
    const int count = static_cast<int>(values.size());
    for (const cap_flag_t flag : {CAP_PERMITTED, CAP_EFFECTIVE, CAP_INHERITABLE})
        if (count > 0 && cap_set_flag(set.get(), flag, count, values.data(), CAP_SET) != 0)
            return refused("capabilities");
    if (cap_set_proc(set.get()) != 0) return refused("capabilities");
    return {};
}

Result<void> drop_bounding(const std::vector<int>& kept) {
    for (cap_value_t each = 0; CAP_IS_SUPPORTED(each); ++each)
        if (std::find(kept.begin(), kept.end(), each) == kept.end() && cap_drop_bound(each) != 0)
            return refused("bounding set");
    return {};
}

std::uint64_t mask_of(const std::vector<int>& capabilities) {
    std::uint64_t out = 0;
    for (const int each : capabilities)
        out |= 1ULL << static_cast<unsigned>(each);
    return out;
}

// "CapEff:\t0000000000001000"
std::uint64_t status_mask(const std::string& status, const std::string& key) {
    const std::size_t at = status.find(key + ":\t");
    return at == std::string::npos ? ~0ULL : std::strtoull(status.c_str() + at + key.size() + 2, nullptr, 16);
}

constexpr std::array kForbidden = {
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(move_mount),
    SCMP_SYS(fsopen),
    SCMP_SYS(open_tree),
    SCMP_SYS(chroot),
    SCMP_SYS(setns),
    SCMP_SYS(unshare),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(reboot),
    SCMP_SYS(swapon),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(acct),
    SCMP_SYS(quotactl),
};
constexpr int kFamilies = 64;  // more than the kernel has

using Filter = std::unique_ptr<void, void (*)(scmp_filter_ctx)>;

Result<void> forbid_families(const Filter& filter, const std::vector<int>& allowed) {
    const std::uint32_t refusal = SCMP_ACT_ERRNO(EAFNOSUPPORT);
    for (int family = 0; family < kFamilies; ++family) {
        if (std::find(allowed.begin(), allowed.end(), family) != allowed.end()) continue;
        const scmp_arg_cmp is = SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(family));
        if (seccomp_rule_add_array(filter.get(), refusal, SCMP_SYS(socket), 1, &is) != 0)
            return refused("seccomp");
    }
    const scmp_arg_cmp beyond = SCMP_A0(SCMP_CMP_GE, kFamilies);
    if (seccomp_rule_add_array(filter.get(), refusal, SCMP_SYS(socket), 1, &beyond) != 0)
        return refused("seccomp");
    return {};
}

Result<void> load_filter(const std::vector<int>& families) {
    const Filter filter(seccomp_init(SCMP_ACT_ALLOW), seccomp_release);
    if (!filter) return fail(ErrorCode::io, "seccomp gives no filter");
    for (const int call : kForbidden) {
        const int status = seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), call, 0);
        if (status != 0 && status != -EDOM) return fail(ErrorCode::io, "seccomp refuses a rule");
    }
    TRY_VOID(forbid_families(filter, families));
    if (seccomp_load(filter.get()) != 0) return fail(ErrorCode::io, "seccomp refuses the filter");
    return {};
}

}  // namespace

Result<void> become(const Rights& rights) {
    const Account account = TRY(account_of(rights));
    TRY_VOID(drop_bounding(rights.capabilities));
    if (setgroups(0, nullptr) != 0 || setresgid(account.gid, account.gid, account.gid) != 0)
        return refused("group");
    if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0) return refused("keepcaps");
    if (setresuid(account.uid, account.uid, account.uid) != 0) return refused("user");
    TRY_VOID(set_capabilities(rights.capabilities));
    for (const int each : rights.capabilities)
        if (cap_set_ambient(each, CAP_SET) != 0) return refused("ambient capability");
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return refused("no new privileges");
    return {};
}

Result<void> check(const Rights& rights) {
    const std::string status = TRY(read_file("/proc/self/status", 64UL * 1024));
    if (geteuid() == 0 || getuid() == 0)
        return fail(ErrorCode::unsupported, "role " + std::string(rights.role) + " does not run as root", {},
                    "start it by `portolan up` or its systemd unit");
    const std::uint64_t may = mask_of(rights.capabilities);
    for (const char* set : {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"})
        if ((status_mask(status, set) & ~may) != 0)
            return fail(
                ErrorCode::unsupported,
                "role " + std::string(rights.role) + " has more capabilities than it needs (" + set + ")", {},
                "start it by `portolan up` or its systemd unit");
    if (status_mask(status, "NoNewPrivs") != 1)
        return fail(ErrorCode::unsupported, "role " + std::string(rights.role) + " could gain privileges", {},
                    "start it by `portolan up` or its systemd unit");
    return {};
}

Result<void> confine(const Rights& rights) {
    return load_filter(rights.families);
}

Result<void> give_up(const Rights& rights) {
    TRY_VOID(set_capabilities({}));
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0) return refused("ambient capabilities");
    if (rights.later_families != rights.families) return load_filter(rights.later_families);
    return {};
}

}  // namespace portolan::privilege
