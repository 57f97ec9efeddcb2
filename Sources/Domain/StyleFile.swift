/// Styles as other programs keep them in files.
package enum StyleFile {
  package enum Form: String, Sendable, CaseIterable {
    /// `name,prompt,negative_prompt`, as A1111's web UI and InvokeAI keep theirs.
    case csv
    /// A list of `{name, prompt, negative_prompt}`, as Fooocus keeps its own. Ours has more members, which others pass over.
    case json
  }

  /// One entry of a file: a style, or why it is none.
  package struct Entry: Sendable {
    package let name: String
    package let look: Result<Style.Look, Failure>
  }

  /// A file of more bytes is not read.
  package static let mostBytes = 4 << 20
  /// A file of more entries is refused.
  package static let mostEntries = Style.most

  /// The entries of a file. Throws `invalid_request` for what is no file of styles at all.
  package static func read(
    _ bytes: [UInt8], as form: Form, atMost most: Int = mostEntries
  ) throws(Failure) -> [Entry] {
    // Some editors begin a text with a mark that nobody sees.
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    guard String(validating: bytes, as: UTF8.self) != nil else { throw refusal("The file is not UTF-8.") }
    switch form {
    case .csv: return try csv(bytes, atMost: most)
    case .json:
      let json: JSON
      do throws(JSON.ParseFailure) {
        json = try JSON(parsing: Array(bytes))
      } catch {
        throw Failure(.invalidJSON, error.sentence)
      }
      return try read(json, atMost: most)
    }
  }

  /// The same for a file that was read as JSON already.
  static func read(_ json: JSON, atMost most: Int) throws(Failure) -> [Entry] {
    guard let items = json.array else { throw refusal("The file must be a list of styles.") }
    guard items.count <= most else {
      throw refusal("The file has \(items.count) entries; at most \(most) can be taken.")
    }
    return items.map { item in
      guard case .object(let object) = item else {
        return Entry(name: "", look: .failure(refusal("Must be an object with a name and a prompt.")))
      }
      func text(_ name: String) -> String { object[name]?.string ?? "" }
      return entry(name: text("name"), prompt: text("prompt"), negative: text("negative_prompt"), object)
    }
  }

  private static func refusal(_ sentence: String) -> Failure {
    Failure(.invalidRequest, sentence, fields: [Failure.Field("", .format, sentence)])
  }

  private static func csv(_ bytes: ArraySlice<UInt8>, atMost most: Int) throws(Failure) -> [Entry] {
    // The first one is the head.
    let rows = CSV.rows(of: bytes, atMost: most + 1)
    guard rows.count <= most + 1 else { throw refusal("The file has more than \(most) entries.") }
    let heads = (rows.first ?? []).map { $0.trimmed.lowercased() }
    // Very old files say text.
    guard let name = heads.firstIndex(of: "name"),
      let prompt = heads.firstIndex(of: "prompt") ?? heads.firstIndex(of: "text")
    else { throw refusal("The first line must name the columns: name,prompt,negative_prompt.") }
    let negative = heads.firstIndex(of: "negative_prompt")
    return rows.dropFirst().map { row in
      func value(_ place: Int?) -> String { place.flatMap { row.indices.contains($0) ? row[$0] : nil } ?? "" }
      return entry(name: value(name), prompt: value(prompt), negative: value(negative), JSON.Object())
    }
  }

  private static func entry(name: String, prompt: String, negative: String, _ more: JSON.Object) -> Entry {
    // Files are full of such headings.
    guard !prompt.trimmed.isEmpty || !negative.trimmed.isEmpty else {
      return Entry(name: name, look: .failure(refusal("It says nothing: it has no prompt and no negative prompt.")))
    }
    var json = JSON.Object()
    json.append("name", .string(name.trimmed))
    json.append("positive", .string(prompt.trimmed.isEmpty ? Style.place : prompt.tidied))
    json.append("negativePrompt", .string(negative.tidied))
    for member in ["steps", "guidance", "sampler"] {
      if let value = more[member] { json.append(member, value) }
    }
    do throws(Failure) {
      return Entry(name: name, look: .success(try Style.Look(.object(json))))
    } catch {
      return Entry(name: name, look: .failure(error))
    }
  }

  /// Writes a file piece by piece: its head, any number of parts, its tail.
  package struct Writer: Sendable {
    private let form: Form
    private var isFirst = true

    package init(_ form: Form) { self.form = form }

    package var head: [UInt8] {
      switch form {
      case .csv: Array(CSV.line(["name", "prompt", "negative_prompt"]).utf8)
      case .json: [UInt8(ascii: "[")]
      }
    }

    package mutating func part(_ looks: [Style.Look]) -> [UInt8] {
      switch form {
      case .csv: return Array(looks.map { CSV.line([$0.name, $0.positive, $0.negativePrompt]) }.joined().utf8)
      case .json:
        var bytes: [UInt8] = []
        for look in looks {
          bytes += isFirst ? [0x0A] : [UInt8(ascii: ","), 0x0A]
          bytes += Self.json(of: look)
          isFirst = false
        }
        return bytes
      }
    }

    package var tail: [UInt8] { form == .csv ? [] : [0x0A, UInt8(ascii: "]"), 0x0A] }

    private static func json(of look: Style.Look) -> [UInt8] {
      var json = JSONWriter()
      json.object { json in
        json.field("name", look.name)
        json.field("prompt", look.positive)
        json.field("negative_prompt", look.negativePrompt)
        if let steps = look.steps { json.field("steps", steps) }
        if let guidance = look.guidance { json.field("guidance", guidance) }
        if let sampler = look.sampler { json.field("sampler", sampler) }
      }
      return json.bytes
    }
  }
}
