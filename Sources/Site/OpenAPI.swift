import Domain
import HTTP

/// The description of the API, made from the route table: OpenAPI 3.1.
struct OpenAPI {
  let routes: [Route]
  let version: String

  static func respond(_ call: Call) async throws -> Response {
    let description = OpenAPI(routes: Routes.all, version: call.site.options.version)
    return Response(.ok, type: .json, description.json)
  }

  var json: [UInt8] {
    var json = JSONWriter(capacity: 64 << 10)
    json.object { json in
      json.field("openapi", "3.1.0")
      json.object("info") { json in
        json.field("title", "Pixazo")
        json.field("version", version)
        json.field("description", Self.introduction)
      }
      json.array("servers") { $0.object { $0.field("url", "/") } }
      json.array("tags") { json in
        for tag in Route.Tag.allCases { json.object { $0.field("name", tag.rawValue) } }
      }
      json.field("paths", writePaths)
      json.field("components", writeComponents)
    }
    return json.bytes
  }

  private static let introduction = """
    A studio for images, prompts and chats. Errors are problem details (RFC 9457): act on `code`. \
    Times are UTC with milliseconds, money is in millionths of a US dollar, ids are UUIDs of version 7.
    """

  private func writePaths(to json: inout JSONWriter) {
    var patterns: [String] = []
    for route in routes where !patterns.contains(route.pattern) { patterns.append(route.pattern) }
    json.object { json in
      for pattern in patterns {
        json.field(named: pattern, Path(routes: routes.filter { $0.pattern == pattern }))
      }
    }
  }

  private func writeComponents(to json: inout JSONWriter) {
    json.object { json in
      json.object("schemas") { json in
        for name in Schema.Name.allCases { json.field(named: name.rawValue, name.schema) }
      }
      json.object("responses") { json in
        for code in Failure.Code.allCases { json.field(named: code.rawValue, Refusal(codes: [code])) }
      }
    }
  }

  private struct Path: JSONWritable {
    let routes: [Route]

    func write(to json: inout JSONWriter) {
      json.object { json in
        for route in routes { json.field(named: route.method.rawValue.lowercased(), Operation(route: route)) }
      }
    }
  }

  /// An answer with a problem; several reasons may share a status.
  fileprivate struct Refusal: JSONWritable {
    let codes: [Failure.Code]

    func write(to json: inout JSONWriter) {
      json.object { json in
        let reasons = codes.map { "\($0.title) (`\($0.rawValue)`)" }
        json.field("description", reasons.joined(separator: ", or: ") + ".")
        json.object("content") { json in
          json.field(named: MediaType.problem.text, MediaSchema(schema: .ref(.problem), example: example))
        }
      }
    }

    private var example: JSON? {
      guard let code = codes.first else { return nil }
      return [
        "type": .string("/api/docs#\(code.rawValue)"), "title": .string(code.title.description),
        "status": .int(Int64(code.status.code)), "code": .string(code.rawValue),
        "detail": .string("\(code.title)."), "instance": "/api/v1/workspaces", "errors": [],
        "requestId": "01942f7e-8c00-7000-8000-000000000000",
      ]
    }
  }
}

struct MediaSchema: JSONWritable {
  let schema: Schema
  var example: JSON?

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("schema", schema)
      if let example { json.field("example", example) }
    }
  }
}

/// One route as an OpenAPI operation.
private struct Operation: JSONWritable {
  let route: Route

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("operationId", route.name)
      json.field("summary", route.summary)
      json.field("tags", [route.tag.rawValue])
      json.field("x-scope", route.scope.rawValue)
      json.field("parameters") { $0.array(writeParameters) }
      writeBody(to: &json)
      json.field("responses") { $0.object(writeAnswers) }
    }
  }

  private func writeParameters(to json: inout JSONWriter) {
    for name in route.parameterNames {
      let (schema, detail): (Schema, String) =
        switch name {
        case "n": (.integer(1...Int.max), "Its number.")
        case "id": (route.idSchema, "The id.")
        default: (.text(.tag), "The name.")
        }
      parameter(name, in: "path", isRequired: true, schema, detail, to: &json)
    }
    for query in route.query {
      parameter(query.name, in: "query", query.schema, query.detail, to: &json)
    }
    if route.method == .post {
      parameter(
        "Idempotency-Key", in: "header", .matching("^[!-~]{1,\(Idempotency.longestKey)}$"),
        "Makes sending this again harmless: the first answer is given again for at least 24 hours.", to: &json)
    }
    if route.isVersioned {
      let (name, detail) =
        route.method == .get
        ? ("If-None-Match", "ETags that are known: answers 304 when one still holds.")
        : ("If-Match", "Changes nothing unless its ETag is listed here.")
      parameter(name, in: "header", .string, detail, to: &json)
    }
    if case .picture = route.content {
      parameter("Range", in: "header", .matching("^bytes=[0-9]*-[0-9]*$"), "Only this part.", to: &json)
    }
    if case .other(.eventStream, _) = route.content, route.tag == .events {
      parameter("Last-Event-ID", in: "header", .matching("^[0-9]+$"), "Goes on after the event of this id.", to: &json)
    }
  }

  private func parameter(
    _ name: String, in place: String, isRequired: Bool = false, _ schema: Schema, _ detail: String,
    to json: inout JSONWriter
  ) {
    json.object { json in
      json.field("name", name)
      json.field("in", place)
      json.field("required", isRequired)
      json.field("description", detail)
      json.field("schema", schema)
    }
  }

  private func writeBody(to json: inout JSONWriter) {
    if case .none = route.body { return }
    json.object("requestBody") { json in
      json.field("required", route.needsBody)
      json.object("content") { json in
        for type in route.mediaTypes { json.field(named: type.text, content(of: type)) }
      }
    }
  }

  private func content(of type: MediaType) -> MediaSchema {
    switch route.body {
    case .json(let name), .jsonIfAny(let name), .mergePatch(let name):
      MediaSchema(schema: .ref(name), example: name.example)
    case .none, .picture, .pictures: MediaSchema(schema: type == .form ? .ref(.imageForm) : .binary)
    case .file(let forms):
      MediaSchema(schema: forms.schema(of: type), example: type == .json ? forms.json.example : nil)
    }
  }

  private func writeAnswers(to json: inout JSONWriter) {
    var answers = [Answer(route: route, status: route.status)]
    if let (status, detail) = route.otherwise {
      answers.append(Answer(route: route, status: status, detail: detail))
    }
    if route.mayStream { json.field(named: "200", Streamed()) }
    for answer in answers { json.field(named: String(answer.status.code), answer) }
    if route.isVersioned, route.method == .get { json.field(named: "304", Unchanged()) }
    var codes: [Int] = []
    for code in route.problems where !codes.contains(code.status.code) { codes.append(code.status.code) }
    for status in codes.sorted() {
      json.field(
        named: String(status), OpenAPI.Refusal(codes: route.problems.filter { $0.status.code == status }))
    }
  }

  private struct Streamed: JSONWritable {
    func write(to json: inout JSONWriter) {
      json.object { json in
        json.field("description", "The same as it comes, to a client that accepts text/event-stream.")
        json.object("content") { $0.field(named: MediaType.eventStream.essence, MediaSchema(schema: .string)) }
      }
    }
  }

  private struct Unchanged: JSONWritable {
    func write(to json: inout JSONWriter) {
      json.object { $0.field("description", "It is still what the client has.") }
    }
  }

  private struct Answer: JSONWritable {
    let route: Route
    let status: Status
    var detail: String?

    func write(to json: inout JSONWriter) {
      json.object { json in
        json.field("description", detail ?? status.reason)
        writeHeaders(to: &json)
        switch route.content {
        case .none, .webSocket: break
        case .json(let name): content([.json], .ref(name), to: &json)
        case .other(let type, _): content([type], .string, to: &json)
        case .picture: content(Route.pictureTypes, .binary, to: &json)
        case .file(let forms): content(forms.types, to: &json, schema: forms.schema)
        }
      }
    }

    private func content(_ types: [MediaType], _ schema: Schema, to json: inout JSONWriter) {
      content(types, to: &json) { _ in schema }
    }

    private func content(_ types: [MediaType], to json: inout JSONWriter, schema: (MediaType) -> Schema) {
      json.object("content") { json in
        for type in types { json.field(named: type.essence, MediaSchema(schema: schema(type))) }
      }
    }

    private func writeHeaders(to json: inout JSONWriter) {
      json.object("headers") { json in
        header("X-Request-Id", "Names this request in the log.", to: &json)
        if route.isVersioned, status != .noContent { header("ETag", tag, to: &json) }
        if status == .created || status == .accepted { header("Location", "Where it is.", to: &json) }
      }
    }

    private var tag: String {
      if case .picture = route.content { "Names these very bytes." } else { "The version, as `\"v3\"`." }
    }

    private func header(_ name: StaticString, _ detail: String, to json: inout JSONWriter) {
      json.field(name) { json in
        json.object { json in
          json.field("description", detail)
          json.field("schema", Schema.string)
        }
      }
    }
  }
}

extension Parameter {
  var schema: Schema { most > 1 ? .list(one) : one }

  private var one: Schema {
    switch kind {
    case .flag: .flag
    case .mark: .words(Parameter.marks)
    case .moment: .matching(#"^\d{4}-\d\d-\d\d([Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d))?$"#)
    case .number(let range): .integer(Int(clamping: range.lowerBound)...Int(clamping: range.upperBound))
    case .text(let rule): .text(rule)
    case .choice(let numbers, _): .words(numbers.map(String.init))
    case .count(let range, _): .integer(range)
    case .word(let words): .words(words)
    case .identifier: .identifier
    case .words: .text(TextRule(0...500))
    case .cursor: .matching("^[A-Za-z0-9_-]+$")
    }
  }
}
