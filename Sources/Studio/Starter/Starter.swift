import Domain
package import Storage

/// What a fresh studio begins with: some prompts and styles, so that nobody faces an empty page. They are like all
/// others and can be changed and thrown away.
package struct Starter: Sendable {
  private let store: Store

  package init(_ store: Store) { self.store = store }

  /// Puts them into the first workspace of a database that was made just now, or leaves them out for good; in every
  /// other it does nothing.
  package func settle(isWanted: Bool) async throws {
    guard try await store.read({ try $0.studio.value(of: Store.starterKey) }) == Store.starterIsDue else { return }
    try await store.write { writing in
      guard try writing.studio.value(of: Store.starterKey) == Store.starterIsDue else { return }
      try writing.studio.set(Store.starterKey, to: Array((isWanted ? "given" : "declined").utf8))
      guard isWanted, let workspace = try writing.firstWorkspace else { return }
      // The newest stands first in a list.
      for prompt in StarterSet.prompts.reversed() { try writing.prompts.insert(prompt, in: workspace) }
      for style in StarterSet.styles.reversed() { try writing.styles.insert(style, in: workspace) }
    }
  }
}
