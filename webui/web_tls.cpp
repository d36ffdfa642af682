#include "webui/web_tls.hpp"

#include <openssl/ssl.h>

#include <boost/asio/buffer.hpp>

namespace portolan::webui {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// A client that offers only other protocols is refused (RFC 7301 section 3.2).
int choose_protocol(SSL*, const unsigned char** out, unsigned char* length, const unsigned char* in,
                    unsigned int in_length, void*) {
    static constexpr unsigned char ours[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char* chosen = nullptr;
    const int found = SSL_select_next_proto(&chosen, length, ours, sizeof ours, in, in_length);
    *out = chosen;
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

Result<void> set_up_tls(asio::ssl::context& tls, const WebConfig& config) {
    SSL_CTX* context = tls.native_handle();
    SSL_CTX_set_options(context,
                        SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
    error_code error;
    if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1)
        return fail(ErrorCode::unsupported, "this OpenSSL knows no TLS 1.2 with forward secrecy");
    tls.use_certificate_chain(asio::buffer(config.certificate_pem), error);
    if (!error) tls.use_private_key(asio::buffer(config.private_key_pem), asio::ssl::context::pem, error);
    if (error || SSL_CTX_check_private_key(context) != 1)
        return fail(ErrorCode::bad_input, "certificate and private key do not fit: " + error.message(), {},
                    "remove both, and new ones are made at the next start");
    return {};
}

}  // namespace portolan::webui
