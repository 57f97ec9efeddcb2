import Domain
import HTTP
import Storage
import Studio
import Support
import Testing

@testable import Site

@Suite("Enhancements over the API") struct EnhancementsTests {
  private func enhance(
    _ client: TestClient, _ workspace: String, _ prompt: String = "a lighthouse at dusk", _ more: JSON = [:],
    headers: KeyValuePairs<String, String> = [:]
  ) async -> TestResponse {
    await client.send(.post, "/api/v1/enhancements", headers: headers, json: body(workspace, prompt, more))
  }

  private func body(_ workspace: String, _ prompt: String, _ more: JSON) -> JSON {
    var body: JSON.Object = ["workspaceId": .string(workspace), "prompt": .string(prompt)]
    if case .object(let object) = more { for member in object.members { body.append(member.name, member.value) } }
    return .object(body)
  }

  private func stream(_ client: TestClient, _ workspace: String, _ prompt: String, _ more: JSON = [:]) async throws
    -> EventReader
  {
    var request = TestClient.request(.post, "/api/v1/enhancements", body: body(workspace, prompt, more).bytes)
    request.headers.add("accept", "text/event-stream")
    return try #require(EventReader(await client.respond(to: request)))
  }

  /// What is wrong with the diffs of an enhancement.
  private func checkDiffs(_ enhancement: JSON) {
    for candidate in enhancement["candidates"]?.array ?? [] {
      func joined(without operation: String) -> String {
        (candidate["diff"]?.array ?? []).filter { $0["op"]?.string != operation }.compactMap { $0["text"]?.string }
          .joined()
      }
      #expect(joined(without: "add") == enhancement["source"]?.string)
      #expect(joined(without: "remove") == candidate["text"]?.string)
    }
  }

  private static let answer = """
    {"candidates":[{"prompt":"A lighthouse at dusk, waves below.","notes":"added waves"},{"prompt":"A beacon in fog."}]}
    """

  @Test("without any model the built-in enhancer does it, says so, keeps it, and enters it into the ledger")
  func builtin() async throws {
    let studio = try await TestStudio()
    let workspace = await studio.client.makeWorkspace()
    let made = await enhance(
      studio.client, workspace, "  a lighthouse\n at dusk", ["count": 3, "lockedWords": ["dusk"]])
    #expect(made.status == 201, "\(made.text)")
    let id = try #require(made.json["id"]?.string)
    #expect(made["location"] == "/api/v1/enhancements/\(id)")
    #expect(made.json["source"] == "  a lighthouse\n at dusk" && made.json["textModel"] == "builtin/enhancer")
    #expect(made.json["costMicros"] == 0 && made.json["fallbackFrom"] == .null && made.json["cached"] == false)
    let texts = (made.json["candidates"]?.array ?? []).compactMap { $0["text"]?.string }
    #expect(texts.count == 3 && Set(texts).count == 3 && texts.allSatisfy { $0.contains("dusk") })
    checkDiffs(made.json)
    #expect(await studio.client.get("/api/v1/enhancements/\(id)").json == made.json)
    let again = await enhance(
      studio.client, workspace, "  a lighthouse\n at dusk", ["count": 3, "lockedWords": ["dusk"]])
    #expect(again.json["candidates"] == made.json["candidates"] && again.json["id"] != made.json["id"])
    let list = await studio.client.get("/api/v1/workspaces/\(workspace)/enhancements?limit=1").json
    #expect(list["items"]?.array?.map { $0["id"] } == [again.json["id"]] && list["nextCursor"] != .null)
    let sums = try await studio.store.read { try $0.usage.sums(by: .model, from: "2026-01-01", to: "2027-01-01") }
    #expect(sums.first?.key == "builtin/enhancer" && sums.first?.calls == 2 && sums.first?.costMicros == 0)
  }

  @Test("each family gets its own form, and a negative prompt only where it has an effect")
  func families() async throws {
    let studio = try await TestStudio()
    let workspace = await studio.client.makeWorkspace()
    let gateway = await studio.client.send(.post, "/api/v1/providers", json: ["kind": "pixazo", "apiKey": "12345678"])
    #expect(gateway.status == 201)
    for (model, hasNegative, sentence) in [
      ("pixazo/stable-diffusion-xl-base-10", true, false), ("pixazo/flux-2-klein-4b", false, true),
    ] {
      let made = await enhance(
        studio.client, workspace, "a street in Rome", ["imageModel": .string(model), "negativePrompt": "people"])
      #expect(made.status == 201, "\(made.text)")
      let candidate = made.json["candidates"]?.array?.first
      #expect((candidate?["negativePrompt"] != .null) == hasNegative)
      #expect(candidate?["text"]?.string?.hasPrefix("a street in Rome\(sentence ? ". " : ", ")") == true)
    }
  }

  @Test("the built-in enhancer is listed as a model that enhances, and answers in no chat")
  func listed() async throws {
    let setting = try await ChatSetting()
    let models = await setting.client.get("/api/v1/models?type=text&capability=enhancement").json["items"]?.array ?? []
    #expect(models.map { $0["id"] } == ["builtin/enhancer"] && models.first?["usable"] == true)
    #expect(await setting.say("Hello", ["model": "builtin/enhancer"]).fields == ["/model unsupported"])
    let studio = try await TestStudio()
    let workspace = await studio.client.makeWorkspace()
    _ = await studio.client.send(
      .patch, "/api/v1/workspaces/\(workspace)", json: ["settings": ["textModel": "builtin/enhancer"]])
    let chat =
      await studio.client.send(.post, "/api/v1/workspaces/\(workspace)/chats", json: [:]).json["id"]?.string ?? ""
    let said = await studio.client.send(.post, "/api/v1/chats/\(chat)/messages", json: ["text": "Hello"])
    #expect(said.json["message"]?["model"] == "builtin/guide")
  }

  @Test("a language model writes them: as it was told to, streamed as they grow, with its cost")
  func streamed() async throws {
    let setting = try await ChatSetting()
    var receipt = TextReceipt(finish: .stop)
    receipt.costMicros = 42
    let pieces = Array(Self.answer).chunks(of: 9).map { String($0) }
    setting.writer.script(pieces.map { .tell(.text($0)) }, receipt: receipt)
    let told = await (try stream(setting.client, setting.workspace, "a lighthouse at dusk", ["count": 2])).rest()
    #expect(told.first?.event == "candidate" && told.first?.data["index"] == 0 && told.events.last == "done")
    #expect(Set(told.events) == ["candidate", "delta", "done"])
    var shown: [Int64: String] = [:]
    for each in told.dropLast() {
      let (index, text) = (each.data["index"]?.int ?? -1, each.data["text"]?.string ?? "")
      shown[index] = each.event == "candidate" ? text : (shown[index] ?? "") + text
    }
    let done = try #require(told.last)
    let texts = (done["candidates"]?.array ?? []).compactMap { $0["text"]?.string }
    #expect(
      texts == ["A lighthouse at dusk, waves below.", "A beacon in fog."] && shown == [0: texts[0], 1: texts[1]])
    #expect(done["textModel"] == "muse/a" && done["costMicros"] == 42 && done["fallbackFrom"] == .null)
    #expect(done["candidates"]?.array?.first?["notes"] == "added waves")
    checkDiffs(done)
    #expect(setting.writer.requests.first?.system?.contains("2 different prompts") == true)
    let id = done["id"]?.string ?? ""
    #expect(await setting.client.get("/api/v1/enhancements/\(id)").json == done)
  }

  @Test(
    "when the model fails in any way the enhancer takes over and it is said why, without the key",
    arguments: [
      ([ScriptedWriter.Step.fail(.init(.unavailable, "It is down.", effect: .notTaken))], "provider_unavailable"),
      ([.fail(.init(.unauthorized, "No: \(ChatSetting.key)", effect: .notTaken))], "provider_unauthorized"),
      ([.fail(.init(.contentRefused, "No.", effect: .taken))], "content_refused"),
      ([.tell(.text("I'm sorry, but I can't help with that."))], "content_refused"),
      ([.tell(.text("{\"candidates\":[]}"))], "provider_garbage"),
      ([.tell(.text(String(repeating: "x", count: 70_000)))], "provider_garbage"),
      (
        [.tell(.text("{\"candidates\":[{\"prompt\":\"half")), .fail(.init(.interrupted, "Cut.", effect: .taken))],
        "interrupted"
      ),
      ([], "provider_garbage"),
    ])
  func fallback(script: [ScriptedWriter.Step], code: String) async throws {
    let setting = try await ChatSetting()
    setting.writer.script(script)
    let made = await enhance(setting.client, setting.workspace)
    #expect(made.status == 201 && made.json["textModel"] == "builtin/enhancer", "\(made.text)")
    #expect(made.json["fallbackFrom"] == ["model": "muse/a", "code": .string(code)])
    #expect(made.json["candidates"]?.array?.first?["text"]?.string?.hasPrefix("a lighthouse at dusk") == true)
    #expect(!made.text.contains(ChatSetting.key))
    let streamed = await (try stream(setting.client, setting.workspace, "a lighthouse at dusk")).rest()
    #expect(streamed.events.last == "done" && streamed.last?["fallbackFrom"]?["code"]?.string == code)
  }

  @Test("another model that works is asked before the enhancer, once")
  func another() async throws {
    let other = ScriptedWriter("other")
    let setting = try await ChatSetting(others: [other])
    setting.writer.script([.fail(.init(.rateLimited, "Slow down.", effect: .notTaken, retryAfter: 60))])
    other.script([.tell(.text(Self.answer))])
    let made = await enhance(setting.client, setting.workspace, "a lighthouse at dusk", ["textModel": "muse/a"])
    #expect(made.json["textModel"] == "other/a")
    #expect(made.json["fallbackFrom"] == ["model": "muse/a", "code": "provider_rate_limited"])
    #expect(made.json["candidates"]?.array?.count == 1)
  }

  @Test("locked words that the model lost are put back")
  func locked() async throws {
    let setting = try await ChatSetting()
    setting.writer.script([.tell(.text(Self.answer))])
    let made = await enhance(
      setting.client, setting.workspace, "a Lighthouse \"CLOSED\"", ["count": 2, "lockedWords": ["Lighthouse"]])
    let candidates = made.json["candidates"]?.array ?? []
    #expect(candidates.count == 2)
    for candidate in candidates {
      #expect(candidate["text"]?.string?.contains("Lighthouse") == true)
      #expect(candidate["text"]?.string?.contains("\"CLOSED\"") == true)
      #expect(candidate["notes"]?.string?.contains("put back") == true)
    }
    checkDiffs(made.json)
  }

  @Test("the same is taken from before only for who says so, and is marked")
  func reused() async throws {
    let setting = try await ChatSetting()
    var receipt = TextReceipt(finish: .stop)
    receipt.costMicros = 9
    setting.writer.script([.tell(.text(Self.answer))], receipt: receipt)
    let first = await enhance(setting.client, setting.workspace)
    let second = await enhance(setting.client, setting.workspace, "a lighthouse at dusk", ["reuse": true])
    #expect(second.json["cached"] == true && second.json["costMicros"] == 0 && second.json["id"] != first.json["id"])
    #expect(second.json["candidates"] == first.json["candidates"] && setting.writer.requests.count == 1)
    _ = await enhance(setting.client, setting.workspace, "a lighthouse at dusk", ["reuse": true, "style": "ink"])
    _ = await enhance(setting.client, setting.workspace)
    #expect(setting.writer.requests.count == 3)
  }

  @Test("the workspace's budget is asked first, and what is over it costs nothing")
  func budget() async throws {
    let writer = ScriptedWriter("muse") {
      $0.price = .init(perMillionInputTokens: 1_000_000, perMillionOutputTokens: 1_000_000)
    }
    let setting = try await ChatSetting(writer)
    _ = await setting.client.send(
      .patch, "/api/v1/workspaces/\(setting.workspace)", json: ["settings": ["budgetMicros": 1]])
    let made = await enhance(setting.client, setting.workspace)
    #expect(made.json["fallbackFrom"]?["code"] == "budget_exceeded" && made.json["costMicros"] == 0)
    #expect(writer.requests.isEmpty)
  }

  @Test("the same key makes it once, plain and as a stream")
  func once() async throws {
    let setting = try await ChatSetting()
    setting.writer.script([.tell(.text(Self.answer))])
    let first = await enhance(setting.client, setting.workspace, headers: ["idempotency-key": "e1"])
    let second = await enhance(setting.client, setting.workspace, headers: ["idempotency-key": "e1"])
    #expect(second.status == 201 && second.bytes == first.bytes && setting.writer.requests.count == 1)
    var request = TestClient.request(
      .post, "/api/v1/enhancements", headers: ["idempotency-key": "e1"],
      body: body(setting.workspace, "a lighthouse at dusk", [:]).bytes)
    request.headers.add("accept", "text/event-stream")
    let reader = try #require(EventReader(await setting.client.respond(to: request)))
    #expect(await reader.rest().last == first.json)
  }

  @Test("what was begun is kept though its client has gone, and the end of the studio is told")
  func left() async throws {
    let setting = try await ChatSetting()
    setting.writer.script([.wait, .tell(.text(Self.answer))])
    let reader = try await stream(setting.client, setting.workspace, "a lighthouse at dusk")
    await setting.writer.hears(1)
    reader.stop()
    setting.writer.release()
    let home = try #require(Identifier(setting.workspace))
    while try await setting.studio.store.read({ try $0.enhancements.list(in: home, limit: 1).items.isEmpty }) {
      await Task.yield()
    }
    setting.writer.script([.hang])
    let last = try await stream(setting.client, setting.workspace, "another")
    await setting.writer.hears(2)
    setting.studio.site.stop()
    #expect(await last.rest().events == ["failed"])
    #expect(await enhance(setting.client, setting.workspace).status == 503)
  }

  static let refusals = [
    Scenario(
      "no prompt", .post, "/api/v1/enhancements", body: #"{"workspaceId":"{id}"}"#, status: 422,
      fields: ["/prompt required"]),
    Scenario(
      "wrong values", .post, "/api/v1/enhancements",
      body: #"{"workspaceId":"{id}","prompt":" ","count":5,"lockedWords":[""],"imageModel":"x","stray":1}"#,
      status: 422,
      fields: [
        "/prompt blank", "/count too_large", "/lockedWords/0 too_short", "/imageModel too_short",
        "/stray unknown_field",
      ]),
    Scenario(
      "no workspace", .post, "/api/v1/enhancements", body: #"{"prompt":"x"}"#, status: 422,
      fields: ["/workspaceId required"]),
    Scenario(
      "a foreign workspace", .post, "/api/v1/enhancements",
      body: #"{"prompt":"x","workspaceId":"01a2b3c4-d5e6-7f80-8123-456789abcdef"}"#, status: 404, code: "not_found"),
    Scenario(
      "unknown models", .post, "/api/v1/enhancements",
      body: #"{"workspaceId":"{id}","prompt":"x","imageModel":"no/such","textModel":"no/such"}"#, status: 422,
      fields: ["/imageModel not_found", "/textModel not_found"]),
    Scenario(
      "models of the other sort", .post, "/api/v1/enhancements",
      body: #"{"workspaceId":"{id}","prompt":"x","imageModel":"builtin/guide","textModel":"builtin/painter"}"#,
      status: 422,
      fields: ["/imageModel unsupported", "/textModel unsupported"]),
    Scenario("no such enhancement", .get, "/api/v1/enhancements/01a2b3c4-d5e6-7f80-8123-456789abcdef", status: 404),
    Scenario(
      "no list of nobody's", .get, "/api/v1/workspaces/01a2b3c4-d5e6-7f80-8123-456789abcdef/enhancements", status: 404),
  ]

  @Test("what cannot be taken is named field by field", arguments: refusals)
  func refused(scenario: Scenario) async throws {
    let studio = try await TestStudio()
    #expect(await scenario.complaints(studio.client, id: await studio.client.makeWorkspace()) == [])
  }
}

extension Array {
  fileprivate func chunks(of size: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}
