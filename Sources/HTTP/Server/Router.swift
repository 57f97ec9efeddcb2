/// Which endpoint a method and a path name. Patterns are literal segments and `{name}` segments, as in
/// `/workspaces/{id}/restore`; a literal wins over a parameter.
package struct Router<Endpoint: Sendable>: Sendable {
  package enum Match: Sendable {
    case found(Endpoint, Parameters)
    /// The path is known, the method is not; `HEAD` is listed wherever `GET` is.
    case methodNotAllowed([Method])
    case notFound
  }

  package struct Parameters: Sendable {
    fileprivate(set) var names: [String] = []
    fileprivate(set) var values: [String] = []

    /// The decoded value of a segment; nil when the pattern has none of that name.
    package subscript(name: String) -> String? {
      names.firstIndex(of: name).flatMap { $0 < values.count ? values[$0] : nil }
    }
  }

  private struct Route: Sendable {
    let method: Method
    let endpoint: Endpoint
    let names: [String]
  }

  /// One segment of the tree. Nodes name each other by index, so that the whole tree is one array.
  private struct Node: Sendable {
    var literals: [(text: [UInt8], node: Int)] = []
    var parameter: Int?
    var routes: [Route] = []
  }

  private var nodes = [Node()]

  package init() {}

  /// Adds a route. A pattern that is malformed, or taken for that method, is a mistake in the program and stops it.
  package mutating func add(_ method: Method, _ pattern: String, _ endpoint: Endpoint) {
    precondition(pattern.hasPrefix("/"), "A pattern starts with a slash: \(pattern)")
    var names: [String] = []
    var node = 0
    for segment in pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      if segment.hasPrefix("{"), segment.hasSuffix("}") {
        let name = String(segment.dropFirst().dropLast())
        precondition(!name.isEmpty && !names.contains(name), "A parameter needs a name of its own: \(pattern)")
        names.append(name)
        node = child(of: node)
      } else {
        node = child(of: node, named: Array(segment.utf8))
      }
    }
    precondition(!nodes[node].routes.contains { $0.method == method }, "Two routes for \(method.rawValue) \(pattern)")
    nodes[node].routes.append(Route(method: method, endpoint: endpoint, names: names))
  }

  /// Looks up a path as it was sent. A parameter that is empty or does not decode strictly matches nothing.
  package func match(_ method: Method, _ path: String) -> Match {
    let bytes = path.utf8.span
    guard !bytes.isEmpty, bytes[0] == UInt8(ascii: "/") else { return .notFound }
    var values: [String] = []
    guard let node = walk(bytes, from: 1, at: 0, &values) else { return .notFound }

    let routes = nodes[node].routes
    let exact = routes.first { $0.method == method }
    if let route = exact ?? (method == .head ? routes.first { $0.method == .get } : nil) {
      return .found(route.endpoint, Parameters(names: route.names, values: values))
    }
    var allowed = routes.map(\.method)
    if allowed.contains(.get), !allowed.contains(.head) { allowed.append(.head) }
    return .methodNotAllowed(allowed)
  }

  /// The node for the rest of the path that begins at `start`; tries the literal before the parameter.
  private func walk(_ path: Span<UInt8>, from start: Int, at node: Int, _ values: inout [String]) -> Int? {
    guard start <= path.count else { return nodes[node].routes.isEmpty ? nil : node }
    var end = start
    while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
    let segment = path.extracting(start..<end)

    for literal in nodes[node].literals where Self.same(segment, literal.text) {
      if let found = walk(path, from: end + 1, at: literal.node, &values) { return found }
    }
    guard let parameter = nodes[node].parameter, !segment.isEmpty, let value = PercentCoding.decode(segment) else {
      return nil
    }
    values.append(value)
    if let found = walk(path, from: end + 1, at: parameter, &values) { return found }
    values.removeLast()
    return nil
  }

  private static func same(_ segment: Span<UInt8>, _ text: [UInt8]) -> Bool {
    guard segment.count == text.count else { return false }
    for at in text.indices where segment[at] != text[at] { return false }
    return true
  }

  private mutating func child(of node: Int, named text: [UInt8]) -> Int {
    if let known = nodes[node].literals.first(where: { $0.text == text }) { return known.node }
    nodes.append(Node())
    nodes[node].literals.append((text, nodes.count - 1))
    return nodes.count - 1
  }

  private mutating func child(of node: Int) -> Int {
    if let known = nodes[node].parameter { return known }
    nodes.append(Node())
    nodes[node].parameter = nodes.count - 1
    return nodes.count - 1
  }
}
