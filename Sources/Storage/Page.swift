package import Domain

/// A piece of a list, and where the next piece starts.
package struct Page<Item: Sendable>: Sendable {
  package let items: [Item]
  /// Nil on the last page.
  package let next: Position?

  /// The same page of something else, one for one.
  package func map<Other: Sendable>(to items: [Other]) -> Page<Other> { Page<Other>(items: items, next: next) }

  func map<Other: Sendable>(_ transform: (Item) throws -> Other) rethrows -> Page<Other> {
    Page<Other>(items: try items.map(transform), next: next)
  }

  private init(items: [Item], next: Position?) {
    self.items = items
    self.next = next
  }

  /// Takes up to one more than `limit`, which only tells that there is a next page.
  init(_ items: [Item], limit: Int, position: (Item) -> Position) {
    self.items = Array(items.prefix(limit))
    next = items.count > limit ? self.items.last.map(position) : nil
  }
}

/// The last item that a reader of a list has seen. It stays good when items come and go.
package struct Position: Sendable, Equatable {
  /// What the list is sorted by before the id; nil for a list that is sorted by id alone.
  package let rank: Int64?
  package let id: Identifier

  package init(rank: Int64? = nil, id: Identifier) {
    self.rank = rank
    self.id = id
  }
}
