/// How an answer leaves: its head, then its body in whichever form the handler chose.
extension Connection {
  /// Called by the exchange's own task, on the loop's thread unless the handler moved elsewhere.
  func deliver(_ response: Response) async {
    guard let exchange = await begin(response) else { return }
    switch response.body {
    case .stream(let stream) where !exchange.value.isHead:
      let writer = BodyWriter { [self] bytes in
        guard await write(bytes, for: exchange) else { throw CancellationError() }
      }
      var whole = true
      do { try await stream.produce(writer) } catch { whole = false }
      loop.perform { [self, whole] in endStream(exchange, whole: whole) }
    case .webSocket(let use):
      guard let channel = await openChannel(for: exchange) else { return }
      await use(channel.door(loop: loop, connection: self))
      loop.perform { [self] in self.channel?.finish(code: isDraining ? 1001 : 1000, reason: "") }
    default: break
    }
  }

  /// An exchange named from a task.
  ///
  /// `@unchecked`: what changes in an exchange is touched on the loop's thread only; a task carries it along, compares
  /// it and reads `isHead`, which is a constant.
  struct Ticket: @unchecked Sendable {
    let value: Exchange
  }

  /// Sends the head (and a body that is already whole); nil when the exchange is over.
  private func begin(_ response: Response) async -> Ticket? {
    if loop.isCurrent { return answer(response) }
    return await withCheckedContinuation { continuation in
      loop.perform { [self] in continuation.resume(returning: answer(response)) }
    }
  }

  private func answer(_ response: Response) -> Ticket? {
    guard phase == .handling, let exchange, case .waiting = exchange.stage else { return nil }
    if !exchange.requestEnded || isDraining || response.headers.lists("close", in: "connection") {
      exchange.keepAlive = false
    }
    if case .webSocket = response.body { return shakeHands(response, exchange) }
    if exchange.wantsUpgrade { exchange.keepAlive = false }
    let bodiless = response.status.code == 204 || response.status.code == 304 || response.status.code < 200
    var length = ResponseHead.Length.none
    exchange.stage = .answered
    switch response.body {
    case .empty, .webSocket: length = bodiless ? .none : .known(0)
    case .bytes(let bytes): length = bodiless ? .none : .known(bytes.count)
    case .file(let file): length = bodiless ? .none : .known(file.length)
    case .stream(let stream):
      let chunked = stream.length == nil && exchange.mayChunk
      length = stream.length.map { .known($0) } ?? (chunked ? .chunked : .untilClose)
      if case .untilClose = length { exchange.keepAlive = false }
      if !exchange.isHead {
        exchange.stage = .streaming(chunked: chunked)
        exchange.heartbeat = stream.length == nil ? stream.heartbeat : []
        exchange.owedBytes = stream.length
      }
    }
    var out: [UInt8] = []
    out.reserveCapacity(512 + response.headers.wire.count)
    loop.withDateField {
      ResponseHead.write(response, length: length, close: !exchange.keepAlive, date: $0, into: &out)
    }
    if exchange.isHead || bodiless {
      send(out)
    } else {
      switch response.body {
      case .bytes(let bytes) where bytes.count > 16 << 10:
        outbox.add(out)
        outbox.add(bytes)
        flush()
      case .bytes(let bytes): send(out + bytes)
      case .file(let file):
        outbox.add(out)
        outbox.add(file)
        flush()
      default: send(out)
      }
    }
    return Ticket(value: exchange)
  }

  // Streams.

  /// False once the client is gone. Waits while the outbox is over its mark.
  private func write(_ bytes: [UInt8], for ticket: Ticket) async -> Bool {
    await withCheckedContinuation { continuation in
      loop.perform { [self] in
        guard phase == .handling, exchange === ticket.value, case .streaming = ticket.value.stage,
          ticket.value.writer == nil
        else { return continuation.resume(returning: false) }
        if !bytes.isEmpty { keepPromise(ticket.value, bytes.count) ? sendPiece(bytes) : close() }
        guard phase == .handling else { return continuation.resume(returning: false) }
        if outbox.size <= limits.buffer {
          continuation.resume(returning: true)
        } else {
          ticket.value.writer = continuation
        }
      }
    }
  }

  /// False when so many bytes are more than were promised.
  private func keepPromise(_ exchange: Exchange, _ count: Int) -> Bool {
    guard let owed = exchange.owedBytes else { return true }
    exchange.owedBytes = owed - count
    return count <= owed
  }

  /// Sends a part of a streamed body in the exchange's framing.
  func sendPiece(_ bytes: [UInt8]) {
    guard let exchange, case .streaming(let chunked) = exchange.stage else { return }
    guard chunked else { return send(bytes) }
    var framed = Array(String(bytes.count, radix: 16).utf8)
    framed.reserveCapacity(bytes.count + 12)
    ResponseHead.append("\r\n", to: &framed)
    framed += bytes
    ResponseHead.append("\r\n", to: &framed)
    send(framed)
  }

  /// A stream that failed is cut short, so that the client cannot take it for whole.
  private func endStream(_ ticket: Ticket, whole: Bool) {
    guard phase == .handling, exchange === ticket.value, case .streaming(let chunked) = ticket.value.stage else {
      return
    }
    guard whole, ticket.value.owedBytes ?? 0 == 0 else { return close() }
    ticket.value.stage = .answered
    if chunked { send(Array("0\r\n\r\n".utf8)) } else { flush() }
  }

  // WebSocket.

  private func shakeHands(_ response: Response, _ exchange: Exchange) -> Ticket? {
    guard exchange.wantsUpgrade, exchange.webSocketVersion == "13" else {
      refuse(Refusal(426, "This address speaks WebSocket, version 13."))
      return nil
    }
    guard let key = exchange.webSocketKey, let proof = Handshake.proof(of: key) else {
      refuse(Refusal(400, "Sec-WebSocket-Key is not 16 bytes in base64."))
      return nil
    }
    exchange.stage = .streaming(chunked: false)
    var response = response
    response.status = Status(101)
    response.headers.set("upgrade", "websocket")
    response.headers.set("connection", "Upgrade")
    response.headers.set("sec-websocket-accept", proof)
    var out: [UInt8] = []
    loop.withDateField { ResponseHead.write(response, length: .none, close: false, date: $0, into: &out) }
    guard let opened = WebSocketChannel(connection: self) else {
      refuse(Refusal(503, "There is no memory for another WebSocket."))
      return nil
    }
    channel = opened
    phase = .webSocket
    send(out)
    if phase == .webSocket { handOver(to: opened) }
    return phase == .webSocket ? Ticket(value: exchange) : nil
  }

  private func openChannel(for ticket: Ticket) async -> WebSocketChannel? {
    if loop.isCurrent { return exchange === ticket.value ? channel : nil }
    return await withCheckedContinuation { continuation in
      loop.perform { [self] in continuation.resume(returning: exchange === ticket.value ? channel : nil) }
    }
  }
}
