#include "wide.h"
#include "pixels.h"

bool pixels_has_wide(void) {
#ifdef PIXELS_WIDE
  return __builtin_cpu_supports("avx2");
#else
  return false;
#endif
}
