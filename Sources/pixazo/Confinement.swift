import Glibc

/// What the process gives itself and takes from itself before it touches anything.
enum Confinement {
  static var isRoot: Bool { geteuid() == 0 }

  /// Files are ours alone, a crash leaves no memory behind on disk (there may be keys in it), and there is a
  /// descriptor for every connection that we are willing to have.
  static func enter() {
    umask(0o077)
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    var files = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files) == 0 else { return }
    files.rlim_cur = files.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
  }
}
