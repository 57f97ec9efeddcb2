import Domain
import HTTP
import Storage
import Studio

/// What is said in chats, as the API shows it.
enum Messages {
  static let query =
    Parameter.page + [
      Parameter(name: "all", kind: .flag, detail: "The whole tree instead of the branch that is shown.")
    ]

  static func list(_ call: Call) async throws -> Response {
    let id = try call.id(of: "chat")
    let isTree = call.asked.flag("all") ?? false
    let list = "messages?of=\(id)&all=\(isTree)"
    let limit = call.asked.count(.limit)
    let position = try call.position(in: list)
    let (page, placed) = try await call.read { reading in
      let chat = try reading.chats.get(id)
      let page =
        try isTree
        ? reading.messages.all(of: id, after: position, limit: limit)
        : reading.messages.branch(endingWith: chat.leafMessageId, after: position, limit: limit)
      return (page, try page.items.map(reading.messages.place))
    }
    let siblings = Dictionary(placed.map { ($0.message.id, $0) }) { first, _ in first }
    return call.page(page, of: list) { message, json in
      if let placed = siblings[message.id] { json.value(placed.grown(by: call.site)) }
    }
  }

  static func get(_ call: Call) async throws -> Response {
    let id = try call.id(of: "message")
    return .json(try await call.read { try $0.messages.placed(id) }.grown(by: call.site))
  }

  static func update(_ call: Call) async throws -> Response {
    let id = try call.id(of: "message")
    let patch = try Message.Patch(call.body)
    return try await call.write { writing in
      .json(try writing.messages.place(writing.messages.update(id, patch)).grown(by: call.site))
    }
  }

  static func delete(_ call: Call) async throws -> Response {
    let id = try call.id(of: "message")
    let (chatId, gone) = try await call.site.store.write { writing in
      (try writing.messages.get(id).chatId, Set(try writing.messages.trash(id)))
    }
    await call.site.conversation.drop(from: chatId) { gone.contains($0) }
    return .noContent
  }

  static func restore(_ call: Call) async throws -> Response {
    let id = try call.id(of: "message")
    return try await call.write { writing in .json(try writing.messages.place(writing.messages.restore(id))) }
  }

  // Speaking.

  static func say(_ call: Call) async throws -> Response {
    let id = try call.id(of: "chat")
    let draft = try Message.Draft(call.body)
    if let prompt = ImageCommand.prompt(in: draft.text) {
      return try await follow(ChatPictures.order(prompt, draft, in: id, call, Exchange.init) { $0.answer }, call)
    }
    let exchange = try await call.site.conversation.say(draft, in: id) { [ticket = call.ticket] begun, writing in
      let exchange = Exchange(begun)
      // Kept with what it tells of: who sends this again after a crash gets this reply, and no second one.
      try ticket?.remember(exchange.answer, in: writing)
      return exchange
    }
    return try await follow(exchange, call)
  }

  /// What was said under an `Idempotency-Key` before: the same two messages, as they are by now.
  static func sayAgain(_ call: Call, _ first: Response) async throws -> Response {
    guard case .bytes(let bytes) = first.body, let json = try? JSON(parsing: bytes),
      let said = json["userMessage"]?["id"]?.string.flatMap({ Identifier($0) }),
      let reply = json["message"]?["id"]?.string.flatMap({ Identifier($0) })
    else { return first }
    let exchange = try await call.read { reading -> Exchange? in
      guard try reading.messages.find(said) != nil, try reading.messages.find(reply) != nil else { return nil }
      return Exchange(said: try reading.messages.placed(said), reply: try reading.messages.placed(reply))
    }
    guard let exchange else { return first }
    return try await follow(exchange, call).adding("idempotency-replayed", "true")
  }

  static func regenerate(_ call: Call) async throws -> Response {
    let id = try call.id(of: "message")
    var fields = Fields(call.body == .null ? .object(JSON.Object()) : call.body)
    let model = fields.nullableText("model", .model).flatMap(\.self)
    try fields.finish()
    if let again = try await ChatPictures.again(id, model: model, call) { return again }
    return try await call.site.conversation.regenerate(id, model: model) { [ticket = call.ticket] begun, writing in
      let message = begun.message
      let response = Response.json(message, .accepted)
        .adding("location", "/api/v1/messages/\(message.message.id)")
      try ticket?.remember(response, in: writing)
      return response
    }
  }

  static func stop(_ call: Call) async throws -> Response {
    let id = try call.id(of: "message")
    _ = try await call.read { try $0.messages.get(id) }
    await call.site.conversation.stop(id)
    return .json(try await call.read { try $0.messages.placed(id) })
  }

  static func stream(_ call: Call) async throws -> Response {
    let id = try call.id(of: "message")
    _ = try await call.read { try $0.messages.get(id) }
    let watch = ReplyStream(id, call)
    return .events { try await watch.run($0) }
  }

  /// As a stream for who wants one; else once the reply has ended.
  private static func follow(_ exchange: Exchange, _ call: Call) async throws -> Response {
    let id = exchange.reply.message.id
    if call.wantsEvents {
      let watch = ReplyStream(id, call)
      let said = exchange.said.json
      return .events { stream in
        try await stream.send(.init(name: "message", data: said))
        try await watch.run(stream)
      }
    }
    return try await whole(exchange, call)
  }

  /// Never made one with `follow`, so that who only watches holds no room for it.
  @inline(never)
  private static func whole(_ exchange: Exchange, _ call: Call) async throws -> Response {
    let id = exchange.reply.message.id
    let ended = try await call.site.conversation.reply(id)?.end()
    let said = exchange.said.message.id
    let now = try await call.read { reading -> Exchange? in
      guard try reading.messages.find(said) != nil, try reading.messages.find(id) != nil else { return nil }
      return Exchange(said: try reading.messages.placed(said), reply: try reading.messages.placed(id))
    }
    // Where the disk did not take the end of it, it is told all the same.
    guard let now, now.reply.message.state != .streaming else {
      let reply = ended.map { PlacedMessage($0, siblingIds: exchange.reply.siblingIds) } ?? exchange.reply
      return Exchange(said: exchange.said, reply: reply).answer
    }
    return now.answer
  }

  /// What a person said, and the reply to it. A class: it is handed on by functions that wait, which keep room for all
  /// that they hand on.
  private final class Exchange: JSONWritable, Sendable {
    let said: PlacedMessage
    let reply: PlacedMessage

    init(said: PlacedMessage, reply: PlacedMessage) {
      self.said = said
      self.reply = reply
    }

    convenience init(_ begun: Conversation.Begun) { self.init(said: begun.said ?? begun.message, reply: begun.message) }

    func write(to json: inout JSONWriter) {
      json.object { json in
        json.field("userMessage", said)
        json.field("message", reply)
      }
    }

    var answer: Response { .json(self, .created).adding("location", "/api/v1/messages/\(reply.message.id)") }
  }
}

extension PlacedMessage {
  /// With what was written of it by now, where it is still being written: the database is a little behind.
  func grown(by site: FrontDesk) -> PlacedMessage {
    guard message.state == .streaming, let reply = site.conversation.reply(message.id) else { return self }
    var message = message
    message.parts = reply.soFar().parts
    return PlacedMessage(message, siblingIds: siblingIds)
  }

  var json: [UInt8] { Response.bytes(of: self) }
}
