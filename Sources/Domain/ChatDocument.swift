/// A chat as a file for people and other programs.
package struct ChatDocument: Sendable {
  package enum Form: String, Sendable, CaseIterable {
    /// Ours, and lossless: every branch, in the form that `ChatFile` reads.
    case json
    case markdown, text, html

    package var mediaType: String {
      switch self {
      case .json: "application/json"
      case .markdown: "text/markdown; charset=utf-8"
      case .text: "text/plain; charset=utf-8"
      case .html: "text/html; charset=utf-8"
      }
    }

    package var fileExtension: String {
      switch self {
      case .json: "json"
      case .markdown: "md"
      case .text: "txt"
      case .html: "html"
      }
    }
  }

  /// One piece of the file. A picture's bytes are asked for only when it is their turn.
  package enum Piece: Sendable, Equatable {
    case text(String)
    /// The bytes of a picture in base64, where they can be had.
    case data(Identifier)
  }

  private let chat: Chat
  /// All of them for `json`, else those of one branch.
  private let messages: [Message]
  /// The pictures that go along, by id.
  private let images: [Identifier: Picture]

  package init(_ chat: Chat, _ messages: [Message], images: [Identifier: Picture] = [:]) {
    self.chat = chat
    self.messages = messages
    self.images = images
  }

  package func pieces(as form: Form) -> [Piece] {
    switch form {
    case .json: json
    case .markdown: markdown
    case .text: [.text(text)]
    case .html: html
    }
  }

  private var title: String { chat.title.isEmpty ? "Chat" : chat.title }

  private func name(_ message: Message) -> String {
    message.author ?? message.model
      ?? {
        switch message.role {
        case .user: "You"
        case .assistant: "Assistant"
        case .system: "System"
        case .tool: "Tool"
        }
      }()
  }

  private func note(_ message: Message) -> String? {
    switch message.state {
    case .complete: nil
    case .streaming: "Still being written."
    case .stopped: "Stopped here."
    case .failed: message.error.map { "Failed: \($0.detail)" } ?? "Failed."
    }
  }

  private var ownImages: [Picture] { images.values.sorted { $0.id < $1.id } }

  private var json: [Piece] {
    var writer = JSONWriter(capacity: 1_024 * (messages.count + 1))
    writer.object { json in
      json.field("format", ChatFile.ours)
      json.field("version", 1)
      json.field("chat", chat)
      json.array("messages") { json in for message in messages { json.value(PlacedMessage(message, siblingIds: [])) } }
    }
    // Left open for the pictures.
    var pieces: [Piece] = [.text(String(decoding: writer.bytes.dropLast(), as: UTF8.self) + ",\"images\":[")]
    for (place, image) in ownImages.enumerated() {
      let open = #"{"id":"\#(image.id)","format":"\#(image.format.rawValue)","data":""#
      pieces += [.text((place > 0 ? "," : "") + open), .data(image.id), .text("\"}")]
    }
    return pieces + [.text("]}\n")]
  }

  private var text: String {
    var lines = [title, String(repeating: "=", count: min(title.count, 60)), ""]
    for message in messages {
      lines.append("\(name(message)), \(message.createdAt.text):")
      for part in message.parts {
        switch part {
        case .text(let text): lines.append(text)
        case .image(let id): lines.append("[picture \(id)]")
        case .toolCall(_, let name, let arguments): lines.append("[\(name) \(arguments)]")
        case .toolResult(_, let content, _): lines.append(content)
        case .reasoning: break
        }
      }
      if let note = note(message) { lines.append("(\(note))") }
      lines.append("")
    }
    return lines.joined(separator: "\n")
  }

  private var markdown: [Piece] {
    var pieces: [Piece] = [.text("# \(Self.line(title))\n")]
    for message in messages {
      pieces.append(.text("\n## \(Self.line(name(message)))\n\n*\(message.createdAt.text)*\n"))
      for part in message.parts {
        pieces.append(.text("\n"))
        switch part {
        case .text(let text): pieces.append(.text("\(text)\n"))
        case .reasoning(let text):
          pieces.append(
            .text(text.split(separator: "\n", omittingEmptySubsequences: false).map { "> \($0)\n" }.joined()))
        case .image(let id): pieces += picture(id, before: "![](", after: ")\n")
        case .toolCall(_, let name, let arguments): pieces.append(.text("`\(name) \(arguments)`\n"))
        case .toolResult(_, let content, _): pieces.append(.text("```\n\(content)\n```\n"))
        }
      }
      if let note = note(message) { pieces.append(.text("\n*\(Self.line(note))*\n")) }
    }
    return pieces
  }

  private var html: [Piece] {
    let head = """
      <!doctype html>
      <html><head><meta charset="utf-8"><title>\(Self.escaped(title))</title>
      <style>body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif}
      p{white-space:pre-wrap;overflow-wrap:anywhere}img{max-width:100%}h2{font-size:1rem;margin:2rem 0 0}
      small,details{color:#666}</style></head><body>
      <h1>\(Self.escaped(title))</h1>

      """
    var pieces: [Piece] = [.text(head)]
    for message in messages {
      pieces.append(
        .text("<h2>\(Self.escaped(name(message)))</h2>\n<small>\(message.createdAt.text)</small>\n"))
      for part in message.parts {
        switch part {
        case .text(let text): pieces.append(.text("<p>\(Self.escaped(text))</p>\n"))
        case .reasoning(let text):
          pieces.append(.text("<details><summary>Thoughts</summary><p>\(Self.escaped(text))</p></details>\n"))
        case .image(let id): pieces += picture(id, before: "<p><img alt=\"\" src=\"", after: "\"></p>\n")
        case .toolCall(_, let name, let arguments):
          pieces.append(.text("<p><code>\(Self.escaped("\(name) \(arguments)"))</code></p>\n"))
        case .toolResult(_, let content, _): pieces.append(.text("<p><code>\(Self.escaped(content))</code></p>\n"))
        }
      }
      if let note = note(message) { pieces.append(.text("<p><em>\(Self.escaped(note))</em></p>\n")) }
    }
    return pieces + [.text("</body></html>\n")]
  }

  /// A picture within the file where it goes along, else its address here.
  private func picture(_ id: Identifier, before: String, after: String) -> [Piece] {
    guard let image = images[id] else { return [.text("\(before)/api/v1/images/\(id)/file\(after)")] }
    return [.text("\(before)data:\(image.format.mediaType);base64,"), .data(id), .text(after)]
  }

  /// On one line, and no Markdown of its own.
  private static func line(_ text: String) -> String {
    text.unicodeScalars.map { letter in
      if Character(letter).isNewline { return " " }
      return "#*_`[]<>\\".unicodeScalars.contains(letter) ? "\\\(letter)" : String(letter)
    }.joined()
  }

  /// Scalar by scalar: with the mark of a letter on it `<` is another character to Swift, and still a tag to a browser.
  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { letter in
      switch letter {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&#39;"
      default: String(letter)
      }
    }.joined()
  }
}
