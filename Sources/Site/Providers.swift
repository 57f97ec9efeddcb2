import Domain
import HTTP
import Storage
import Studio

/// The connections, as the API shows them: never their keys.
enum Providers {
  static func list(_ call: Call) async throws -> Response {
    let limit = call.asked.count(.limit)
    return try call.page(call.site.providers.health, by: { $0.provider.id }, of: "providers", limit: limit) {
      $1.value(Shown(provider: $0.provider, health: $0.health))
    }
  }

  static func create(_ call: Call) async throws -> Response {
    let room = call.site.providers
    let draft = try Provider.Draft(call.body, kinds: room.kinds)
    let seal = draft.apiKey == nil ? nil : try room.keyring.sealMakingIt()
    let response = try await call.write { writing in
      let provider = try writing.providers.insert(draft, seal: seal)
      try room.vet(provider, key: draft.apiKey)
      return Shown(provider, in: room).answer(.created).adding("location", "/api/v1/providers/\(provider.id)")
    }
    try await room.takeUp()
    return response
  }

  static func get(_ call: Call) async throws -> Response {
    let id = call.slug
    let provider = try await call.read { try $0.providers.get(id) }
    return call.answer(Shown(provider, in: call.site.providers))
  }

  static func update(_ call: Call) async throws -> Response {
    let (id, room) = (call.slug, call.site.providers)
    let current = try await call.read { try $0.providers.get(id) }
    let patch = try Provider.Patch(call.body, kind: room.kind(current.kind))
    let seal = (patch.apiKey ?? nil) == nil ? nil : try room.keyring.sealMakingIt()
    let changed = try await call.site.store.write { writing in
      try call.checkMatch(Shown(writing.providers.get(id), in: room))
      let changed = try writing.providers.update(id, patch, seal: seal)
      try room.vet(changed, key: patch.apiKey ?? nil)
      return changed
    }
    try await room.takeUp()
    return Shown(changed, in: room).answer()
  }

  static func delete(_ call: Call) async throws -> Response {
    let (id, room) = (call.slug, call.site.providers)
    try await call.site.store.write { writing in
      try call.checkMatch(Shown(writing.providers.get(id), in: room))
      try writing.providers.delete(id)
    }
    try await room.takeUp()
    return .noContent
  }

  static func check(_ call: Call) async throws -> Response {
    let check = try await call.site.providers.check(call.slug)
    var json = JSONWriter()
    json.object { json in
      json.field("ok", check.isWell)
      json.field("latencyMs", check.latencyMs)
      json.field("detail", check.detail)
      json.array("steps") { json in
        for step in check.steps {
          json.object { json in
            json.field("detail", step.detail)
            json.field("ok", step.isWell)
          }
        }
      }
    }
    return Response(.ok, type: .json, json.bytes)
  }

  static func refresh(_ call: Call) async throws -> Response {
    let room = call.site.providers
    guard room.health(of: call.slug) != nil else { throw Failure.notFound("provider") }
    let refresh = await room.refresh(call.slug)
    var json = JSONWriter(capacity: 16 << 10)
    json.object { json in
      json.field("ok", refresh == nil)
      json.field("detail", refresh)
      json.array("items") { json in
        for card in room.cards where card.provider == call.slug { json.value(Models.Shown(card, in: room)) }
      }
    }
    return Response(.ok, type: .json, json.bytes)
  }

  static func discover(_ call: Call) async throws -> Response {
    let engines = await call.site.providers.discover()
    return list(engines) { engine, json in
      json.object { json in
        json.field("kind", engine.kind)
        json.field("name", engine.name)
        json.field("baseUrl", engine.baseUrl.text)
        json.field("detail", engine.detail)
        json.field("providerId", engine.provider)
      }
    }
  }

  static func health(_ call: Call) async throws -> Response {
    list(call.site.providers.health) { item, json in
      json.object { json in
        json.field("id", item.provider.id)
        json.field("name", item.provider.name)
        json.field("enabled", item.provider.enabled)
        item.health.writeFields(to: &json)
      }
    }
  }

  static func kinds(_ call: Call) async throws -> Response {
    list(call.site.providers.kinds) { $1.value($0) }
  }

  /// A list that is always whole.
  private static func list<Item>(_ items: [Item], _ write: (Item, inout JSONWriter) -> Void) -> Response {
    var json = JSONWriter(capacity: 4_096)
    json.object { json in
      json.array("items") { json in for item in items { write(item, &json) } }
      json.field("nextCursor", String?.none)
    }
    return Response(.ok, type: .json, json.bytes)
  }

  /// A connection and how it fares. Its version is that of the connection alone.
  private struct Shown: Versioned {
    let provider: Provider
    let health: ProviderHealth
    var version: Int { provider.version }

    init(provider: Provider, health: ProviderHealth) {
      self.provider = provider
      self.health = health
    }

    init(_ provider: Provider, in room: ProviderRoom) {
      self.init(provider: provider, health: room.health(of: provider.id) ?? ProviderHealth())
    }

    func write(to json: inout JSONWriter) {
      json.object { json in
        provider.writeFields(to: &json)
        json.field("health", health)
      }
    }
  }
}
