#pragma once
// First, so that what curl.h includes stays Glibc's: whose file is compiled first must not decide whose timespec is.
#if __has_include(<SwiftGlibc.h>)
#include <SwiftGlibc.h>
#endif
#include <curl/curl.h>
#include <sys/socket.h>

// libcurl is not linked: with what it brings (LDAP, Kerberos, SSH, RTMP, two TLS libraries) it is thirty libraries and
// six megabytes, which only who calls another server should pay for. It is opened by ccurl_open; before that has
// returned NULL, nothing else here may be called. Swift uses the names of libcurl with a c before them.

/// Opens libcurl, once for the process. NULL when it is there, else why not, as the loader says it.
const char *ccurl_open(void);

/// Every function of libcurl that is used: name, result, parameters, arguments.
#define CCURL_FUNCTIONS(X) \
  X(global_init, CURLcode, (long flags), (flags)) \
  X(version, char *, (void), ()) \
  X(easy_init, CURL *, (void), ()) \
  X(easy_cleanup, void, (CURL * easy), (easy)) \
  X(easy_pause, CURLcode, (CURL * easy, int bitmask), (easy, bitmask)) \
  X(easy_recv, CURLcode, (CURL * easy, void *room, size_t count, size_t *got), (easy, room, count, got)) \
  X(easy_send, CURLcode, (CURL * easy, const void *bytes, size_t count, size_t *sent), (easy, bytes, count, sent)) \
  X(easy_strerror, const char *, (CURLcode code), (code)) \
  X(slist_append, struct curl_slist *, (struct curl_slist * list, const char *text), (list, text)) \
  X(slist_free_all, void, (struct curl_slist * list), (list)) \
  X(multi_init, CURLM *, (void), ()) \
  X(multi_cleanup, CURLMcode, (CURLM * multi), (multi)) \
  X(multi_add_handle, CURLMcode, (CURLM * multi, CURL *easy), (multi, easy)) \
  X(multi_remove_handle, CURLMcode, (CURLM * multi, CURL *easy), (multi, easy)) \
  X(multi_perform, CURLMcode, (CURLM * multi, int *running), (multi, running)) \
  X(multi_poll, CURLMcode, (CURLM * multi, struct curl_waitfd extra[], unsigned count, int milliseconds, int *ready), \
    (multi, extra, count, milliseconds, ready)) \
  X(multi_socket_action, CURLMcode, (CURLM * multi, curl_socket_t socket, int events, int *running), \
    (multi, socket, events, running)) \
  X(multi_wakeup, CURLMcode, (CURLM * multi), (multi)) \
  X(url, CURLU *, (void), ()) \
  X(url_cleanup, void, (CURLU * url), (url)) \
  X(url_get, CURLUcode, (CURLU * url, CURLUPart part, char **text, unsigned flags), (url, part, text, flags)) \
  X(url_set, CURLUcode, (CURLU * url, CURLUPart part, const char *text, unsigned flags), (url, part, text, flags)) \
  X(free, void, (void *memory), (memory))

/// Those that take any number of arguments, or are wrapped below.
#define CCURL_WRAPPED(X) X(easy_setopt) X(easy_getinfo) X(multi_setopt) X(multi_info_read)

struct ccurl_functions {
#define CCURL_FIELD(name, ...) __typeof__(curl_##name) *name;
  CCURL_FUNCTIONS(CCURL_FIELD)
  CCURL_WRAPPED(CCURL_FIELD)
#undef CCURL_FIELD
};

extern struct ccurl_functions ccurl_functions;

#define CCURL_CALL(name, result, parameters, arguments) \
  static inline result ccurl_##name parameters { return ccurl_functions.name arguments; }
CCURL_FUNCTIONS(CCURL_CALL)
#undef CCURL_CALL

// Swift cannot call variadic functions: one wrapper for each kind of argument.

static inline CURLcode ccurl_set_number(CURL *easy, CURLoption option, long value) {
  return ccurl_functions.easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
  return ccurl_functions.easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_text(CURL *easy, CURLoption option, const char *value) {
  return ccurl_functions.easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return ccurl_functions.easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return ccurl_functions.easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_url(CURL *easy, CURLU *url) { return ccurl_functions.easy_setopt(easy, CURLOPT_CURLU, url); }

static inline CURLcode ccurl_on_write(CURL *easy, size_t (*call)(char *, size_t, size_t, void *)) {
  return ccurl_functions.easy_setopt(easy, CURLOPT_WRITEFUNCTION, call);
}
static inline CURLcode ccurl_on_header(CURL *easy, size_t (*call)(char *, size_t, size_t, void *)) {
  return ccurl_functions.easy_setopt(easy, CURLOPT_HEADERFUNCTION, call);
}
static inline CURLcode ccurl_on_read(CURL *easy, size_t (*call)(char *, size_t, size_t, void *)) {
  return ccurl_functions.easy_setopt(easy, CURLOPT_READFUNCTION, call);
}
static inline CURLcode ccurl_on_seek(CURL *easy, int (*call)(void *, curl_off_t, int)) {
  return ccurl_functions.easy_setopt(easy, CURLOPT_SEEKFUNCTION, call);
}
static inline CURLcode ccurl_on_open_socket(
    CURL *easy, curl_socket_t (*call)(void *, curlsocktype, struct curl_sockaddr *)) {
  return ccurl_functions.easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, call);
}
static inline CURLcode ccurl_on_connected(CURL *easy, int (*call)(void *, char *, char *, int, int)) {
  return ccurl_functions.easy_setopt(easy, CURLOPT_PREREQFUNCTION, call);
}

static inline CURLMcode ccurl_multi_set_number(CURLM *multi, CURLMoption option, long value) {
  return ccurl_functions.multi_setopt(multi, option, value);
}

/// Says which sockets of its transfers are to be watched, and for what; `me` is the call's fourth argument.
static inline CURLMcode ccurl_multi_on_socket(CURLM *multi, int (*call)(CURL *, curl_socket_t, int, void *, void *), void *me) {
  CURLMcode code = ccurl_functions.multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, call);
  return code == CURLM_OK ? ccurl_functions.multi_setopt(multi, CURLMOPT_SOCKETDATA, me) : code;
}

/// Says after how many milliseconds it wants to be called, or -1; `me` is the call's last argument.
static inline CURLMcode ccurl_multi_on_timer(CURLM *multi, int (*call)(CURLM *, long, void *), void *me) {
  CURLMcode code = ccurl_functions.multi_setopt(multi, CURLMOPT_TIMERFUNCTION, call);
  return code == CURLM_OK ? ccurl_functions.multi_setopt(multi, CURLMOPT_TIMERDATA, me) : code;
}

/// The next transfer that has ended, and how; NULL when there is none.
static inline CURL *ccurl_next_ended(CURLM *multi, CURLcode *result) {
  int left = 0;
  CURLMsg *message;
  while ((message = ccurl_functions.multi_info_read(multi, &left))) {
    if (message->msg != CURLMSG_DONE) continue;
    *result = message->data.result;
    return message->easy_handle;
  }
  return NULL;
}

/// A socket as libcurl asks for it, but one that no child process inherits.
static inline curl_socket_t ccurl_open_socket(const struct curl_sockaddr *address) {
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/// The socket of a connection that is ours to talk over; CURL_SOCKET_BAD when there is none.
static inline curl_socket_t ccurl_socket(CURL *easy) {
  curl_socket_t socket = CURL_SOCKET_BAD;
  return ccurl_functions.easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK ? socket : CURL_SOCKET_BAD;
}
