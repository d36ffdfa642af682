# Fuzzing in ctest. The fuzz targets need clang and sanitizers, so they live in a build folder of their own (preset
# `fuzz`); that build writes the list of its targets as ctest tests, and the preset `ci` takes the list in, so that
# one ctest run shows everything. scripts/test builds both.
set(PORTOLAN_FUZZ_LIST "" CACHE FILEPATH "Test list that the fuzz build wrote; empty = no fuzz tests")

# Each executable of tests/fuzz is a target named after its corpus, tests/fuzz/corpus/TARGET.
function(portolan_write_fuzz_list path)
    get_property(targets DIRECTORY ${CMAKE_SOURCE_DIR}/tests/fuzz PROPERTY BUILDSYSTEM_TARGETS)
    set(list "")
    set(fuzzers "")
    foreach(target IN LISTS targets)
        get_target_property(type ${target} TYPE)
        if(type STREQUAL "EXECUTABLE")
            list(APPEND fuzzers ${target})
            string(APPEND list "add_test(\"fuzz-run.${target}\" ${CMAKE_SOURCE_DIR}/scripts/fuzz-run $<TARGET_FILE:${target}>)\n"
                "set_tests_properties(\"fuzz-run.${target}\" PROPERTIES LABELS fuzz-run TIMEOUT 300)\n")
        endif()
    endforeach()
    if(NOT fuzzers)
        message(FATAL_ERROR "PORTOLAN_FUZZ is on and tests/fuzz has no target")
    endif()
    file(GENERATE OUTPUT ${path} CONTENT "${list}")
    add_custom_target(fuzzers DEPENDS ${fuzzers})
endfunction()

if(PORTOLAN_FUZZ)
    portolan_write_fuzz_list(${CMAKE_BINARY_DIR}/fuzz_tests.cmake)
elseif(PORTOLAN_FUZZ_LIST)
    file(WRITE ${CMAKE_BINARY_DIR}/include_fuzz_tests.cmake "include(\"${PORTOLAN_FUZZ_LIST}\" OPTIONAL)\n")
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${CMAKE_BINARY_DIR}/include_fuzz_tests.cmake)
endif()
