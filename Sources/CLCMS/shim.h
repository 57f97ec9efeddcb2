#pragma once
#include <lcms2.h>

// Pixel formats, which the header makes by macros.
static const cmsUInt32Number cms_grey8 = TYPE_GRAY_8;
static const cmsUInt32Number cms_rgb8 = TYPE_RGB_8;
static const cmsUInt32Number cms_rgba8 = TYPE_RGBA_8;
static const cmsUInt32Number cms_ink8 = TYPE_CMYK_8_REV;
