import Domain
import HTTP
import Storage
import Studio
import Support
import Testing

@testable import Site

@Suite("Advice, and enhancing on the way") struct AdviceTests {
  private func setting(vision: Bool = false) async throws -> ChatSetting {
    let setting = try await ChatSetting(ScriptedWriter("muse") { if vision { $0.capabilities.insert(.vision) } })
    let gateway = await setting.client.send(.post, "/api/v1/providers", json: ["kind": "pixazo", "apiKey": "12345678"])
    #expect(gateway.status == 201)
    return setting
  }

  private func recommend(_ client: TestClient, _ body: JSON) async -> TestResponse {
    await client.send(.post, "/api/v1/recommendations", json: body)
  }

  private func models(_ response: TestResponse) -> [String] {
    (response.json["ranked"]?.array ?? []).compactMap { $0["model"]?.string }
  }

  @Test("by the rules: only what is here and works, the best first, each with its reason")
  func rules() async throws {
    let setting = try await setting()
    let answer = await recommend(setting.client, ["prompt": "an anime girl in the rain"])
    #expect(answer.status == 200 && answer.json["by"] == "rules", "\(answer.text)")
    let ranked = models(answer)
    #expect(ranked.contains("builtin/painter") && ranked.first != "builtin/painter")
    let usable = await setting.client.get("/api/v1/models?type=image").json["items"]?.array?.filter {
      $0["usable"] == true
    }
    #expect(Set(ranked) == Set(usable?.compactMap { $0["id"]?.string } ?? []))
    let free = await recommend(setting.client, ["prompt": "x", "maxCostMicros": 0, "prefer": "cost"])
    #expect(models(free) == ["builtin/painter"] && free.json["ranked"]?.array?.first?["estimatedCostMicros"] == 0)
    #expect(setting.writer.requests.isEmpty)
  }

  @Test("a workspace's language model has the last word, as far as it makes sense")
  func reranked() async throws {
    let setting = try await setting()
    _ = await setting.client.send(
      .patch, "/api/v1/workspaces/\(setting.workspace)", json: ["settings": ["textModel": "muse/a"]])
    let body: JSON = ["prompt": "a fox", "workspaceId": .string(setting.workspace)]
    setting.writer.script([
      .tell(.text(#"{"ranked":[{"model":"no/such","reason":"x"},{"model":"builtin/painter","reason":"Free."}]}"#))
    ])
    let answer = await recommend(setting.client, body)
    #expect(answer.json["by"] == "muse/a" && models(answer).first == "builtin/painter", "\(answer.text)")
    #expect(answer.json["ranked"]?.array?.first?["reason"] == "Free." && models(answer).count > 1)
    for script in [
      [.tell(.text("I like them all."))], [.fail(.init(.unavailable, "Down.", effect: .notTaken))],
    ] as [[ScriptedWriter.Step]] {
      setting.writer.script(script)
      let rules = await recommend(setting.client, body)
      #expect(rules.status == 200 && rules.json["by"] == "rules" && models(rules).first != "builtin/painter")
    }
  }

  @Test("wrong questions are refused field by field")
  func refused() async throws {
    let client = try await TestStudio().client
    #expect(await recommend(client, [:]).fields == ["/prompt required"])
    let wrong = await recommend(client, ["prompt": "x", "prefer": "beauty", "maxCostMicros": -1, "stray": 1])
    #expect(wrong.fields.sorted() == ["/maxCostMicros too_small", "/prefer format", "/stray unknown_field"])
    #expect(
      await recommend(client, ["prompt": "x", "workspaceId": "01a2b3c4-d5e6-7f80-8123-456789abcdef"]).status == 404)
  }

  private func upload(_ setting: ChatSetting) async -> String {
    let made = await setting.client.send(
      .post, "/api/v1/workspaces/\(setting.workspace)/images", headers: ["content-type": "image/png"],
      body: Specimen.png(width: 16, height: 16, seed: 9))
    return made.json["id"]?.string ?? ""
  }

  @Test("a picture is put into words by a model that sees, in the form of the image model")
  func described() async throws {
    let setting = try await setting(vision: true)
    let id = await upload(setting)
    setting.writer.script([.tell(.text(#"{"candidates":[{"prompt":"stripes, red","negativePrompt":"blur"}]}"#))])
    let answer = await setting.client.send(
      .post, "/api/v1/images/\(id)/describe", json: ["imageModel": "pixazo/stable-diffusion-xl-base-10"])
    #expect(answer.status == 200 && answer.json["prompt"] == "stripes, red", "\(answer.text)")
    #expect(answer.json["textModel"] == "muse/a" && answer.json["negativePrompt"] == "blur")
    let parts = setting.writer.requests.last?.turns.last?.parts ?? []
    #expect(parts.contains { if case .image = $0 { true } else { false } })
    #expect(await setting.client.send(.post, "/api/v1/images/\(id)/describe").status == 200)
    setting.writer.script([.tell(.text("I'm sorry, I can't help with that."))])
    let declined = await setting.client.send(.post, "/api/v1/images/\(id)/describe")
    #expect(declined.status == 422 && declined.text.contains("declined"))
    setting.writer.script([.fail(.init(.outOfCredit, "No credit.", effect: .notTaken))])
    #expect(await setting.client.send(.post, "/api/v1/images/\(id)/describe").status == 503)
  }

  @Test("without one its recipe speaks, and without that it is said that nobody can")
  func undescribed() async throws {
    let setting = try await setting()
    let id = await upload(setting)
    let refused = await setting.client.send(.post, "/api/v1/images/\(id)/describe")
    #expect(refused.status == 422 && refused.text.contains("vision"))
    #expect(
      await setting.client.send(.post, "/api/v1/images/\(id)/describe", json: ["textModel": "muse/a"]).fields
        == ["/textModel unsupported"])
    let said = await setting.client.send(
      .post, "/api/v1/workspaces/\(setting.workspace)/generations",
      json: ["prompt": "a boat", "width": 64, "height": 64, "steps": 1])
    let generation = try await setting.studio.end(of: try #require(said.json["id"]?.string.flatMap { Identifier($0) }))
    let image = try #require(generation.images.first?.id)
    let answer = await setting.client.send(.post, "/api/v1/images/\(image)/describe")
    #expect(answer.json["prompt"] == "a boat" && answer.json["textModel"] == .null && answer.json["costMicros"] == 0)
  }

  private func generate(_ setting: ChatSetting, _ more: JSON) async -> TestResponse {
    var body: JSON.Object = ["prompt": "a {red|blue} boat", "width": 64, "height": 64, "steps": 1, "seed": 4]
    if case .object(let object) = more { for member in object.members { body.append(member.name, member.value) } }
    return await setting.client.send(
      .post, "/api/v1/workspaces/\(setting.workspace)/generations", json: .object(body))
  }

  @Test("a prompt is enhanced on the way: both texts can be seen, and where the other came from")
  func enhanced() async throws {
    let setting = try await setting()
    var receipt = TextReceipt(finish: .stop)
    receipt.costMicros = 7
    setting.writer.script(
      [.tell(.text(#"{"candidates":[{"prompt":"A boat {red|blue} boat at {dawn}, calm sea."}]}"#))], receipt: receipt)
    let made = await generate(setting, ["enhance": true])
    #expect(made.status == 202 && made.json["recipe"]?["prompt"] == "a {red|blue} boat", "\(made.text)")
    let sent = made.json["resolvedPrompt"]?.string ?? ""
    #expect(["A boat red boat at dawn, calm sea.", "A boat blue boat at dawn, calm sea."].contains(sent), "\(sent)")
    let id = try #require(made.json["recipe"]?["enhancementId"]?.string)
    let enhancement = await setting.client.get("/api/v1/enhancements/\(id)").json
    #expect(enhancement["source"] == "a {red|blue} boat" && enhancement["textModel"] == "muse/a")
    let generation = try await setting.studio.end(of: try #require(made.json["id"]?.string.flatMap { Identifier($0) }))
    let image = await setting.client.get("/api/v1/images/\(generation.images.first?.id.text ?? "")").json
    #expect(image["prompt"]?.string == sent && image["recipe"]?["enhancementId"]?.string == id)
    let again = await setting.client.send(.post, "/api/v1/generations/\(generation.id)/retry")
    #expect(again.json["resolvedPrompt"]?.string == sent && again.json["recipe"]?["enhancementId"]?.string == id)
    let second = await generate(setting, ["enhance": true])
    let other = await setting.client.get(
      "/api/v1/enhancements/\(second.json["recipe"]?["enhancementId"]?.string ?? "")")
    #expect(other.json["cached"] == true && setting.writer.requests.count == 1)
  }

  @Test("a preview asks nobody, and shows what the built-in enhancer would make")
  func previewed() async throws {
    let setting = try await setting()
    let body: JSON = ["prompt": "a boat", "enhance": true]
    let path = "/api/v1/workspaces/\(setting.workspace)/generations/preview"
    #expect(await setting.client.send(.post, path, json: body).json["prompts"] == ["a boat"])
    #expect(setting.writer.requests.isEmpty)
    let studio = try await TestStudio()
    let workspace = await studio.client.makeWorkspace()
    let shown = await studio.client.send(.post, "/api/v1/workspaces/\(workspace)/generations/preview", json: body)
    let prompt = shown.json["prompts"]?.array?.first?.string ?? ""
    #expect(prompt.hasPrefix("a boat, ") && prompt.count > 20)
    let list = await studio.client.get("/api/v1/workspaces/\(workspace)/enhancements").json["items"]?.array
    #expect(list?.isEmpty == true)
  }

  @Test("where a prompt came from must be of this workspace, and there")
  func origins() async throws {
    let setting = try await setting()
    setting.writer.script([.tell(.text(#"["A boat."]"#))])
    let enhancement = await setting.client.send(
      .post, "/api/v1/enhancements", json: ["workspaceId": .string(setting.workspace), "prompt": "a boat"])
    let id = enhancement.json["id"] ?? .null
    let message = await setting.say("Hello").json["userMessage"]?["id"] ?? .null
    let made = await generate(setting, ["enhancementId": id, "messageId": message])
    #expect(made.status == 202 && made.json["recipe"]?["enhancementId"] == id, "\(made.text)")
    let nobody: JSON = "01a2b3c4-d5e6-7f80-8123-456789abcdef"
    let unknown = await generate(setting, ["enhancementId": nobody, "messageId": nobody])
    #expect(unknown.fields.sorted() == ["/enhancementId not_found", "/messageId not_found"])
    #expect(await generate(setting, ["enhancementId": id, "enhance": true]).fields == ["/enhance unsupported"])
    let other = await setting.client.makeWorkspace("B")
    let foreign = await setting.client.send(
      .post, "/api/v1/workspaces/\(other)/generations",
      json: ["prompt": "x", "enhancementId": id, "messageId": message])
    #expect(foreign.fields.sorted() == ["/enhancementId not_found", "/messageId not_found"])
  }
}
