# What every executable gets, whatever the preset, so that the tests run what is shipped: position independent,
# relocations read-only and resolved at start, no executable stack. The flags that cost run time or hide bugs from
# a sanitizer are in the presets `release` and `run`; tests/layering reads the result back from the binaries.
# As plain flags, not as POSITION_INDEPENDENT_CODE: that says -fPIC to libraries and -fPIE to executables, and a
# precompiled header serves one of them only. There are no shared libraries here.
add_compile_options(-fPIE)
add_link_options(-pie -Wl,-z,relro,-z,now,-z,noexecstack)

option(PORTOLAN_HARDENED "Fortified libc calls, checked stack and control flow (needs optimisation)" OFF)
if(PORTOLAN_HARDENED)
    add_compile_options(-fstack-protector-strong -fstack-clash-protection)
    add_compile_definitions(_FORTIFY_SOURCE=2 _GLIBCXX_ASSERTIONS)
    if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
        add_compile_options(-fcf-protection) # GCC refuses it on other processors
    endif()
endif()
