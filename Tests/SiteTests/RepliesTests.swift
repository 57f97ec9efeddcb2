import Domain
import HTTP
import Storage
import Studio
import Support
import Testing

@testable import Site

@Suite("Replies") struct RepliesTests {
  @Test("a message is kept and answered: plain, with both messages, their figures and a title")
  func plain() async throws {
    let setting = try await ChatSetting()
    var receipt = TextReceipt(finish: .stop)
    receipt.usage.inputTokens = 12
    receipt.usage.outputTokens = 3
    receipt.costMicros = 77
    setting.writer.script(
      [.tell(.reasoning("Hm.")), .tell(.text("Hel")), .tell(.text("lo"))], receipt: receipt)
    let answer = await setting.say("Say hello to the harbour master")
    #expect(answer.status == 201, "\(answer.text)")
    let said = answer.json["userMessage"], reply = answer.json["message"]
    #expect(said?["text"] == "Say hello to the harbour master" && said?["role"] == "user")
    #expect(reply?["text"] == "Hello" && reply?["state"] == "complete" && reply?["role"] == "assistant")
    #expect(reply?["parts"]?.array?.first?["type"] == "reasoning")
    #expect(reply?["parentId"] == said?["id"] && reply?["model"] == "muse/a" && reply?["provider"] == "muse")
    #expect(reply?["usage"]?["inputTokens"] == 12 && reply?["costMicros"] == 77 && reply?["fallbackFrom"] == .null)
    #expect(reply?["latencyMs"]?["firstToken"]?.int != nil && reply?["latencyMs"]?["total"]?.int != nil)
    let chat = await setting.client.get("/api/v1/chats/\(setting.chat)").json
    #expect(chat["leafMessageId"] == reply?["id"] && chat["messageCount"] == 2)
    #expect(chat["title"] == "Say hello to the harbour master" && chat["titleSource"] == "automatic")
    #expect(await setting.messages.map { $0["text"]?.string } == ["Say hello to the harbour master", "Hello"])
    let sums = try await setting.studio.store.read { reading in
      try reading.usage.sums(by: .model, from: "2026-01-01", to: "2027-01-01")
    }
    #expect(sums.first?.costMicros == 77 && sums.first?.inputTokens == 12 && sums.first?.key == "muse/a")
  }

  @Test("as a stream: both messages, each piece, the figures, and the whole at the end")
  func streamed() async throws {
    let setting = try await ChatSetting()
    var receipt = TextReceipt(finish: .stop)
    receipt.usage.outputTokens = 2
    setting.writer.script(
      [.tell(.reasoning("Hm.")), .wait, .tell(.text("one ")), .wait, .tell(.text("two"))], receipt: receipt)
    let reader = try await setting.stream("Count")
    #expect(await reader.told()?.data["role"] == "user")
    let empty = await reader.told()
    #expect(empty?.event == "message" && empty?.data["state"] == "streaming" && empty?.data["role"] == "assistant")
    setting.writer.release()
    setting.writer.release()
    let rest = await reader.rest()
    #expect(rest.text == "one two" && rest.events.suffix(2) == ["usage", "done"])
    #expect(
      rest.last?["text"] == "one two" && rest.last?["state"] == "complete" && rest.last?["id"] == empty?.data["id"])
    #expect(rest.first { $0.event == "usage" }?.data["outputTokens"] == 2)
  }

  @Test("whoever comes later is told what was written first, then only what is new", arguments: [0, 1, 2, 3])
  func reattached(piecesBefore: Int) async throws {
    let setting = try await ChatSetting()
    let pieces = ["α ", "βγ", " δ"]
    setting.writer.script(pieces.flatMap { [.wait, .tell(.text($0))] } + [.wait])
    let first = try await setting.stream("Go")
    _ = await first.told()
    let id = try #require(await first.told()?.data["id"]?.string)
    for piece in pieces.prefix(piecesBefore) {
      setting.writer.release()
      #expect(await first.told()?.data["text"]?.string == piece)
    }
    let second = try await setting.follow(id)
    let soFar = try #require(await second.told())
    #expect(soFar.event == "message" && soFar.data["text"]?.string == pieces.prefix(piecesBefore).joined())
    for _ in piecesBefore...3 { setting.writer.release() }
    let rest = await second.rest()
    #expect(rest.text == pieces.dropFirst(piecesBefore).joined() && rest.last?["text"] == "α βγ δ")
    let third = try await setting.follow(id)
    #expect(await third.rest().events == ["message", "done"])
  }

  @Test("the reply goes on when its client leaves, and is saved as it grows")
  func left() async throws {
    let setting = try await ChatSetting()
    setting.writer.script([.tell(.text("kept")), .wait, .tell(.text(" to the end"))])
    let reader = try await setting.stream("Go")
    _ = await reader.told()
    let id = try #require(await reader.told()?.data["id"]?.string)
    let key = try #require(Identifier(id))
    #expect(await reader.told()?.data["text"] == "kept")
    reader.stop()
    while try await setting.studio.store.read({ try $0.messages.get(key).text }) != "kept" { await Task.yield() }
    setting.writer.release()
    _ = await (try setting.follow(id)).rest()
    #expect(await setting.message(id)["text"] == "kept to the end")
  }

  @Test("stopping keeps the text, ends the call at once, and does no harm afterwards")
  func stopped() async throws {
    let setting = try await ChatSetting()
    setting.writer.script([.tell(.text("as far")), .hang])
    let reader = try await setting.stream("Go")
    _ = await reader.told()
    let id = try #require(await reader.told()?.data["id"]?.string)
    #expect(await reader.told()?.data["text"] == "as far")
    let stopped = await setting.client.send(.post, "/api/v1/messages/\(id)/stop")
    #expect(stopped.status == 200 && stopped.json["state"] == "stopped" && stopped.json["text"] == "as far")
    #expect(await reader.rest().events == ["done"])
    #expect(await setting.client.send(.post, "/api/v1/messages/\(id)/stop").json["state"] == "stopped")
    #expect(setting.studio.conversation.count == 0)
  }

  @Test("what a failure leaves: the message of the person, what was written, the code and the provider's words")
  func failed() async throws {
    let setting = try await ChatSetting()
    let failure = ProviderFailure(
      .unauthorized, "The key was refused.", providerMessage: "bad key \(ChatSetting.key)", effect: .notTaken)
    setting.writer.script([.fail(failure)])
    let answer = await setting.say("Hello")
    #expect(answer.status == 201 && answer.json["message"]?["state"] == "failed")
    #expect(answer.json["message"]?["error"]?["code"] == "provider_unauthorized")
    #expect(answer.json["message"]?["error"]?["providerMessage"] == "bad key [hidden]")
    #expect(await setting.messages.count == 2)
    setting.writer.script([
      .tell(.text("half")), .fail(ProviderFailure(.interrupted, "It stopped.", effect: .taken)),
    ])
    let rest = await (try setting.stream("Again")).rest()
    #expect(rest.events == ["message", "message", "delta", "failed"])
    #expect(rest.last?["code"] == "interrupted" && rest.last?["message"]?["text"] == "half")
    for line in setting.studio.log.all { #expect(!line.contains(ChatSetting.key)) }
  }

  @Test("stopping takes less than a second where a provider notices nothing")
  func stoppedInTime() async throws {
    let setting = try await ChatSetting()
    setting.writer.script([.hang])
    let reader = try await setting.stream("Go")
    _ = await reader.told()
    let id = try #require(await reader.told()?.data["id"]?.string)
    await setting.writer.hears(1)
    let begin = ContinuousClock.now
    #expect(await setting.client.send(.post, "/api/v1/messages/\(id)/stop").json["state"] == "stopped")
    #expect(ContinuousClock.now - begin < .seconds(1))
  }

  @Test("what failed before its first word is tried once more, and then another model takes over")
  func fallback() async throws {
    let other = ScriptedWriter("other")
    let setting = try await ChatSetting(others: [other])
    other.script([.tell(.text("instead"))])
    _ = await setting.client.send(
      .patch, "/api/v1/chats/\(setting.chat)", json: ["model": "muse/a"])
    let down = ProviderFailure(.unavailable, "It is down.", effect: .notTaken)
    setting.writer.script([.fail(down)])
    let answer = await setting.say("Hello")
    #expect(answer.json["message"]?["text"] == "instead" && answer.json["message"]?["model"] == "other/a")
    #expect(answer.json["message"]?["fallbackFrom"] == ["model": "muse/a", "code": "provider_unavailable"])
    let attempt: JSON = ["model": "muse/a", "code": "provider_unavailable", "detail": "It is down."]
    #expect(answer.json["message"]?["attempts"] == [attempt])
    #expect(setting.writer.requests.count == 2 && other.requests.count == 1)
    setting.writer.script([.fail(down)], [.tell(.text("myself"))])
    let second = await setting.say("Hello")
    #expect(second.json["message"]?["text"] == "myself" && second.json["message"]?["fallbackFrom"] == .null)
    setting.writer.script([.tell(.text("begun")), .fail(down)])
    let third = await setting.say("Hello")
    #expect(third.json["message"]?["state"] == "failed" && third.json["message"]?["text"] == "begun")
    #expect(setting.writer.requests.count == 5)
  }

  @Test("without any model of its own the guide answers and says what it is")
  func guide() async throws {
    let studio = try await TestStudio()
    let workspace = await studio.client.makeWorkspace()
    let made = await studio.client.send(.post, "/api/v1/workspaces/\(workspace)/chats", json: [:])
    let answer = await studio.client.send(
      .post, "/api/v1/chats/\(made.json["id"]?.string ?? "")/messages", json: ["text": "Hello, who are you?"])
    #expect(answer.json["message"]?["model"] == "builtin/guide" && answer.json["message"]?["state"] == "complete")
    #expect(answer.json["message"]?["text"]?.string?.contains("not a language model") == true)
    #expect(answer.json["message"]?["costMicros"] == 0)
  }

  @Test("a reply that the process did not finish is marked, and keeps its text")
  func interrupted() async throws {
    let setting = try await ChatSetting()
    setting.writer.script([.tell(.text("so far")), .hang])
    let reader = try await setting.stream("Go")
    _ = await reader.told()
    let id = try #require(await reader.told()?.data["id"]?.string)
    let key = try #require(Identifier(id))
    while try await setting.studio.store.read({ try $0.messages.get(key).text }) != "so far" { await Task.yield() }
    let next = try await setting.studio.restarted(kinds: [setting.writer.kind])
    let message = await next.client.get("/api/v1/messages/\(id)").json
    #expect(message["state"] == "failed" && message["text"] == "so far" && message["error"]?["code"] == "interrupted")
    #expect(message["error"]?["retryable"] == true)
  }

  @Test("the end of the studio cuts what is being written, and says so")
  func ended() async throws {
    let setting = try await ChatSetting()
    setting.writer.script([.tell(.text("so far")), .hang])
    let reader = try await setting.stream("Go")
    for _ in 0..<3 { _ = await reader.told() }
    await setting.studio.conversation.end()
    let rest = await reader.rest()
    #expect(rest.events == ["failed"] && rest.last?["code"] == "interrupted")
    #expect(await setting.say("More").status == 503)
  }

  @Test("the same key says it once: afterwards, and while the reply is being written")
  func once() async throws {
    let setting = try await ChatSetting()
    setting.writer.script([.tell(.text("only once"))])
    let first = await setting.say("Go", headers: ["idempotency-key": "k1"])
    let second = await setting.say("Go", headers: ["idempotency-key": "k1"])
    #expect(second.status == 201 && second.bytes == first.bytes && second["idempotency-replayed"] == "true")
    #expect(await setting.say("Other", headers: ["idempotency-key": "k1"]).code == "idempotency_mismatch")
    setting.writer.script([.tell(.text("slow")), .wait, .tell(.text("ly"))])
    let reader = try await setting.stream("Go on", headers: ["idempotency-key": "k2"])
    for _ in 0..<3 { _ = await reader.told() }
    let again = try await setting.stream("Go on", headers: ["idempotency-key": "k2"])
    #expect(await again.told()?.data["role"] == "user")
    #expect(await again.told()?.data["text"] == "slow")
    setting.writer.release()
    #expect(await again.rest().text == "ly")
    #expect(setting.writer.requests.count == 2)
  }

  @Test("a second message waits for the reply that it follows")
  func inTurn() async throws {
    let setting = try await ChatSetting()
    setting.writer.script([.tell(.text("first")), .wait], [.tell(.text("second"))])
    let reader = try await setting.stream("One")
    for _ in 0..<3 { _ = await reader.told() }
    async let later = setting.say("Two")
    while setting.studio.conversation.count < 2 { await Task.yield() }
    #expect(setting.writer.requests.count == 1)
    setting.writer.release()
    #expect(await later.json["message"]?["text"] == "second")
    let turns = setting.writer.requests.last?.turns ?? []
    #expect(turns.map(\.role) == [.user, .assistant, .user])
  }

  @Test("as many replies are asked for at a time as the connection allows; the next one waits for its turn")
  func concurrency() async throws {
    let setting = try await ChatSetting()
    _ = await setting.client.send(.patch, "/api/v1/providers/muse", json: ["limits": ["concurrency": 1]])
    setting.writer.script([.tell(.text("first")), .wait], [.tell(.text("second"))])
    let reader = try await setting.stream("One")
    for _ in 0..<3 { _ = await reader.told() }
    let other = await setting.client.send(.post, "/api/v1/workspaces/\(setting.workspace)/chats", json: [:])
    let chat = other.json["id"]?.string ?? ""
    async let later = setting.client.send(.post, "/api/v1/chats/\(chat)/messages", json: ["text": "Two"])
    while setting.studio.conversation.count < 2 { await Task.yield() }
    #expect(setting.writer.requests.count == 1)
    setting.writer.release()
    #expect(await later.json["message"]?["text"] == "second")
  }
}
