import Domain
import HTTP
import Storage

/// Prompts on their way to other programs and back.
enum PromptFiles {
  static let form = Parameter(
    name: "format", kind: .word(PromptFile.Form.allCases.map(\.rawValue)),
    detail: """
      `json` is the usual one and loses nothing, `csv` is as A1111's web UI keeps styles, `fooocus` as Fooocus does, \
      `text` is one prompt to a line.
      """)
  static let forms = FileForms(json: .promptFile, others: [csv, plain])

  private static let csv = MediaType("text/csv")
  private static let plain = MediaType("text/plain")
  /// So many are read or written at once, so that others get their turn.
  private static let part = 100

  static func export(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    let workspace = try await call.read { try $0.workspaces.get(id) }
    let form = call.asked.text(form.name).flatMap(PromptFile.Form.init) ?? .json
    let (type, ending) =
      switch form {
      case .json, .fooocus: (MediaType.json.text, "json")
      case .csv: ("text/csv; charset=utf-8", "csv")
      case .text: (MediaType.text.text, "txt")
      }
    let headers: Headers = [
      "content-type": type,
      "content-disposition": Disposition.attachment("\(workspace.name) prompts.\(ending)"),
    ]
    let body = StreamBody { writer in
      var file = PromptFile.Writer(form)
      var position: Position?
      try await writer.write(file.head)
      repeat {
        let page = try await call.read { [position] reading -> Page<(prompt: Prompt, versions: [Prompt.Version])> in
          let page = try reading.prompts.list(in: id, after: position, limit: part)
          return page.map(
            to: try page.items.map { ($0, form == .json ? try reading.prompts.allVersions(of: $0.id) : []) })
        }
        for (prompt, versions) in page.items { try await writer.write(file.part(prompt, versions)) }
        position = page.next
      } while position != nil
      try await writer.write(file.tail)
    }
    return Response(.ok, headers: headers, body: .stream(body))
  }

  static func take(_ call: Call) async throws -> Response {
    let id = try await call.workspaceInUse()
    try Guards.checkType(of: call.request, forms.types)
    let bytes = try await call.request.body.collect(upTo: PromptFile.mostBytes)
    return try await call.once(bytes) { call in try await take(bytes, into: id, call) }
  }

  /// A part in each transaction. It may break off between two, and then the file is just taken in again.
  private static func take(_ bytes: [UInt8], into id: Identifier, _ call: Call) async throws -> Response {
    let type = MediaType(call.request.headers["content-type"] ?? "").essence
    // On a thread that may take its time.
    let (form, entries) = try await call.read { _ in try read(bytes, as: type) }
    var report: [Arrival] = []
    // Those of a file stand as a list shows them: the last one is the oldest.
    let order = Array(entries.enumerated().reversed())
    for start in stride(from: 0, to: order.count, by: part) {
      let part = order[start..<min(start + part, order.count)]
      report += try await call.site.store.write { writing in
        try part.map { place, entry in try take(entry, at: place, into: id, writing) }
      }
    }
    report.sort { $0.place < $1.place }
    var json = JSONWriter(capacity: 128 + 160 * report.count)
    json.object { json in
      json.field("source", form.rawValue)
      for outcome in Outcome.allCases {
        json.field(named: outcome.rawValue, report.count { $0.outcome == outcome })
      }
      json.field("items", report)
    }
    return Response(.ok, type: .json, json.bytes)
  }

  private static func read(
    _ bytes: [UInt8], as type: String
  ) throws(Failure) -> (form: PromptFile.Form, entries: [PromptFile.Entry]) {
    switch type {
    case csv.essence: (.csv, try PromptFile.read(csv: bytes))
    case plain.essence: (.text, try PromptFile.read(text: bytes))
    default: try PromptFile.read(json: bytes)
    }
  }

  private static func take(
    _ entry: PromptFile.Entry, at place: Int, into id: Identifier, _ writing: Writing
  ) throws -> Arrival {
    do {
      let (prompt, arrival) = try writing.prompts.take(entry.prompt.get(), in: id)
      return Arrival(
        place: place, title: prompt.title, outcome: arrival == .added ? .added : .unchanged, promptId: prompt.id,
        detail: nil)
    } catch let failure as Failure where failure.code == .invalidRequest || failure.code == .tooMany {
      let detail = failure.fields.first.map { "\($0.pointer.dropFirst()) \($0.detail)".trimmed } ?? failure.detail
      return Arrival(place: place, title: entry.title, outcome: .refused, promptId: nil, detail: detail)
    }
  }

  enum Outcome: String, CaseIterable {
    case added, unchanged, refused
  }

  /// What became of one entry.
  private struct Arrival: JSONWritable {
    let place: Int
    let title: String
    let outcome: Outcome
    let promptId: Identifier?
    let detail: String?

    func write(to json: inout JSONWriter) {
      json.object { json in
        json.field("title", title)
        json.field("outcome", outcome.rawValue)
        json.field("promptId", promptId)
        json.field("detail", detail)
      }
    }
  }
}
