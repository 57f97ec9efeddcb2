import Domain
import HTTP
import Studio
import Support
import Testing

/// What a model is shown of a chat.
@Suite("What a model is shown") struct ReplyContextTests {
  private func texts(_ turn: TextTurn?) -> String {
    (turn?.parts ?? []).compactMap { if case .text(let text) = $0 { text } else { nil } }.joined(separator: "|")
  }

  private func pictures(_ turn: TextTurn?) -> [ImageFile] {
    (turn?.parts ?? []).compactMap { if case .image(let file) = $0 { file } else { nil } }
  }

  @Test("pictures reach a model that sees, without what is hidden in them; another is not asked")
  func vision() async throws {
    let blind = ScriptedWriter("blind")
    let setting = try await ChatSetting(
      ScriptedWriter("muse") { $0.capabilities.insert(.vision) }, others: [blind])
    setting.writer.script([.tell(.text("A square."))])
    blind.script([.tell(.text("Nothing."))])
    let png = Specimen.png(seed: 3, texts: [("parameters", "a secret prompt")])
    let image = await setting.client.upload(png, to: setting.workspace).json["id"] ?? .null
    let answer = await setting.say("What is this?", ["imageIds": [image]])
    #expect(answer.status == 201 && answer.json["message"]?["model"] == "muse/a", "\(answer.text)")
    #expect(answer.json["userMessage"]?["parts"]?.array?.last == ["type": "image", "imageId": image])
    let shown = pictures(setting.writer.requests.last?.turns.last)
    let seen = try #require(shown.first)
    #expect(seen.format == .png && seen.width == 8 && seen.bytes == Specimen.png(seed: 3))
    #expect(seen.bytes.firstRange(of: Array("secret".utf8)) == nil)

    let refused = await setting.say("And this?", ["imageIds": [image], "model": "blind/a"])
    #expect(refused.json["message"]?["state"] == "failed" && blind.requests.isEmpty)
    #expect(refused.json["message"]?["error"]?["code"] == "provider_refused")
    // Later in the same chat the picture is a word to it.
    _ = await setting.client.send(
      .patch, "/api/v1/chats/\(setting.chat)", json: ["leafMessageId": answer.json["message"]?["id"] ?? .null])
    _ = await setting.say("Go on", ["model": "blind/a"])
    #expect(texts(blind.requests.last?.turns.first) == "What is this?|[a picture]")

    let elsewhere = await setting.client.makeWorkspace("Elsewhere")
    let foreign = await setting.client.upload(Specimen.png(seed: 4), to: elsewhere).json["id"] ?? .null
    let stranger = await setting.say("Look", ["imageIds": [foreign]])
    #expect(stranger.status == 422 && stranger.fields == ["/imageIds/0 not_found"])
  }

  @Test("the guide answers to a picture too, and says that it sees none")
  func guideAndPicture() async throws {
    let studio = try await TestStudio()
    let client = studio.client
    let workspace = await client.makeWorkspace()
    let image = await client.upload(Specimen.png(), to: workspace).json["id"] ?? .null
    let chat = await client.send(.post, "/api/v1/workspaces/\(workspace)/chats", json: [:]).json["id"]?.string ?? ""
    let answer = await client.send(
      .post, "/api/v1/chats/\(chat)/messages", json: ["text": "What is on it?", "imageIds": [image]])
    #expect(answer.json["message"]?["state"] == "complete", "\(answer.text)")
    #expect(answer.json["message"]?["text"]?.string?.contains("I cannot see pictures") == true)
  }

  @Test(
    "without a text of its own a message may be a picture, and without a model that sees the next that does answers")
  func pictureAlone() async throws {
    let setting = try await ChatSetting(
      ScriptedWriter("muse"), others: [ScriptedWriter("seer") { $0.capabilities.insert(.vision) }])
    let image = await setting.client.upload(Specimen.png(), to: setting.workspace).json["id"] ?? .null
    let answer = await setting.say("", ["imageIds": [image]])
    #expect(answer.json["message"]?["model"] == "seer/a", "\(answer.text)")
    #expect(await setting.say("").status == 422)
  }

  @Test("what does not fit is left out from the oldest on, and the message says how much")
  func trimming() async throws {
    let setting = try await ChatSetting(ScriptedWriter("muse") { $0.contextWindow = 1_000 })
    setting.writer.script([.tell(.text("Noted."))])
    _ = await setting.client.send(
      .patch, "/api/v1/chats/\(setting.chat)", json: ["systemPrompt": "Be brief.", "parameters": ["maxTokens": 100]])
    let long = String(repeating: "word ", count: 200)
    var last: JSON?
    for number in 1...6 { last = await setting.say("\(number) \(long)").json["message"] }
    let left = try #require(last?["leftOut"]?.int)
    let turns = try #require(setting.writer.requests.last?.turns)
    #expect(left > 0 && Int(left) + turns.count == 11 && turns.first?.role == .user)
    #expect(texts(turns.last).hasPrefix("6 ") && setting.writer.requests.last?.system == "Be brief.")
    #expect(await setting.messages.count == 12)
    // However long it is, what was said last is sent.
    let huge = await setting.say(String(repeating: "word ", count: 2_000)).json["message"]
    #expect(huge?["state"] == "complete" && setting.writer.requests.last?.turns.count == 1)
  }

  @Test("prompts of the workspace and of the chat, its parameters and its mode go along")
  func parameters() async throws {
    let setting = try await ChatSetting()
    setting.writer.script([.tell(.text("Yes."))])
    _ = await setting.client.send(
      .patch, "/api/v1/workspaces/\(setting.workspace)", json: ["settings": ["systemPrompt": "First."]])
    let parameters: JSON = ["temperature": 0.25, "topP": 0.5, "maxTokens": 77, "mode": "ultraThink"]
    _ = await setting.client.send(
      .patch, "/api/v1/chats/\(setting.chat)", json: ["systemPrompt": "Second.", "parameters": parameters])
    _ = await setting.say("Well?")
    let request = try #require(setting.writer.requests.last)
    #expect(request.system == "First.\n\nSecond." && request.mode == .ultraThink && request.maxTokens == 77)
    #expect(request.temperature == 0.25 && request.topP == 0.5)
    _ = await setting.client.send(
      .patch, "/api/v1/chats/\(setting.chat)", json: ["parameters": ["mode": nil, "maxTokens": nil]])
    _ = await setting.say("And now?")
    #expect(setting.writer.requests.last?.mode == nil && setting.writer.requests.last?.maxTokens == nil)
    #expect(setting.writer.requests.last?.temperature == 0.25)
    for wrong in [#"{"mode":"slow"}"#, #"{"temperature":9}"#, #"{"maxTokens":0}"#, #"{"heat":1}"#] {
      let json = #"{"parameters":\#(wrong)}"#
      let refused = await setting.client.send(.patch, "/api/v1/chats/\(setting.chat)", body: Array(json.utf8))
      #expect(refused.status == 422 && refused.fields.first?.hasPrefix("/parameters/") == true, "\(wrong)")
    }
  }
}
