# Debian packages only (scripts/install-deps lists them): nothing is fetched at build time.
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(yaml-cpp REQUIRED)
if(NOT TARGET yaml-cpp::yaml-cpp) # the name that 0.8 introduced; Debian 12 has 0.7
    add_library(yaml-cpp::yaml-cpp ALIAS yaml-cpp)
endif()
find_package(tl-expected REQUIRED)
# Boost's own package file: it knows no version ranges, so the upper end is checked here.
find_package(Boost 1.81 CONFIG REQUIRED COMPONENTS json url)
if(NOT Boost_VERSION VERSION_LESS 2)
    message(FATAL_ERROR "Boost ${Boost_VERSION} found; this tree is written for 1.81 up to, not including, 2")
endif()
find_package(OpenSSL 3 REQUIRED)
find_package(CURL 7.85 REQUIRED)
find_package(CLI11 REQUIRED)
find_path(FAST_CSV libfccp/csv.h REQUIRED) # one header, no CMake package
find_package(SQLite3 3.37 REQUIRED) # STRICT tables
find_package(PkgConfig REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(NFTABLES REQUIRED IMPORTED_TARGET libnftables)
pkg_check_modules(NFTNL REQUIRED IMPORTED_TARGET libnftnl)
pkg_check_modules(MNL REQUIRED IMPORTED_TARGET libmnl)
pkg_check_modules(CAP REQUIRED IMPORTED_TARGET libcap)
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)
pkg_check_modules(PCAP REQUIRED IMPORTED_TARGET libpcap)
if(BUILD_TESTING)
    find_package(GTest REQUIRED)
endif()
