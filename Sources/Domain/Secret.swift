/// A text that is not to be seen: no description, dump or log of a value that holds it shows it.
package struct Secret: Sendable, Equatable {
  package let text: String

  package init(_ text: String) { self.text = text }

  /// The last four characters, by which its owner knows it; nil when that would be half of it.
  package var hint: String? { text.count >= 8 ? String(text.suffix(4)) : nil }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "[hidden]" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
