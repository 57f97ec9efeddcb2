import Glibc
import Synchronization

/// The files of one folder, answered to GET and HEAD.
///
/// A path is taken apart before it meets the file system: no empty, dotted or hidden segment, no backslash and no
/// NUL passes, and no symbolic link below the folder is followed, so that nothing outside it can be named.
package final class StaticFiles: Sendable {
  package enum Cache: Sendable {
    /// Asked for again each time, answered 304 while unchanged.
    case revalidate
    /// Never asked for again: the name changes with the content.
    case immutable
  }

  private let folder: Int32
  private let cache: Cache
  /// Files that never change are opened once.
  private let opened = Mutex<[String: OpenFile]>([:])

  /// Opens the folder, which is held open; nil when it cannot be read.
  package init?(root: String, cache: Cache = .revalidate) {
    let folder = Glibc.open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return nil }
    self.folder = folder
    self.cache = cache
  }

  deinit { close(folder) }

  /// The answer for `path` (percent-coded, with its leading slash; the request's own unless given);
  /// nil when no such file is there.
  package func respond(to request: Request, path: String? = nil) -> Response? {
    guard let segments = Self.segments(path ?? request.path), let name = segments.last, let file = find(segments)
    else { return nil }
    guard request.method == .get || request.method == .head else {
      return Response(Status(405), headers: ["allow": "GET, HEAD"])
    }
    let type = MediaType.ofFile(name)
    let packed = type.isWorthPacking ? findPacked(segments, newerThan: file, for: request.headers) : nil
    return answer(packed?.file ?? file, coding: packed?.coding, type: type, to: request)
  }

  private func answer(_ file: OpenFile, coding: ContentCoding?, type: MediaType, to request: Request) -> Response {
    var headers: Headers = [
      "cache-control": cache == .immutable ? "public, max-age=31536000, immutable" : "no-cache"
    ]
    if type.isWorthPacking { headers.add("vary", "accept-encoding") }
    var response = Response.file(file, tag: Self.tag(file, coding), type: type, headers: headers, to: request)
    if let coding, response.headers.contains("content-type") {
      response.headers.add("content-encoding", coding.rawValue)
    }
    return response
  }

  /// The segments of a path that may be opened one below the other; nil for any other path.
  static func segments(_ path: String) -> [String]? {
    guard path.utf8.first == UInt8(ascii: "/"), let plain = PercentCoding.decode(path) else { return nil }
    // A coded slash would make two segments of one.
    guard plain.utf8.count(where: { $0 == UInt8(ascii: "/") }) == path.utf8.count(where: { $0 == UInt8(ascii: "/") })
    else { return nil }
    let segments = plain.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let safe = segments.allSatisfy { segment in
      !segment.isEmpty && !segment.hasPrefix(".") && segment.utf8.allSatisfy { $0 != 0 && $0 != UInt8(ascii: "\\") }
    }
    return safe ? segments : nil
  }

  private func find(_ segments: [String]) -> OpenFile? {
    guard cache == .immutable else { return open(segments) }
    let path = segments.joined(separator: "/")
    if let file = opened.withLock({ $0[path] }) { return file }
    guard let file = open(segments) else { return nil }
    opened.withLock { if $0.count < Self.mostOpened { $0[path] = file } }
    return file
  }

  private static let mostOpened = 128

  private func open(_ segments: [String]) -> OpenFile? {
    guard let name = segments.last else { return nil }
    var here = folder
    defer { if here != folder { close(here) } }
    for segment in segments.dropLast() {
      let next = openat(here, segment, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard next >= 0 else { return nil }
      if here != folder { close(here) }
      here = next
    }
    let descriptor = openat(here, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    return descriptor >= 0 ? OpenFile(taking: descriptor) : nil
  }

  /// A sibling made in advance, such as `site.css.br`. One that is older than its file is stale and not used.
  private func findPacked(
    _ segments: [String], newerThan file: OpenFile, for headers: Headers
  ) -> (file: OpenFile, coding: ContentCoding)? {
    for coding in ContentCoding.allCases where coding.isAccepted(by: headers) {
      var sibling = segments
      sibling[sibling.count - 1] += coding.ending
      if let packed = find(sibling), packed.modified >= file.modified { return (packed, coding) }
    }
    return nil
  }

  /// Strong: another time or size is another version, and each coding is one of its own.
  private static func tag(_ file: OpenFile, _ coding: ContentCoding?) -> EntityTag {
    let version = String(file.modified, radix: 36) + "-" + String(file.size, radix: 36)
    return EntityTag(coding.map { version + "-" + $0.rawValue } ?? version)
  }
}

extension MediaType {
  fileprivate var isWorthPacking: Bool {
    essence.hasPrefix("text/") || essence.hasSuffix("json") || essence.hasSuffix("+xml")
  }
}
