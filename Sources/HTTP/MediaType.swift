/// A media type such as `application/json; charset=utf-8`.
package struct MediaType: Sendable, Hashable {
  package let text: String
  package init(_ text: String) { self.text = text }

  /// Type and subtype in lower case, without parameters.
  package var essence: String { text.prefix { $0 != ";" }.trimmed.lowercased() }

  /// The value of a parameter such as `boundary`, unquoted.
  package func parameter(_ name: String) -> String? {
    for part in text.split(separator: ";").dropFirst() {
      guard let equals = part.firstIndex(of: "=") else { continue }
      guard part[..<equals].trimmed.lowercased() == name else { continue }
      let value = part[part.index(after: equals)...].trimmed
      let quoted = value.count >= 2 && value.first == "\"" && value.last == "\""
      return String(quoted ? value.dropFirst().dropLast() : value)
    }
    return nil
  }

  package static let json = MediaType("application/json"), problem = MediaType("application/problem+json"),
    mergePatch = MediaType("application/merge-patch+json"), eventStream = MediaType("text/event-stream"),
    html = MediaType("text/html; charset=utf-8"), text = MediaType("text/plain; charset=utf-8"),
    bytes = MediaType("application/octet-stream"), form = MediaType("multipart/form-data")

  /// By a file name's ending; unknown endings are plain bytes.
  package static func ofFile(_ name: String) -> MediaType {
    let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
    return byEnding[ending] ?? .bytes
  }

  private static let byEnding: [String: MediaType] = [
    "html": .html, "css": MediaType("text/css; charset=utf-8"), "js": MediaType("text/javascript; charset=utf-8"),
    "mjs": MediaType("text/javascript; charset=utf-8"), "json": .json, "svg": MediaType("image/svg+xml"),
    "png": MediaType("image/png"), "jpg": MediaType("image/jpeg"), "jpeg": MediaType("image/jpeg"),
    "webp": MediaType("image/webp"), "ico": MediaType("image/x-icon"), "woff2": MediaType("font/woff2"), "txt": .text,
    "md": MediaType("text/markdown; charset=utf-8"), "webmanifest": MediaType("application/manifest+json"),
  ]
}
