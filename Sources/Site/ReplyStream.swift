import Domain
import HTTP
import Storage
import Studio

/// A reply as server-sent events: what was written of it so far, each further piece, and how it ended.
struct ReplyStream: Sendable {
  private let id: Identifier
  private let site: FrontDesk
  private let requestId: Identifier
  private let path: String
  /// Taken before the message is read: whoever has it misses nothing, whenever it ends.
  private let reply: Reply?

  init(_ id: Identifier, _ call: Call) {
    self.id = id
    site = call.site
    requestId = call.requestId
    path = call.request.path
    reply = site.conversation.reply(id)
  }

  /// All that this holds, it holds as long as the reply is written. So whole messages are read and put into words where
  /// the store is read.
  func run(_ stream: EventStream) async throws {
    guard let reply else { return try await tell(stream) }
    var place = try await open(reply, stream)
    while let news = try await reply.next(after: &place) { try await stream.send(news.map(delta)) }
    try await close(reply, stream)
  }

  /// Tells of one that is over.
  @inline(never)
  private func tell(_ stream: EventStream) async throws {
    let events = try await site.store.read { [self] reading in
      let placed = try reading.messages.placed(id)
      return [ServerSentEvent(name: "message", data: placed.json)] + end(placed)
    }
    try await stream.send(events)
  }

  /// Tells all that was written so far.
  @inline(never)
  private func open(_ reply: Reply, _ stream: EventStream) async throws -> Reply.Place {
    let (parts, place) = reply.soFar()
    let json = try await site.store.read { [id] in try $0.messages.placed(id).writing(parts).json }
    try await stream.send(ServerSentEvent(name: "message", data: json))
    return place
  }

  @inline(never)
  private func close(_ reply: Reply, _ stream: EventStream) async throws {
    let ended = try await reply.end()
    let events = try? await site.store.read { [self] reading in
      let stored = try reading.messages.placed(id)
      // Where the disk did not take the end of it, it is told all the same.
      return end(stored.message.state == .streaming ? PlacedMessage(ended, siblingIds: stored.siblingIds) : stored)
    }
    try await stream.send(events ?? end(PlacedMessage(ended, siblingIds: [id])))
  }

  private func delta(_ news: Reply.News) -> ServerSentEvent {
    var json = JSONWriter()
    json.object { json in
      json.field("messageId", id)
      switch news {
      case .text(let text): json.field("text", text)
      case .reasoning(let text): json.field("reasoning", text)
      }
    }
    return ServerSentEvent(name: "delta", data: json.bytes)
  }

  private func end(_ placed: PlacedMessage) -> [ServerSentEvent] {
    var events: [ServerSentEvent] = []
    if let usage = placed.message.usage {
      var json = JSONWriter()
      json.object { json in
        json.field("messageId", id)
        usage.writeFields(to: &json)
        json.field("costMicros", placed.message.costMicros)
      }
      events.append(ServerSentEvent(name: "usage", data: json.bytes))
    }
    if placed.message.state == .failed || placed.message.state == .streaming {
      events.append(ServerSentEvent(name: "failed", data: problem(placed)))
    } else {
      events.append(ServerSentEvent(name: "done", data: placed.json))
    }
    return events
  }

  /// The reason as a problem, beside the message that it befell.
  private func problem(_ placed: PlacedMessage) -> [UInt8] {
    let goesOn = "The studio stops; this message goes on when it starts again."
    let unknown = "The reply ended for a reason that is not known."
    let fault =
      placed.message.error ?? GenerationFault(.interrupted, placed.message.state == .streaming ? goesOn : unknown)
    var json = JSONWriter(capacity: 1_024)
    json.object { json in
      json.field("type", "/api/docs#\(fault.code.rawValue)")
      json.field("title", "The reply failed")
      json.field("status", fault.code.status)
      json.field("code", fault.code.rawValue)
      json.field("detail", fault.detail)
      json.field("instance", path)
      json.field("errors", [Failure.Field]())
      json.field("requestId", requestId)
      json.field("providerMessage", fault.providerMessage)
      json.field("retryable", fault.code.isRetryable)
      json.field("messageId", id)
      json.field("message", placed)
    }
    return json.bytes
  }
}

extension PlacedMessage {
  fileprivate func writing(_ parts: [Message.Part]) -> PlacedMessage {
    var message = message
    message.parts = parts
    return PlacedMessage(message, siblingIds: siblingIds)
  }
}

extension GenerationFault.Code {
  /// What HTTP would say, had the reply not been a stream.
  fileprivate var status: Int {
    switch self {
    case .rateLimited: 429
    case .unavailable, .parked, .interrupted: 503
    case .timeout: 504
    case .refused, .unauthorized, .outOfCredit, .garbage, .outcomeUnknown: 502
    case .contentRefused, .invalidImage: 422
    case .budgetExceeded: 402
    case .storageFull: 507
    }
  }
}
