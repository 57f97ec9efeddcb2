package import Domain
package import HTTP
import Synchronization

/// Reads an event stream that has no socket.
package final class EventReader: Sendable {
  private let task: Task<Void, Never>
  private let frames: Inbox<String>

  /// Starts to read; nil when the answer is no stream.
  package init?(_ response: Response) {
    guard case .stream(let body) = response.body else { return nil }
    let frames = Inbox<String>()
    self.frames = frames
    task = Task {
      let writer = BodyWriter { bytes in
        try Task.checkCancellation()
        for frame in String(decoding: bytes, as: UTF8.self).split(separator: "\n\n") where !frame.hasPrefix(":") {
          frames.put(String(frame))
        }
      }
      try? await body.produce(writer)
      frames.end()
    }
  }

  deinit { task.cancel() }

  /// The next event's fields: `id`, `event`, `data`. Nil once the stream has ended.
  package func next() async -> [String: String]? {
    guard let frame = await frames.next() else { return nil }
    var fields: [String: String] = [:]
    for line in frame.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      fields[String(parts[0])] = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
    }
    return fields
  }

  /// The client goes away.
  package func stop() { task.cancel() }
}

/// A WebSocket's other end, without a socket.
package final class SocketEnd: Sendable {
  private let toServer = Inbox<WebSocket.Message>()
  private let fromServer = Inbox<String>()
  private let closed = Mutex<UInt16?>(nil)
  private let task: Mutex<Task<Void, Never>?> = Mutex(nil)

  /// Opens; nil when the answer is no socket.
  package init?(_ response: Response) {
    guard case .webSocket(let run) = response.body else { return nil }
    let (toServer, fromServer) = (toServer, fromServer)
    let socket = WebSocket(
      receive: { await toServer.next() },
      send: { message in
        if case .text(let text) = message { fromServer.put(text) }
      },
      close: { [weak self] code, _ in
        self?.closed.withLock { $0 = $0 ?? code }
        toServer.end()
      })
    let running = Task {
      await run(socket)
      fromServer.end()
    }
    task.withLock { $0 = running }
  }

  deinit { task.withLock { $0?.cancel() } }

  package func send(_ text: String) { toServer.put(.text(text)) }

  /// The next frame; nil once the server has ended.
  package func next() async -> JSON? {
    guard let text = await fromServer.next() else { return nil }
    return try? JSON(parsing: Array(text.utf8))
  }

  package func hangUp() { toServer.end() }

  package var closeCode: UInt16? { closed.withLock { $0 } }
}

/// Things that one task puts and another awaits.
private final class Inbox<Item: Sendable>: Sendable {
  private struct State {
    var items: [Item] = []
    var isEnded = false
    var reader: CheckedContinuation<Item?, Never>?
  }

  private let state = Mutex(State())

  func put(_ item: Item) {
    let reader = state.withLock { state in
      if let reader = state.reader {
        state.reader = nil
        return Optional(reader)
      }
      state.items.append(item)
      return nil
    }
    reader?.resume(returning: item)
  }

  func end() {
    let reader = state.withLock { state in
      state.isEnded = true
      defer { state.reader = nil }
      return state.reader
    }
    reader?.resume(returning: nil)
  }

  func next() async -> Item? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { reader in
        let ready: Item?? = state.withLock { state in
          if !state.items.isEmpty { return .some(state.items.removeFirst()) }
          if state.isEnded { return .some(nil) }
          state.reader = reader
          return nil
        }
        if let ready { reader.resume(returning: ready) }
      }
    } onCancel: {
      end()
    }
  }
}
