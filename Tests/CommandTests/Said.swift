import Foundation
import Synchronization

@testable import pixazo

/// What a run of the program said and how it ended, without starting a process.
struct Said {
  var code: ExitCode
  var out = ""
  var err = ""

  init(_ words: String..., environment: [String: String] = ["HOME": "/nowhere"]) async {
    let lines = Lines()
    // On a thread of its own, as the program has it: a verb may block, the shared pool may not.
    code = await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        let output = Output { lines.add(String(decoding: $1, as: UTF8.self), from: $0) }
        continuation.resume(returning: Pixazo.run(words, environment: environment, output: output))
      }
    }
    (out, err) = lines.all.withLock { ($0[1] ?? "", $0[2] ?? "") }
  }

  private final class Lines: Sendable {
    let all = Mutex<[Int32: String]>([:])
    func add(_ text: String, from descriptor: Int32) { all.withLock { $0[descriptor, default: ""] += text } }
  }
}
