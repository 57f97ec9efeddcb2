// The few loops over pixels that are worth run-time dispatch.
//
// Every function with a `wide` argument gives the same bytes for either value; `wide` may be true only where
// pixels_has_wide() is. Nothing here allocates, fails or looks at more than it is given, slack included.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Bytes that must be there, readable, on both sides of filtered rows, and between rows that are written: the wide
// loops move 32 bytes at a time and leave rubbish in the slack, never in a neighbour's pixels.
#define PIXELS_SLACK 64

// The number of rows that pixels_unfilter takes at best.
#define PIXELS_WAVE 8

// Whether this processor has what `wide` needs (AVX2).
bool pixels_has_wide(void);

// Undoes PNG's row filters (8 bits a sample). `filtered` holds `rows` rows of one filter byte and `row_bytes` bytes
// each; row k is written to `out + k * stride` with stride >= row_bytes + PIXELS_SLACK. `above` is the row before
// the first, all zero at the top. False when a filter byte is not one of PNG's; then nothing is written.
bool pixels_unfilter(uint8_t *out, size_t stride, const uint8_t *filtered, size_t rows, size_t row_bytes,
                     int bytes_per_pixel, const uint8_t *above, bool wide);

// The vertical half of a separable filter: `count` samples, each the weighted sum of `taps` rows (an even number)
// of a ring, the first at `first`. Weights have 14 fractional bits, results 6. Rows and `out` must be long enough
// for `count` rounded up to 32.
void pixels_vertical(int16_t *out, const uint8_t *ring, size_t stride, size_t ring_rows, size_t first,
                     const int16_t *weights, size_t taps, size_t count, bool wide);

// The horizontal half: `count` pixels of 1, 3 or 4 channels; pixel i is the weighted sum of `taps` pixels of `row`
// from starts[i] on, with weights[i * taps...]; `taps` is a multiple of 8. `row` must reach 8 pixels and 16 samples
// beyond the last tap, `out` 8 bytes beyond its last pixel.
void pixels_horizontal(uint8_t *out, const int16_t *row, const int32_t *starts, const int16_t *weights, size_t taps,
                       size_t count, int channels, bool wide);

// Adds a row to sums of at most 257 rows.
void pixels_box_add(uint16_t *sums, const uint8_t *row, size_t count);

// Ends a box of `side` columns and `rows` rows: means of `sums` go to `out`, the last pixel from the columns that are
// left; `sums` is zero again.
void pixels_box_take(uint8_t *out, uint16_t *sums, size_t width, int channels, size_t side, size_t rows);

// Multiplies colour by alpha, in place. False when every pixel was opaque, and nothing changed.
bool pixels_premultiply(uint8_t *rgba, size_t count);

// Divides colour by alpha again, in place; returns the lowest alpha.
uint8_t pixels_unpremultiply(uint8_t *rgba, size_t count);

// Writes `count` pixels of 3 or 4 channels from 8-bit indices into a table of 256 RGBA entries; returns the highest
// index seen.
int pixels_from_palette(uint8_t *out, const uint8_t *indices, size_t count, const uint8_t *table, int channels);

// Filters a row for PNG, whichever of the five ways leaves the least: `out` gets the filter byte and `count` bytes.
// `spare` is room for 5 * count bytes.
void pixels_filter(uint8_t *out, const uint8_t *row, const uint8_t *above, size_t count, size_t bytes_per_pixel,
                   uint8_t *spare);
