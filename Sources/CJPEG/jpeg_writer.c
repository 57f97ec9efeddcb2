#include "jpeg_writer.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

typedef struct {
  struct jpeg_compress_struct jpeg;
  struct jpeg_error_mgr errors;
  jmp_buf escape;
  uint8_t *batch;
  unsigned char *out;
  unsigned long size;
} Writer;

static void on_error(j_common_ptr jpeg) {
  Writer *writer = jpeg->client_data;
  longjmp(writer->escape, 1);
}

static void on_message(j_common_ptr jpeg, int level) {
  (void)jpeg;
  (void)level;
}

// Copies up to `rows` rows, and repeats the last pixel and the last row to fill whole blocks.
static void fill_batch(JSAMPROW *into, const uint8_t *plane, size_t width, size_t height, size_t padded, size_t first,
                       size_t rows) {
  for (size_t k = 0; k < rows; k++) {
    size_t y = first + k < height ? first + k : height - 1;
    memcpy(into[k], plane + y * width, width);
    memset(into[k] + width, into[k][width - 1], padded - width);
  }
}

static void write_planes(Writer *writer, const jpeg_writer_picture *picture) {
  size_t width = picture->width, height = picture->height, half_width = (width + 1) / 2, half_height = (height + 1) / 2;
  size_t padded = (width + 15) / 16 * 16, half_padded = padded / 2;
  writer->batch = malloc(16 * padded + 16 * half_padded);
  if (!writer->batch) longjmp(writer->escape, 1);
  JSAMPROW y[16], cb[8], cr[8];
  for (size_t k = 0; k < 16; k++) y[k] = writer->batch + k * padded;
  for (size_t k = 0; k < 8; k++) {
    cb[k] = writer->batch + 16 * padded + k * half_padded;
    cr[k] = cb[k] + 8 * half_padded;
  }
  JSAMPARRAY parts[3] = {y, cb, cr};
  for (size_t row = 0; row < height; row += 16) {
    fill_batch(y, picture->pixels, width, height, padded, row, 16);
    fill_batch(cb, picture->cb, half_width, half_height, half_padded, row / 2, 8);
    fill_batch(cr, picture->cr, half_width, half_height, half_padded, row / 2, 8);
    jpeg_write_raw_data(&writer->jpeg, parts, 16);
  }
}

static bool write(Writer *writer, const jpeg_writer_picture *picture) {
  struct jpeg_compress_struct *jpeg = &writer->jpeg;
  jpeg->err = jpeg_std_error(&writer->errors);
  writer->errors.error_exit = on_error;
  writer->errors.emit_message = on_message;
  jpeg->client_data = writer;
  if (setjmp(writer->escape)) return false;
  jpeg_create_compress(jpeg);
  jpeg_mem_dest(jpeg, &writer->out, &writer->size);
  jpeg->image_width = picture->width;
  jpeg->image_height = picture->height;
  jpeg->input_components = picture->channels;
  jpeg->in_color_space = picture->channels == 1 ? JCS_GRAYSCALE : picture->planes ? JCS_YCbCr : JCS_RGB;
  jpeg_set_defaults(jpeg);
  jpeg_set_quality(jpeg, picture->quality, TRUE);
  // Half the chroma is not seen in a thumbnail; where quality is asked for, it stays.
  if (picture->channels == 3 && !picture->planes && picture->quality >= 90) {
    jpeg->comp_info[0].h_samp_factor = jpeg->comp_info[0].v_samp_factor = 1;
  }
  jpeg->raw_data_in = picture->planes;
  jpeg_start_compress(jpeg, TRUE);
  if (picture->planes) {
    write_planes(writer, picture);
  } else {
    size_t stride = (size_t)picture->width * (size_t)picture->channels;
    for (uint32_t row = 0; row < picture->height; row++) {
      JSAMPROW from = (JSAMPROW)(uintptr_t)(picture->pixels + row * stride);
      jpeg_write_scanlines(jpeg, &from, 1);
    }
  }
  jpeg_finish_compress(jpeg);
  return true;
}

bool jpeg_write(const jpeg_writer_picture *picture, uint8_t **bytes, size_t *size) {
  if (picture->width == 0 || picture->height == 0 || (picture->planes && picture->channels != 3)) return false;
  if (picture->channels != 1 && picture->channels != 3) return false;
  Writer *writer = calloc(1, sizeof *writer);
  if (!writer) return false;
  bool done = write(writer, picture);
  if (writer->jpeg.mem) jpeg_destroy_compress(&writer->jpeg);
  free(writer->batch);
  if (done) {
    *bytes = writer->out;
    *size = writer->size;
  }  // else there is no memory, and libjpeg does not tell which of its buffers is still alive
  free(writer);
  return done;
}
