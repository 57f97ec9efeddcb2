import Domain
import HTTP
import Studio
import Support
import Testing

/// Who names a chat, and what it costs.
@Suite("Titles of chats") struct ChatTitlesTests {
  private let setting: ChatSetting

  init() async throws { setting = try await ChatSetting() }

  private func letModelsName() async {
    let json: JSON = ["settings": ["chatTitles": "model"]]
    #expect(await setting.client.send(.patch, "/api/v1/workspaces/\(setting.workspace)", json: json).status == 200)
  }

  private func title() async -> (text: JSON?, source: JSON?) {
    let chat = await setting.client.get("/api/v1/chats/\(setting.chat)").json
    return (chat["title"], chat["titleSource"])
  }

  private func receipt(costing cost: Int) -> TextReceipt {
    var receipt = TextReceipt(finish: .stop)
    receipt.costMicros = cost
    return receipt
  }

  @Test("without the setting the first words do, and no model is asked for more than the answer")
  func words() async throws {
    setting.writer.script([.tell(.text("Hello."))])
    _ = await setting.say("Say hello")
    await setting.studio.conversation.titles.settle()
    #expect(await title().text == "Say hello")
    #expect(setting.writer.requests.count == 1)
  }

  @Test("the model that answers first names the chat, once, briefly")
  func named() async throws {
    await letModelsName()
    setting.writer.script(
      [.tell(.text("The light is red."))], [.tell(.text("**Title: \"Harbour lights\"**\n"))],
      [.tell(.text("Green."))], receipt: receipt(costing: 7))
    _ = await setting.say("What colour is the harbour light?")
    await setting.studio.conversation.titles.settle()
    #expect(await title() == ("Harbour lights", "automatic"))
    let question = try #require(setting.writer.requests.last)
    #expect(question.maxTokens == 20 && question.mode == .flash && question.turns.count == 1)
    _ = await setting.say("And the other?")
    await setting.studio.conversation.titles.settle()
    #expect(setting.writer.requests.count == 3)
    let usage = await setting.client.get("/api/v1/usage?by=model").json["items"]?.array?.first
    #expect(usage?["calls"] == 3 && usage?["costMicros"] == 21)
  }

  @Test("the answer does not wait for the title, and a name that a person gives meanwhile stays")
  func person() async throws {
    await letModelsName()
    setting.writer.script([.tell(.text("Hello."))], [.wait, .tell(.text("A title"))])
    #expect(await setting.say("Say hello").json["message"]?["state"] == "complete")
    await setting.writer.hears(2)
    let path = "/api/v1/chats/\(setting.chat)"
    #expect(await title().text == "Say hello")
    #expect(await setting.client.send(.patch, path, json: ["title": "Mine"]).status == 200)
    setting.writer.release()
    await setting.studio.conversation.titles.settle()
    #expect(await title() == ("Mine", "person"))
  }

  @Test("when nothing comes of it the first words stay", arguments: [0, 1, 2])
  func failed(way: Int) async throws {
    await letModelsName()
    let ways: [[ScriptedWriter.Step]] = [
      [.fail(ProviderFailure(.unavailable, "It is down.", effect: .notTaken))], [.tell(.text("…"))],
      [.tell(.text(String(repeating: "An essay, not a title. ", count: 20)))],
    ]
    setting.writer.script([.tell(.text("Hello."))], ways[way])
    _ = await setting.say("Say hello")
    await setting.writer.hears(2)
    await setting.studio.conversation.titles.settle()
    #expect(await title().text == "Say hello")
    #expect(setting.writer.requests.count == 2)
  }

  @Test("the end of the studio waits for no title, and the guide is never asked for one")
  func endings() async throws {
    await letModelsName()
    setting.writer.script([.tell(.text("Hello."))], [.hang])
    _ = await setting.say("Say hello", ["model": "builtin/guide"])
    await setting.studio.conversation.titles.settle()
    #expect(setting.writer.requests.isEmpty)
    _ = await setting.say("Say hello")
    await setting.writer.hears(2)
    await setting.studio.conversation.end()
    #expect(await title().text == "Say hello")
  }
}
