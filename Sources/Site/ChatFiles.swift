import Crypto
import Domain
import HTTP
import Storage
import Studio

/// Chats as files, out and in.
enum ChatFiles {
  static let query = [
    Parameter(name: "format", kind: .word(ChatDocument.Form.allCases.map(\.rawValue)), detail: "Usually json."),
    Parameter(name: "images", kind: .word(["embed"]), detail: "Puts the pictures themselves into the file."),
  ]

  static let forms = FileForms(
    json: .chatFile,
    others: ChatDocument.Form.allCases.filter { $0 != .json }.map { MediaType($0.mediaType) })

  /// Written while it is sent, so that many pictures need no more memory than one.
  static func export(_ call: Call) async throws -> Response {
    let id = try call.id(of: "chat")
    let form = call.asked.text("format").flatMap(ChatDocument.Form.init) ?? .json
    let embeds = call.asked.text("images") == "embed"
    let (chat, messages, images) = try await call.read { reading in
      let chat = try reading.chats.get(id)
      let messages =
        try form == .json
        ? reading.messages.all(of: id, limit: ChatFile.mostMessages).items
        : reading.messages.branch(endingWith: chat.leafMessageId)
      var images: [Identifier: Picture] = [:]
      if embeds {
        for imageId in messages.flatMap(\.imageIds) { images[imageId] = try? reading.images.get(imageId) }
      }
      return (chat, messages, images)
    }
    let vault = call.site.pictures.vault
    let pieces = ChatDocument(chat, messages, images: images).pieces(as: form)
    let body = StreamBody { writer in
      for piece in pieces {
        switch piece {
        case .text(let text): try await writer.write(text)
        case .data(let id):
          guard let image = images[id], let file = OpenFile(vault.open(image)) else { continue }
          try await writer.write(Base64.text(file.read(0..<file.size)))
        }
      }
    }
    let name = chat.title.isEmpty ? "chat" : chat.title
    let headers: Headers = [
      "content-type": form.mediaType,
      "content-disposition": Disposition.attachment("\(name).\(form.fileExtension)"),
    ]
    return Response(.ok, headers: headers, body: .stream(body))
  }

  static func take(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    guard try await call.read({ try $0.workspaces.get(id) }).deletedAt == nil else {
      throw Failure(.inTrash, "This workspace lies in the trash: restore it first.")
    }
    let file = call.body
    // On a thread that may take its time.
    let (form, entries) = try await call.read { _ in try ChatFile.read(file) }
    var lines: [Line] = []
    for entry in entries {
      switch entry.chat {
      case .success(let found): lines.append(try await take(found, from: entry.source, into: id, call.site))
      case .failure(let failure): lines.append(Line(title: entry.title, detail: failure.detail))
      }
    }
    var json = JSONWriter(capacity: 256 * lines.count + 64)
    json.object { json in
      json.field("source", form.rawValue)
      json.field("imported", lines.count(where: \.isNew))
      json.field("items", lines)
    }
    return Response(.ok, type: .json, json.bytes)
  }

  /// Each chat is a transaction of its own: a long file does not keep others waiting. Its id follows from what it
  /// holds, so that the same file once more, such as after a crash in the middle, brings only what is not here.
  private static func take(
    _ found: ChatFile.Found, from source: JSON, into id: Identifier, _ site: FrontDesk
  ) async throws -> Line {
    let digest = Digest.sha256(id.bytes + source.bytes)
    let chatId = Identifier(at: found.createdAt ?? Timestamp(milliseconds: 0), from: digest)
    if let here = try await site.store.read({ try $0.chats.find(chatId) }) { return Line(alreadyHere: here, found) }
    var images: [Identifier: Identifier] = [:]
    for (old, bytes) in found.images {
      do {
        let incoming = try await site.pictures.vault.stage()
        try await incoming.write(bytes)
        let received = try await site.pictures.intake.receive(into: id, files: [(try incoming.finish(), nil)])
        images[old] = received.first?.picture.id
      } catch let failure as Failure where failure.code == .invalidImage || failure.code == .unsupportedMediaType {
        return Line(title: found.title, detail: "One of its pictures cannot be taken: \(failure.detail)")
      }
    }
    let (chat, lost) = try await site.store.write { [images] writing in
      // Another may have brought it meanwhile.
      if let here = try writing.chats.find(chatId) { return (here, nil as Int?) }
      return try writing.chats.take(found, as: chatId, into: id, images: images)
    }
    guard let lost else { return Line(alreadyHere: chat, found) }
    let detail = lost > 0 ? "\(lost) of its pictures are not in the file." : nil
    return Line(title: chat.title, chatId: chat.id, isNew: true, messages: found.messages.count, detail: detail)
  }

  /// What became of one entry.
  private struct Line: JSONWritable {
    let title: String
    let chatId: Identifier?
    let isNew: Bool
    let messages: Int
    let detail: String?

    init(title: String, chatId: Identifier? = nil, isNew: Bool = false, messages: Int = 0, detail: String?) {
      self.title = title
      self.chatId = chatId
      self.isNew = isNew
      self.messages = messages
      self.detail = detail
    }

    init(alreadyHere chat: Chat, _ found: ChatFile.Found) {
      let place = chat.deletedAt == nil ? "It is here already." : "It is here already, in the trash."
      self.init(title: chat.title, chatId: chat.id, messages: found.messages.count, detail: place)
    }

    func write(to json: inout JSONWriter) {
      json.object { json in
        json.field("title", title)
        json.field("chatId", chatId)
        json.field("messages", messages)
        json.field("detail", detail)
      }
    }
  }
}
