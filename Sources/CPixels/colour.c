#include "pixels.h"

static inline uint8_t times(unsigned value, unsigned alpha) {
  unsigned product = value * alpha + 128;
  return (uint8_t)((product + (product >> 8)) >> 8);
}

static bool all_opaque(const uint8_t *rgba, size_t count) {
  uint8_t alpha = 255;
  for (size_t i = 0; i < count; i++) alpha &= rgba[i * 4 + 3];
  return alpha == 255;
}

bool pixels_premultiply(uint8_t *rgba, size_t count) {
  if (all_opaque(rgba, count)) return false;
  for (size_t i = 0; i < count; i++, rgba += 4) {
    unsigned alpha = rgba[3];
    for (int c = 0; c < 3; c++) rgba[c] = times(rgba[c], alpha);
  }
  return true;
}

uint8_t pixels_unpremultiply(uint8_t *rgba, size_t count) {
  uint8_t lowest = 255;
  for (size_t i = 0; i < count; i++, rgba += 4) {
    unsigned alpha = rgba[3];
    if (alpha == 255) continue;
    if (alpha < lowest) lowest = (uint8_t)alpha;
    for (int c = 0; c < 3; c++) {
      unsigned value = alpha ? (rgba[c] * 255u + alpha / 2) / alpha : 0;
      rgba[c] = (uint8_t)(value > 255 ? 255 : value);
    }
  }
  return lowest;
}

int pixels_from_palette(uint8_t *out, const uint8_t *indices, size_t count, const uint8_t *table, int channels) {
  uint8_t highest = 0;
  for (size_t i = 0; i < count; i++) {
    uint8_t index = indices[i];
    if (index > highest) highest = index;
    for (int c = 0; c < channels; c++) out[c] = table[index * 4 + c];
    out += channels;
  }
  return highest;
}
