/// Chats as files keep them: ours, and those that other programs write.
package enum ChatFile {
  /// A chat of a file, not yet one of ours: its messages name each other by the file's own names.
  package struct Found: Sendable, Equatable {
    package struct Said: Sendable, Equatable {
      package let key: String
      /// Nil for a first message.
      package var parent: String?
      package var role: Message.Role
      package var parts: [Message.Part]
      package var state = Message.State.complete
      package var author: String?
      package var model: String?
      package var createdAt: Timestamp?
      /// Of our own files: all that is not said above.
      package var rest: Message?

      init(key: String, parent: String?, role: Message.Role, parts: [Message.Part]) {
        self.key = key
        self.parent = parent
        self.role = role
        self.parts = parts
      }
    }

    package var title = ""
    package var titleSource = Chat.TitleSource.automatic
    package var model: String?
    package var systemPrompt: String?
    package var parameters = Chat.Parameters()
    package var isPinned = false
    /// Parents stand before their children.
    package var messages: [Said] = []
    package var leaf: String?
    /// Nothing of it was shown: it had been cleared.
    package var isCleared = false
    package var createdAt: Timestamp?
    package var updatedAt: Timestamp?
    package var archivedAt: Timestamp?
    /// Pictures that the file brings along, under the ids that its messages name.
    package var images: [Identifier: [UInt8]] = [:]
  }

  /// One entry of a file: a chat, or why it is none.
  package struct Entry: Sendable {
    package let title: String
    package let chat: Result<Found, Failure>
    /// As it stands in the file.
    package let source: JSON
  }

  package enum Form: String, Sendable, CaseIterable {
    case pixazo, chatGPT, openWebUI, libreChat
  }

  /// A file of more bytes is not read.
  package static let mostBytes = 32 << 20
  package static let mostChats = 2_000
  package static let mostMessages = 20_000
  /// In bytes, of one message.
  package static let longestText = 2_000_000

  /// The form and the entries of a file. Throws `invalid_request` for what no known program writes.
  package static func read(_ json: JSON) throws(Failure) -> (form: Form, entries: [Entry]) {
    let items = json.array ?? json["chats"]?.array ?? [json]
    guard items.count <= mostChats else {
      throw refusal("The file has \(items.count) chats; at most \(mostChats) can be taken.")
    }
    guard let form = items.lazy.compactMap(form).first else {
      throw refusal(
        "This is no export of chats that is known here: Pixazo, ChatGPT, Open WebUI and LibreChat are read.")
    }
    return (form, items.map { entry($0, form) })
  }

  private static func form(of item: JSON) -> Form? {
    if item["format"]?.string == ours { return .pixazo }
    if case .object? = item["mapping"] { return .chatGPT }
    if case .object? = item["chat"] { return .openWebUI }
    if item["conversationId"] != nil, item["messages"] != nil || item["messagesTree"] != nil { return .libreChat }
    return nil
  }

  private static func entry(_ item: JSON, _ wanted: Form) -> Entry {
    let title = (item["title"] ?? item["chat"]?["title"])?.string ?? ""
    do throws(Failure) {
      guard form(of: item) == wanted else { throw refusal("This entry is no chat.") }
      var found =
        switch wanted {
        case .pixazo: try own(item)
        case .chatGPT: chatGPT(item)
        case .openWebUI: openWebUI(item)
        case .libreChat: libreChat(item)
        }
      found.title = String(found.title.tidied.unicodeScalars.prefix(200))
      try found.settle()
      return Entry(title: found.title, chat: .success(found), source: item)
    } catch {
      return Entry(title: String(title.prefix(200)), chat: .failure(error), source: item)
    }
  }

  static let ours = "pixazo-chat"

  static func refusal(_ sentence: String) -> Failure {
    Failure(.invalidRequest, sentence, fields: [Failure.Field("", .format, sentence)])
  }
}

extension ChatFile.Found {
  /// Puts parents before children and leaves out what hangs on nothing, or on itself.
  fileprivate mutating func settle() throws(Failure) {
    guard messages.count <= ChatFile.mostMessages else {
      throw ChatFile.refusal("It has \(messages.count) messages; at most \(ChatFile.mostMessages) can be taken.")
    }
    for message in messages {
      let length = message.parts.reduce(0) { $0 + $1.length }
      guard length <= ChatFile.longestText else {
        throw ChatFile.refusal("One of its messages has \(length) bytes; at most \(ChatFile.longestText) can be taken.")
      }
    }
    var children: [String?: [Int]] = [:]
    var keys: Set<String> = []
    let known = Set(messages.map(\.key))
    for (place, message) in messages.enumerated() {
      guard keys.insert(message.key).inserted else { continue }
      let parent = message.parent.flatMap { known.contains($0) && $0 != message.key ? $0 : nil }
      messages[place].parent = parent
      children[parent, default: []].append(place)
    }
    var order: [Int] = []
    var next = Array((children[nil] ?? []).reversed())
    while let place = next.popLast() {
      order.append(place)
      next += (children[messages[place].key] ?? []).reversed()
    }
    guard !order.isEmpty else { throw ChatFile.refusal("There is no message in it.") }
    let dropped = messages
    messages = order.map { dropped[$0] }
    if let end = leaf, !messages.contains(where: { $0.key == end }) { leaf = nil }
    leaf = isCleared ? nil : leaf ?? messages.last?.key
    if title.trimmed.isEmpty {
      let first = messages.first { $0.role == .user }?.text ?? ""
      title = String((first.split(whereSeparator: \.isNewline).first ?? "").unicodeScalars.prefix(60))
    }
  }
}

extension ChatFile.Found.Said {
  package var text: String { parts.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined() }
}

extension Message.Part {
  fileprivate var length: Int {
    switch self {
    case .text(let text), .reasoning(let text): text.utf8.count
    case .image: 16
    case .toolCall(let id, let name, let arguments): id.utf8.count + name.utf8.count + arguments.utf8.count
    case .toolResult(let id, let content, _): id.utf8.count + content.utf8.count
    }
  }
}
