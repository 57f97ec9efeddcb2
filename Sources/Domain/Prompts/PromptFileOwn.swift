// Our own files.
extension PromptFile {
  /// The entries of a file of ours. Throws `invalid_request` for one of a later version.
  static func own(_ json: JSON) throws(Failure) -> [Entry] {
    guard json["version"]?.int == 1 else { throw refusal("This file was written by a later version of Pixazo.") }
    guard let items = json["prompts"]?.array else { throw refusal("The file must have a list of prompts.") }
    try check(items.count)
    return items.map { item in
      do throws(Failure) {
        let found = try found(in: item)
        return Entry(title: found.draft.title ?? "", prompt: .success(found))
      } catch {
        return Entry(title: String((item["title"]?.string ?? "").unicodeScalars.prefix(200)), prompt: .failure(error))
      }
    }
  }

  private static func found(in item: JSON) throws(Failure) -> Found {
    var draft = JSON.Object()
    for name in ["title", "text", "negativePrompt", "tags", "folder", "favorite"] {
      if let value = item[name] { draft.append(name, value) }
    }
    guard case .object = item else { throw refusal("Must be an object with a text.") }
    var found = Found(try Prompt.Draft(.object(draft)))
    found.draft.title = found.draft.title ?? Prompt.title(for: found.draft.wording.text)
    found.useCount = item["useCount"]?.int.map { Int(clamping: min(max($0, 0), 1 << 53)) } ?? 0
    found.lastUsedAt = item["lastUsedAt"]?.moment
    found.createdAt = item["createdAt"]?.moment
    found.updatedAt = item["updatedAt"]?.moment
    let versions = item["versions"]?.array ?? []
    guard versions.count <= mostVersions else {
      throw refusal("It has \(versions.count) versions; at most \(mostVersions) can be taken.")
    }
    for version in versions {
      var wording: JSON.Object = ["text": version["text"] ?? .null]
      if let negative = version["negativePrompt"] { wording.append("negativePrompt", negative) }
      found.earlier.append(
        .init(wording: try Prompt.Draft(.object(wording)).wording, createdAt: version["createdAt"]?.moment))
    }
    // The last one is the one that it has; a file that somebody shortened need not say so.
    if let last = found.earlier.last, last.wording == found.draft.wording {
      found.writtenAt = last.createdAt
      found.earlier.removeLast()
    }
    return found
  }

  /// Writes a file piece by piece: its head, any number of parts, its tail.
  package struct Writer: Sendable {
    private let form: Form
    private var isFirst = true

    package init(_ form: Form) { self.form = form }

    package var head: [UInt8] {
      switch form {
      case .json: Array(#"{"format":"\#(ours)","version":1,"prompts":["#.utf8)
      case .csv: Array(CSV.line(["name", "prompt", "negative_prompt"]).utf8)
      case .fooocus: [UInt8(ascii: "[")]
      case .text: []
      }
    }

    package mutating func part(_ prompt: Prompt, _ versions: [Prompt.Version]) -> [UInt8] {
      switch form {
      case .csv:
        let (text, negative) = (closed(prompt.wording.text), closed(prompt.wording.negativePrompt))
        return Array(CSV.line([prompt.title, text, negative]).utf8)
      case .text: return Array(prompt.wording.text.onOneLine.utf8) + [0x0A]
      case .json, .fooocus:
        defer { isFirst = false }
        var json = JSONWriter()
        if form == .json { prompt.write(to: &json, with: versions) } else { prompt.writeAsStyle(to: &json) }
        return (isFirst ? [0x0A] : [UInt8(ascii: ","), 0x0A]) + json.bytes
      }
    }

    package var tail: [UInt8] {
      switch form {
      case .json: Array("\n]}\n".utf8)
      case .fooocus: Array("\n]\n".utf8)
      case .csv, .text: []
      }
    }
  }
}

extension Prompt {
  fileprivate func write(to json: inout JSONWriter, with versions: [Version]) {
    json.object { json in
      json.field("title", title)
      json.field("text", wording.text)
      json.field("negativePrompt", wording.negativePrompt)
      json.field("tags", tags)
      json.field("folder", folder)
      json.field("favorite", favorite)
      json.field("useCount", useCount)
      json.field("lastUsedAt", lastUsedAt)
      json.field("createdAt", createdAt)
      json.field("updatedAt", updatedAt)
      json.array("versions") { json in
        for version in versions {
          json.object { json in
            json.field("text", version.wording.text)
            json.field("negativePrompt", version.wording.negativePrompt)
            json.field("createdAt", version.createdAt)
          }
        }
      }
    }
  }

  fileprivate func writeAsStyle(to json: inout JSONWriter) {
    json.object { json in
      json.field("name", title)
      json.field("prompt", PromptFile.closed(wording.text))
      json.field("negative_prompt", PromptFile.closed(wording.negativePrompt))
    }
  }
}

extension JSON {
  fileprivate var moment: Timestamp? { string.flatMap { Timestamp($0) } }
}

extension String {
  fileprivate var onOneLine: String {
    split(whereSeparator: \.isNewline).map { String($0).trimmed }.filter { !$0.isEmpty }.joined(separator: " ")
  }
}
