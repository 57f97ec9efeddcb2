#include "pixels.h"
#include "wide.h"

#include <stdlib.h>
#include <string.h>

static uint8_t paeth(int a, int b, int c) {
  int p = a + b - c, pa = abs(p - a), pb = abs(p - b), pc = abs(p - c);
  if (pa <= pb && pa <= pc) return (uint8_t)a;
  return (uint8_t)(pb <= pc ? b : c);
}

static void unfilter_row(uint8_t *out, const uint8_t *in, int filter, size_t n, size_t bpp, const uint8_t *above) {
  size_t i = 0;
  switch (filter) {
    case 0:
      memcpy(out, in, n);
      break;
    case 1:
      for (; i < bpp && i < n; i++) out[i] = in[i];
      for (; i < n; i++) out[i] = (uint8_t)(in[i] + out[i - bpp]);
      break;
    case 2:
      for (; i < n; i++) out[i] = (uint8_t)(in[i] + above[i]);
      break;
    case 3:
      for (; i < bpp && i < n; i++) out[i] = (uint8_t)(in[i] + above[i] / 2);
      for (; i < n; i++) out[i] = (uint8_t)(in[i] + (out[i - bpp] + above[i]) / 2);
      break;
    default:
      for (; i < bpp && i < n; i++) out[i] = (uint8_t)(in[i] + above[i]);
      for (; i < n; i++) out[i] = (uint8_t)(in[i] + paeth(out[i - bpp], above[i], above[i - bpp]));
  }
}

#ifdef PIXELS_WIDE
// Eight rows at once. Row k runs k pixels behind row k - 1, so the pixel above it is what its neighbour gave one step
// ago: one register holds eight independent chains, four bytes each, and moving it up by a lane yields `above`.
//
// Paeth's choice in bytes: of the two neighbours take the lower when c is far nearer to the upper one, the upper when
// c is far nearer to the lower one, else c. With b = c = 0 it is the Sub filter, with a = c = 0 Up, with all zero None:
// masks on the three inputs make one loop of four filters.

WIDE static inline __m256i load_pixels(const uint8_t *p, int bpp) {
  if (bpp == 4) return _mm256_loadu_si256((const __m256i *)p);
  const __m256i spread = _mm256_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1,  //
                                          0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1);
  __m256i v = _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)p));
  return _mm256_shuffle_epi8(_mm256_inserti128_si256(v, _mm_loadu_si128((const __m128i *)(p + 12)), 1), spread);
}

WIDE static inline void store_pixels(uint8_t *p, __m256i v, int bpp) {
  if (bpp == 4) {
    _mm256_storeu_si256((__m256i *)p, v);
    return;
  }
  const __m256i close = _mm256_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1,  //
                                         0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
  v = _mm256_shuffle_epi8(v, close);
  _mm_storeu_si128((__m128i *)p, _mm256_castsi256_si128(v));
  _mm_storeu_si128((__m128i *)(p + 12), _mm256_extracti128_si256(v, 1));
}

WIDE static inline void transpose(__m256i v[8]) {
  __m256i p[8], q[8];
  for (int i = 0; i < 8; i += 2) {
    p[i] = _mm256_unpacklo_epi32(v[i], v[i + 1]);
    p[i + 1] = _mm256_unpackhi_epi32(v[i], v[i + 1]);
  }
  for (int i = 0; i < 8; i += 4) {
    q[i] = _mm256_unpacklo_epi64(p[i], p[i + 2]);
    q[i + 1] = _mm256_unpackhi_epi64(p[i], p[i + 2]);
    q[i + 2] = _mm256_unpacklo_epi64(p[i + 1], p[i + 3]);
    q[i + 3] = _mm256_unpackhi_epi64(p[i + 1], p[i + 3]);
  }
  for (int i = 0; i < 4; i++) {
    v[i] = _mm256_permute2x128_si256(q[i], q[i + 4], 0x20);
    v[i + 4] = _mm256_permute2x128_si256(q[i], q[i + 4], 0x31);
  }
}

typedef struct {
  __m256i a, b;           // the pixel to the left, and above, of every row
  __m256i left, up, corner, mean;  // which rows' filters look there
} Wave;

WIDE static inline __m256i step(Wave *wave, __m256i x, const uint8_t *above, bool means) {
  const __m256i down = _mm256_setr_epi32(0, 0, 1, 2, 3, 4, 5, 6);
  int32_t top;
  memcpy(&top, above, 4);
  __m256i c = _mm256_and_si256(wave->b, wave->corner);
  wave->b = _mm256_blend_epi32(_mm256_permutevar8x32_epi32(wave->a, down),
                               _mm256_castsi128_si256(_mm_cvtsi32_si128(top)), 1);
  __m256i a = _mm256_and_si256(wave->a, wave->left), b = _mm256_and_si256(wave->b, wave->up);
  __m256i low = _mm256_min_epu8(a, b), high = _mm256_max_epu8(a, b);
  __m256i under = _mm256_subs_epu8(c, low), over = _mm256_subs_epu8(high, c);
  const __m256i zero = _mm256_setzero_si256();
  __m256i take_low = _mm256_cmpeq_epi8(_mm256_subs_epu8(_mm256_adds_epu8(over, over), under), zero);
  __m256i take_high = _mm256_cmpeq_epi8(_mm256_subs_epu8(_mm256_adds_epu8(under, under), over), zero);
  __m256i guess = _mm256_blendv_epi8(_mm256_blendv_epi8(c, high, take_high), low, take_low);
  if (means) {
    __m256i odd = _mm256_and_si256(_mm256_xor_si256(wave->a, wave->b), _mm256_set1_epi8(1));
    __m256i mean = _mm256_sub_epi8(_mm256_avg_epu8(wave->a, wave->b), odd);
    guess = _mm256_blendv_epi8(guess, mean, wave->mean);
  }
  wave->a = _mm256_add_epi8(x, guess);
  return wave->a;
}

WIDE static inline void wave_rows(uint8_t *out, size_t stride, const uint8_t *in, size_t row_bytes, const int bpp,
                                  const uint8_t *above, const bool means) {
  size_t width = row_bytes / (size_t)bpp;
  Wave wave;
  wave.a = wave.b = _mm256_setzero_si256();
  int32_t left[8], up[8], corner[8], mean[8];
  for (int k = 0; k < 8; k++) {
    int filter = in[(size_t)k * (row_bytes + 1)];
    left[k] = -(filter == 1 || filter == 4);
    up[k] = -(filter == 2 || filter == 4);
    corner[k] = -(filter == 4);
    mean[k] = -(filter == 3);
  }
  wave.left = _mm256_loadu_si256((const __m256i *)left);
  wave.up = _mm256_loadu_si256((const __m256i *)up);
  wave.corner = _mm256_loadu_si256((const __m256i *)corner);
  wave.mean = _mm256_loadu_si256((const __m256i *)mean);

  for (size_t t = 0; t < width + 7; t += 8) {
    __m256i v[8];
    for (int k = 0; k < 8; k++) {
      // Behind its start a row reads and writes slack, or what a later step writes again.
      v[k] = load_pixels(in + (size_t)k * (row_bytes + 1) + 1 + t * (size_t)bpp - (size_t)(k * bpp), bpp);
    }
    transpose(v);
    for (int j = 0; j < 8; j++) {
      size_t at = t + (size_t)j;
      v[j] = step(&wave, v[j], above + (at < width ? at : width - 1) * (size_t)bpp, means);
      if (t == 0) {  // rows that have not begun have zero to their left
        const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
        wave.a = _mm256_andnot_si256(_mm256_cmpgt_epi32(lane, _mm256_set1_epi32(j)), wave.a);
      }
    }
    transpose(v);
    for (int k = 0; k < 8; k++) {
      store_pixels(out + (size_t)k * stride + t * (size_t)bpp - (size_t)(k * bpp), v[k], bpp);
    }
  }
}

WIDE static void wave(uint8_t *out, size_t stride, const uint8_t *in, size_t row_bytes, int bpp, const uint8_t *above,
                      bool means) {
  if (bpp == 3) {
    if (means) wave_rows(out, stride, in, row_bytes, 3, above, true);
    else wave_rows(out, stride, in, row_bytes, 3, above, false);
  } else {
    if (means) wave_rows(out, stride, in, row_bytes, 4, above, true);
    else wave_rows(out, stride, in, row_bytes, 4, above, false);
  }
}
#endif

bool pixels_unfilter(uint8_t *out, size_t stride, const uint8_t *filtered, size_t rows, size_t row_bytes,
                     int bytes_per_pixel, const uint8_t *above, bool wide) {
  size_t pitch = row_bytes + 1;
  unsigned seen = 0;
  for (size_t k = 0; k < rows; k++) {
    if (filtered[k * pitch] > 4) return false;
    seen |= 1u << filtered[k * pitch];
  }
  size_t k = 0;
#ifdef PIXELS_WIDE
  bool chained = (seen & (1u << 1 | 1u << 3 | 1u << 4)) != 0;
  if (wide && chained && (bytes_per_pixel == 3 || bytes_per_pixel == 4) && row_bytes >= 64) {
    for (; k + PIXELS_WAVE <= rows; k += PIXELS_WAVE) {
      wave(out + k * stride, stride, filtered + k * pitch, row_bytes, bytes_per_pixel,
           k ? out + (k - 1) * stride : above, (seen & 1u << 3) != 0);
    }
  }
#else
  (void)wide;
#endif
  for (; k < rows; k++) {
    unfilter_row(out + k * stride, filtered + k * pitch + 1, filtered[k * pitch], row_bytes, (size_t)bytes_per_pixel,
                 k ? out + (k - 1) * stride : above);
  }
  return true;
}
