import CLinux
package import Foundation
import Synchronization

/// A program as a process of its own, killed with its last owner.
///
/// Foundation's `Process` looks for open files in a way that reads past the end of a page when there are more than a
/// thousand of them, as many tests at once have; so this one does not ask it.
package final class Child: Sendable {
  package let pid: Int32
  package let output: FileHandle
  package let errors: FileHandle
  private let outcome = Mutex<Int32?>(nil)

  /// `environment` is its whole environment; nil gives it ours. Standard input is empty.
  package init(_ path: String, _ arguments: [String], environment: [String: String]? = nil) throws {
    let output = Pipe(), errors = Pipe()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output.fileHandleForWriting.fileDescriptor, 1)
    posix_spawn_file_actions_adddup2(&actions, errors.fileHandleForWriting.fileDescriptor, 2)
    posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    let environment = environment ?? ProcessInfo.processInfo.environment
    var words = ([path] + arguments).map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, path, &actions, nil, &words, &variables)
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL) }
    self.pid = pid
    (self.output, self.errors) = (output.fileHandleForReading, errors.fileHandleForReading)
    try output.fileHandleForWriting.close()
    try errors.fileHandleForWriting.close()
  }

  deinit {
    signal(SIGKILL)
    _ = wait()
  }

  /// Nothing when it has ended and was waited for: its number may be somebody else's.
  package func signal(_ number: Int32) {
    outcome.withLock { if $0 == nil { _ = kill(pid, number) } }
  }

  /// Waits for its end: its exit code, or the number of the signal that ended it.
  package func wait() -> Int32 {
    // It stays a zombie, and its number its own, until the lock is held.
    var about = siginfo_t()
    while waitid(P_PID, id_t(pid), &about, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
    return outcome.withLock { outcome in
      if let outcome { return outcome }
      var status: Int32 = 0
      while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
      let code = status & 0x7F == 0 ? status >> 8 & 0xFF : status & 0x7F
      outcome = code
      return code
    }
  }
}
