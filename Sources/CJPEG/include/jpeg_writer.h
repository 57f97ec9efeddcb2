// Writes small JPEGs with libjpeg-turbo, whole from memory to memory, behind a return code.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint32_t width, height;
  int channels;           // 1 (grey) or 3; 3 planes when `planes`
  int quality;            // 1...100
  bool planes;            // YCbCr, chroma of half the width and height; else interleaved RGB or grey
  const uint8_t *pixels;  // interleaved rows without gaps, or Y's
  const uint8_t *cb, *cr; // rows of (width + 1) / 2 samples without gaps
} jpeg_writer_picture;

// False when there is no memory or the picture makes no sense. `bytes` is for free().
bool jpeg_write(const jpeg_writer_picture *picture, uint8_t **bytes, size_t *size);
