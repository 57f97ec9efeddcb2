#include "pixels.h"

#include <stdlib.h>
#include <string.h>

// The same as abs() of a signed byte, summed: small where neighbours are alike.
static size_t cost(const uint8_t *bytes, size_t count) {
  size_t sum = 0;
  for (size_t i = 0; i < count; i++) sum += bytes[i] < 128 ? bytes[i] : 256u - bytes[i];
  return sum;
}

static inline uint8_t nearest(int a, int b, int c) {
  int to_a = abs(b - c), to_b = abs(a - c), to_c = abs(a + b - 2 * c);
  return (uint8_t)(to_a <= to_b && to_a <= to_c ? a : to_b <= to_c ? b : c);
}

void pixels_filter(uint8_t *out, const uint8_t *row, const uint8_t *above, size_t count, size_t bytes_per_pixel,
                   uint8_t *spare) {
  size_t n = bytes_per_pixel < count ? bytes_per_pixel : count;
  uint8_t *sub = spare + count, *up = sub + count, *mean = up + count, *guess = mean + count;
  memcpy(spare, row, count);
  for (size_t i = 0; i < n; i++) {
    sub[i] = row[i];
    mean[i] = (uint8_t)(row[i] - above[i] / 2);
    guess[i] = (uint8_t)(row[i] - above[i]);
  }
  for (size_t i = 0; i < count; i++) up[i] = (uint8_t)(row[i] - above[i]);
  for (size_t i = n; i < count; i++) sub[i] = (uint8_t)(row[i] - row[i - n]);
  for (size_t i = n; i < count; i++) mean[i] = (uint8_t)(row[i] - (row[i - n] + above[i]) / 2);
  for (size_t i = n; i < count; i++) guess[i] = (uint8_t)(row[i] - nearest(row[i - n], above[i], above[i - n]));
  int best = 0;
  size_t least = cost(spare, count);
  for (int filter = 1; filter < 5; filter++) {
    size_t sum = cost(spare + (size_t)filter * count, count);
    if (sum < least) {
      least = sum;
      best = filter;
    }
  }
  out[0] = (uint8_t)best;
  memcpy(out + 1, spare + (size_t)best * count, count);
}
