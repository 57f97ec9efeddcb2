import CLinux
import Glibc

/// One client socket: bytes in, requests out to the handler, answers back, one after the other.
///
/// `@unchecked`: a connection lives on its loop's thread. Whatever arrives from elsewhere (a handler's answer, a
/// stream's bytes) comes through `Loop.perform`, and every entry asserts that it is on that thread.
final class Connection: @unchecked Sendable {
  enum Phase {
    /// Between requests, or inside a head.
    case reading
    case handling
    case webSocket
    /// The answer is out, the client still talks: listen a little so that it gets to read the answer.
    case lingering
    case closed
  }

  let loop: Loop
  let peer: Peer
  let socket: Int32
  var phase = Phase.reading
  var exchange: Exchange?
  var outbox = Outbox()
  var channel: WebSocketChannel?
  var closeAfterFlush = false

  private let parser: Parser
  private var interest: UInt32
  private var pending: [UInt8] = []
  private var consuming = false
  private var inputEnded = false
  private var draining = false
  private var deadline: Int
  private var windowStart = 0
  private var windowBytes = 0
  private var lingered = 0
  private var lastSent: Int

  init(loop: Loop, socket: Int32, peer: Peer, interest: UInt32) {
    self.loop = loop
    self.socket = socket
    self.peer = peer
    self.interest = interest
    parser = Parser(limits: loop.settings.limits)
    deadline = loop.now + loop.settings.limits.idleTime
    lastSent = loop.now
  }

  var limits: Limits { loop.settings.limits }

  // Events of the socket and the clock.

  func handle(events: UInt32) {
    if events & (LINUX_EPOLLERR | LINUX_EPOLLHUP) != 0 { return close() }
    if events & LINUX_EPOLLOUT != 0 { flush() }
    if events & (LINUX_EPOLLIN | LINUX_EPOLLRDHUP) != 0, phase != .closed, !inputEnded { receive() }
  }

  func sweep(_ now: Int) {
    if !outbox.isEmpty, now - lastSent > limits.stallTime { return close() }
    if draining { endStream() }
    switch phase {
    case .reading where now >= deadline:
      guard parser.begun else { return close() }
      refuse(Refusal(408, "The request's head took longer than \(limits.headTime / 1_000) s."))
    case .lingering where now >= deadline: close()
    case .handling: sweepExchange(now)
    case .webSocket: channel?.sweep(now, lastSent: lastSent)
    default: break
    }
  }

  private func sweepExchange(_ now: Int) {
    guard let exchange else { return }
    if inputEnded, now >= deadline { exchange.task?.cancel() }
    if case .streaming = exchange.stage, !exchange.heartbeat.isEmpty, outbox.isEmpty,
      now - lastSent >= limits.heartbeat
    {
      sendPiece(exchange.heartbeat)
    }
    guard let inbox = exchange.inbox, !exchange.requestEnded else { return }
    guard interest & LINUX_EPOLLIN != 0, !exchange.owesContinue else { return restartWindow() }
    guard now - windowStart >= limits.bodyWindow else { return }
    let wanted = limits.bodyRate * limits.bodyWindow / 1_000
    guard windowBytes < wanted else { return restartWindow() }
    inbox.fail(.tooSlow)
    refuse(Refusal(408, "The request's body comes slower than \(limits.bodyRate) bytes a second."))
  }

  func beginDrain() {
    draining = true
    switch phase {
    case .reading where !parser.begun: close()
    default: endStream()
    }
  }

  /// Tells a stream without an end to end. It may also begin after the draining has: `sweep` asks again.
  private func endStream() {
    if case .streaming = exchange?.stage { exchange?.task?.cancel() }
  }

  func close() {
    guard phase != .closed else { return }
    phase = .closed
    exchange?.abandon()
    exchange = nil
    channel?.end()
    channel = nil
    loop.remove(socket, peer: peer)
  }

  // Input.

  private func receive() {
    let input = loop.input
    let count = recv(socket, input.baseAddress, input.count, 0)
    if count < 0 {
      if errno != EAGAIN && errno != EINTR { close() }
      return
    }
    if count == 0 { return peerEnded() }
    windowBytes += count
    let bytes = UnsafeBufferPointer(rebasing: input[..<count])
    switch phase {
    case .reading, .handling: consume(bytes)
    case .webSocket: channel?.receive(bytes)
    case .lingering:
      lingered += count
      if lingered > limits.lingerBytes { close() }
    case .closed: break
    }
  }

  /// The client will send no more. It may still read (a half-closed socket), so a whole request gets its answer; a
  /// handler that takes its time is told by cancellation, after a moment, that nobody may be waiting.
  private func peerEnded() {
    inputEnded = true
    guard phase == .handling, let exchange, exchange.requestEnded else { return close() }
    exchange.keepAlive = false
    watch(interest & ~(LINUX_EPOLLIN | LINUX_EPOLLRDHUP))
    deadline = loop.now + limits.lingerTime
    if case .streaming = exchange.stage { exchange.task?.cancel() }
  }

  private var wantsMessage: Bool {
    phase == .reading || (phase == .handling && exchange?.requestEnded == false)
  }

  /// Parses what came, request by request. What belongs to a later request waits in `pending`.
  private func consume(_ bytes: UnsafeBufferPointer<UInt8>) {
    if consuming || !wantsMessage || !pending.isEmpty {
      pending += bytes
    } else {
      consuming = true
      var rest = bytes
      while !rest.isEmpty, wantsMessage { rest = UnsafeBufferPointer(rebasing: rest[parse(rest)...]) }
      consuming = false
      if phase == .webSocket { channel?.receive(rest) } else { pending += rest }
    }
    if pending.count > limits.buffer { pauseReading() }
  }

  /// From now on the channel hears what comes, beginning with what came before it was there.
  func handOver(to channel: WebSocketChannel) {
    let waiting = pending
    pending = []
    resumeReading()
    waiting.withUnsafeBufferPointer { channel.receive($0) }
  }

  private func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    if phase == .reading, !parser.begun { deadline = loop.now + limits.headTime }
    let progress = parser.feed(bytes)
    if case .refused(let refusal) = progress {
      refuse(refusal)
      return bytes.count
    }
    var starting: Parser.Head?
    if let head = parser.takeHead() {
      let inbox = head.hasBody ? BodyInbox { [weak self] in self?.bodyWanted() } : nil
      exchange = Exchange(head, inbox: inbox)
      phase = .handling
      starting = head
      restartWindow()
    }
    let body = parser.takeBody()
    if !body.isEmpty { exchange?.inbox?.add(body) }
    var used = bytes.count
    if case .ended(let count) = progress {
      used = count
      exchange?.requestEnded = true
      exchange?.owesContinue = false
      exchange?.inbox?.end()
    }
    if let starting { start(starting) }
    if let inbox = exchange?.inbox, inbox.buffered > limits.buffer { pauseReading() }
    return used
  }

  private func start(_ head: Parser.Head) {
    guard let exchange else { return }
    let body: RequestBody
    if let inbox = exchange.inbox {
      body = RequestBody(length: head.chunked ? nil : head.contentLength) { try await inbox.next() }
    } else {
      body = .empty
    }
    let request = Request(
      method: head.method, path: head.path, query: head.query, headers: head.headers, body: body, peer: peer.address)
    let handler = loop.settings.handler
    loop.handlers += 1
    let task = Task.immediate(executorPreference: loop) { [self, loop] in
      let response = await handler(request)
      await deliver(response)
      loop.perform { loop.handlers -= 1 }
    }
    // The handler may have answered already, and a later request may have taken this one's place.
    if self.exchange === exchange { exchange.task = task }
  }

  private func bodyWanted() {
    loop.perform { [self] in
      guard phase == .handling, let exchange else { return }
      if exchange.owesContinue {
        exchange.owesContinue = false
        outbox.add(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        flush()
      }
      if let inbox = exchange.inbox, inbox.buffered <= limits.buffer / 2 { resumeReading() }
    }
  }

  private func restartWindow() {
    windowStart = loop.now
    windowBytes = 0
  }

  func pauseReading() {
    if interest & LINUX_EPOLLIN != 0 { watch(interest & ~LINUX_EPOLLIN) }
  }

  func resumeReading() {
    guard interest & LINUX_EPOLLIN == 0, !inputEnded, phase != .closed else { return }
    restartWindow()
    watch(interest | LINUX_EPOLLIN)
  }

  private func watch(_ wanted: UInt32) {
    guard wanted != interest, phase != .closed else { return }
    interest = wanted
    loop.watch(socket, for: wanted)
  }

  // Output.

  /// Sends what it can. When the outbox is empty, whoever waited for that goes on.
  func flush() {
    guard phase != .closed else { return }
    let before = outbox.sent
    let progress = outbox.isEmpty ? .drained : outbox.flush(to: socket)
    switch progress {
    case .broken: return close()
    case .blocked: watch(interest | LINUX_EPOLLOUT)
    case .drained: watch(interest & ~LINUX_EPOLLOUT)
    }
    if outbox.sent != before { lastSent = loop.now }
    if outbox.size <= limits.buffer, let writer = exchange?.writer {
      exchange?.writer = nil
      writer.resume(returning: true)
    }
    guard outbox.isEmpty else { return }
    channel?.pump()
    if closeAfterFlush { return linger() }
    if phase == .handling, case .answered = exchange?.stage { finishExchange() }
  }

  /// Sends at once what the socket takes, when nothing waits before it.
  func send(_ bytes: [UInt8]) {
    if outbox.isEmpty {
      let count = max(0, bytes.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Outbox.flags) })
      if count > 0 { lastSent = loop.now }
      outbox.add(count == 0 ? bytes : Array(bytes[count...]))
    } else {
      outbox.add(bytes)
    }
    flush()
  }

  private func finishExchange() {
    guard let exchange else { return }
    self.exchange = nil
    guard exchange.keepAlive, exchange.requestEnded, !draining else { return linger() }
    phase = .reading
    parser.next()
    deadline = loop.now + limits.idleTime
    resumeReading()
    guard !consuming, !pending.isEmpty else { return }
    let waiting = pending
    pending = []
    waiting.withUnsafeBufferPointer { consume($0) }
  }

  /// Ends our side and listens a little: closing at once could destroy the answer on its way (RFC 9112, 9.6).
  func linger() {
    guard phase != .closed, phase != .lingering else { return }
    exchange?.abandon()
    exchange = nil
    if inputEnded { return close() }
    phase = .lingering
    pending = []
    lingered = 0
    deadline = loop.now + limits.lingerTime
    shutdown(socket, Int32(SHUT_WR))
    watch((interest | LINUX_EPOLLIN) & ~LINUX_EPOLLOUT)
  }

  /// Answers a request that no handler will see, or that broke while one was reading it.
  func refuse(_ refusal: Refusal) {
    if let exchange {
      guard case .waiting = exchange.stage else { return close() }
      exchange.abandon()
      self.exchange = nil
    }
    phase = .handling
    var response = loop.settings.refuse(refusal)
    if case .bytes = response.body {} else { response.body = .empty }
    if refusal.status.code == 426 {
      response.headers.set("upgrade", "websocket")
      response.headers.set("sec-websocket-version", "13")
    }
    var out: [UInt8] = []
    let body: [UInt8] = if case .bytes(let bytes) = response.body { bytes } else { [] }
    loop.withDateField {
      ResponseHead.write(response, length: .known(body.count), close: true, date: $0, into: &out)
    }
    closeAfterFlush = true
    send(out + body)
  }

  var isDraining: Bool { draining }
}
