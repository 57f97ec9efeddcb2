import Domain
import HTTP

/// A value of the API that has a version: its ETag guards changes and saves readings.
protocol Versioned: JSONWritable {
  var version: Int { get }
}

extension Versioned {
  /// The value as an answer, under the tag of its version.
  func answer(_ status: Status = .ok) -> Response { .json(self, status).adding("etag", tag.text) }

  fileprivate var tag: EntityTag { EntityTag("v\(version)") }
}

extension Call {
  /// The value, or 304 when the client has this version.
  func answer(_ value: some Versioned) -> Response {
    guard Conditional(request.headers).alreadyHas(value.tag) else { return value.answer() }
    return Response(Status(304), headers: ["etag": value.tag.text])
  }

  /// Throws `precondition_failed` unless `If-Match`, where it is sent, names this version.
  func checkMatch(_ value: some Versioned) throws(Failure) {
    guard Conditional(request.headers).permitsChange(of: value.tag) else {
      throw Failure(.preconditionFailed, "It has changed: its version is \(value.tag.text) now. Read it again first.")
    }
  }
}

extension Workspace: Versioned {}
extension Picture: Versioned {}
