import Domain
import HTTP
import Studio
import Support
import Testing

/// Which models are asked for a reply, in which order, and what the message tells of it.
@Suite("The way of a reply") struct ReplyRouteTests {
  private let down = ProviderFailure(.unavailable, "It is down.", effect: .notTaken)

  private func attempt(_ model: String, _ code: String, _ detail: String) -> JSON {
    ["model": .string(model), "code": .string(code), "detail": .string(detail)]
  }

  @Test("the owner's list goes first, then the best of each other connection, then the guide, and all is told")
  func order() async throws {
    let (listed, best, other) = (
      ScriptedWriter("listed"), ScriptedWriter("best", models: ["a", "b"]) { $0.contextWindow = 1_000_000 },
      ScriptedWriter("other")
    )
    let setting = try await ChatSetting(ScriptedWriter("muse", models: ["a", "b"]), others: [listed, best, other])
    let options: JSON = ["options": ["fallbacks": "nobody/x, listed/a"]]
    #expect(await setting.client.send(.patch, "/api/v1/providers/muse", json: options).status == 200)
    for writer in [setting.writer, listed, best, other] { writer.script([.fail(down)]) }
    let message = await setting.say("enhance: a fox", ["model": "muse/a"]).json["message"]
    #expect(message?["model"] == "builtin/guide" && message?["state"] == "complete" && message?["error"] == .null)
    #expect(message?["fallbackFrom"] == ["model": "muse/a", "code": "provider_unavailable"])
    let tried = ["muse/a", "listed/a", "best/a", "other/a"]
    #expect(
      message?["attempts"] == .array(tried.map { attempt($0, "provider_unavailable", "It is down.") }))
    // Each was asked twice; other models of the same connections would come after those.
    for writer in [setting.writer, listed, best, other] {
      #expect(writer.requests.map(\.card.model) == ["a", "a"], "\(writer.provider)")
    }
    let text = message?["text"]?.string ?? ""
    #expect(text.contains("`muse/a` did not answer") && text.contains("It is down.") && text.contains("guide"))
    #expect(text.contains("fox") && message?["costMicros"] == 0)
    let kept = await setting.message(message?["id"]?.string ?? "")
    #expect(kept["attempts"] == message?["attempts"])
  }

  @Test("where there is no other connection, one more model of the same is asked, once")
  func sameConnection() async throws {
    let setting = try await ChatSetting(ScriptedWriter("muse", models: ["a", "b", "c"]))
    setting.writer.script([.fail(down)], [.fail(down)], [.tell(.text("From b."))])
    let answer = await setting.say("Hello", ["model": "muse/a"]).json["message"]
    #expect(answer?["text"] == "From b." && answer?["model"] == "muse/b")
    #expect(setting.writer.requests.map(\.card.model) == ["a", "a", "b"])
    setting.writer.script([.fail(down)])
    #expect(await setting.say("Hello", ["model": "muse/a"]).json["message"]?["model"] == "builtin/guide")
    #expect(setting.writer.requests.map(\.card.model) == ["a", "a", "b", "a", "a", "b"])
    // One that kept us waiting would do so again.
    setting.writer.script([.fail(ProviderFailure(.outcomeUnknown, "Silence.", effect: .unknown))])
    #expect(await setting.say("Hello", ["model": "muse/a"]).json["message"]?["model"] == "builtin/guide")
    #expect(setting.writer.requests.map(\.card.model) == ["a", "a", "b", "a", "a", "b", "a"])
  }

  @Test("a 429 that stays is told as one, and waited for as long as the provider wishes", arguments: [nil, 3, 60])
  func rateLimited(wish: Int?) async throws {
    let setting = try await ChatSetting()
    setting.writer.script([
      .fail(ProviderFailure(.rateLimited, "Too many at once.", effect: .notTaken, retryAfter: wish))
    ])
    let message = await setting.say("Hello").json["message"]
    #expect(message?["fallbackFrom"] == ["model": "muse/a", "code": "provider_rate_limited"])
    #expect(message?["attempts"] == [attempt("muse/a", "provider_rate_limited", "Too many at once.")])
    // A minute is not waited for, and nobody is called before the time is over.
    #expect(setting.writer.requests.count == (wish == 60 ? 1 : 2))
    let waited = setting.studio.time.waited.reduce(.zero, +)
    #expect(wish == 60 ? waited == .zero : waited >= .seconds(wish ?? 1) && waited <= .seconds(5))
  }

  @Test("who may be called so often and no more is not called, and the message says why")
  func ownLimit() async throws {
    let setting = try await ChatSetting()
    let limits: JSON = ["limits": ["requestsPerMinute": 1]]
    #expect(await setting.client.send(.patch, "/api/v1/providers/muse", json: limits).status == 200)
    setting.writer.script([.tell(.text("one"))])
    #expect(await setting.say("Hello").json["message"]?["text"] == "one")
    let second = await setting.say("Hello").json["message"]
    #expect(second?["attempts"]?.array?.first?["code"] == "provider_rate_limited")
    #expect(second?["attempts"]?.array?.first?["detail"]?.string?.contains("at most 1 times a minute") == true)
    #expect(setting.writer.requests.count == 1)
  }

  @Test("a turn that comes soon is waited for, also when somebody else takes the next one")
  func turn() async throws {
    let setting = try await ChatSetting()
    let limits: JSON = ["limits": ["requestsPerMinute": 2]]
    #expect(await setting.client.send(.patch, "/api/v1/providers/muse", json: limits).status == 200)
    setting.writer.script([.tell(.text("one"))])
    _ = await setting.say("Hello")
    setting.studio.time.advance(seconds: 1)
    _ = await setting.say("Hello")
    setting.studio.time.advance(seconds: 57)
    // The next two calls may be made in two seconds and in three, and the first of them is not ours.
    setting.studio.time.meanwhile { [providers = setting.studio.providers] in _ = providers.gate("muse") }
    let third = await setting.say("Hello").json["message"]
    #expect(third?["text"] == "one" && third?["model"] == "muse/a" && third?["attempts"] == [])
    #expect(setting.studio.time.waited == [.seconds(2), .seconds(1)])
    // A turn that is far away is not: another model answers at once, and the message says why.
    let fourth = await setting.say("Hello").json["message"]
    #expect(fourth?["fallbackFrom"] == ["model": "muse/a", "code": "provider_rate_limited"])
    #expect(setting.writer.requests.count == 3 && setting.studio.time.waited.count == 2)
  }

  @Test(
    "a model that says why it will not answer is heard, and nobody asked instead",
    arguments: [
      ProviderFailure.Code.unauthorized, .outOfCredit, .refused, .contentRefused, .contextTooLong, .garbage,
    ])
  func heard(code: ProviderFailure.Code) async throws {
    let other = ScriptedWriter("other")
    let setting = try await ChatSetting(others: [other])
    setting.writer.script([.fail(ProviderFailure(code, "No.", effect: .notTaken))])
    let message = await setting.say("Hello", ["model": "muse/a"]).json["message"]
    #expect(message?["state"] == "failed" && message?["model"] == "muse/a" && message?["fallbackFrom"] == .null)
    #expect(message?["error"]?["detail"] == "No." && message?["attempts"] == [])
    #expect(other.requests.isEmpty && setting.writer.requests.count == 1)
  }

  @Test("a stand-in that will not answer is passed over; with pictures nobody blind is asked")
  func standIns() async throws {
    let blind = ScriptedWriter("blind")
    let seeing = ["one", "two"].map { ScriptedWriter($0) { $0.capabilities.insert(.vision) } }
    let setting = try await ChatSetting(
      ScriptedWriter("muse") { $0.capabilities.insert(.vision) }, others: seeing + [blind])
    setting.writer.script([.fail(down)])
    seeing[0].script([.fail(ProviderFailure(.unauthorized, "No key.", effect: .notTaken))])
    seeing[1].script([.tell(.text("A fox."))])
    let image = await setting.client.upload(Specimen.png(seed: 5), to: setting.workspace).json["id"] ?? .null
    let more: JSON = ["model": "muse/a", "imageIds": [image]]
    let answer = await setting.say("What is it?", more).json["message"]
    #expect(answer?["text"] == "A fox." && answer?["model"] == "two/a")
    #expect(answer?["attempts"]?.array?.map { $0["model"] } == ["muse/a", "one/a"])
    // When nobody is left, the first one's reason stands, and the others' beside it; who took no key is not asked again.
    seeing[1].script([.fail(ProviderFailure(.outOfCredit, "No money.", effect: .notTaken))])
    let lost = await setting.say("What is it?", more).json["message"]
    #expect(lost?["state"] == "failed" && lost?["model"] == "muse/a" && lost?["fallbackFrom"] == .null)
    #expect(lost?["error"]?["code"] == "provider_unavailable" && lost?["error"]?["detail"] == "It is down.")
    let codes = ["provider_unavailable", "provider_out_of_credit"]
    #expect(lost?["attempts"]?.array?.compactMap { $0["code"]?.string } == codes)
    #expect(blind.requests.isEmpty)
  }

  @Test("a chat whose model is gone says so and is answered all the same")
  func gone() async throws {
    let setting = try await ChatSetting()
    #expect(
      await setting.client.send(.patch, "/api/v1/chats/\(setting.chat)", json: ["model": "old/a"]).status == 200)
    setting.writer.script([.tell(.text("I am here."))])
    let message = await setting.say("Hello").json["message"]
    #expect(message?["text"] == "I am here." && message?["model"] == "muse/a")
    #expect(message?["attempts"] == [attempt("old/a", "provider_unavailable", "There is no model old/a any more.")])
  }

  @Test("the guide's answers wait for nobody's turn")
  func guideLanes() async throws {
    let setting = try await ChatSetting()
    #expect(await setting.client.get("/api/v1/providers/builtin").json["limits"]?["concurrency"] == 1)
    let chats = try await withThrowingTaskGroup(of: JSON.self) { group in
      for _ in 0..<3 {
        group.addTask { await setting.say("Hello", ["model": "builtin/guide", "parentId": nil]).json }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(chats.allSatisfy { $0["message"]?["state"] == "complete" })
  }
}
