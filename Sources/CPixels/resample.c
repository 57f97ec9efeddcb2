#include "pixels.h"
#include "wide.h"

#include <string.h>

static inline int16_t clamp16(int32_t v) { return (int16_t)(v < INT16_MIN ? INT16_MIN : v > INT16_MAX ? INT16_MAX : v); }
static inline uint8_t clamp8(int32_t v) { return (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v); }

#ifdef PIXELS_WIDE
WIDE static void vertical_wide(int16_t *out, const uint8_t *ring, size_t stride, size_t ring_rows, size_t first,
                               const int16_t *weights, size_t taps, size_t count) {
  const __m256i zero = _mm256_setzero_si256(), half = _mm256_set1_epi32(1 << 7);
  for (size_t x = 0; x < count; x += 32) {
    __m256i s0 = half, s1 = half, s2 = half, s3 = half;
    size_t at = first;
    for (size_t k = 0; k < taps; k += 2) {
      const uint8_t *p = ring + at * stride + x;
      at = at + 1 == ring_rows ? 0 : at + 1;
      const uint8_t *q = ring + at * stride + x;
      at = at + 1 == ring_rows ? 0 : at + 1;
      int32_t pair;
      memcpy(&pair, weights + k, 4);
      __m256i w = _mm256_set1_epi32(pair);
      __m256i u = _mm256_loadu_si256((const __m256i *)p), v = _mm256_loadu_si256((const __m256i *)q);
      __m256i low = _mm256_unpacklo_epi8(u, v), high = _mm256_unpackhi_epi8(u, v);
      s0 = _mm256_add_epi32(s0, _mm256_madd_epi16(_mm256_unpacklo_epi8(low, zero), w));
      s1 = _mm256_add_epi32(s1, _mm256_madd_epi16(_mm256_unpackhi_epi8(low, zero), w));
      s2 = _mm256_add_epi32(s2, _mm256_madd_epi16(_mm256_unpacklo_epi8(high, zero), w));
      s3 = _mm256_add_epi32(s3, _mm256_madd_epi16(_mm256_unpackhi_epi8(high, zero), w));
    }
    __m256i a = _mm256_packs_epi32(_mm256_srai_epi32(s0, 8), _mm256_srai_epi32(s1, 8));
    __m256i b = _mm256_packs_epi32(_mm256_srai_epi32(s2, 8), _mm256_srai_epi32(s3, 8));
    _mm256_storeu_si256((__m256i *)(out + x), _mm256_permute2x128_si256(a, b, 0x20));
    _mm256_storeu_si256((__m256i *)(out + x + 16), _mm256_permute2x128_si256(a, b, 0x31));
  }
}

WIDE static inline void put_pixel(uint8_t *out, __m128i sum) {
  sum = _mm_srai_epi32(sum, 20);
  sum = _mm_packs_epi32(sum, sum);
  int32_t bytes = _mm_cvtsi128_si32(_mm_packus_epi16(sum, sum));
  memcpy(out, &bytes, 4);
}

WIDE static inline void horizontal_pixels(uint8_t *out, const int16_t *row, const int32_t *starts,
                                          const int16_t *weights, size_t taps, size_t count, const int channels) {
  // Two neighbours' samples of one channel side by side, as the multiply-and-add wants them.
  const __m256i three = _mm256_setr_epi8(0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11, -1, -1, -1, -1,  //
                                         0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11, -1, -1, -1, -1);
  const __m256i four = _mm256_setr_epi8(0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15,  //
                                        0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15);
  const __m256i pick = channels == 3 ? three : four;
  const __m256i pairs = _mm256_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1);
  const __m128i round = _mm_set1_epi32(1 << 19);
  for (size_t i = 0; i < count; i++, weights += taps) {
    const int16_t *p = row + (size_t)starts[i] * (size_t)channels;
    __m256i sum = _mm256_setzero_si256();
    for (size_t k = 0; k < taps; k += 4, p += 4 * channels) {
      __m256i v = _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)p));
      v = _mm256_inserti128_si256(v, _mm_loadu_si128((const __m128i *)(p + 2 * channels)), 1);
      __m256i w = _mm256_castsi128_si256(_mm_loadl_epi64((const __m128i *)(weights + k)));
      v = _mm256_madd_epi16(_mm256_shuffle_epi8(v, pick), _mm256_permutevar8x32_epi32(w, pairs));
      sum = _mm256_add_epi32(sum, v);
    }
    __m128i total = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
    put_pixel(out + i * (size_t)channels, _mm_add_epi32(total, round));
  }
}

WIDE static inline __m128i dot8(const int16_t *p, const int16_t *w, size_t taps) {
  __m256i sum = _mm256_setzero_si256();
  size_t k = 0;
  for (; k + 16 <= taps; k += 16) {
    sum = _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_loadu_si256((const __m256i *)(p + k)),
                                                  _mm256_loadu_si256((const __m256i *)(w + k))));
  }
  __m128i half = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
  if (k < taps) {
    half = _mm_add_epi32(half, _mm_madd_epi16(_mm_loadu_si128((const __m128i *)(p + k)),
                                              _mm_loadu_si128((const __m128i *)(w + k))));
  }
  return half;
}

WIDE static void horizontal_plane(uint8_t *out, const int16_t *row, const int32_t *starts, const int16_t *weights,
                                  size_t taps, size_t count) {
  const __m128i round = _mm_set1_epi32(1 << 19);
  size_t i = 0;
  for (; i + 4 <= count; i += 4, weights += 4 * taps) {
    __m128i a = dot8(row + starts[i], weights, taps), b = dot8(row + starts[i + 1], weights + taps, taps);
    __m128i c = dot8(row + starts[i + 2], weights + 2 * taps, taps);
    __m128i d = dot8(row + starts[i + 3], weights + 3 * taps, taps);
    __m128i sum = _mm_hadd_epi32(_mm_hadd_epi32(a, b), _mm_hadd_epi32(c, d));
    put_pixel(out + i, _mm_add_epi32(sum, round));
  }
  for (; i < count; i++, weights += taps) {
    __m128i a = dot8(row + starts[i], weights, taps);
    a = _mm_hadd_epi32(a, a);
    a = _mm_add_epi32(_mm_hadd_epi32(a, a), round);
    out[i] = clamp8(_mm_cvtsi128_si32(a) >> 20);
  }
}

WIDE static void horizontal_wide(uint8_t *out, const int16_t *row, const int32_t *starts, const int16_t *weights,
                                 size_t taps, size_t count, int channels) {
  if (channels == 1) horizontal_plane(out, row, starts, weights, taps, count);
  else if (channels == 3) horizontal_pixels(out, row, starts, weights, taps, count, 3);
  else horizontal_pixels(out, row, starts, weights, taps, count, 4);
}
#endif

void pixels_vertical(int16_t *out, const uint8_t *ring, size_t stride, size_t ring_rows, size_t first,
                     const int16_t *weights, size_t taps, size_t count, bool wide) {
#ifdef PIXELS_WIDE
  if (wide) {
    vertical_wide(out, ring, stride, ring_rows, first, weights, taps, count);
    return;
  }
#else
  (void)wide;
#endif
  enum { block = 64 };
  for (size_t x = 0; x < count; x += block) {
    size_t n = count - x < block ? count - x : block;
    int32_t sums[block];
    for (size_t i = 0; i < n; i++) sums[i] = 1 << 7;
    size_t at = first;
    for (size_t k = 0; k < taps; k++) {
      const uint8_t *row = ring + at * stride + x;
      at = at + 1 == ring_rows ? 0 : at + 1;
      int32_t weight = weights[k];
      for (size_t i = 0; i < n; i++) sums[i] += weight * row[i];
    }
    for (size_t i = 0; i < n; i++) out[x + i] = clamp16(sums[i] >> 8);
  }
}

void pixels_horizontal(uint8_t *out, const int16_t *row, const int32_t *starts, const int16_t *weights, size_t taps,
                       size_t count, int channels, bool wide) {
#ifdef PIXELS_WIDE
  if (wide) {
    horizontal_wide(out, row, starts, weights, taps, count, channels);
    return;
  }
#else
  (void)wide;
#endif
  size_t step = (size_t)channels;
  for (size_t i = 0; i < count; i++, weights += taps) {
    for (size_t c = 0; c < step; c++) {
      const int16_t *p = row + (size_t)starts[i] * step + c;
      int32_t sum = 1 << 19;
      for (size_t k = 0; k < taps; k++) sum += p[k * step] * weights[k];
      out[i * step + c] = clamp8(sum >> 20);
    }
  }
}

void pixels_box_add(uint16_t *sums, const uint8_t *row, size_t count) {
  for (size_t i = 0; i < count; i++) sums[i] = (uint16_t)(sums[i] + row[i]);
}

static inline void box_take(uint8_t *out, const uint16_t *sums, size_t width, const size_t channels, const size_t side,
                            size_t rows) {
  // Dividing by a product: exact for every sum that a whole box can have.
  uint32_t area = (uint32_t)(side * rows), half = area / 2;
  uint64_t reciprocal = ((1ull << 40) + area - 1) / area;
  size_t whole = width / side;
  for (size_t x = 0; x < whole; x++, sums += side * channels, out += channels) {
    for (size_t c = 0; c < channels; c++) {
      uint32_t sum = half;
      for (size_t i = 0; i < side; i++) sum += sums[i * channels + c];
      out[c] = (uint8_t)(sum * reciprocal >> 40);
    }
  }
  size_t rest = width - whole * side;
  for (size_t c = 0; c < channels && rest > 0; c++) {
    uint32_t sum = (uint32_t)(rest * rows) / 2;
    for (size_t i = 0; i < rest; i++) sum += sums[i * channels + c];
    out[c] = (uint8_t)(sum / (uint32_t)(rest * rows));
  }
}

// Boxes of two and three are nearly all that there are: they are worth loops without a loop inside.
static inline void box_take_channels(uint8_t *out, const uint16_t *sums, size_t width, const size_t channels,
                                     size_t side, size_t rows) {
  if (side == 2) box_take(out, sums, width, channels, 2, rows);
  else if (side == 3) box_take(out, sums, width, channels, 3, rows);
  else box_take(out, sums, width, channels, side, rows);
}

void pixels_box_take(uint8_t *out, uint16_t *sums, size_t width, int channels, size_t side, size_t rows) {
  if (channels == 1) box_take_channels(out, sums, width, 1, side, rows);
  else if (channels == 3) box_take_channels(out, sums, width, 3, side, rows);
  else box_take_channels(out, sums, width, 4, side, rows);
  memset(sums, 0, width * (size_t)channels * sizeof *sums);
}
