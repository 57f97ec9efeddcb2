#pragma once
#include <stddef.h>
#include <stdint.h>

// libarchive is not linked: what it brings (XML, ACLs, six compressors) would be read at every start for something that
// is seldom wanted. It is opened by carchive_open; before that has returned NULL, nothing else here may be called.

/// Opens libarchive, once for the process. NULL when it is there, else why not, as the loader says it.
const char *carchive_open(void);

/// Its name and version.
const char *carchive_version(void);

/// A zip file that is being written: what it becomes is taken piece by piece. For one thread at a time.
struct carchive_zip;

/// NULL when there is no memory for it.
struct carchive_zip *carchive_zip_new(void);

/// Begins a file of `size` bytes that are kept as they are. `name` is UTF-8, `seconds` since 1970. 0 when all is well.
int carchive_zip_begin(struct carchive_zip *zip, const char *name, int64_t size, int64_t seconds);

/// Adds bytes to the file that was begun; more than its size are an error. 0 when all is well.
int carchive_zip_write(struct carchive_zip *zip, const void *bytes, size_t count);

/// Ends the file that was begun; one that has fewer bytes than it should is an error. 0 when all is well.
int carchive_zip_end(struct carchive_zip *zip);

/// Writes the table of contents; nothing more can be added. 0 when all is well.
int carchive_zip_close(struct carchive_zip *zip);

/// How many bytes wait to be taken.
size_t carchive_zip_waiting(const struct carchive_zip *zip);

/// Moves all that waits to `room`, which must be large enough.
void carchive_zip_take(struct carchive_zip *zip, void *room);

/// What went wrong, in libarchive's words.
const char *carchive_zip_fault(const struct carchive_zip *zip);

/// Frees it, at whatever point it is.
void carchive_zip_free(struct carchive_zip *zip);

/// A zip file in memory, read entry by entry as any reader would.
struct carchive_unzip;

/// NULL when it cannot be read at all. `bytes` must stay as long as it is read.
struct carchive_unzip *carchive_unzip_new(const void *bytes, size_t count);

/// The name of the next entry, NULL at the end or at a fault; `size` is what the entry says.
const char *carchive_unzip_next(struct carchive_unzip *zip, int64_t *size);

/// Up to `count` bytes of the entry; 0 at its end, -1 when it is broken.
int64_t carchive_unzip_read(struct carchive_unzip *zip, void *room, size_t count);

void carchive_unzip_free(struct carchive_unzip *zip);
