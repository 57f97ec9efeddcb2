import Domain
import HTTP
import Storage

/// Styles on their way to other programs and back.
enum StyleFiles {
  static let form = Parameter(
    name: "format", kind: .word(StyleFile.Form.allCases.map(\.rawValue)),
    detail: "`csv` as A1111's web UI has it, or `json` as Fooocus has it, with all we know; that is the usual one.")
  static let replace = Parameter(
    name: "replace", kind: .flag, detail: "Puts those of the file in the place of others of the same names.")
  static let forms = FileForms(json: .styleFile, others: [csv])

  private static let csv = MediaType("text/csv")
  /// So many are read or written at once, so that others get their turn.
  private static let part = 200

  static func export(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    let workspace = try await call.read { try $0.workspaces.get(id) }
    let form = call.asked.text(form.name).flatMap(StyleFile.Form.init) ?? .json
    let headers: Headers = [
      "content-type": form == .csv ? "text/csv; charset=utf-8" : MediaType.json.text,
      "content-disposition": Disposition.attachment("\(workspace.name) styles.\(form.rawValue)"),
    ]
    let body = StreamBody { writer in
      var file = StyleFile.Writer(form)
      var position: Position?
      try await writer.write(file.head)
      repeat {
        let page = try await call.read { [position] in try $0.styles.list(in: id, after: position, limit: part) }
        try await writer.write(file.part(page.items.map(\.look)))
        position = page.next
      } while position != nil
      try await writer.write(file.tail)
    }
    return Response(.ok, headers: headers, body: .stream(body))
  }

  static func take(_ call: Call) async throws -> Response {
    let id = try await call.workspaceInUse()
    try Guards.checkType(of: call.request, forms.types)
    let bytes = try await call.request.body.collect(upTo: StyleFile.mostBytes)
    return try await call.once(bytes) { call in try await take(bytes, into: id, call) }
  }

  /// A part in each transaction. It may break off between two, and then the file is just taken in again.
  private static func take(_ bytes: [UInt8], into id: Identifier, _ call: Call) async throws -> Response {
    let isCSV = MediaType(call.request.headers["content-type"] ?? "").essence == csv.essence
    // On a thread that may take its time.
    let entries = try await call.read { _ in try StyleFile.read(bytes, as: isCSV ? .csv : .json) }
    let replacing = call.asked.flag(replace.name) ?? false
    var report: [Arrival] = []
    for start in stride(from: 0, to: entries.count, by: part) {
      let part = entries[start..<min(start + part, entries.count)]
      report += try await call.site.store.write { writing in
        try part.map { try take($0, into: id, replacing: replacing, writing) }
      }
    }
    var json = JSONWriter(capacity: 64 + 160 * report.count)
    json.object { json in
      for outcome in Outcome.allCases {
        json.field(named: outcome.rawValue, report.count { $0.outcome == outcome })
      }
      json.field("items", report)
    }
    return Response(.ok, type: .json, json.bytes)
  }

  private static func take(
    _ entry: StyleFile.Entry, into id: Identifier, replacing: Bool, _ writing: Writing
  ) throws -> Arrival {
    do {
      let (style, arrival) = try writing.styles.take(entry.look.get(), in: id, replacing: replacing)
      let detail = arrival == .kept ? "Another style has this name and stays; ?replace=true would replace it." : nil
      return Arrival(name: entry.name, outcome: Outcome(arrival), styleId: style.id, detail: detail)
    } catch let failure as Failure where failure.code == .invalidRequest {
      let detail = failure.fields.first.map { "\($0.pointer.dropFirst()) \($0.detail)".trimmed } ?? failure.detail
      return Arrival(name: entry.name, outcome: .refused, styleId: nil, detail: detail)
    }
  }

  enum Outcome: String, CaseIterable {
    case added, replaced, unchanged, kept, refused

    init(_ arrival: Storage.Styles<Writing>.Arrival) {
      self =
        switch arrival {
        case .added: .added
        case .replaced: .replaced
        case .unchanged: .unchanged
        case .kept: .kept
        }
    }
  }

  /// What became of one entry.
  private struct Arrival: JSONWritable {
    let name: String
    let outcome: Outcome
    let styleId: Identifier?
    let detail: String?

    func write(to json: inout JSONWriter) {
      json.object { json in
        json.field("name", name)
        json.field("outcome", outcome.rawValue)
        json.field("styleId", styleId)
        json.field("detail", detail)
      }
    }
  }
}
