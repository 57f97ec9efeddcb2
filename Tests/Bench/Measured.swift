import Foundation
import Synchronization

/// What one run of a program took, as the kernel counts it.
struct Measured {
  let wall: Double
  let cpu: Double
  /// The most memory it held, in MB.
  let memory: Double

  /// Runs it to its end with nothing on its output. Throws when it cannot be started or fails.
  static func run(_ path: String, _ arguments: [String], environment: [String: String] = [:]) throws -> Measured {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    let all = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = all.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + variables { free(text) } }
    let start = DispatchTime.now().uptimeNanoseconds
    var child = pid_t()
    guard posix_spawn(&child, path, &actions, nil, &words, &variables) == 0 else {
      throw CocoaError(.executableLoad, userInfo: [NSLocalizedDescriptionKey: "\(path) cannot be started"])
    }
    let watch = MemoryWatch(of: child)
    var status: Int32 = 0
    var usage = rusage()
    while wait4(child, &status, 0, &usage) < 0, errno == EINTR {}
    let wall = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    guard status == 0 else {
      throw CocoaError(.executableLoad, userInfo: [NSLocalizedDescriptionKey: "\(path) failed with \(status)"])
    }
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return Measured(
      wall: wall, cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime), memory: watch.end())
  }
}

/// Looks every few milliseconds at the most memory that a process has held. What the kernel tells at its end is of no
/// use: that counts what the process was before it became this program, a copy of us.
private final class MemoryWatch: Sendable {
  private let last = Mutex((megabytes: Double.nan, isOver: false))
  private let done = DispatchSemaphore(value: 0)

  init(of process: pid_t) {
    Thread.detachNewThread { [self] in
      while !last.withLock(\.isOver) {
        let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        if let found = status.firstMatch(of: /VmHWM:\s+(\d+) kB/), let kilobytes = Double(found.1) {
          last.withLock { $0.megabytes = kilobytes / 1024 }
        }
        usleep(2_000)
      }
      done.signal()
    }
  }

  /// In MB.
  func end() -> Double {
    last.withLock { $0.isOver = true }
    done.wait()
    return last.withLock(\.megabytes)
  }
}
