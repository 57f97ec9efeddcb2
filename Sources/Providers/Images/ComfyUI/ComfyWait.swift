import Domain
import HTTP
import Synchronization

/// Waits for the end of a prompt that a ComfyUI has.
struct ComfyWait: Sendable {
  let remote: Remote
  let polling: Polling
  let id: String
  /// The one node whose pictures are meant; nil for all.
  let output: String?
  /// Found again by its ticket.
  let isResumed: Bool
  let tell: @Sendable (ImageNews) async throws -> Void

  private enum Heard: Sendable {
    case line(Result<Bool, any Error>)
    case end(Result<ComfyHistory, any Error>)
  }

  /// Whether the WebSocket still tells of progress.
  private final class Hearing: Sendable {
    let isAlive: Atomic<Bool>
    init(_ isAlive: Bool) { self.isAlive = Atomic(isAlive) }
  }

  /// The files that it made. The line, if there is one, tells of progress and saves the last wait.
  func files(_ line: WebSocket?, _ progress: ComfyProgress) async throws -> [ComfyFile] {
    switch try await end(line, progress) {
    case .done(let files) where !files.isEmpty: return files
    case .done: throw failure("The graph ended without a picture in \(remote.name).")
    case .failed(let words): throw remote.breakdown(words)
    case .interrupted: throw failure("The work was interrupted in \(remote.name).")
    case .forgotten: throw remote.forgetfulness(isResumed: isResumed)
    }
  }

  private func failure(_ sentence: String) -> ProviderFailure {
    ProviderFailure(.refused, sentence, effect: .taken)
  }

  private func end(_ line: WebSocket?, _ progress: ComfyProgress) async throws -> ComfyHistory {
    let hearing = Hearing(line != nil)
    return try await withThrowingTaskGroup(of: Heard.self) { group in
      group.addTask { await .end(Self.result { try await ask(hearing) }) }
      if let line { group.addTask { await .line(Self.result { try await listen(to: line, progress) }) } }
      defer { group.cancelAll() }
      while let heard = try await group.next() {
        switch heard {
        case .end(let end): return try end.get()
        case .line(let isOver):
          hearing.isAlive.store(false, ordering: .relaxed)
          if try isOver.get() { return try await ask(Hearing(true)) }
        }
      }
      throw CancellationError()
    }
  }

  private static func result<Value>(_ work: () async throws -> Value) async -> Result<Value, any Error> {
    do { return .success(try await work()) } catch { return .failure(error) }
  }

  /// Asks until it has ended, and tells the place in the queue, or that its turn has come when nothing else tells it.
  private func ask(_ hearing: Hearing) async throws -> ComfyHistory {
    var last: ImageProgress?
    var absences = 0
    return try await polling { () async throws -> ComfyHistory? in
      if let end = try await history() { return end }
      let place = try await ComfyQueue.look(for: id, in: remote)
      let isTold = place == .running && hearing.isAlive.load(ordering: .relaxed)
      if let progress = place.progress, progress != last, !isTold {
        last = progress
        try await tell(.progress(progress))
      }
      // Between the two questions it may have ended; asked twice more, it was never there.
      absences = place == .absent ? absences + 1 : 0
      return absences > 2 ? .forgotten : nil
    }
  }

  private func history() async throws -> ComfyHistory? {
    let answer = try await remote.call(.follow("/history/\(PercentCoding.encode(id))"))
    let json = try answer.json()
    guard case .object = json else { throw answer.garbage("no history") }
    return ComfyHistory(json, of: id, output: output)
  }

  /// Until the prompt is over (true) or the line is.
  private func listen(to line: WebSocket, _ progress: ComfyProgress) async throws -> Bool {
    var progress = progress
    var last: ImageProgress?
    while let message = await line.receive() {
      let news =
        switch message {
        case .text(let text): progress.take(text)
        case .binary(let bytes): progress.take(bytes)
        }
      switch news {
      case .over: return true
      case .preview(let bytes):
        if (try? PictureSniff.check(bytes, from: remote.name)) != nil { try await tell(.preview(bytes)) }
      case .progress(let now):
        if now != last { try await tell(.progress(now)) }
        last = now
      case .nothing: break
      }
    }
    return false
  }
}

extension ComfyQueue {
  /// Where a prompt is now.
  static func look(for id: String, in remote: Remote) async throws -> ComfyQueue {
    let answer = try await remote.call(.follow("/queue"))
    guard let place = ComfyQueue(try answer.json(), of: id) else { throw answer.garbage("no queue") }
    return place
  }

  fileprivate var progress: ImageProgress? {
    switch self {
    case .running: ImageProgress(stage: "painting")
    case .waiting(let before): ImageProgress(stage: "waiting, \(before) before it")
    case .absent: nil
    }
  }
}
