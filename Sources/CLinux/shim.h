#pragma once
// What Glibc's module leaves out: epoll, eventfd, accept4, sendfile, statfs, memmem, thread names, and flags as plain
// ints.
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/sendfile.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/vfs.h>

// Declared here because their headers want _GNU_SOURCE, which Swift's Glibc module is not built with.
extern int accept4(int, struct sockaddr *, socklen_t *, int);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
extern void *memmem(const void *, size_t, const void *, size_t);

static inline int linux_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }
static inline int linux_eventfd_create(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

static inline int linux_epoll_ctl(int epoll, int op, int fd, unsigned events, unsigned long long tag) {
  struct epoll_event event = {.events = events, .data = {.u64 = tag}};
  return epoll_ctl(epoll, op, fd, &event);
}

static inline unsigned long long linux_epoll_tag(const struct epoll_event *event) { return event->data.u64; }

static inline int linux_accept(int listener, struct sockaddr_storage *address, socklen_t *length) {
  return accept4(listener, (struct sockaddr *)address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

static const unsigned LINUX_EPOLLIN = EPOLLIN, LINUX_EPOLLOUT = EPOLLOUT, LINUX_EPOLLRDHUP = EPOLLRDHUP,
                      LINUX_EPOLLERR = EPOLLERR, LINUX_EPOLLHUP = EPOLLHUP, LINUX_EPOLLEXCLUSIVE = EPOLLEXCLUSIVE,
                      LINUX_EPOLLET = EPOLLET;

static inline void linux_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

// The magic number of the file system that holds a path; -1 and errno when there is no telling.
static inline long long linux_file_system(const char *path) {
  struct statfs status;
  return statfs(path, &status) == 0 ? (unsigned)status.f_type : -1;
}
