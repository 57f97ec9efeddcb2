/// A configured connection to a server that makes pictures, text or both.
package struct Provider: Sendable, Equatable {
  /// A slug: the first part of its models' names.
  package let id: String
  /// The `ProviderKind` that speaks its protocol.
  package let kind: String
  package var name: String
  package var baseUrl: String
  package var enabled: Bool
  /// The last four characters of its key; nil when it has none.
  package var keyHint: String?
  package var options: JSON.Object
  package var limits: Limits
  package let createdAt: Timestamp
  package var updatedAt: Timestamp
  package var version: Int

  package struct Limits: Sendable, Equatable {
    package var concurrency = 1
    package var requestsPerMinute: Int?
    package var dailyBudgetMicros: Int?

    package init() {}
  }

  package init(
    id: String, kind: String, name: String, baseUrl: String, enabled: Bool, keyHint: String?, options: JSON.Object,
    limits: Limits, createdAt: Timestamp, updatedAt: Timestamp, version: Int
  ) {
    self.id = id
    self.kind = kind
    self.name = name
    self.baseUrl = baseUrl
    self.enabled = enabled
    self.keyHint = keyHint
    self.options = options
    self.limits = limits
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.version = version
  }
}

/// A protocol that we speak, and the form that sets up a connection by it.
package struct ProviderKind: Sendable {
  package enum Key: String, Sendable, CaseIterable {
    case none, optional, required
  }

  package let id: String
  package let name: String
  /// One sentence: what it connects to.
  package let summary: String
  package let docsUrl: String?
  /// Nil when the person must say where the server is; empty when there is no server to call.
  package let baseUrl: String?
  package let key: Key
  package let offers: Set<ModelCard.Kind>
  /// What `options` may hold.
  package let options: [ModelCard.Parameter]
  /// How many calls at a time a new connection allows.
  package let concurrency: Int
  /// A call that is repeated costs nothing and makes the same again, so a cut one is simply run again.
  package let repeats: Bool
  /// Where an engine of this kind listens on this machine when nobody says otherwise.
  package let localPorts: [Int]
  package let image: (@Sendable (ProviderConnection) throws(Failure) -> any ImageProvider)?
  package let text: (@Sendable (ProviderConnection) throws(Failure) -> any TextProvider)?

  package init(
    id: String, name: String, summary: String, docsUrl: String? = nil, baseUrl: String? = nil, key: Key,
    offers: Set<ModelCard.Kind>, options: [ModelCard.Parameter] = [], concurrency: Int = 1, repeats: Bool = false,
    localPorts: [Int] = [],
    image: (@Sendable (ProviderConnection) throws(Failure) -> any ImageProvider)? = nil,
    text: (@Sendable (ProviderConnection) throws(Failure) -> any TextProvider)? = nil
  ) {
    self.id = id
    self.name = name
    self.summary = summary
    self.docsUrl = docsUrl
    self.baseUrl = baseUrl
    self.key = key
    self.offers = offers
    self.options = options
    self.concurrency = concurrency
    self.repeats = repeats
    self.localPorts = localPorts
    self.image = image
    self.text = text
  }
}

/// What an adapter is made from. It holds the key in the open: it is never stored, logged or compared.
package struct ProviderConnection: Sendable {
  /// The provider's slug.
  package let id: String
  /// Without a slash at its end.
  package let baseUrl: String
  package let key: String?
  package let options: JSON.Object

  package init(id: String, baseUrl: String, key: String?, options: JSON.Object) {
    self.id = id
    self.baseUrl = baseUrl
    self.key = key
    self.options = options
  }
}

/// How a provider fares, as far as we have seen.
package struct ProviderHealth: Sendable, Equatable {
  package enum State: String, Sendable, CaseIterable {
    case up, degraded, down, unknown, unauthorized, outOfCredit
  }

  package enum Circuit: String, Sendable, CaseIterable {
    case closed, open, halfOpen
  }

  package var state = State.unknown
  package var latencyMs: Int?
  package var checkedAt: Timestamp?
  package var detail: String?
  package var circuit = Circuit.closed

  package init() {}
}
