#include "curl_door.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

struct ccurl_functions ccurl_functions;

static const char *fault;

// Its number has stood since 2006, with functions added: one that lacks some is old.
static void open_library(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    fault = strdup(dlerror());
    return;
  }
#define FIND(name, ...) \
  if (!(ccurl_functions.name = (__typeof__(ccurl_functions.name))dlsym(library, "curl_" #name))) { \
    fault = "it is too old: it has no curl_" #name; \
    return; \
  }
  CCURL_FUNCTIONS(FIND)
  CCURL_WRAPPED(FIND)
#undef FIND
  if (ccurl_functions.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) fault = "it cannot start";
}

const char *ccurl_open(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, open_library);
  return fault;
}
