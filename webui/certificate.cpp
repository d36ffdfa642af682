#include "webui/certificate.hpp"

#include "appliance/base/address.hpp"
#include "appliance/base/file.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace portolan::webui {
namespace {

constexpr long kTenYears = 3'650L * 86'400L;
constexpr long kClockSlack = 86'400L;  // valid since yesterday, for boxes whose clock runs late
constexpr std::uint64_t kMostFile = 65'536;

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using X509Ptr = std::unique_ptr<X509, decltype(&X509_free)>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)>;

Failure failed(const char* what) {
    return fail(ErrorCode::io, std::string("OpenSSL can't ") + what);
}

std::string text_of(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

bool add_extension(X509* certificate, int id, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()),
                                 X509_EXTENSION_free);
    return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// OpenSSL reads this as a list of its own syntax: only letters, digits, '.', '-' and ':' may come in.
bool is_plain_name(std::string_view name) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:";
    return !name.empty() && name.size() <= 253 && name.find_first_not_of(allowed) == std::string_view::npos;
}

Result<std::string> alternative_names_text(const std::vector<std::string>& names) {
    std::string out = "DNS:portolan.local";
    for (const std::string& name : names) {
        if (!is_plain_name(name))
            return fail(ErrorCode::bad_input, "'" + name + "' can't stand in a certificate", {},
                        "use a host name or an address");
        out += Address::parse(name) ? ",IP:" + name : ",DNS:" + name;
    }
    return out;
}

bool set_identity(X509* certificate, EVP_PKEY* key, std::string_view name) {
    std::array<unsigned char, 16> serial{};
    if (RAND_bytes(serial.data(), static_cast<int>(serial.size())) != 1) return false;
    serial[0] &= 0x7FU;  // positive (RFC 5280 section 4.1.2.2)
    BIGNUM* number = BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr);
    const bool numbered = BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr;
    BN_free(number);
    X509_NAME* subject = X509_get_subject_name(certificate);
    const std::string_view shown = name.substr(0, 64);  // ub-common-name of RFC 5280
    return numbered && X509_set_version(certificate, X509_VERSION_3) == 1 &&
           X509_gmtime_adj(X509_getm_notBefore(certificate), -kClockSlack) != nullptr &&
           X509_gmtime_adj(X509_getm_notAfter(certificate), kTenYears) != nullptr &&
           X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(shown.data()),
                                      static_cast<int>(shown.size()), -1, 0) == 1 &&
           X509_set_issuer_name(certificate, subject) == 1 && X509_set_pubkey(certificate, key) == 1;
}

// Never readable by others, not even for a moment; whole or not there.
Result<void> write_secret(const std::string& path, const std::string& content) {
    const std::string beside = path + ".new";
    const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0)
        return fail(ErrorCode::io, std::string("can't be written: ") + std::strerror(errno), beside);
    const bool written =
        ::fchmod(file, 0600) == 0 &&
        ::write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
        ::fsync(file) == 0;
    ::close(file);
    if (!written || std::rename(beside.c_str(), path.c_str()) != 0)
        return fail(ErrorCode::io, std::string("can't be written: ") + std::strerror(errno), path);
    return {};
}

}  // namespace

Result<Certificate> make_certificate(std::string_view name,
                                     const std::vector<std::string>& alternative_names) {
    const std::string names = TRY(alternative_names_text(alternative_names));
    const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const X509Ptr certificate(X509_new(), X509_free);
    if (key == nullptr || certificate == nullptr) return failed("make a key");
    if (!set_identity(certificate.get(), key.get(), name.empty() ? "portolan" : name))
        return failed("name a certificate");
    if (!add_extension(certificate.get(), NID_basic_constraints, "critical,CA:FALSE") ||
        !add_extension(certificate.get(), NID_key_usage, "critical,digitalSignature") ||
        !add_extension(certificate.get(), NID_ext_key_usage, "serverAuth") ||
        !add_extension(certificate.get(), NID_subject_alt_name, names) ||
        !add_extension(certificate.get(), NID_subject_key_identifier, "hash"))
        return failed("extend a certificate");
    if (X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0) return failed("sign a certificate");
    const Bio certificate_text(BIO_new(BIO_s_mem()), BIO_free);
    const Bio key_text(BIO_new(BIO_s_mem()), BIO_free);
    if (PEM_write_bio_X509(certificate_text.get(), certificate.get()) != 1 ||
        PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return failed("write a certificate");
    return Certificate{text_of(certificate_text.get()), text_of(key_text.get())};
}

Result<std::string> fingerprint_of(std::string_view certificate_pem) {
    const Bio text(BIO_new_mem_buf(certificate_pem.data(), static_cast<int>(certificate_pem.size())),
                   BIO_free);
    const X509Ptr certificate(PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr), X509_free);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (certificate == nullptr || X509_digest(certificate.get(), EVP_sha256(), digest.data(), &size) != 1)
        return fail(ErrorCode::bad_input, "the text holds no certificate", {}, "give one in PEM form");
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (unsigned int i = 0; i < size; ++i) {
        if (i > 0) out += ':';
        out += digits[digest.at(i) >> 4U];
        out += digits[digest.at(i) & 0xFU];
    }
    return out;
}

Result<Certificate> load_or_make_certificate(const std::string& path, std::string_view name,
                                             const std::vector<std::string>& alternative_names) {
    struct stat state {};
    if (::lstat(path.c_str(), &state) != 0 && errno == ENOENT) {
        Certificate made = TRY(make_certificate(name, alternative_names));
        TRY_VOID(write_secret(path, made.private_key_pem + made.certificate_pem));
        return made;
    }
    const std::string text = TRY(read_file(path, kMostFile));
    if ((state.st_mode & 077U) != 0)
        return fail(ErrorCode::bad_input, "others may read the private key", path, "chmod 600 " + path);
    const std::size_t at = text.find("-----BEGIN CERTIFICATE-----");
    if (at == std::string::npos || !fingerprint_of(std::string_view(text).substr(at)))
        return fail(ErrorCode::bad_input, "the file holds no certificate", path,
                    "remove it, and a new one is made at the next start");
    return Certificate{text.substr(at), text.substr(0, at)};
}

}  // namespace portolan::webui
