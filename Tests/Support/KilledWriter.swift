import Foundation

/// What a killed writer said before it died.
package struct Said {
  package var made: Set<String> = []
  package var handedIn: Set<String> = []
  package var purged: Set<String> = []

  package init() {}

  package mutating func add(_ line: Substring) {
    let id = String(line.dropFirst())
    switch line.first {
    case "+": made.insert(id)
    case "?": handedIn.insert(id)
    case "-": purged.insert(id)
    default: break
    }
  }
}

/// Lets a writer of `what` work until it has said that many lines, kills it, and returns all whole lines that it said.
package func linesOfKilledWriter(of what: String, in folder: String, after count: Int) async throws -> [Substring] {
  let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
  let child = try Child(program.appending(path: "CrashWriter").path(), [folder, what])
  if count == 0 { child.signal(SIGKILL) }
  return await withCheckedContinuation { continuation in
    // Reading blocks, which a task must not.
    DispatchQueue.global().async {
      var said = Data()
      var lines = 0
      while true {
        let more = child.output.availableData
        if more.isEmpty { break }
        said += more
        lines += more.count { $0 == 10 }
        if lines >= count { child.signal(SIGKILL) }
      }
      _ = child.wait()
      let whole = String(decoding: said, as: UTF8.self)
      continuation.resume(returning: whole.split(separator: "\n").filter { $0.utf8.count == 37 })
    }
  }
}
