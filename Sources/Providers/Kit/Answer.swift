import Domain
import HTTP

/// What a provider answered, whole.
struct Answer: Sendable {
  let status: Status
  let headers: Headers
  let bytes: [UInt8]
  private let purpose: Remote.Call.Purpose
  private let name: String

  init(status: Status, headers: Headers, bytes: [UInt8], purpose: Remote.Call.Purpose, of name: String) {
    self.status = status
    self.headers = headers
    self.bytes = bytes
    self.purpose = purpose
    self.name = name
  }

  /// Type and subtype in lower case; empty when it does not say.
  var type: String { headers["content-type"].map { MediaType($0).essence } ?? "" }

  /// The body as JSON; throws `garbage` for anything else.
  func json() throws(ProviderFailure) -> JSON {
    do { return try JSON(parsing: bytes) } catch { throw garbage(bytes.isEmpty ? "nothing" : described) }
  }

  /// The failure of an answer that came and cannot be used: `what` is what it holds.
  func garbage(_ what: String) -> ProviderFailure {
    ProviderFailure(.garbage, "\(name) answered \(status.code) with \(what).", effect: purpose.effect)
  }

  var effect: ProviderFailure.Effect { purpose.effect }
  var isFollowUp: Bool { purpose == .followUp }

  private var described: String { isHTML ? "a web page instead of JSON" : "something that is not JSON" }

  var isHTML: Bool {
    type == "text/html" || bytes.first { !(0x09...0x20).contains($0) } == UInt8(ascii: "<")
  }
}

extension Remote.Call.Purpose {
  /// What an answer that says yes has done.
  var effect: ProviderFailure.Effect { self == .question ? .notTaken : .taken }
}
