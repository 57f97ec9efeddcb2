#include "jpeg_reader.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

enum { source_size = 1 << 16 };

struct jpeg_reader {
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  struct jpeg_source_mgr bytes;
  jmp_buf escape;
  jpeg_reader_source source;
  void *context;
  jpeg_reader_result failure;
  char message[JMSG_LENGTH_MAX];
  bool planar;
  uint64_t taken;           // bytes that the source has given
  uint8_t *rows;            // one row, or one batch of every plane
  jpeg_reader_plane plane[3];
  uint32_t plane_row[3];    // rows of each plane that were brought so far
  JSAMPROW *pointers;
  JSAMPARRAY arrays[3];
  uint8_t buffer[source_size];
};

static jpeg_reader *owner(j_common_ptr jpeg) { return jpeg->client_data; }

static void fail(jpeg_reader *reader, jpeg_reader_result failure) {
  if (reader->failure == JPEG_READER_OK) reader->failure = failure;
  longjmp(reader->escape, 1);
}

static void on_error(j_common_ptr jpeg) {
  jpeg_reader *reader = owner(jpeg);
  jpeg->err->format_message(jpeg, reader->message);
  fail(reader, jpeg->err->msg_code == JERR_OUT_OF_MEMORY ? JPEG_READER_NO_MEMORY : JPEG_READER_DAMAGED);
}

// Two warnings say nothing about pixels; any other means that libjpeg has begun to guess.
static void on_message(j_common_ptr jpeg, int level) {
  int code = jpeg->err->msg_code;
  if (level >= 0 || code == JWRN_JFIF_MAJOR || code == JWRN_ADOBE_XFORM) return;
  on_error(jpeg);
}

static void nothing(j_decompress_ptr jpeg) { (void)jpeg; }
static void print_nothing(j_common_ptr jpeg) { (void)jpeg; }

static boolean fill(j_decompress_ptr jpeg) {
  jpeg_reader *reader = owner((j_common_ptr)jpeg);
  ptrdiff_t got = reader->source(reader->context, reader->buffer, source_size);
  if (got <= 0) {
    snprintf(reader->message, sizeof reader->message, "the file ends too early");
    fail(reader, got == 0 ? JPEG_READER_TRUNCATED : JPEG_READER_STOPPED);
  }
  reader->taken += (uint64_t)got;
  reader->bytes.next_input_byte = reader->buffer;
  reader->bytes.bytes_in_buffer = (size_t)got;
  return TRUE;
}

static void skip(j_decompress_ptr jpeg, long count) {
  jpeg_reader *reader = owner((j_common_ptr)jpeg);
  while (count > 0 && (size_t)count > reader->bytes.bytes_in_buffer) {
    count -= (long)reader->bytes.bytes_in_buffer;
    fill(jpeg);
  }
  if (count > 0) {
    reader->bytes.next_input_byte += count;
    reader->bytes.bytes_in_buffer -= (size_t)count;
  }
}

// Losing a restart marker is damage, not something to find a way around.
static boolean resync(j_decompress_ptr jpeg, int desired) {
  (void)desired;
  ERREXIT(jpeg, JWRN_MUST_RESYNC);
  return FALSE;
}

jpeg_reader *jpeg_reader_new(jpeg_reader_source source, void *context) {
  jpeg_reader *reader = calloc(1, sizeof *reader);
  if (!reader) return NULL;
  reader->source = source;
  reader->context = context;
  reader->jpeg.err = jpeg_std_error(&reader->errors);
  reader->errors.error_exit = on_error;
  reader->errors.emit_message = on_message;
  reader->errors.output_message = print_nothing;
  reader->jpeg.client_data = reader;
  if (setjmp(reader->escape)) {
    free(reader);
    return NULL;
  }
  jpeg_create_decompress(&reader->jpeg);
  reader->bytes.init_source = nothing;
  reader->bytes.fill_input_buffer = fill;
  reader->bytes.skip_input_data = skip;
  reader->bytes.resync_to_restart = resync;
  reader->bytes.term_source = nothing;
  reader->jpeg.src = &reader->bytes;
  return reader;
}

void jpeg_reader_free(jpeg_reader *reader) {
  if (!reader) return;
  jpeg_destroy_decompress(&reader->jpeg);
  free(reader->rows);
  free(reader->pointers);
  free(reader);
}

jpeg_reader_result jpeg_reader_open(jpeg_reader *reader) {
  if (setjmp(reader->escape)) return reader->failure;
  jpeg_read_header(&reader->jpeg, TRUE);
  return JPEG_READER_OK;
}

static bool started(const jpeg_reader *reader) { return reader->rows != NULL; }

uint32_t jpeg_reader_width(const jpeg_reader *reader) {
  return started(reader) ? reader->jpeg.output_width : reader->jpeg.image_width;
}

uint32_t jpeg_reader_height(const jpeg_reader *reader) {
  return started(reader) ? reader->jpeg.output_height : reader->jpeg.image_height;
}

jpeg_reader_colour jpeg_reader_stored_colour(const jpeg_reader *reader) {
  switch (reader->jpeg.jpeg_color_space) {
    case JCS_GRAYSCALE: return JPEG_GREY;
    case JCS_YCbCr: return JPEG_YCC;
    case JCS_RGB: return JPEG_RGB;
    case JCS_CMYK:
    case JCS_YCCK: return JPEG_CMYK;
    default: return JPEG_OTHER;
  }
}

bool jpeg_reader_has_planes(const jpeg_reader *reader) {
  const struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  if (jpeg->jpeg_color_space == JCS_GRAYSCALE) return true;
  if (jpeg->jpeg_color_space != JCS_YCbCr || jpeg->num_components != 3) return false;
  for (int i = 0; i < 3; i++) {
    const jpeg_component_info *part = &jpeg->comp_info[i];
    int across = jpeg->max_h_samp_factor / part->h_samp_factor, down = jpeg->max_v_samp_factor / part->v_samp_factor;
    if (across * part->h_samp_factor != jpeg->max_h_samp_factor) return false;
    if (down * part->v_samp_factor != jpeg->max_v_samp_factor) return false;
    if (across == 3 || down == 3 || (i == 0 && (across != 1 || down != 1))) return false;
  }
  return true;
}

const char *jpeg_reader_message(const jpeg_reader *reader) { return reader->message; }

// Room for one batch of every plane, with a pointer to each of its rows.
static bool prepare_planes(jpeg_reader *reader) {
  struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  size_t bytes = 0, rows = 0;
  for (int i = 0; i < jpeg->num_components; i++) {
    jpeg_component_info *part = &jpeg->comp_info[i];
    reader->plane[i].width = part->downsampled_width;
    reader->plane[i].height = part->downsampled_height;
    reader->plane[i].across = (uint32_t)(jpeg->max_h_samp_factor * jpeg->min_DCT_scaled_size) /
                              (uint32_t)(part->h_samp_factor * part->DCT_scaled_size);
    reader->plane[i].down = (uint32_t)(jpeg->max_v_samp_factor * jpeg->min_DCT_scaled_size) /
                            (uint32_t)(part->v_samp_factor * part->DCT_scaled_size);
    reader->plane[i].stride = (size_t)part->width_in_blocks * (size_t)part->DCT_scaled_size + 64;
    size_t batch = (size_t)part->v_samp_factor * (size_t)part->DCT_scaled_size;
    bytes += batch * reader->plane[i].stride;
    rows += batch;
  }
  reader->rows = calloc(bytes, 1);
  reader->pointers = calloc(rows, sizeof *reader->pointers);
  if (!reader->rows || !reader->pointers) return false;
  uint8_t *row = reader->rows;
  JSAMPROW *pointer = reader->pointers;
  for (int i = 0; i < jpeg->num_components; i++) {
    jpeg_component_info *part = &jpeg->comp_info[i];
    reader->plane[i].rows = row;
    reader->arrays[i] = pointer;
    for (int k = 0; k < part->v_samp_factor * part->DCT_scaled_size; k++) {
      *pointer++ = row;
      row += reader->plane[i].stride;
    }
  }
  return true;
}

jpeg_reader_result jpeg_reader_start(jpeg_reader *reader, int eighths, bool planes) {
  if (setjmp(reader->escape)) return reader->failure;
  struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  jpeg_reader_colour colour = jpeg_reader_stored_colour(reader);
  jpeg->scale_num = (unsigned)eighths;
  jpeg->scale_denom = 8;
  jpeg->dct_method = JDCT_ISLOW;
  jpeg->raw_data_out = planes;
  reader->planar = planes;
  if (planes) jpeg->out_color_space = jpeg->jpeg_color_space;
  else if (colour == JPEG_GREY) jpeg->out_color_space = JCS_GRAYSCALE;
  else if (colour == JPEG_CMYK) jpeg->out_color_space = JCS_CMYK;
  else jpeg->out_color_space = JCS_RGB;
  jpeg_start_decompress(jpeg);
  if (planes) return prepare_planes(reader) ? JPEG_READER_OK : JPEG_READER_NO_MEMORY;
  reader->rows = calloc((size_t)jpeg->output_width + 16, (size_t)jpeg->output_components);
  return reader->rows ? JPEG_READER_OK : JPEG_READER_NO_MEMORY;
}

jpeg_reader_result jpeg_reader_row(jpeg_reader *reader, const uint8_t **row) {
  if (reader->failure != JPEG_READER_OK) return reader->failure;
  if (setjmp(reader->escape)) return reader->failure;
  JSAMPROW into = reader->rows;
  if (jpeg_read_scanlines(&reader->jpeg, &into, 1) != 1) return JPEG_READER_DAMAGED;
  *row = reader->rows;
  return JPEG_READER_OK;
}

jpeg_reader_result jpeg_reader_batch(jpeg_reader *reader) {
  if (reader->failure != JPEG_READER_OK) return reader->failure;
  if (setjmp(reader->escape)) return reader->failure;
  struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  JDIMENSION lines = (JDIMENSION)(jpeg->max_v_samp_factor * jpeg->min_DCT_scaled_size);
  if (jpeg_read_raw_data(jpeg, reader->arrays, lines) == 0) return JPEG_READER_DAMAGED;
  for (int i = 0; i < jpeg->num_components; i++) {
    jpeg_component_info *part = &jpeg->comp_info[i];
    uint32_t batch = (uint32_t)(part->v_samp_factor * part->DCT_scaled_size);
    uint32_t left = reader->plane[i].height - reader->plane_row[i];
    reader->plane[i].row_count = left < batch ? left : batch;
    reader->plane_row[i] += reader->plane[i].row_count;
  }
  return JPEG_READER_OK;
}

jpeg_reader_plane jpeg_reader_plane_shape(const jpeg_reader *reader, int index) { return reader->plane[index]; }

bool jpeg_reader_at_end(const jpeg_reader *reader) {
  return reader->jpeg.output_scanline >= reader->jpeg.output_height;
}

jpeg_reader_result jpeg_reader_finish(jpeg_reader *reader, uint64_t *size) {
  if (reader->failure != JPEG_READER_OK) return reader->failure;
  if (setjmp(reader->escape)) return reader->failure;
  jpeg_finish_decompress(&reader->jpeg);
  *size = reader->taken - reader->bytes.bytes_in_buffer;
  return JPEG_READER_OK;
}
