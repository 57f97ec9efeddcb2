import CWslay
import Glibc

/// The frames of one WebSocket, by wslay. Lives on its connection's loop, as wslay asks.
///
/// `@unchecked`: handed to the handler's task only as closures that come back through `Loop.perform`.
final class WebSocketChannel: @unchecked Sendable {
  private unowned let connection: Connection
  private var context: wslay_event_context_ptr?
  private var input: [UInt8] = []
  private var taken = 0
  private var messages: [WebSocket.Message] = []
  private var messageBytes = 0
  private var receiver: CheckedContinuation<WebSocket.Message?, Never>?
  private var senders: [CheckedContinuation<Bool, Never>] = []
  private var lastHeard: Int
  private var ended = false
  private var pumping = false
  /// We have said goodbye, or are about to: what the client still says is nobody's.
  private var finished = false
  /// Our goodbye, while messages still have to go before it: wslay would put it first.
  private var goodbye: (code: UInt16, reason: [UInt8])?
  /// When a client that does not answer our goodbye is let go.
  private var farewell: Int?
  private var paused = false

  init?(connection: Connection) {
    self.connection = connection
    lastHeard = connection.loop.now
    var callbacks = wslay_event_callbacks()
    callbacks.recv_callback = { _, buffer, length, _, user in
      WebSocketChannel.of(user)?.take(into: buffer, length) ?? -1
    }
    callbacks.send_callback = { _, data, length, _, user in
      WebSocketChannel.of(user)?.put(data, length) ?? -1
    }
    callbacks.on_msg_recv_callback = { _, message, user in
      guard let message else { return }
      WebSocketChannel.of(user)?.arrived(message.pointee)
    }
    guard wslay_event_context_server_init(&context, &callbacks, Unmanaged.passUnretained(self).toOpaque()) == 0 else {
      return nil
    }
    wslay_event_config_set_max_recv_msg_length(context, UInt64(connection.limits.webSocketMessage))
  }

  deinit { wslay_event_context_free(context) }

  /// What the handler holds.
  func door(loop: Loop, connection: Connection) -> WebSocket {
    WebSocket(
      receive: { [self] in
        await withTaskCancellationHandler {
          await withCheckedContinuation { waiting in loop.perform { self.next(waiting) } }
        } onCancel: {
          loop.perform { self.wakeReceiver() }
        }
      },
      send: { [self] message in
        let sent = await withCheckedContinuation { waiting in
          loop.perform { self.queue(message, waiting) }
        }
        guard sent else { throw CancellationError() }
      },
      close: { [self] code, reason in loop.perform { self.finish(code: code, reason: reason) } })
  }

  // From the socket.

  func receive(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard !ended, !bytes.isEmpty, wslay_event_get_read_enabled(context) != 0 else { return }
    lastHeard = connection.loop.now
    input += bytes
    if wslay_event_recv(context) != 0 { return connection.close() }
    if taken == input.count {
      input.removeAll(keepingCapacity: input.count <= 4 << 10)
      taken = 0
    }
    pump()
    // Who asks without listening to the answers is not heard until it does.
    if isBehind, !ended {
      paused = true
      connection.pauseReading()
    }
  }

  private var isBehind: Bool {
    wslay_event_get_queued_msg_count(context) > 1_024
      || wslay_event_get_queued_msg_length(context) > connection.limits.buffer
  }

  func sweep(_ now: Int, lastSent: Int) {
    if let farewell, now >= farewell { return connection.close() }
    if paused { return }
    if now - lastHeard > 4 * connection.limits.heartbeat { return connection.close() }
    guard now - max(lastHeard, lastSent) >= connection.limits.heartbeat else { return }
    queueFrame(WSLAY_PING, [])
    pump()
  }

  /// Moves frames to the socket until it is full; ends the connection once both sides have said goodbye.
  func pump() {
    guard !ended, !pumping else { return }
    pumping = true
    defer { pumping = false }
    sayGoodbye()
    while wslay_event_want_write(context) != 0, connection.outbox.size <= connection.limits.buffer {
      guard wslay_event_send(context) == 0 else { return connection.close() }
      connection.flush()
      if ended || !connection.outbox.isEmpty { break }
      sayGoodbye()
    }
    guard !ended else { return }
    if wslay_event_get_queued_msg_length(context) <= connection.limits.buffer { releaseSenders(true) }
    if paused, !isBehind {
      paused = false
      lastHeard = connection.loop.now
      connection.resumeReading()
    }
    if farewell == nil, wslay_event_get_close_sent(context) != 0 {
      farewell = connection.loop.now + connection.limits.lingerTime
    }
    if wslay_event_get_close_received(context) != 0 { wakeReceiver() }
    if wslay_event_want_read(context) == 0, wslay_event_want_write(context) == 0 {
      if connection.outbox.isEmpty { connection.linger() } else { connection.closeAfterFlush = true }
    }
  }

  private func sayGoodbye() {
    guard let (code, reason) = goodbye, wslay_event_get_queued_msg_count(context) == 0 else { return }
    goodbye = nil
    _ = wslay_event_queue_close(context, code, reason, reason.count)
  }

  /// The connection is gone: lets go of whoever waits.
  func end() {
    ended = true
    wakeReceiver()
    releaseSenders(false)
  }

  // From the handler.

  private func next(_ waiting: CheckedContinuation<WebSocket.Message?, Never>) {
    if !messages.isEmpty {
      let message = messages.removeFirst()
      messageBytes -= Self.size(message)
      return waiting.resume(returning: message)
    }
    guard !ended, receiver == nil, wslay_event_get_close_received(context) == 0, !Task.isCancelled else {
      return waiting.resume(returning: nil)
    }
    receiver = waiting
  }

  private func queue(_ message: WebSocket.Message, _ waiting: CheckedContinuation<Bool, Never>) {
    guard !ended, !finished, wslay_event_get_close_sent(context) == 0 else { return waiting.resume(returning: false) }
    switch message {
    case .text(let text): queueFrame(WSLAY_TEXT_FRAME, Array(text.utf8))
    case .binary(let bytes): queueFrame(WSLAY_BINARY_FRAME, bytes)
    }
    senders.append(waiting)
    pump()
  }

  func finish(code: UInt16, reason: String) {
    guard !ended, !finished, wslay_event_get_close_sent(context) == 0 else { return }
    finished = true
    goodbye = (code, Array(reason.utf8.prefix(120)))
    pump()
  }

  private func queueFrame(_ kind: wslay_opcode, _ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { buffer in
      var message = wslay_event_msg(opcode: UInt8(kind.rawValue), msg: buffer.baseAddress, msg_length: buffer.count)
      _ = wslay_event_queue_msg(context, &message)
    }
  }

  private func wakeReceiver() {
    receiver?.resume(returning: nil)
    receiver = nil
  }

  private func releaseSenders(_ sent: Bool) {
    let waiting = senders
    senders = []
    for sender in waiting { sender.resume(returning: sent) }
  }

  // wslay's callbacks.

  private static func of(_ user: UnsafeMutableRawPointer?) -> WebSocketChannel? {
    user.map { Unmanaged<WebSocketChannel>.fromOpaque($0).takeUnretainedValue() }
  }

  private func take(into buffer: UnsafeMutablePointer<UInt8>?, _ length: Int) -> Int {
    let count = min(length, input.count - taken)
    guard count > 0, let buffer else {
      wslay_event_set_error(context, Int32(WSLAY_ERR_WOULDBLOCK.rawValue))
      return -1
    }
    input.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { buffer.update(from: base + taken, count: count) }
    }
    taken += count
    return count
  }

  private func put(_ data: UnsafePointer<UInt8>?, _ length: Int) -> Int {
    guard connection.outbox.size <= connection.limits.buffer, let data else {
      wslay_event_set_error(context, Int32(WSLAY_ERR_WOULDBLOCK.rawValue))
      return -1
    }
    connection.outbox.add(Array(UnsafeBufferPointer(start: data, count: length)))
    return length
  }

  private func arrived(_ message: wslay_event_on_msg_recv_arg) {
    if finished { return }
    let bytes = UnsafeBufferPointer(start: message.msg, count: message.msg_length)
    let received: WebSocket.Message
    switch UInt32(message.opcode) {
    case WSLAY_TEXT_FRAME.rawValue: received = .text(String(decoding: bytes, as: UTF8.self))
    case WSLAY_BINARY_FRAME.rawValue: received = .binary(Array(bytes))
    default: return
    }
    if let receiver {
      self.receiver = nil
      return receiver.resume(returning: received)
    }
    messages.append(received)
    messageBytes += Self.size(received)
    // A client that talks faster than its handler listens is sent away: there is no way to slow it frame by frame.
    if messageBytes > 4 * connection.limits.webSocketMessage || messages.count > 1_024 {
      finish(code: 1008, reason: "Too many messages wait to be read.")
    }
  }

  private static func size(_ message: WebSocket.Message) -> Int {
    switch message {
    case .text(let text): text.utf8.count
    case .binary(let bytes): bytes.count
    }
  }
}
