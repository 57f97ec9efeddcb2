import Domain
import HTTP
import Support
import Testing

/// Words and pictures out of one purse.
@Suite("Budgets of words and pictures") struct SpendingTests {
  @Test("a picture is not ordered for money that a reply which is being written may cost")
  func promised() async throws {
    var card = ScriptedProvider.card(of: "brush")
    card.price = ModelCard.Price(perImage: 600)
    let writer = ScriptedWriter("muse") {
      $0.price = ModelCard.Price(perMillionInputTokens: 0, perMillionOutputTokens: 1_000_000)
    }
    let studio = try await TestStudio(kinds: [writer.kind, ScriptedProvider(card: card).kind()])
    for kind in ["muse", "brush"] {
      #expect(await studio.client.send(.post, "/api/v1/providers", json: ["kind": .string(kind)]).status == 201)
    }
    let workspace = await studio.client.makeWorkspace()
    let path = "/api/v1/workspaces/\(workspace)"
    let budget: JSON = ["settings": ["budgetMicros": 1_500]]
    #expect(await studio.client.send(.patch, path, json: budget).status == 200)
    func order() async -> TestResponse {
      await studio.client.send(
        .post, path + "/generations", json: ["prompt": "a fox", "model": "brush/stub", "width": 64, "height": 64])
    }
    let chat = await studio.client.send(.post, path + "/chats", json: ["model": "muse/a"]).json["id"]?.string ?? ""
    var receipt = TextReceipt(finish: .stop)
    receipt.costMicros = 10
    writer.script([.wait, .tell(.text("Hello."))], receipt: receipt)
    async let reply = studio.client.send(.post, "/api/v1/chats/\(chat)/messages", json: ["text": "Hello"])
    await writer.hears(1)
    // The reply may cost 1,000 of the 1,500.
    let refused = await order()
    #expect(refused.status == 409 && refused.code == "budget_exceeded", "\(refused.text)")
    writer.release()
    #expect(await reply.json["message"]?["costMicros"] == 10)
    #expect(await order().status == 202)
  }
}
