#include "appliance/enforce/nft.hpp"

#include <nftables/libnftables.h>

namespace portolan::enforce {
namespace {

constexpr std::size_t kMostComplaint = 600;

}  // namespace

Nft::Nft() : context_(nft_ctx_new(NFT_CTX_DEFAULT), nft_ctx_free) {
    if (!context_) panic("libnftables gives no context");
    nft_ctx_buffer_output(context_.get());
    nft_ctx_buffer_error(context_.get());
}

// In a context of its own: a dry run leaves what it would have added in the context's cache, and the run
// after it would find its own elements there ("interval overlaps with an existing one").
Result<void> Nft::check(const std::string& text) {
    Nft apart;
    return apart.run(text, true);
}

Result<void> Nft::run(const std::string& text) {
    return run(text, false);
}

Result<void> Nft::run(const std::string& text, bool dry) {
    nft_ctx_set_dry_run(context_.get(), dry);
    const int status = nft_run_cmd_from_buffer(context_.get(), text.c_str());
    nft_ctx_get_output_buffer(context_.get());  // empties it
    const std::string complaint = nft_ctx_get_error_buffer(context_.get());
    if (status == 0) return {};
    const bool nameless = complaint.find("Could not resolve protocol name") != std::string::npos;
    return fail(ErrorCode::io, "nftables refused the ruleset: " + complaint.substr(0, kMostComplaint), {},
                nameless ? "install netbase: /etc/protocols is missing" : "");
}

}  // namespace portolan::enforce
