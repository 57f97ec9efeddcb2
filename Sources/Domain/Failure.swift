/// Why something was not done: a code for machines and a sentence for people.
package struct Failure: Error, Sendable, Equatable {
  /// Every reason that leaves Pixazo. A code is a promise: it may be added, never renamed.
  package enum Code: String, Sendable, CaseIterable {
    // The request cannot be understood.
    case badRequest = "bad_request"
    case invalidJSON = "invalid_json"
    case invalidQuery = "invalid_query"
    case invalidIdempotencyKey = "invalid_idempotency_key"
    case unsupportedMediaType = "unsupported_media_type"
    case tooLarge = "too_large"
    case tooSlow = "too_slow"
    case targetTooLong = "target_too_long"
    case headersTooLarge = "headers_too_large"
    case rangeNotSatisfiable = "range_not_satisfiable"
    case expectationFailed = "expectation_failed"
    case methodNotAllowed = "method_not_allowed"
    case upgradeRequired = "upgrade_required"
    // It is understood and may not be done.
    case invalidRequest = "invalid_request"
    case invalidImage = "invalid_image"
    case hostNotAllowed = "host_not_allowed"
    case originNotAllowed = "origin_not_allowed"
    case notFound = "not_found"
    case inTrash = "in_trash"
    case preconditionFailed = "precondition_failed"
    case idempotencyMismatch = "idempotency_mismatch"
    case idempotencyInFlight = "idempotency_in_flight"
    case generationLive = "generation_live"
    case generationEnded = "generation_ended"
    case queueFull = "queue_full"
    case budgetExceeded = "budget_exceeded"
    case alreadyExists = "already_exists"
    case inUse = "in_use"
    case builtIn = "built_in"
    case tooMany = "too_many"
    // It could be done, but not here and now.
    case busy
    case unavailable
    case storageFull = "storage_full"
    case `internal`
  }

  /// What is wrong with one field of a request.
  package struct Field: Sendable, Equatable {
    package enum Code: String, Sendable, CaseIterable {
      case required, type, format, blank
      case tooShort = "too_short"
      case tooLong = "too_long"
      case tooSmall = "too_small"
      case tooLarge = "too_large"
      case unknownField = "unknown_field"
      case readOnly = "read_only"
      case notFound = "not_found"
      /// Another has this name.
      case taken
      /// The field exists, but not for this model.
      case unsupported
      case notAnOption = "not_an_option"
      /// Between two values that may be taken.
      case offGrid = "off_grid"
    }

    /// A JSON pointer (RFC 6901) into the body; for a query parameter, its name after a slash.
    package let pointer: String
    package let code: Code
    package let detail: String

    package init(_ pointer: String, _ code: Code, _ detail: String) {
      self.pointer = pointer
      self.code = code
      self.detail = detail
    }

    /// The pointer to a member of what `parent` points to; a name that is far too long is cut.
    package static func pointer(_ parent: String, _ name: String) -> String {
      var pointer = parent + "/"
      for letter in name.unicodeScalars.prefix(200) {
        switch letter {
        case "~": pointer += "~0"
        case "/": pointer += "~1"
        default: pointer.unicodeScalars.append(letter)
        }
      }
      return pointer
    }
  }

  package let code: Code
  /// A sentence that a person can act on. It is shown as it stands: never a secret, a path or SQL.
  package let detail: String
  package let fields: [Field]
  /// Seconds after which trying again makes sense.
  package let retryAfter: Int?

  package init(_ code: Code, _ detail: String, fields: [Field] = [], retryAfter: Int? = nil) {
    self.code = code
    self.detail = detail
    self.fields = fields
    self.retryAfter = retryAfter
  }

  /// A request whose fields cannot be taken.
  package init(refusing fields: [Field]) {
    let names = fields.prefix(3).map { $0.pointer.isEmpty ? "the body" : $0.pointer }.joined(separator: ", ")
    let detail = "This cannot be taken because of \(names)\(fields.count > 3 ? " and more" : "")."
    self.init(.invalidRequest, detail, fields: fields)
  }

  /// The same answer for what never was, what is gone and what belongs to somebody else.
  package static func notFound(_ thing: String) -> Failure { Failure(.notFound, "There is no such \(thing).") }
}

extension Failure: CustomStringConvertible {
  package var description: String { "\(code.rawValue): \(detail)" }
}
