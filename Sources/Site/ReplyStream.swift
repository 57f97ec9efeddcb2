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

  func run(_ stream: EventStream) async throws {
    guard let reply else {
      let message = try await read()
      try await stream.send(.init(name: "message", data: message.json))
      return try await close(message, stream)
    }
    var (parts, place) = reply.soFar()
    var message = try await read()
    message = PlacedMessage(message.message.writing(parts), siblingIds: message.siblingIds)
    try await stream.send(.init(name: "message", data: message.json))
    while let news = try await reply.next(after: &place) { try await stream.send(news.map(delta)) }
    let ended = try await reply.end()
    let stored = try? await read()
    let isStored = stored.map { $0.message.state != .streaming } ?? false
    let siblings = stored?.siblingIds ?? message.siblingIds
    try await close(isStored ? stored ?? message : PlacedMessage(ended, siblingIds: siblings), stream)
  }

  private func read() async throws -> PlacedMessage { try await site.store.read { [id] in try $0.messages.placed(id) } }

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

  private func close(_ placed: PlacedMessage, _ stream: EventStream) async throws {
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
    try await stream.send(events)
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

extension Message {
  fileprivate func writing(_ parts: [Part]) -> Message {
    var message = self
    message.parts = parts
    return message
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
