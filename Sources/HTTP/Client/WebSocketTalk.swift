import CWslay
import Threads

/// What tasks tell the thread of one outgoing WebSocket.
enum WebSocketLetter: Sendable {
  /// Answered with whether it was taken.
  case send(WebSocket.Message, CheckedContinuation<Bool, Never>)
  case close(code: UInt16, reason: String)
  /// Messages were taken from the inbox.
  case room
  case stop
}

/// Frames on a line, by wslay: reads messages into the inbox and writes what tasks send. Lives on its thread.
final class WebSocketTalk {
  private let line: WebSocketLine
  private let inbox: WebSocketInbox
  private var context: wslay_event_context_ptr?
  private var input: ArraySlice<UInt8>
  private var lastHeard = Monotonic.now()
  private var lastPing = Monotonic.now()
  /// The socket takes no more for now.
  private var isBlocked = false
  /// When a server that does not answer our goodbye is let go.
  private var farewell: Int?

  private static let heartbeat = 20_000, patience = 60_000, lingerTime = 2_000

  /// `input` is what came behind the handshake.
  init?(_ line: WebSocketLine, _ inbox: WebSocketInbox, input: [UInt8]) {
    self.line = line
    self.inbox = inbox
    self.input = input[...]
    var callbacks = wslay_event_callbacks()
    callbacks.recv_callback = { _, buffer, length, _, user in
      WebSocketTalk.of(user)?.take(into: buffer, length) ?? -1
    }
    callbacks.send_callback = { _, data, length, _, user in
      WebSocketTalk.of(user)?.put(data, length) ?? -1
    }
    callbacks.genmask_callback = { _, mask, length, _ in
      var random = SystemRandomNumberGenerator()
      for at in 0..<length { mask?[at] = UInt8.random(in: .min ... .max, using: &random) }
      return 0
    }
    callbacks.on_msg_recv_callback = { _, message, user in
      guard let message else { return }
      WebSocketTalk.of(user)?.arrived(message.pointee)
    }
    guard wslay_event_context_client_init(&context, &callbacks, Unmanaged.passUnretained(self).toOpaque()) == 0 else {
      return nil
    }
    wslay_event_config_set_max_recv_msg_length(context, UInt64(inbox.mostBytes))
  }

  deinit { wslay_event_context_free(context) }

  /// Until either side has said goodbye, the line breaks or a task wants it to stop.
  func run() {
    while line.hear(), obey() {
      let now = Monotonic.now()
      if let farewell, now >= farewell { break }
      if now - lastHeard > Self.patience, !inbox.isFull { break }
      if now - max(lastHeard, lastPing) >= Self.heartbeat {
        lastPing = now
        queue(WSLAY_PING, [])
      }
      if !inbox.isFull, wslay_event_recv(context) != 0 { break }
      isBlocked = false
      while wslay_event_want_write(context) != 0, !isBlocked, !line.hasEnded {
        if wslay_event_send(context) != 0 { return inbox.close() }
      }
      if isOver || line.hasEnded && input.isEmpty { break }
      rest(now)
    }
    inbox.close()
  }

  private var isOver: Bool { wslay_event_want_read(context) == 0 && wslay_event_want_write(context) == 0 }

  private func rest(_ now: Int) {
    let wantsToWrite = wslay_event_want_write(context) != 0
    if !wantsToWrite, !line.letters.isEmpty { return }
    let wantsToRead = wslay_event_want_read(context) != 0 && !inbox.isFull
    let next = farewell ?? now + Self.heartbeat
    line.wait(reading: wantsToRead, writing: wantsToWrite, atMost: next - now)
  }

  /// Does what tasks asked for; a message at a time, so that who sends waits for the line and no goodbye, which wslay
  /// puts before all messages, overtakes one. False when it is over.
  private func obey() -> Bool {
    var left: [WebSocketLetter] = []
    for letter in line.letters {
      switch letter {
      case .stop: return false
      case .room: break
      case .close, .send:
        guard left.isEmpty, wslay_event_get_queued_msg_count(context) == 0 || farewell != nil else {
          left.append(letter)
          continue
        }
        if case .close(let code, let reason) = letter { close(code, reason) }
        if case .send(let message, let waiter) = letter { waiter.resume(returning: send(message)) }
      }
    }
    line.letters = left
    return true
  }

  private func send(_ message: WebSocket.Message) -> Bool {
    guard farewell == nil, wslay_event_get_close_received(context) == 0 else { return false }
    switch message {
    case .text(let text): return queue(WSLAY_TEXT_FRAME, Array(text.utf8))
    case .binary(let bytes): return queue(WSLAY_BINARY_FRAME, bytes)
    }
  }

  @discardableResult
  private func queue(_ kind: wslay_opcode, _ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { buffer in
      var message = wslay_event_msg(opcode: UInt8(kind.rawValue), msg: buffer.baseAddress, msg_length: buffer.count)
      return wslay_event_queue_msg(context, &message) == 0
    }
  }

  private func close(_ code: UInt16, _ reason: String) {
    guard farewell == nil else { return }
    farewell = Monotonic.now() + Self.lingerTime
    let text = Array(reason.utf8.prefix(120))
    _ = wslay_event_queue_close(context, code, text, text.count)
  }

  // wslay's callbacks.

  private static func of(_ user: UnsafeMutableRawPointer?) -> WebSocketTalk? {
    user.map { Unmanaged<WebSocketTalk>.fromOpaque($0).takeUnretainedValue() }
  }

  private func take(into buffer: UnsafeMutablePointer<UInt8>?, _ length: Int) -> Int {
    if input.isEmpty, !inbox.isFull {
      input = line.receive()[...]
      if !input.isEmpty { lastHeard = Monotonic.now() }
    }
    let count = min(length, input.count)
    guard count > 0, let buffer else {
      wslay_event_set_error(context, Int32(WSLAY_ERR_WOULDBLOCK.rawValue))
      return -1
    }
    input.prefix(count).withUnsafeBufferPointer { source in
      if let base = source.baseAddress { buffer.update(from: base, count: count) }
    }
    input = input.dropFirst(count)
    return count
  }

  private func put(_ data: UnsafePointer<UInt8>?, _ length: Int) -> Int {
    let count = line.send(UnsafeRawBufferPointer(start: data, count: length))
    isBlocked = count == 0
    guard count > 0 else {
      wslay_event_set_error(context, Int32(WSLAY_ERR_WOULDBLOCK.rawValue))
      return -1
    }
    return count
  }

  private func arrived(_ message: wslay_event_on_msg_recv_arg) {
    let bytes = UnsafeBufferPointer(start: message.msg, count: message.msg_length)
    switch UInt32(message.opcode) {
    case WSLAY_TEXT_FRAME.rawValue: inbox.put(.text(String(decoding: bytes, as: UTF8.self)))
    case WSLAY_BINARY_FRAME.rawValue: inbox.put(.binary(Array(bytes)))
    default: break
    }
  }
}
