// The certificate that the appliance makes for itself at its first start: EC P-256, self-signed, ten years.
// People compare its fingerprint with the one that the console prints; a certificate of their own takes its
// place later.
#pragma once

#include "appliance/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace portolan::webui {

struct Certificate {
    std::string certificate_pem;
    std::string private_key_pem;
};

// `name` becomes the subject; names and addresses ("192.0.2.1") of the box its alternative names.
Result<Certificate> make_certificate(std::string_view name,
                                     const std::vector<std::string>& alternative_names);

// Of the first certificate in the text: SHA-256 of its DER form, "3A:9F:...". Error bad_input where there is
// none.
Result<std::string> fingerprint_of(std::string_view certificate_pem);

// The pair kept at the path (one file, 0600, key first); made and written there where there is none.
Result<Certificate> load_or_make_certificate(const std::string& path, std::string_view name,
                                             const std::vector<std::string>& alternative_names);

}  // namespace portolan::webui
