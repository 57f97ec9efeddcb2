#include "png_reader.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

struct png_reader {
  png_structp png;
  png_infop info;
  png_reader_source source;
  void *context;
  png_reader_result failure;
  char message[160];
  uint32_t width, height;
  int channels, passes;
  size_t row_bytes;
  uint8_t *row;       // one row, or the whole picture when it is interlaced
  uint32_t next_row;
  bool held_whole;
};

static void on_error(png_structp png, png_const_charp message) {
  png_reader *reader = png_get_error_ptr(png);
  if (reader->failure == PNG_READER_OK) reader->failure = PNG_READER_DAMAGED;
  snprintf(reader->message, sizeof reader->message, "%s", message);
  png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void on_read(png_structp png, png_bytep into, size_t size) {
  png_reader *reader = png_get_io_ptr(png);
  while (size > 0) {
    ptrdiff_t got = reader->source(reader->context, into, size);
    if (got <= 0) {
      reader->failure = got == 0 ? PNG_READER_TRUNCATED : PNG_READER_STOPPED;
      png_error(png, "the file ends too early");
    }
    into += got;
    size -= (size_t)got;
  }
}

png_reader *png_reader_new(png_reader_source source, void *context, uint32_t side, size_t chunk) {
  png_reader *reader = calloc(1, sizeof *reader);
  if (!reader) return NULL;
  reader->source = source;
  reader->context = context;
  reader->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, reader, on_error, on_warning);
  reader->info = reader->png ? png_create_info_struct(reader->png) : NULL;
  if (!reader->info) {
    png_reader_free(reader);
    return NULL;
  }
  if (setjmp(png_jmpbuf(reader->png))) {
    png_reader_free(reader);
    return NULL;
  }
  static const png_byte passed_over[] = "bKGD\0cHRM\0cICP\0eXIf\0gAMA\0hIST\0iCCP\0iTXt\0oFFs\0pCAL\0pHYs\0sBIT\0"
                                        "sCAL\0sPLT\0sRGB\0sTER\0tEXt\0tIME\0zTXt";
  png_set_read_fn(reader->png, reader, on_read);
  png_set_user_limits(reader->png, side, side);
  png_set_chunk_cache_max(reader->png, 16);
  png_set_chunk_malloc_max(reader->png, chunk);
  png_set_keep_unknown_chunks(reader->png, PNG_HANDLE_CHUNK_NEVER, passed_over, (int)(sizeof passed_over / 5));
  png_set_keep_unknown_chunks(reader->png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
  png_set_crc_action(reader->png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_set_benign_errors(reader->png, 0);
  png_set_compression_buffer_size(reader->png, 1 << 16);
  return reader;
}

void png_reader_free(png_reader *reader) {
  if (!reader) return;
  if (reader->png) png_destroy_read_struct(&reader->png, &reader->info, NULL);
  free(reader->row);
  free(reader);
}

png_reader_result png_reader_open(png_reader *reader) {
  if (setjmp(png_jmpbuf(reader->png))) return reader->failure;
  png_structp png = reader->png;
  png_read_info(png, reader->info);
  int depth = 0, colour = 0, interlace = 0;
  png_get_IHDR(png, reader->info, &reader->width, &reader->height, &depth, &colour, &interlace, NULL, NULL);
  bool see_through = png_get_valid(png, reader->info, PNG_INFO_tRNS) != 0;
  if (depth == 16) png_set_scale_16(png);
  if (colour == PNG_COLOR_TYPE_PALETTE || depth < 8 || see_through) png_set_expand(png);
  if (colour == PNG_COLOR_TYPE_GRAY_ALPHA || (colour == PNG_COLOR_TYPE_GRAY && see_through)) png_set_gray_to_rgb(png);
  reader->passes = png_set_interlace_handling(png);
  reader->held_whole = reader->passes > 1;
  png_read_update_info(png, reader->info);
  reader->channels = png_get_channels(png, reader->info);
  reader->row_bytes = png_get_rowbytes(png, reader->info);
  size_t rows = reader->held_whole ? reader->height : 1;
  reader->row = calloc(rows, reader->row_bytes);
  return reader->row ? PNG_READER_OK : PNG_READER_NO_MEMORY;
}

uint32_t png_reader_width(const png_reader *reader) { return reader->width; }
uint32_t png_reader_height(const png_reader *reader) { return reader->height; }
int png_reader_channels(const png_reader *reader) { return reader->channels; }
const char *png_reader_message(const png_reader *reader) { return reader->message; }

png_reader_result png_reader_row(png_reader *reader, const uint8_t **row) {
  if (reader->failure != PNG_READER_OK) return reader->failure;
  if (reader->next_row >= reader->height) return PNG_READER_DAMAGED;
  if (setjmp(png_jmpbuf(reader->png))) return reader->failure;
  if (!reader->held_whole) {
    png_read_row(reader->png, reader->row, NULL);
    *row = reader->row;
  } else {
    if (reader->next_row == 0) {
      for (int pass = 0; pass < reader->passes; pass++) {
        for (uint32_t y = 0; y < reader->height; y++) {
          png_read_row(reader->png, reader->row + (size_t)y * reader->row_bytes, NULL);
        }
      }
    }
    *row = reader->row + (size_t)reader->next_row * reader->row_bytes;
  }
  reader->next_row++;
  return PNG_READER_OK;
}

png_reader_result png_reader_finish(png_reader *reader) {
  if (reader->failure != PNG_READER_OK) return reader->failure;
  if (setjmp(png_jmpbuf(reader->png))) return reader->failure;
  png_read_end(reader->png, NULL);
  return PNG_READER_OK;
}
