import Domain
import Support
import Testing

@Suite("What is said of a provider") struct ProviderInputTests {
  private let kinds = [
    Puppet().kind, Puppet("keyless", key: .none).kind, Puppet("local", baseUrl: nil).kind,
    Puppet("inside", key: .none, baseUrl: "").kind,
  ]
  private let now = Timestamp(milliseconds: 1_795_000_000_000)

  private func faults(_ json: JSON) -> [String] {
    do {
      _ = try Provider.Draft(json, kinds: kinds)
      return []
    } catch {
      return error.fields.map { "\($0.pointer) \($0.code.rawValue)" }
    }
  }

  @Test("a kind alone is enough where it says the rest")
  func least() throws {
    let draft = try Provider.Draft(["kind": "puppet"], kinds: kinds)
    #expect(draft.name == "Puppet")
    #expect(draft.baseUrl?.text == "https://puppet.test/v1")
    #expect(draft.limits.concurrency == 3)
    #expect(draft.suggestedId == "puppet")
    let named = try Provider.Draft(["kind": "puppet", "name": "Kermit"], kinds: kinds)
    #expect(named.suggestedId == "kermit")
    #expect(draft.enabled)
  }

  @Test(
    "every fault has its place",
    arguments: [
      ([:], ["/kind required"]), (["kind": "nothing"], ["/kind not_found"]), (["kind": 7], ["/kind type"]),
      (["kind": "local"], ["/baseUrl required"]), (["kind": "local", "baseUrl": nil], ["/baseUrl required"]),
      (["kind": "puppet", "baseUrl": "http://127.1"], ["/baseUrl format"]),
      (["kind": "inside", "baseUrl": "http://127.0.0.1"], ["/baseUrl format"]),
      (["kind": "keyless", "apiKey": "secret"], ["/apiKey format"]),
      (["kind": "puppet", "apiKey": ""], ["/apiKey too_short"]),
      (["kind": "puppet", "apiKey": "a\nb"], ["/apiKey format"]), (["kind": "puppet", "apiKey": 7], ["/apiKey type"]),
      (["kind": "puppet", "id": "A b"], ["/id format"]), (["kind": "puppet", "id": "health"], ["/id format"]),
      (["kind": "puppet", "id": "-a"], ["/id format"]), (["kind": "puppet", "id": "a--b"], ["/id format"]),
      (["kind": "puppet", "options": ["speed": 10]], ["/options/speed too_large"]),
      (["kind": "puppet", "options": ["speed": "fast"]], ["/options/speed type"]),
      (["kind": "puppet", "options": ["mode": "loud"]], ["/options/mode not_an_option"]),
      (["kind": "puppet", "options": ["colour": 1]], ["/options/colour unknown_field"]),
      (["kind": "puppet", "limits": ["concurrency": 0]], ["/limits/concurrency too_small"]),
      (["kind": "puppet", "limits": ["concurrency": 65]], ["/limits/concurrency too_large"]),
      (["kind": "puppet", "limits": ["requestsPerMinute": 100_001]], ["/limits/requestsPerMinute too_large"]),
      (["kind": "puppet", "limits": ["dailyBudgetMicros": -1]], ["/limits/dailyBudgetMicros too_small"]),
      (["kind": "puppet", "hasKey": true], ["/hasKey read_only"]),
      (["kind": "puppet", "key": "x"], ["/key unknown_field"]),
    ] as [(JSON, [String])])
  func refused(json: JSON, expected: [String]) {
    #expect(faults(json) == expected)
  }

  @Test(
    "a name makes a slug",
    arguments: [
      ("My ComfyUI", "my-comfyui"), ("  GPU 2 — attic!", "gpu-2-attic"), ("Студия", "puppet"), ("health", "puppet"),
      (String(repeating: "ab ", count: 60), String(repeating: "ab-", count: 15) + "ab-"),
    ])
  func slugs(name: String, slug: String) throws {
    let made = try Provider.Draft(["kind": "puppet", "name": .string(name)], kinds: kinds).suggestedId
    #expect(made == (slug.hasSuffix("-") ? String(slug.dropLast()) : slug))
    #expect(TextRule.slug.takes(made))
  }

  private func provider(_ json: JSON) throws -> Provider {
    Provider(try Provider.Draft(json, kinds: kinds), id: "one", at: now)
  }

  private func patched(_ provider: Provider, _ patch: JSON) throws -> Provider {
    provider.applying(
      try Provider.Patch(patch, kind: kinds.first { $0.id == provider.kind }), at: now.adding(seconds: 1))
  }

  @Test("a key goes with its origin: another one leaves none, unless the patch brings one")
  func key() throws {
    let provider = try provider(["kind": "puppet", "apiKey": "key-12345678"])
    #expect(provider.keyHint == "5678")
    for same in ["https://puppet.test", "https://puppet.test:443/v1", "https://PUPPET.test/other/"] {
      #expect(try patched(provider, ["baseUrl": .string(same)]).hasKey, "\(same)")
    }
    for other in ["http://puppet.test", "https://puppet.test:444", "https://www.puppet.test", "http://127.0.0.1"] {
      let moved = try patched(provider, ["baseUrl": .string(other)])
      #expect(!moved.hasKey && moved.keyHint == nil, "\(other)")
      let rekeyed = try patched(provider, ["baseUrl": .string(other), "apiKey": "other-87654321"])
      #expect(rekeyed.hasKey && rekeyed.keyHint == "4321", "\(other)")
    }
    #expect(!(try patched(provider, ["apiKey": nil]).hasKey))
  }

  @Test("the same key again is a change: nobody outside can tell that it is the same")
  func sameKey() throws {
    let provider = try provider(["kind": "puppet", "apiKey": "key-12345678"])
    #expect(try patched(provider, ["apiKey": "key-12345678"]).version == 2)
    #expect(try patched(provider, [:]) == provider)
    #expect(try patched(provider, ["name": "Puppet"]) == provider)
  }

  @Test("options are merged, and null takes one away")
  func options() throws {
    let provider = try provider(["kind": "puppet", "options": ["speed": 2, "mode": "calm"]])
    #expect(JSON.object(try patched(provider, ["options": ["speed": 3]]).options) == ["mode": "calm", "speed": 3])
    #expect(JSON.object(try patched(provider, ["options": ["speed": nil]]).options) == ["mode": "calm"])
    #expect(JSON.object(try patched(provider, ["options": nil]).options) == [:])
    #expect(try patched(provider, ["limits": ["concurrency": 9]]).limits.concurrency == 9)
  }

  @Test("a secret shows in no description and no dump")
  func secret() throws {
    let draft = try Provider.Draft(["kind": "puppet", "apiKey": "  canary-12345678 "], kinds: kinds)
    #expect(draft.apiKey?.text == "canary-12345678")
    var dumped = "\(draft) \(String(reflecting: draft))"
    dump(draft, to: &dumped)
    #expect(!dumped.contains("canary"))
    #expect(Secret("short").hint == nil)
  }

  @Test("fallbacks are read line by line, a model's own before those of all")
  func fallbacks() {
    let fallbacks = Fallbacks(" a/b , c/d\nklein = e/f, a/b\n\n = x/y\nturbo=")
    #expect(fallbacks.models(for: "klein") == ["e/f", "a/b", "c/d"])
    #expect(fallbacks.models(for: "turbo") == ["a/b", "c/d"])
    #expect(Fallbacks("").models(for: "klein") == [])
  }
}

@Suite("Cards in the cache") struct ModelCardJSONTests {
  private var card: ModelCard {
    var card = ModelCard(provider: "local", model: "a/b c", kind: .image, name: "A b", family: .fluxKlein)
    card.capabilities = [.textToImage, .references]
    card.parameters = Tuning(.sdxl).parameters(samplers: ["Euler"])
    card.limits.pixels = 1 << 20
    card.limits.sizes = [.init(512, 768)]
    card.limits.imagesPerCall = 4
    card.price = .init(perImage: 700)
    card.contextWindow = 8_192
    card.unusable = "It wants public addresses."
    card.source = .listed
    return card
  }

  @Test("a card comes back from the cache as it was")
  func roundTrip() throws {
    let read = try #require(ModelCard(cached: try JSON(parsing: card.cached), provider: "local", model: "a/b c"))
    #expect(read == card)
  }

  @Test("words that nobody here knows are left out, and what is no card is none")
  func strange() throws {
    let json: JSON = [
      "type": "image", "name": "N", "family": "sd9", "capabilities": ["fly", "inpaint"],
      "parameters": ["steps": ["type": "integer", "max": 9], "warp": ["type": "tensor"]],
      "limits": ["imagesPerCall": -3],
    ]
    let read = try #require(ModelCard(cached: json, provider: "p", model: "m"))
    #expect(read.family == .other)
    #expect(read.capabilities == [.inpaint])
    #expect(read.parameters.map(\.name) == ["steps"])
    #expect(read.limits.imagesPerCall == 1)
    for none in [nil, [], ["name": "N"], ["type": "image"], ["type": "smell", "name": "N"]] as [JSON] {
      #expect(ModelCard(cached: none, provider: "p", model: "m") == nil)
    }
  }
}
