#include "jpeg_reader.h"
