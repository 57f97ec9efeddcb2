import Domain
import HTTP
import Storage
import Studio

/// Pictures that are ordered in a chat.
enum ChatPictures {
  /// A recipe: what it says becomes a message, and its pictures another.
  static func create(_ call: Call) async throws -> Response {
    let id = try call.id(of: "chat")
    let chat = try await call.read { try $0.chats.get(id) }
    var fields = Fields(call.body["parentId"].map { ["parentId": $0] } ?? [:])
    let parent = fields.nullableIdentifier("parentId")
    try fields.finish()
    let order = try await call.site.orders.order(recipe(in: call.body), in: chat.workspaceId)
    let said = call.body["prompt"]?.string ?? ""
    return try await call.site.conversation.generate(order, saying: (said, []), after: parent, in: id) {
      [ticket = call.ticket] _, view, writing in
      try Generations.keep(Generations.accepted(view), ticket, in: writing)
    }
  }

  /// `/image …`, said in a chat. `tell` makes the answer that is kept for a repeated request.
  static func order<Exchange: Sendable>(
    _ prompt: String, _ draft: Message.Draft, in chatId: Identifier, _ call: Call,
    _ make: @escaping @Sendable (Conversation.Begun) -> Exchange, answer: @escaping @Sendable (Exchange) -> Response
  ) async throws -> Exchange {
    guard !prompt.isEmpty else {
      let sentence = "Say what to make, as in /image a lighthouse at dusk."
      throw Failure(refusing: [Failure.Field("/text", .required, sentence)])
    }
    let chat = try await call.read { try $0.chats.get(chatId) }
    var recipe: JSON.Object = ["prompt": .string(prompt)]
    // The model that a chat talks to makes no pictures.
    if let model = draft.model, call.site.providers.card(model)?.kind != .text {
      recipe.append("model", .string(model))
    }
    if let image = draft.imageIds.first { recipe.append("initImageId", .string(image.text)) }
    let order: OrderDesk.Order
    do { order = try await call.site.orders.order(.object(recipe), in: chat.workspaceId) } catch let failure as Failure
    {
      throw failure.fromMessage
    }
    return try await call.site.conversation.generate(
      order, saying: (draft.text, draft.imageIds), after: draft.parentId, in: chatId
    ) { [ticket = call.ticket] begun, _, writing in
      let exchange = make(begun)
      try ticket?.remember(answer(exchange), in: writing)
      return exchange
    }
  }

  /// The pictures of a message once more, from another seed, beside it; nil for a message of words.
  static func again(_ id: Identifier, model: String?, _ call: Call) async throws -> Response? {
    let message = try await call.read { try $0.messages.get(id) }
    guard let generationId = message.generationId, message.role == .assistant else { return nil }
    if message.deletedAt != nil {
      throw Failure(.inTrash, "This message lies in the trash: restore it first.")
    }
    let (generation, workspaceId) = try await call.read { reading in
      (try reading.generations.get(generationId), try reading.chats.get(message.chatId).workspaceId)
    }
    var old = generation.recipe
    old.seed = nil
    old.messageId = nil
    if let model { old.model = model }
    let order = try await call.site.orders.order(try JSON(parsing: Array(old.compact.utf8)), in: workspaceId)
    return try await call.site.conversation.generate(
      order, saying: nil, after: .some(message.parentId), in: message.chatId
    ) { [ticket = call.ticket] begun, _, writing in
      let response = Response.json(begun.message, .accepted)
        .adding("location", "/api/v1/messages/\(begun.message.message.id)")
      try ticket?.remember(response, in: writing)
      return response
    }
  }

  /// Without what is the chat's and not the recipe's.
  private static func recipe(in body: JSON) -> JSON {
    guard case .object(let object) = body else { return body }
    var recipe = JSON.Object()
    for member in object.members where member.name != "parentId" { recipe.append(member.name, member.value) }
    return .object(recipe)
  }
}

extension Failure {
  /// The same said of a message, in which the recipe has other names.
  fileprivate var fromMessage: Failure {
    let names = ["/prompt": "/text", "/initImageId": "/imageIds/0"]
    let fields = fields.map { Field(names[$0.pointer] ?? $0.pointer, $0.code, $0.detail) }
    return fields.isEmpty ? self : Failure(refusing: fields)
  }
}
