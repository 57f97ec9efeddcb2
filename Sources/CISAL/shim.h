#pragma once
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

// Working memory of the densest level, which the header makes by a macro of sizes.
enum { isal_level3_bytes = ISAL_DEF_LVL3_DEFAULT };
