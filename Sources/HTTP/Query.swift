/// The parameters of a query string, in order, decoded as HTML forms code them (`+` is a space).
package struct Query: Sendable {
  package struct Item: Sendable, Equatable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  package let items: [Item]

  /// Nil when a percent is malformed or a name or value is not UTF-8. No query is an empty one.
  package init?(_ text: String?) {
    guard let text, !text.isEmpty else {
      items = []
      return
    }
    var items: [Item] = []
    for pair in text.utf8.split(separator: UInt8(ascii: "&")) {
      let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      guard let name = Self.decode(pair[..<equals]), let value = Self.decode(pair[equals...].dropFirst()) else {
        return nil
      }
      items.append(Item(name: name, value: value))
    }
    self.items = items
  }

  /// The first value of that name; empty for a name without `=`.
  package subscript(name: String) -> String? { items.first { $0.name == name }?.value }

  /// Every value of that name, in order.
  package func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

  private static func decode(_ part: Substring.UTF8View) -> String? {
    PercentCoding.decode(Array(part).span, plusIsSpace: true)
  }
}
