// Pixels of a JPEG by libjpeg-turbo, behind return codes: no error jump leaves this target.
//
// Strict: what libjpeg would only warn about (a cut or damaged stream) is a failure.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct jpeg_reader jpeg_reader;

// Copies the next bytes of the file; how many, 0 at its end, or -1 to give up.
typedef ptrdiff_t (*jpeg_reader_source)(void *context, uint8_t *into, size_t size);

typedef enum {
  JPEG_READER_OK,
  JPEG_READER_DAMAGED,    // jpeg_reader_message says how
  JPEG_READER_TRUNCATED,  // the source ended first
  JPEG_READER_STOPPED,    // the source gave up
  JPEG_READER_NO_MEMORY,
} jpeg_reader_result;

typedef enum { JPEG_GREY, JPEG_YCC, JPEG_RGB, JPEG_CMYK, JPEG_OTHER } jpeg_reader_colour;

// One component as it is stored, and the rows of it that the last batch brought.
typedef struct {
  uint32_t width, height;  // samples of the picture; rows may be longer in memory
  uint32_t across, down;   // pixels that share a sample
  size_t stride;
  const uint8_t *rows;
  uint32_t row_count;      // without the padding below the picture
} jpeg_reader_plane;

jpeg_reader *jpeg_reader_new(jpeg_reader_source source, void *context);
void jpeg_reader_free(jpeg_reader *reader);

// Reads the header.
jpeg_reader_result jpeg_reader_open(jpeg_reader *reader);
uint32_t jpeg_reader_width(const jpeg_reader *reader);
uint32_t jpeg_reader_height(const jpeg_reader *reader);
jpeg_reader_colour jpeg_reader_stored_colour(const jpeg_reader *reader);

// Starts decoding at `eighths`/8 of the size (1, 2, 4 or 8); afterwards width and height are those of the result.
// With `planes` jpeg_reader_batch brings grey or YCC components as stored (where jpeg_reader_has_planes), else
// jpeg_reader_row brings rows of 1 (grey), 3 (RGB) or 4 (CMYK) channels.
jpeg_reader_result jpeg_reader_start(jpeg_reader *reader, int eighths, bool planes);

// Whether every component's samples lie on a grid of 1, 2 or 4 pixels, the first one's on every pixel.
bool jpeg_reader_has_planes(const jpeg_reader *reader);

// The next row; it stays until the next call.
jpeg_reader_result jpeg_reader_row(jpeg_reader *reader, const uint8_t **row);

// Decodes the next rows of every component, some of each.
jpeg_reader_result jpeg_reader_batch(jpeg_reader *reader);
jpeg_reader_plane jpeg_reader_plane_shape(const jpeg_reader *reader, int index);
bool jpeg_reader_at_end(const jpeg_reader *reader);

// Reads to the end of the picture, once every row was read; how many bytes of the file belong to it.
jpeg_reader_result jpeg_reader_finish(jpeg_reader *reader, uint64_t *size);

const char *jpeg_reader_message(const jpeg_reader *reader);
