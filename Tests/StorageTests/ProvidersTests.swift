import Crypto
import Domain
import SQLite
import Support
import Testing

@testable import Storage

@Suite("Providers in the store") struct ProvidersTests {
  private let kind = Puppet().kind

  private func draft(_ name: String = "Puppet", key: String? = nil, id: String? = nil) -> Provider.Draft {
    var draft = Provider.Draft(kind: kind, name: name)
    draft.apiKey = key.map { Secret($0) }
    draft.id = id
    return draft
  }

  private func seal() throws -> Seal { try #require(Seal(key: Token.random(bytes: Seal.keyLength))) }

  @Test("what was set up is there again, key and all, and the key only sealed")
  func life() async throws {
    let seal = try seal()
    try await Setting.run { setting, store in
      let made = try await store.write { [draft = draft(key: "canary-12345678")] in
        try $0.providers.insert(draft, seal: seal)
      }
      #expect(made.id == "puppet")
      #expect(try await store.read { try $0.providers.get("puppet") } == made)
      #expect(made.hasKey && made.keyHint == "5678")
      #expect(try await store.read { try $0.sealedKeys.open(made, with: seal) } == Secret("canary-12345678"))
      var patch = Provider.Patch()
      patch.name = "Second"
      patch.limits = .init()
      patch.limits?.requestsPerMinute = 7
      setting.pass(seconds: 5)
      let changed = try await store.write { [patch] in try $0.providers.update("puppet", patch, seal: nil) }
      #expect(try await store.read { try $0.providers.all() } == [changed])
      #expect(changed.version == 2 && changed.limits.requestsPerMinute == 7 && changed.hasKey)
      try await store.write { try $0.providers.delete("puppet") }
      await #expect(performing: { try await store.read { try $0.providers.get("puppet") } }, throws: fails(.notFound))
      #expect(
        setting.told.map(\.type).filter { $0.hasPrefix("provider") } == [
          "provider.created", "provider.updated", "provider.deleted",
        ])
      let left = try setting.connection().all("SELECT provider_id FROM sealed_keys") { try $0.text(0) }
      #expect(left == [])
    }
  }

  @Test("a key that is moved to another row or another origin does not open")
  func moved() async throws {
    let seal = try seal()
    try await Setting.run { setting, store in
      let (one, two) = try await store.write {
        [one = draft(key: "canary-12345678"), two = draft(key: "other-12345678")] in
        (try $0.providers.insert(one, seal: seal), try $0.providers.insert(two, seal: seal))
      }
      #expect(two.id == "puppet-2")
      let thief = try setting.connection(.readWrite)
      try thief.run(
        "UPDATE sealed_keys SET sealed = (SELECT sealed FROM sealed_keys WHERE provider_id = ?) WHERE provider_id = ?",
        [one.id, two.id])
      #expect(try await store.read { try $0.sealedKeys.open(two, with: seal) } == nil)
      #expect(try await store.read { try $0.sealedKeys.open(one, with: seal) } != nil)
      try thief.run("UPDATE providers SET base_url = 'https://evil.test' WHERE id = ?", [one.id])
      let turned = try await store.read { try $0.providers.get(one.id) }
      #expect(try await store.read { try $0.sealedKeys.open(turned, with: seal) } == nil)
      let other = try self.seal()
      #expect(try await store.read { try $0.sealedKeys.open(one, with: other) } == nil)
    }
  }

  @Test("a patch that moves the origin takes the sealed key out of the database")
  func originGone() async throws {
    let seal = try seal()
    try await Setting.run { setting, store in
      _ = try await store.write { [draft = draft(key: "canary-12345678")] in
        try $0.providers.insert(draft, seal: seal)
      }
      var patch = Provider.Patch()
      patch.baseUrl = try BaseURL("https://evil.test")
      _ = try await store.write { [patch] in try $0.providers.update("puppet", patch, seal: seal) }
      #expect(try setting.connection().all("SELECT sealed FROM sealed_keys") { try $0.read(0, as: [UInt8].self) } == [])
    }
  }

  @Test("ids are unique: a wanted one that is taken is refused, a made one gets a number")
  func ids() async throws {
    try await Setting.run { _, store in
      for expected in ["puppet", "puppet-2", "puppet-3"] {
        let made = try await store.write { [draft = draft()] in try $0.providers.insert(draft, seal: nil) }
        #expect(made.id == expected)
      }
      await #expect(
        performing: {
          try await store.write { [draft = draft(id: "puppet-2")] in try $0.providers.insert(draft, seal: nil) }
        },
        throws: fails(.alreadyExists))
    }
  }

  @Test("there are at most a hundred")
  func many() async throws {
    try await Setting.run { _, store in
      try await store.write { [draft = draft()] writing in
        for _ in 0..<Provider.most { try writing.providers.insert(draft, seal: nil) }
      }
      await #expect(
        performing: { try await store.write { [draft = draft()] in try $0.providers.insert(draft, seal: nil) } },
        throws: fails(.tooMany))
      #expect(try await store.read { try $0.providers.all() }.count == Provider.most)
    }
  }

  @Test("the built-in one is made once, stays, and can be tuned but not switched off")
  func builtin() async throws {
    let kind = Puppet(Provider.builtin, key: .none, baseUrl: "").kind
    try await Setting.run { _, store in
      try await store.write { writing in
        try writing.providers.ensureBuiltin(kind)
        try writing.providers.ensureBuiltin(kind)
      }
      let builtin = try await store.read { try $0.providers.get(Provider.builtin) }
      #expect(builtin.baseUrl == nil && !builtin.hasKey && builtin.version == 1)
      await #expect(
        performing: { try await store.write { try $0.providers.delete(Provider.builtin) } }, throws: fails(.builtIn))
      var patch = Provider.Patch()
      patch.enabled = false
      await #expect(
        performing: {
          try await store.write { [patch] in try $0.providers.update(Provider.builtin, patch, seal: nil) }
        },
        throws: fails(.builtIn))
      patch.enabled = nil
      patch.limits = .init()
      patch.limits?.concurrency = 2
      let tuned = try await store.write { [patch] in try $0.providers.update(Provider.builtin, patch, seal: nil) }
      #expect(tuned.limits.concurrency == 2)
    }
  }

  @Test("cards are kept, replaced as a whole, and go with their provider")
  func cards() async throws {
    try await Setting.run { setting, store in
      let cards = ["b", "a"].map { ModelCard(provider: "puppet", model: $0, kind: .image, name: $0, family: .sd) }
      try await store.write { [draft = draft()] in
        try $0.providers.insert(draft, seal: nil)
        try $0.models.replace(cards, of: "puppet")
        try $0.models.replace(cards, of: "nobody")
      }
      #expect(try await store.read { try $0.models.of("puppet") } == [cards[1], cards[0]])
      #expect(try await store.read { try $0.models.of("nobody") } == [])
      try await store.write { try $0.models.replace([cards[0]], of: "puppet") }
      #expect(try await store.read { try $0.models.of("puppet") } == [cards[0]])
      try await store.write { try $0.providers.delete("puppet") }
      #expect(try setting.connection().all("SELECT model FROM models") { try $0.text(0) } == [])
    }
  }
}
