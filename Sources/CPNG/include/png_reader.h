// Rows of a PNG by libpng, behind return codes: no error jump leaves this target.
//
// Strict: every chunk's CRC, the stream's checksum and its length must be right. Chunks that say nothing about pixels
// are passed over without keeping anything of them.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct png_reader png_reader;

// Copies the next bytes of the file; how many, less than asked only at its end, or -1 to give up.
typedef ptrdiff_t (*png_reader_source)(void *context, uint8_t *into, size_t size);

typedef enum {
  PNG_READER_OK,
  PNG_READER_DAMAGED,    // png_reader_message says how
  PNG_READER_TRUNCATED,  // the source ended first
  PNG_READER_STOPPED,    // the source gave up
  PNG_READER_NO_MEMORY,
} png_reader_result;

// NULL when there is no memory. A width or height above `side`, or a chunk above `chunk` bytes, is damage.
png_reader *png_reader_new(png_reader_source source, void *context, uint32_t side, size_t chunk);
void png_reader_free(png_reader *reader);

// Reads up to the first pixel. Rows will have 8 bits a sample in 1 (grey), 3 (RGB) or 4 (RGBA) channels.
png_reader_result png_reader_open(png_reader *reader);
uint32_t png_reader_width(const png_reader *reader);
uint32_t png_reader_height(const png_reader *reader);
int png_reader_channels(const png_reader *reader);

// Decodes the next row; it stays until the next call. An interlaced picture is decoded whole at the first.
png_reader_result png_reader_row(png_reader *reader, const uint8_t **row);

// Reads to the end of the file, once every row was read.
png_reader_result png_reader_finish(png_reader *reader);

const char *png_reader_message(const png_reader *reader);
