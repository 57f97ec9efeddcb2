/// Our own files, which lose nothing but what providers want back.
extension ChatFile {
  static func own(_ item: JSON) throws(Failure) -> Found {
    guard item["version"]?.int == 1 else { throw refusal("This file was written by a later version.") }
    var found = Found()
    if let chat = item["chat"] {
      found.title = chat["title"]?.string ?? ""
      found.titleSource = chat["titleSource"]?.string.flatMap { Chat.TitleSource(rawValue: $0) } ?? .automatic
      found.model = chat["model"]?.string.flatMap { TextRule.model.takes($0) ? $0 : nil }
      found.systemPrompt = chat["systemPrompt"]?.string.flatMap { TextRule.systemPrompt.takes($0) ? $0 : nil }
      found.isPinned = chat["pinned"]?.bool ?? false
      found.leaf = chat["leafMessageId"]?.string
      found.isCleared = chat["leafMessageId"] == .null
      found.archivedAt = chat["archivedAt"]?.string.flatMap { Timestamp($0) }
      found.createdAt = chat["createdAt"]?.string.flatMap { Timestamp($0) }
      found.updatedAt = chat["updatedAt"]?.string.flatMap { Timestamp($0) }
      var fields = Fields(chat["parameters"] ?? .object(JSON.Object()))
      Chat.Parameters.Patch(&fields).apply(to: &found.parameters)
    }
    for message in item["messages"]?.array ?? [] {
      guard let said = own(message: message) else { throw refusal("One of its messages cannot be read.") }
      found.messages.append(said)
    }
    for image in item["images"]?.array ?? [] {
      guard let id = image["id"]?.string.flatMap({ Identifier($0) }), let data = image["data"]?.string,
        let bytes = Base64.bytes(data, limit: mostBytes)
      else { throw refusal("One of its pictures cannot be read.") }
      found.images[id] = bytes
    }
    return found
  }

  private static func own(message json: JSON) -> Found.Said? {
    guard let key = json["id"]?.string, let id = Identifier(key),
      let role = json["role"]?.string.flatMap({ Message.Role(rawValue: $0) }),
      let parts = json["parts"]?.array
    else { return nil }
    let read = parts.compactMap { Message.Part($0) }
    guard read.count == parts.count else { return nil }
    var said = Found.Said(key: key, parent: json["parentId"]?.string, role: role, parts: read)
    said.state = json["state"]?.string.flatMap { Message.State(rawValue: $0) } ?? .complete
    if said.state == .streaming { said.state = .stopped }
    said.author = json["author"]?.string
    said.model = json["model"]?.string
    said.createdAt = json["createdAt"]?.string.flatMap { Timestamp($0) }
    var rest = Message(
      id: id, chatId: id, parentId: nil, role: role, parts: [], createdAt: said.createdAt ?? id.time)
    if let from = json["fallbackFrom"], let model = from["model"]?.string, let code = from["code"]?.string {
      rest.fallbackFrom = Message.Fallback(model: model, code: code)
    }
    rest.attempts = (json["attempts"]?.array ?? []).prefix(16).compactMap { Message.Attempt($0) }
    var usage = TextReceipt.Usage()
    usage.inputTokens = json["usage"]?.count("inputTokens")
    usage.outputTokens = json["usage"]?.count("outputTokens")
    usage.cachedTokens = json["usage"]?.count("cachedTokens")
    usage.reasoningTokens = json["usage"]?.count("reasoningTokens")
    if usage != TextReceipt.Usage() { rest.usage = usage }
    rest.costMicros = json.count("costMicros")
    rest.firstTokenMs = json["latencyMs"]?.count("firstToken")
    rest.totalMs = json["latencyMs"]?.count("total")
    rest.leftOut = json.count("leftOut").flatMap { $0 > 0 ? $0 : nil }
    if let error = json["error"], let code = error["code"]?.string.flatMap({ GenerationFault.Code(rawValue: $0) }) {
      rest.error = GenerationFault(
        code, error["detail"]?.string ?? "", providerMessage: error["providerMessage"]?.string)
    }
    rest.feedback = json["feedback"]?.string.flatMap { Message.Feedback(rawValue: $0) }
    rest.comment = json["comment"]?.string.map { String($0.unicodeScalars.prefix(4_000)) }
    said.rest = rest
    return said
  }
}

extension JSON {
  fileprivate func count(_ name: String) -> Int? {
    self[name]?.int.flatMap { Int(exactly: $0) }.flatMap { $0 >= 0 && $0 < 1 << 53 ? $0 : nil }
  }
}
