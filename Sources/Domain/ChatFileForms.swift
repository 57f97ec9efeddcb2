// How other programs keep chats. What is missing or strange in them is passed over: they change without notice.
extension ChatFile {
  static func chatGPT(_ item: JSON) -> Found {
    var found = Found()
    found.title = item["title"]?.string ?? ""
    found.createdAt = seconds(item["create_time"])
    found.updatedAt = seconds(item["update_time"])
    guard case .object(let mapping)? = item["mapping"] else { return found }
    var parents: [String: String] = [:]
    var kept: Set<String> = []
    for node in mapping.members {
      if let parent = node.value["parent"]?.string { parents[node.name] = parent }
      guard let message = node.value["message"], let role = role(message["author"]?["role"]?.string) else { continue }
      let parts = chatGPTParts(message["content"])
      guard !parts.isEmpty, message["metadata"]?["is_visually_hidden_from_conversation"]?.bool != true else { continue }
      var said = Found.Said(key: node.name, parent: nil, role: role, parts: parts)
      said.author = role == .assistant ? short(message["metadata"]?["model_slug"]?.string) : nil
      said.createdAt = seconds(message["create_time"])
      found.messages.append(said)
      kept.insert(node.name)
    }
    /// Messages without words are left out: what hung on them hangs on what they hung on.
    func ancestor(of key: String) -> String? {
      var key = parents[key]
      for _ in 0...mapping.members.count {
        guard let candidate = key else { return nil }
        if kept.contains(candidate) { return candidate }
        key = parents[candidate]
      }
      return nil
    }
    for place in found.messages.indices { found.messages[place].parent = ancestor(of: found.messages[place].key) }
    found.leaf = item["current_node"]?.string.flatMap { kept.contains($0) ? $0 : ancestor(of: $0) }
    return found
  }

  private static func chatGPTParts(_ content: JSON?) -> [Message.Part] {
    guard let content else { return [] }
    if let thoughts = content["thoughts"]?.array {
      let texts = thoughts.compactMap { $0["content"]?.string ?? $0["summary"]?.string }
      return texts.isEmpty ? [] : [.reasoning(texts.joined(separator: "\n\n"))]
    }
    if let text = content["text"]?.string { return text.isEmpty ? [] : [.text(text)] }
    let texts = (content["parts"]?.array ?? []).compactMap { part -> String? in
      if let text = part.string { return text.isEmpty ? nil : text }
      if let text = part["text"]?.string { return text }
      return part["asset_pointer"] == nil ? nil : picture
    }
    return texts.isEmpty ? [] : [.text(texts.joined(separator: "\n"))]
  }

  static func openWebUI(_ item: JSON) -> Found {
    var found = Found()
    guard let chat = item["chat"] else { return found }
    found.title = item["title"]?.string ?? chat["title"]?.string ?? ""
    found.createdAt = seconds(item["created_at"] ?? chat["timestamp"])
    found.updatedAt = seconds(item["updated_at"])
    found.systemPrompt = chat["params"]?["system"]?.string ?? chat["system"]?.string
    found.isPinned = item["pinned"]?.bool ?? false
    if case .object(let messages)? = chat["history"]?["messages"] {
      for member in messages.members {
        if let said = openWebUI(member.value, key: member.name, parent: member.value["parentId"]?.string) {
          found.messages.append(said)
        }
      }
      found.leaf = chat["history"]?["currentId"]?.string
    } else {
      for (place, message) in (chat["messages"]?.array ?? []).enumerated() {
        let before = found.messages.last?.key
        let key = message["id"]?.string ?? "\(place)"
        if let said = openWebUI(message, key: key, parent: message["parentId"]?.string ?? before) {
          found.messages.append(said)
        }
      }
    }
    return found
  }

  private static func openWebUI(_ message: JSON, key: String, parent: String?) -> Found.Said? {
    guard let role = role(message["role"]?.string) else { return nil }
    var text = text(of: message["content"]) ?? ""
    let pictures = (message["files"]?.array ?? []).filter { $0["type"]?.string == "image" }
    if !pictures.isEmpty { text += (text.isEmpty ? "" : "\n") + picture }
    var said = Found.Said(key: key, parent: parent, role: role, parts: [.text(text)])
    said.author = role == .assistant ? short(message["modelName"]?.string ?? message["model"]?.string) : nil
    said.createdAt = seconds(message["timestamp"])
    return said
  }

  static func libreChat(_ item: JSON) -> Found {
    var found = Found()
    found.title = item["title"]?.string ?? ""
    found.systemPrompt = item["options"]?["promptPrefix"]?.string ?? item["options"]?["system"]?.string
    // A tree of messages, as deep as the conversation is long, is walked without recursion.
    var waiting = (item["messagesTree"]?.array ?? item["messages"]?.array ?? []).reversed().map { ($0, String?.none) }
    while let (message, above) = waiting.popLast() {
      guard found.messages.count <= mostMessages else { break }
      let key = message["messageId"]?.string ?? "message-\(found.messages.count)"
      let isPerson = message["isCreatedByUser"]?.bool ?? (message["sender"]?.string == "User")
      let text = text(of: message["content"]) ?? message["text"]?.string ?? ""
      var parts: [Message.Part] = thoughts(of: message["content"]).map { [.reasoning($0)] } ?? []
      parts.append(.text(text))
      let parent = message["parentMessageId"]?.string ?? above
      var said = Found.Said(key: key, parent: parent, role: isPerson ? .user : .assistant, parts: parts)
      said.author = isPerson ? nil : short(message["model"]?.string ?? message["sender"]?.string)
      said.createdAt = message["createdAt"]?.string.flatMap { Timestamp($0) }
      found.messages.append(said)
      waiting += (message["children"]?.array ?? []).reversed().map { ($0, key) }
    }
    found.createdAt = found.messages.first?.createdAt
    return found
  }

  /// A text, or the texts of a list of parts.
  private static func text(of content: JSON?) -> String? {
    if let text = content?.string { return text }
    guard let parts = content?.array else { return nil }
    return parts.compactMap { part -> String? in
      if part["image_url"] != nil { return picture }
      return part["text"]?.string ?? part["text"]?["value"]?.string
    }.joined(separator: "\n")
  }

  private static func thoughts(of content: JSON?) -> String? {
    let texts = (content?.array ?? []).compactMap { $0["think"]?.string }
    return texts.isEmpty ? nil : texts.joined(separator: "\n")
  }

  private static func role(_ name: String?) -> Message.Role? {
    switch name {
    case "user", "human": .user
    case "assistant", "model", "bot": .assistant
    case "system": .system
    default: nil
    }
  }

  private static func short(_ name: String?) -> String? { name.map { String($0.tidied.unicodeScalars.prefix(200)) } }

  /// Seconds since 1970; some write milliseconds or nanoseconds.
  private static func seconds(_ json: JSON?) -> Timestamp? {
    guard let number = json?.double, number > 0, number < 1e19 else { return nil }
    let milliseconds = number < 1e11 ? number * 1_000 : number < 1e14 ? number : number / 1_000_000
    return Int64(exactly: milliseconds.rounded()).map { Timestamp(milliseconds: $0) }
  }

  private static let picture = "[a picture]"
}
