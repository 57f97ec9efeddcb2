// Functions marked WIDE are compiled for AVX2 whatever the rest is compiled for, and called only where it is there.
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#define PIXELS_WIDE 1
#define WIDE __attribute__((target("avx2")))
#endif
