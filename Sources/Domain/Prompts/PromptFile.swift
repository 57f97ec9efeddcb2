/// Prompts as files keep them: ours, which lose nothing, and those of other programs.
package enum PromptFile {
  package enum Form: String, Sendable, CaseIterable {
    /// Ours: everything, with all wordings.
    case json
    /// `name,prompt,negative_prompt`, as A1111's web UI keeps styles.
    case csv
    /// A list of `{name, prompt, negative_prompt}`, as Fooocus keeps styles.
    case fooocus
    /// One prompt to a line.
    case text
  }

  /// A prompt of a file, not yet one of ours.
  package struct Found: Sendable, Equatable {
    package struct Earlier: Sendable, Equatable {
      package let wording: Prompt.Wording
      package let createdAt: Timestamp?
    }

    package var draft: Prompt.Draft
    /// The wordings that it had before the one it has, the first of them first.
    package var earlier: [Earlier] = []
    package var useCount = 0
    package var lastUsedAt: Timestamp?
    package var createdAt: Timestamp?
    package var updatedAt: Timestamp?
    /// When its wording was written.
    package var writtenAt: Timestamp?

    package init(_ draft: Prompt.Draft) { self.draft = draft }
  }

  /// One entry of a file: a prompt, or why it is none.
  package struct Entry: Sendable {
    package let title: String
    package let prompt: Result<Found, Failure>
  }

  /// A file of more bytes is not read.
  package static let mostBytes = 32 << 20
  package static let mostEntries = Prompt.most
  /// Of one prompt.
  package static let mostVersions = 1_000

  /// The form and the entries of a file that was sent as JSON. Throws `invalid_json`, and `invalid_request` for what is
  /// no file of prompts at all.
  package static func read(json bytes: [UInt8]) throws(Failure) -> (form: Form, entries: [Entry]) {
    let json: JSON
    do throws(JSON.ParseFailure) {
      json = try JSON(parsing: bytes)
    } catch {
      throw Failure(.invalidJSON, error.sentence)
    }
    if json["format"]?.string == ours { return (.json, try own(json)) }
    if json.array != nil { return (.fooocus, try StyleFile.read(json, atMost: mostEntries).map(entry)) }
    throw refusal("This is no file of prompts that is known here: Pixazo's own and Fooocus's are read.")
  }

  /// The entries of a file that was sent as CSV. Throws `invalid_request` for what is none.
  package static func read(csv bytes: [UInt8]) throws(Failure) -> [Entry] {
    try StyleFile.read(bytes, as: .csv, atMost: mostEntries).map(entry)
  }

  /// The prompts of a text, one to a line. Throws `invalid_request` for what is no text.
  package static func read(text bytes: [UInt8]) throws(Failure) -> [Entry] {
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    guard let text = String(validating: bytes, as: UTF8.self) else { throw refusal("The file is not UTF-8.") }
    var entries: [Entry] = []
    var rest = text.tidied.utf8[...]
    while !rest.isEmpty {
      let line = String(Substring(rest.prefix { $0 != 0x0A }))
      rest = rest.dropFirst(line.utf8.count + 1)
      let prompt = line.trimmed
      if prompt.isEmpty { continue }
      guard entries.count < mostEntries else { throw refusal("The file has more than \(mostEntries) prompts.") }
      entries.append(entry(title: nil, .init(text: prompt)))
    }
    return entries
  }

  private static func entry(_ style: StyleFile.Entry) -> Entry {
    switch style.look {
    case .failure(let failure): Entry(title: style.name, prompt: .failure(failure))
    case .success(let look):
      entry(title: look.name, .init(text: opened(look.positive), negativePrompt: opened(look.negativePrompt)))
    }
  }

  private static func entry(title: String?, _ wording: Prompt.Wording) -> Entry {
    var json: JSON.Object = ["text": .string(wording.text), "negativePrompt": .string(wording.negativePrompt)]
    if let title { json.append("title", .string(title)) }
    do throws(Failure) {
      let draft = try Prompt.Draft(.object(json))
      return Entry(title: draft.title ?? Prompt.title(for: wording.text), prompt: .success(Found(draft)))
    } catch {
      return Entry(title: title ?? Prompt.title(for: wording.text), prompt: .failure(error))
    }
  }

  static func check(_ count: Int) throws(Failure) {
    guard count <= mostEntries else {
      throw refusal("The file has \(count) entries; at most \(mostEntries) can be taken.")
    }
  }

  static let ours = "pixazo-prompts"

  static func refusal(_ sentence: String) -> Failure {
    Failure(.invalidRequest, sentence, fields: [Failure.Field("", .format, sentence)])
  }

  /// In a style the subject goes where `{prompt}` stands; here that is a variable like any other.
  private static func opened(_ text: String) -> String { text.swapping(Style.place, for: "{\(Style.place)}") }

  /// The way back.
  static func closed(_ text: String) -> String { text.swapping("{\(Style.place)}", for: Style.place) }
}

extension String {
  /// With every `old` become `new`, byte by byte, in one walk; one that stands in braces already is left alone.
  fileprivate func swapping(_ old: String, for new: String) -> String {
    let (bytes, old, new) = (Array(utf8), Array(old.utf8), Array(new.utf8))
    let brace = UInt8(ascii: "{")
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var at = 0
    while at < bytes.count {
      let isInside = new.count > old.count && result.last == brace
      if !isInside, bytes[at...].starts(with: old) {
        result += new
        at += old.count
      } else {
        result.append(bytes[at])
        at += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
