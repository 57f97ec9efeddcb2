/// A configured connection to a server that makes pictures, text or both.
package struct Provider: Sendable, Equatable {
  /// A slug: the first part of its models' names.
  package let id: String
  /// The `ProviderKind` that speaks its protocol.
  package let kind: String
  package var name: String
  /// Nil for one without a server.
  package var baseUrl: BaseURL?
  package var enabled: Bool
  package var hasKey: Bool
  /// The last four characters of its key; nil when it has none, or a short one.
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

    package static let concurrencies = 1...64, rates = 1...100_000
  }

  package init(
    id: String, kind: String, name: String, baseUrl: BaseURL?, enabled: Bool, hasKey: Bool, keyHint: String?,
    options: JSON.Object, limits: Limits, createdAt: Timestamp, updatedAt: Timestamp, version: Int
  ) {
    self.id = id
    self.kind = kind
    self.name = name
    self.baseUrl = baseUrl
    self.enabled = enabled
    self.hasKey = hasKey
    self.keyHint = keyHint
    self.options = options
    self.limits = limits
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.version = version
  }

  /// A new one.
  package init(_ draft: Draft, id: String, at now: Timestamp) {
    self.init(
      id: id, kind: draft.kind, name: draft.name, baseUrl: draft.baseUrl, enabled: draft.enabled,
      hasKey: draft.apiKey != nil, keyHint: draft.apiKey?.hint, options: draft.options, limits: draft.limits,
      createdAt: now, updatedAt: now, version: 1)
  }

  /// The provider after `patch`; the same, version and all, when the patch changes nothing. A key belongs to an origin:
  /// a patch that moves the one and does not bring the other leaves none.
  package func applying(_ patch: Patch, at now: Timestamp) -> Provider {
    var changed = self
    if let name = patch.name { changed.name = name }
    if let enabled = patch.enabled { changed.enabled = enabled }
    if let baseUrl = patch.baseUrl { changed.baseUrl = baseUrl }
    if let key = patch.apiKey {
      (changed.hasKey, changed.keyHint) = (key != nil, key?.hint)
    } else if changed.baseUrl?.origin != baseUrl?.origin {
      (changed.hasKey, changed.keyHint) = (false, nil)
    }
    if let options = patch.options { changed.options = options.map(changed.options.merging) ?? JSON.Object() }
    patch.limits?.apply(to: &changed.limits)
    // A new key may look like the old one from outside.
    let bringsKey = patch.apiKey.map { $0 != nil } ?? false
    guard changed != self || bringsKey else { return self }
    changed.updatedAt = now
    changed.version += 1
    return changed
  }

  /// The one that every studio has, with the models that need nobody else.
  package static let builtin = "builtin"
  /// Names that are taken by addresses of the API.
  package static let reservedIds = ["discover", "health"]
  /// As many as one studio may have.
  package static let most = 100
}

extension Provider {
  /// Its fields into an object that has more.
  package func writeFields(to json: inout JSONWriter) {
    json.field("id", id)
    json.field("kind", kind)
    json.field("name", name)
    json.field("baseUrl", baseUrl?.text)
    json.field("enabled", enabled)
    json.field("hasKey", hasKey)
    json.field("keyHint", keyHint)
    json.field("options", options)
    json.field("limits", limits)
    json.field("createdAt", createdAt)
    json.field("updatedAt", updatedAt)
    json.field("version", version)
  }
}

extension Provider.Limits: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("concurrency", concurrency)
      json.field("requestsPerMinute", requestsPerMinute)
      json.field("dailyBudgetMicros", dailyBudgetMicros)
    }
  }
}

extension JSON.Object {
  /// After a merge patch of its members: null takes one away.
  fileprivate func merging(_ patch: JSON.Object) -> JSON.Object {
    var merged = JSON.Object()
    for member in members where patch[member.name] == nil { merged.append(member.name, member.value) }
    for member in patch.members where member.value != .null { merged.append(member.name, member.value) }
    return merged
  }
}
