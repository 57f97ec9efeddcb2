/// A coding of bodies, the one that packs best first.
enum ContentCoding: String, CaseIterable {
  case brotli = "br"
  case gzip

  /// How the name of a file so coded ends.
  var ending: String { self == .brotli ? ".br" : ".gz" }

  /// Whether `Accept-Encoding` names it (or `*`) and does not rule it out with `q=0`.
  func isAccepted(by headers: Headers) -> Bool {
    var byStar = false
    for entry in headers.all("accept-encoding").flatMap({ $0.split(separator: ",") }) {
      let parts = entry.split(separator: ";").map { $0.trimmed.lowercased() }
      guard let name = parts.first else { continue }
      let refused = parts.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) ?? 0 <= 0 }
      if name == rawValue { return !refused }
      if name == "*" { byStar = !refused }
    }
    return byStar
  }
}
