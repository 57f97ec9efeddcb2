/// How a base URL and a path become one address.
enum Address {
  /// People give base URLs with and without what all paths start with; each is written once.
  static func join(_ base: String, _ path: String) -> String {
    let base = trimmed(base)
    let parts = base.split(separator: "/", omittingEmptySubsequences: true).dropFirst(2).map(String.init)
    var steps = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if steps.first.map(isVersion) == true, parts.contains(where: isVersion) {
      steps.removeFirst()
    } else if let shared = (1...max(1, parts.count)).reversed().first(where: {
      parts.suffix($0) == steps.prefix($0)[...]
    }) {
      steps.removeFirst(shared)
    }
    return base + "/" + steps.joined(separator: "/")
  }

  /// Without slashes and a `/v1` at its end.
  static func trimmed(_ base: String) -> String {
    var rest = Substring(base)
    while rest.last == "/" { rest.removeLast() }
    if rest.hasSuffix("/v1") { rest.removeLast(3) }
    while rest.last == "/" { rest.removeLast() }
    return String(rest)
  }

  /// `v1`, `v2`, `v1beta`.
  private static func isVersion(_ step: String) -> Bool {
    let letters = step.utf8
    return letters.count <= 12 && letters.first == UInt8(ascii: "v")
      && letters.dropFirst().first.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } == true
  }
}
