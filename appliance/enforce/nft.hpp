// libnftables in one process: text in, one transaction out. Not thread-safe; one object a process is enough.
#pragma once

#include "appliance/base/result.hpp"

#include <memory>
#include <string>

struct nft_ctx;

namespace portolan::enforce {

class Nft {
public:
    Nft();
    // The kernel's and the parser's complaint is in the error, first lines only.
    Result<void> check(const std::string& text);  // against what is loaded; changes nothing
    Result<void> run(const std::string& text);    // all of it or nothing

private:
    Result<void> run(const std::string& text, bool dry);
    std::unique_ptr<nft_ctx, void (*)(nft_ctx*)> context_;
};

}  // namespace portolan::enforce
