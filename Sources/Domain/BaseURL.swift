/// Where the server of a provider is, in the one spelling that is kept.
///
/// Everybody must read an address as we do, or a key could go where its owner never meant: whatever has a second
/// reading is refused with a sentence.
package struct BaseURL: Sendable, Equatable {
  /// Why an address is not taken, as a sentence.
  package struct Fault: Error, Sendable, Equatable {
    package let detail: String
  }

  /// Scheme and host in lower case, without a usual port and without slashes at its end. A `/v1` stays: adapters take
  /// it either way.
  package let text: String
  /// Scheme, host and port: the key belongs to it.
  package let origin: String

  package init(_ text: String) throws(Fault) {
    let letters = text.utf8
    guard letters.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else {
      throw Fault(detail: "Must be in plain ASCII, without blanks and backslashes.")
    }
    guard let mark = text.firstRange(of: "://"), ["http", "https"].contains(text[..<mark.lowerBound].lowercased())
    else { throw Fault(detail: "Must begin with http:// or https://.") }
    let scheme = text[..<mark.lowerBound].lowercased()
    let rest = text[mark.upperBound...]
    if rest.contains("?") || rest.contains("#") { throw Fault(detail: "Must end with the path: no ? and no #.") }
    let (authority, path) = rest.firstIndex(of: "/").map { (rest[..<$0], rest[$0...]) } ?? (rest, "")
    if authority.contains("@") { throw Fault(detail: "Must not hold a user or a password; give the key as apiKey.") }
    let (host, port) = try Self.split(authority)
    let place = try PlainHost(String(host)).text
    let number = try Self.number(port, of: scheme)
    origin = "\(scheme)://\(place):\(number)"
    let shown = number == Self.usualPort(scheme) ? "" : ":\(number)"
    self.text = "\(scheme)://\(place)\(shown)\(try Self.tidy(path))"
  }

  private static func split(_ authority: Substring) throws(Fault) -> (host: Substring, port: Substring?) {
    if authority.first == "[" {
      guard let end = authority.firstIndex(of: "]") else { throw Fault(detail: "The address has no ].") }
      let after = authority[authority.index(after: end)...]
      guard after.isEmpty || after.first == ":" else { throw Fault(detail: "Only a port may follow the ].") }
      return (authority[...end], after.isEmpty ? nil : after.dropFirst())
    }
    guard let colon = authority.firstIndex(of: ":") else { return (authority, nil) }
    return (authority[..<colon], authority[authority.index(after: colon)...])
  }

  private static func usualPort(_ scheme: String) -> Int { scheme == "https" ? 443 : 80 }

  private static func number(_ port: Substring?, of scheme: String) throws(Fault) -> Int {
    guard let port else { return usualPort(scheme) }
    guard port.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }), port.first != "0",
      let number = Int(port), (1...65_535).contains(number)
    else { throw Fault(detail: "The port must be a number from 1 to 65535.") }
    return number
  }

  private static func tidy(_ path: Substring) throws(Fault) -> String {
    var path = path
    while path.last == "/" { path.removeLast() }
    let steps = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    guard steps.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
      throw Fault(detail: "The path must not hold //, /./ or /../.")
    }
    guard path.utf8.allSatisfy({ !#""<>^`{|}%"#.utf8.contains($0) }) else {
      throw Fault(detail: "The path must hold letters, digits and plain marks only.")
    }
    return String(path)
  }
}
