/// A version of what a URL names, as `ETag` carries it.
package struct EntityTag: Sendable, Hashable {
  /// What stands between the quotes: visible ASCII without a quote.
  package let opaque: String
  package let isWeak: Bool

  package init(_ opaque: String, isWeak: Bool = false) {
    self.opaque = opaque
    self.isWeak = isWeak
  }

  /// As sent in a header.
  package var text: String { isWeak ? "W/\"\(opaque)\"" : "\"\(opaque)\"" }

  /// Reads a comma-separated list of tags; nil when any of it is malformed.
  static func list(_ text: String) -> [EntityTag]? {
    var tags: [EntityTag] = []
    var rest = Substring(text).trimmed
    while !rest.isEmpty {
      if rest.first == "," {
        rest = rest.dropFirst().trimmed
        continue
      }
      let isWeak = rest.hasPrefix("W/")
      if isWeak { rest = rest.dropFirst(2) }
      guard rest.first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") else { return nil }
      let opaque = rest[rest.index(after: rest.startIndex)..<end]
      guard opaque.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
      tags.append(EntityTag(String(opaque), isWeak: isWeak))
      rest = rest[rest.index(after: end)...].trimmed
      guard rest.isEmpty || rest.first == "," else { return nil }
    }
    return tags
  }
}

/// What a request asks under a condition: `If-Match`, `If-None-Match`, `If-Range` and `Range` (RFC 9110).
package struct Conditional: Sendable {
  package enum Extent: Sendable, Equatable {
    case whole
    case part(Range<Int>)
    /// Answer 416 with `Content-Range: bytes */<size>`.
    case unsatisfiable
  }

  private let headers: Headers
  package init(_ headers: Headers) { self.headers = headers }

  /// Whether a change is allowed: true without `If-Match`, else only when it names `tag` (nil: nothing is there).
  /// False means 412, and so does a header that cannot be read.
  package func permitsChange(of tag: EntityTag?) -> Bool {
    guard let wanted = joined("if-match") else { return true }
    guard let tag else { return false }
    if wanted == "*" { return true }
    return !tag.isWeak && EntityTag.list(wanted)?.contains(tag) == true
  }

  /// Whether the client has this version already: `If-None-Match` names it, strongly or weakly. True means 304.
  package func alreadyHas(_ tag: EntityTag) -> Bool {
    guard let known = joined("if-none-match") else { return false }
    if known == "*" { return true }
    return EntityTag.list(known)?.contains { $0.opaque == tag.opaque } == true
  }

  /// Whether `If-None-Match: *` forbids to make what is there already.
  package var wantsNothingThere: Bool { joined("if-none-match") == "*" }

  /// The part of `size` bytes that is wanted. Several ranges, other units and malformed ones mean the whole.
  package func extent(of size: Int, tag: EntityTag?) -> Extent {
    let ranges = headers.all("range")
    guard ranges.count == 1, let range = ranges.first, stillValid(tag) else { return .whole }
    let parts = Substring(range).trimmed.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].trimmed.lowercased() == "bytes" else { return .whole }
    let bounds = parts[1].trimmed.split(separator: "-", omittingEmptySubsequences: false).map(\.trimmed)
    guard bounds.count == 2 else { return .whole }

    if bounds[0].isEmpty {
      guard let last = Self.number(bounds[1]) else { return .whole }
      guard last > 0, size > 0 else { return .unsatisfiable }
      return .part(max(0, size - last)..<size)
    }
    guard let first = Self.number(bounds[0]) else { return .whole }
    guard bounds[1].isEmpty || (Self.number(bounds[1]).map { $0 >= first } ?? false) else { return .whole }
    guard first < size else { return .unsatisfiable }
    let last = Self.number(bounds[1]) ?? size - 1
    return .part(first..<min(last, size - 1) + 1)
  }

  /// `If-Range` holds only for the very same strong tag; we give no dates, so a date never matches.
  private func stillValid(_ tag: EntityTag?) -> Bool {
    guard let wanted = headers["if-range"] else { return true }
    guard let tag, !tag.isWeak, let tags = EntityTag.list(wanted) else { return false }
    return tags == [tag]
  }

  private func joined(_ name: String) -> String? {
    let values = headers.all(name)
    return values.isEmpty ? nil : String(Substring(values.joined(separator: ",")).trimmed)
  }

  /// Digits only; what passes an Int is as good as the greatest one.
  private static func number(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else {
      return nil
    }
    return Int(text) ?? .max
  }
}
