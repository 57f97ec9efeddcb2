#pragma once
// What Swift cannot call: variadic functions and the destructor macros.
#include <sqlite3.h>

static inline int sqlite_switch(sqlite3 *connection, int option, int on) {
  int now = 0;
  return sqlite3_db_config(connection, option, on, &now);
}

static inline int sqlite_bind_text_copy(sqlite3_stmt *statement, int index, const char *text, sqlite3_uint64 count) {
  return sqlite3_bind_text64(statement, index, text, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static inline int sqlite_bind_blob_copy(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
  return sqlite3_bind_blob64(statement, index, bytes, count, SQLITE_TRANSIENT);
}

// Before the first use of the library: its count of used bytes would put one lock around all memory.
static inline int sqlite_count_no_memory(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
