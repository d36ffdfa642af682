# portolan_module(policy SOURCES a.cpp b.cpp HEADERS c.hpp TESTS a_test.cpp PUBLIC portolan::base PRIVATE fmt::fmt)
# makes the static library portolan_policy, its alias portolan::policy and one GoogleTest binary.
# Files are listed by hand: what is built is what is written. A header beside its .cpp goes without saying; HEADERS
# names those that have none. PRECOMPILED names a library's headers that nearly every file of the module includes.

add_library(portolan_options INTERFACE)
target_include_directories(portolan_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(portolan_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
    -Wold-style-cast -Woverloaded-virtual -Wconversion -Wimplicit-fallthrough)
if(PORTOLAN_WERROR)
    target_compile_options(portolan_options INTERFACE -Werror)
endif()
# GCC 12 reports std::string concatenation as out of bounds (PR 105329, PR 105651): false, and mended in 13.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(portolan_options INTERFACE -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread)
endif()
# At -O2 GCC 12 also takes a std::string that TRY hands on for uninitialized: false, seen by no sanitizer.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13 AND PORTOLAN_HARDENED)
    target_compile_options(portolan_options INTERFACE -Wno-maybe-uninitialized)
endif()
# __extension__ ({...}) of TRY is a GNU form that clang names even so.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(portolan_options INTERFACE -Wno-gnu-statement-expression)
endif()

# One precompiled header for every module: what nearly each file includes anyway was a third of the compile time of a
# usual one (policy/judge.cpp 2.8 s of CPU time without, 2.0 s with it; GCC 12). It hides a forgotten #include of a .cpp; scripts/lint
# (preset tidy) compiles without it, and each header is compiled alone.
set(PORTOLAN_PRECOMPILED <algorithm> <array> <cstdint> <fmt/format.h> <functional> <map> <memory> <optional> <set>
    <span> <string> <string_view> <tl/expected.hpp> <utility> <variant> <vector>)
add_library(portolan_pch OBJECT ${CMAKE_SOURCE_DIR}/scripts/cmake/pch.cpp)
target_link_libraries(portolan_pch PRIVATE portolan_options fmt::fmt)
# fmt's own package says this to those who link it; clang refuses a precompiled header made with another definition.
target_compile_definitions(portolan_options INTERFACE FMT_SHARED)
target_precompile_headers(portolan_pch PRIVATE ${PORTOLAN_PRECOMPILED})

if(BUILD_TESTING)
    # And one for every test binary: gtest alone costs 4 s a file.
    add_library(portolan_test_pch OBJECT ${CMAKE_SOURCE_DIR}/scripts/cmake/test_pch.cpp)
    target_link_libraries(portolan_test_pch PRIVATE portolan_options GTest::gtest GTest::gmock)
    target_precompile_headers(portolan_test_pch PRIVATE <gmock/gmock.h> <gtest/gtest.h> ${PORTOLAN_PRECOMPILED})
endif()

function(portolan_test name)
    cmake_parse_arguments(ARG "" "LABEL" "SOURCES;LINK" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE portolan_options ${ARG_LINK} GTest::gtest GTest::gmock GTest::gmock_main)
    target_precompile_headers(${name} REUSE_FROM portolan_test_pch)
    target_compile_definitions(${name} PRIVATE PORTOLAN_SOURCE_DIR="${CMAKE_SOURCE_DIR}" PORTOLAN_BINARY_DIR="${CMAKE_BINARY_DIR}")
    add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABEL}" TIMEOUT 300)
    if(ARG_LABEL MATCHES "live|kernel|lab") # real packets and clocks: beside a fuzzer they would wait for the processor
        set_tests_properties(${name} PROPERTIES RUN_SERIAL TRUE)
    endif()
endfunction()

# The headers of a module: x.hpp beside each x.cpp, and those given. As a header file set each of them is compiled
# alone by the target all_verify_interface_header_sets (presets dev and ci).
function(portolan_headers name)
    cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS" ${ARGN})
    foreach(source IN LISTS ARG_SOURCES)
        string(REGEX REPLACE "\\.cpp$" ".hpp" header ${source})
        if(header MATCHES "\\.hpp$" AND EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${header})
            list(APPEND ARG_HEADERS ${header})
        endif()
    endforeach()
    target_sources(${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR} FILES ${ARG_HEADERS})
endfunction()

function(portolan_module name)
    cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;TESTS;PUBLIC;PRIVATE;PRECOMPILED" ${ARGN})
    add_library(portolan_${name} STATIC ${ARG_SOURCES})
    add_library(portolan::${name} ALIAS portolan_${name})
    target_link_libraries(portolan_${name} PUBLIC portolan_options ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
    if(ARG_PRECOMPILED)
        target_precompile_headers(portolan_${name} PRIVATE ${PORTOLAN_PRECOMPILED} ${ARG_PRECOMPILED})
    else()
        target_precompile_headers(portolan_${name} REUSE_FROM portolan_pch)
    endif()
    portolan_headers(portolan_${name} SOURCES ${ARG_SOURCES} HEADERS ${ARG_HEADERS})
    if(BUILD_TESTING AND ARG_TESTS)
        portolan_test(${name}_test LABEL unit SOURCES ${ARG_TESTS} LINK portolan::${name} ${ARG_PRIVATE})
    endif()
endfunction()
