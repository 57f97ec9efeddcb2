package import Domain
import HTTP

/// The one table from reasons to what HTTP says.
extension Failure.Code {
  var status: Status { Status(row.status) }
  var title: StaticString { row.title }

  private var row: (status: Int, title: StaticString) {
    switch self {
    case .badRequest: (400, "The request cannot be understood")
    case .invalidJSON: (400, "The body is not JSON")
    case .invalidQuery: (400, "The query cannot be taken")
    case .invalidIdempotencyKey: (400, "The Idempotency-Key cannot be taken")
    case .originNotAllowed: (403, "Requests from there are not allowed")
    case .notFound: (404, "Not found")
    case .methodNotAllowed: (405, "The method is not allowed here")
    case .tooSlow: (408, "The request came too slowly")
    case .idempotencyInFlight: (409, "The first request with this key is still running")
    case .inTrash: (409, "It lies in the trash")
    case .generationLive: (409, "The generation is not over")
    case .budgetExceeded: (409, "The budget is used up")
    case .generationEnded: (409, "The generation is over")
    case .alreadyExists: (409, "It exists already")
    case .inUse: (409, "It is in use")
    case .builtIn: (409, "It belongs to every studio")
    case .tooMany: (409, "There are too many")
    case .preconditionFailed: (412, "It has changed in the meantime")
    case .tooLarge: (413, "The body is too large")
    case .targetTooLong: (414, "The address is too long")
    case .unsupportedMediaType: (415, "The body's media type cannot be taken")
    case .rangeNotSatisfiable: (416, "There is no such part of it")
    case .expectationFailed: (417, "The expectation cannot be met")
    case .hostNotAllowed: (421, "This server does not answer for that host")
    case .invalidRequest: (422, "The request has wrong values")
    case .invalidImage: (422, "The picture cannot be taken")
    case .idempotencyMismatch: (422, "This key belongs to another request")
    case .upgradeRequired: (426, "This address speaks WebSocket")
    case .queueFull: (429, "Too much waits already")
    case .headersTooLarge: (431, "The header fields are too large")
    case .internal: (500, "Something went wrong here")
    case .busy: (503, "Busy")
    case .unavailable: (503, "Not available")
    case .storageFull: (507, "The disk is full")
    }
  }
}

/// A failure as an answer: `application/problem+json` (RFC 9457).
struct Problem {
  let failure: Failure
  /// The path of the request.
  let instance: String
  let requestId: Identifier

  var response: Response {
    var response = Response(failure.code.status, type: .problem, json)
    if let seconds = failure.retryAfter { response.headers.add("retry-after", String(seconds)) }
    return response
  }

  var json: [UInt8] {
    var json = JSONWriter(capacity: 512)
    json.object { json in
      json.field("type", "/api/docs#\(failure.code.rawValue)")
      json.field("title", failure.code.title.description)
      json.field("status", failure.code.status.code)
      json.field("code", failure.code.rawValue)
      json.field("detail", failure.detail)
      json.field("instance", instance)
      json.field("errors", failure.fields)
      json.field("requestId", requestId)
    }
    return json.bytes
  }
}

extension Failure.Field: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("pointer", pointer)
      json.field("code", code.rawValue)
      json.field("detail", detail)
    }
  }
}

extension Failure {
  /// What went wrong with a body, in our words.
  init(_ failure: BodyFailure) {
    switch failure {
    case .tooLarge(let limit): self.init(.tooLarge, "The body may have at most \(limit) bytes.")
    case .tooSlow: self.init(.tooSlow, "The body came too slowly.")
    case .incomplete: self.init(.badRequest, "The body ended before it was whole.")
    }
  }

  /// What went wrong with a form.
  init(_ failure: MultipartFailure) {
    switch failure {
    case .notMultipart: self.init(.unsupportedMediaType, "The body must be multipart/form-data.")
    case .badBoundary: self.init(.badRequest, "The form's boundary is missing or malformed.")
    case .malformed(let sentence): self.init(.badRequest, sentence)
    case .tooManyParts(let limit): self.init(.tooLarge, "A form may have at most \(limit) parts.")
    case .headTooLarge(let limit): self.init(.tooLarge, "The head of a part may have at most \(limit) bytes.")
    case .tooLarge(let limit): self.init(.tooLarge, "The form may have at most \(limit) bytes.")
    case .incomplete: self.init(.badRequest, "The form ended before its last boundary.")
    }
  }

  /// What the server says to a client whose request never reached us.
  init(_ refusal: HTTP.Refusal) {
    let code = Code.allCases.first { $0.status == refusal.status && $0.belongsToTheServer } ?? .badRequest
    self.init(code, refusal.detail)
  }
}

extension Failure.Code {
  /// Whether the server itself may refuse with it, before any route is known.
  fileprivate var belongsToTheServer: Bool {
    switch self {
    case .badRequest, .tooSlow, .tooLarge, .targetTooLong, .expectationFailed, .upgradeRequired, .headersTooLarge,
      .unavailable:
      true
    default: false
    }
  }
}
