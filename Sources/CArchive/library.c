#define _GNU_SOURCE
#include "archive_door.h"

#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define FUNCTIONS(X) \
  X(archive_version_details) X(archive_error_string) \
  X(archive_write_new) X(archive_write_free) X(archive_write_fail) X(archive_write_close) \
  X(archive_write_set_format_zip) X(archive_write_set_options) X(archive_write_open2) \
  X(archive_write_set_bytes_per_block) X(archive_write_set_bytes_in_last_block) \
  X(archive_write_header) X(archive_write_data) X(archive_write_finish_entry) \
  X(archive_read_new) X(archive_read_free) X(archive_read_support_format_zip_seekable) X(archive_read_open_memory) \
  X(archive_read_next_header) X(archive_read_data) \
  X(archive_entry_new) X(archive_entry_free) X(archive_entry_clear) X(archive_entry_set_pathname) \
  X(archive_entry_set_size) X(archive_entry_set_filetype) X(archive_entry_set_perm) X(archive_entry_set_mtime) \
  X(archive_entry_pathname) X(archive_entry_size)

static struct {
#define FIELD(name) __typeof__(name) *name;
  FUNCTIONS(FIELD)
#undef FIELD
} library;

static const char *fault;
static locale_t utf8;

static void open_library(void) {
  void *handle = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    fault = strdup(dlerror());
    return;
  }
#define FIND(name) \
  if (!(library.name = (__typeof__(library.name))dlsym(handle, #name))) { \
    fault = "it is too old: it has no " #name; \
    return; \
  }
  FUNCTIONS(FIND)
#undef FIND
  // It asks the locale what the bytes of a name are; the process itself has none.
  utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  if (!utf8) fault = "this system has no UTF-8 locale";
}

const char *carchive_open(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, open_library);
  return fault;
}

const char *carchive_version(void) { return library.archive_version_details(); }

struct carchive_zip {
  struct archive *archive;
  struct archive_entry *entry;
  unsigned char *waiting;
  size_t count, room;
  int64_t owed;
};

static la_ssize_t collect(struct archive *archive, void *context, const void *bytes, size_t count) {
  (void)archive;
  struct carchive_zip *zip = context;
  if (zip->room - zip->count < count) {
    size_t room = zip->room ? zip->room : 64 << 10;
    while (room - zip->count < count) room *= 2;
    unsigned char *grown = realloc(zip->waiting, room);
    if (!grown) return -1;
    zip->waiting = grown;
    zip->room = room;
  }
  memcpy(zip->waiting + zip->count, bytes, count);
  zip->count += count;
  return (la_ssize_t)count;
}

struct carchive_zip *carchive_zip_new(void) {
  struct carchive_zip *zip = calloc(1, sizeof *zip);
  if (!zip) return NULL;
  zip->archive = library.archive_write_new();
  zip->entry = library.archive_entry_new();
  if (zip->archive && zip->entry && library.archive_write_set_format_zip(zip->archive) == ARCHIVE_OK &&
      library.archive_write_set_options(zip->archive, "zip:compression=store") == ARCHIVE_OK &&
      library.archive_write_set_bytes_per_block(zip->archive, 0) == ARCHIVE_OK &&
      library.archive_write_set_bytes_in_last_block(zip->archive, 1) == ARCHIVE_OK &&
      library.archive_write_open2(zip->archive, zip, NULL, collect, NULL, NULL) == ARCHIVE_OK)
    return zip;
  carchive_zip_free(zip);
  return NULL;
}

int carchive_zip_begin(struct carchive_zip *zip, const char *name, int64_t size, int64_t seconds) {
  library.archive_entry_clear(zip->entry);
  library.archive_entry_set_pathname(zip->entry, name);
  library.archive_entry_set_size(zip->entry, size);
  library.archive_entry_set_filetype(zip->entry, AE_IFREG);
  library.archive_entry_set_perm(zip->entry, 0644);
  library.archive_entry_set_mtime(zip->entry, seconds, 0);
  zip->owed = size;
  locale_t before = uselocale(utf8);
  int result = library.archive_write_header(zip->archive, zip->entry);
  uselocale(before);
  return result == ARCHIVE_OK ? 0 : -1;
}

int carchive_zip_write(struct carchive_zip *zip, const void *bytes, size_t count) {
  if (zip->owed < 0 || count > (uint64_t)zip->owed) return -1;
  zip->owed -= (int64_t)count;
  return library.archive_write_data(zip->archive, bytes, count) == (la_ssize_t)count ? 0 : -1;
}

int carchive_zip_end(struct carchive_zip *zip) {
  if (zip->owed != 0) return -1;
  return library.archive_write_finish_entry(zip->archive) == ARCHIVE_OK ? 0 : -1;
}

int carchive_zip_close(struct carchive_zip *zip) {
  return library.archive_write_close(zip->archive) == ARCHIVE_OK ? 0 : -1;
}

size_t carchive_zip_waiting(const struct carchive_zip *zip) { return zip->count; }

void carchive_zip_take(struct carchive_zip *zip, void *room) {
  if (zip->count) memcpy(room, zip->waiting, zip->count);
  zip->count = 0;
}

const char *carchive_zip_fault(const struct carchive_zip *zip) {
  const char *text = library.archive_error_string(zip->archive);
  return text ? text : "a file has another size than it said";
}

void carchive_zip_free(struct carchive_zip *zip) {
  if (!zip) return;
  if (zip->archive) {
    // Or it would still write a table of contents.
    library.archive_write_fail(zip->archive);
    library.archive_write_free(zip->archive);
  }
  if (zip->entry) library.archive_entry_free(zip->entry);
  free(zip->waiting);
  free(zip);
}

struct carchive_unzip {
  struct archive *archive;
};

struct carchive_unzip *carchive_unzip_new(const void *bytes, size_t count) {
  struct carchive_unzip *zip = calloc(1, sizeof *zip);
  if (!zip) return NULL;
  zip->archive = library.archive_read_new();
  if (zip->archive && library.archive_read_support_format_zip_seekable(zip->archive) == ARCHIVE_OK &&
      library.archive_read_open_memory(zip->archive, bytes, count) == ARCHIVE_OK)
    return zip;
  carchive_unzip_free(zip);
  return NULL;
}

const char *carchive_unzip_next(struct carchive_unzip *zip, int64_t *size) {
  struct archive_entry *entry;
  locale_t before = uselocale(utf8);
  const char *name = library.archive_read_next_header(zip->archive, &entry) == ARCHIVE_OK
                         ? library.archive_entry_pathname(entry)
                         : NULL;
  uselocale(before);
  if (name) *size = library.archive_entry_size(entry);
  return name;
}

int64_t carchive_unzip_read(struct carchive_unzip *zip, void *room, size_t count) {
  la_ssize_t got = library.archive_read_data(zip->archive, room, count);
  return got < 0 ? -1 : got;
}

void carchive_unzip_free(struct carchive_unzip *zip) {
  if (!zip) return;
  if (zip->archive) library.archive_read_free(zip->archive);
  free(zip);
}
