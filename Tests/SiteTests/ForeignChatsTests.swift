import Domain
import HTTP
import Support
import Testing

/// Chats that other programs wrote, and files that nobody should have written.
@Suite("Foreign chat files") struct ForeignChatsTests {
  private let studio: TestStudio
  private let workspace: String
  private var client: TestClient { studio.client }

  init() async throws {
    studio = try await TestStudio()
    workspace = await studio.client.makeWorkspace()
  }

  private func take(_ file: String) async -> TestResponse {
    await client.send(.post, "/api/v1/workspaces/\(workspace)/chats/import", body: Array(file.utf8))
  }

  /// What is shown of a chat, and how many messages it has.
  private func shown(_ line: JSON?) async -> (texts: [String], count: Int64?, chat: JSON) {
    let id = line?["chatId"]?.string ?? "none"
    let messages = await client.get("/api/v1/chats/\(id)/messages").json["items"]?.array ?? []
    let chat = await client.get("/api/v1/chats/\(id)").json
    let texts = messages.map { "\($0["role"]?.string ?? "?"): \($0["text"]?.string ?? "?")" }
    return (texts, chat["messageCount"]?.int, chat)
  }

  static let chatGPT = """
    [{"title":"Boats","create_time":1700000000.5,"update_time":1700000100,"current_node":"d","mapping":{
      "r":{"id":"r","message":null,"parent":null,"children":["s"]},
      "s":{"message":{"author":{"role":"system"},"content":{"content_type":"text","parts":[""]},
        "metadata":{"is_visually_hidden_from_conversation":true}},"parent":"r","children":["a"]},
      "a":{"message":{"author":{"role":"user"},"create_time":1700000001,"content":{"content_type":"text",
        "parts":["Draw a boat"]}},"parent":"s","children":["b","t"]},
      "b":{"message":{"author":{"role":"assistant"},"content":{"parts":["A boat."]},
        "metadata":{"model_slug":"gpt-4o"}},"parent":"a","children":[]},
      "t":{"message":{"author":{"role":"assistant"},"content":{"content_type":"thoughts",
        "thoughts":[{"summary":"s","content":"Let me see"}]}},"parent":"a","children":["d"]},
      "d":{"message":{"author":{"role":"assistant"},"content":{"content_type":"multimodal_text","parts":[
        {"asset_pointer":"file-service://x"},"Another boat."]}},"parent":"t","children":[]}}},
     {"title":"Empty","mapping":{"r":{"message":null,"parent":null,"children":[]}}}]
    """

  @Test("a file of ChatGPT's: both branches, thoughts, and a word for the picture")
  func fromChatGPT() async throws {
    let report = await take(Self.chatGPT)
    #expect(report.status == 200 && report.json["source"] == "chatGPT" && report.json["imported"] == 1)
    let lines = report.json["items"]?.array ?? []
    #expect(lines.last?["chatId"] == .null && lines.last?["detail"] == "There is no message in it.")
    let (texts, count, chat) = await shown(lines.first)
    #expect(texts == ["user: Draw a boat", "assistant: ", "assistant: [a picture]\nAnother boat."])
    #expect(count == 4 && chat["title"] == "Boats" && chat["createdAt"] == "2023-11-14T22:13:20.500Z")
  }

  @Test("a file of Open WebUI's, with its tree or with a bare list")
  func fromOpenWebUI() async throws {
    let report = await take(
      """
      [{"title":"T","pinned":true,"created_at":1700000000,"updated_at":1700000100,"chat":{"params":{"system":"Brief."},
        "history":{"currentId":"c","messages":{
          "a":{"id":"a","parentId":null,"role":"user","content":"Hi","files":[{"type":"image","url":"x"}]},
          "b":{"id":"b","parentId":"a","role":"assistant","content":"One","modelName":"llama"},
          "c":{"id":"c","parentId":"a","role":"assistant","content":"Two","timestamp":1700000050}}}}},
       {"title":"L","chat":{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"y"}]}}]
      """)
    #expect(report.json["source"] == "openWebUI" && report.json["imported"] == 2, "\(report.text)")
    let (texts, count, chat) = await shown(report.json["items"]?.array?.first)
    #expect(texts == ["user: Hi\n[a picture]", "assistant: Two"] && count == 3)
    #expect(chat["pinned"] == true && chat["systemPrompt"] == "Brief.")
    #expect(await shown(report.json["items"]?.array?.last).texts == ["user: x", "assistant: y"])
  }

  @Test("a file of LibreChat's")
  func fromLibreChat() async throws {
    let report = await take(
      """
      {"conversationId":"k","title":"L","options":{"promptPrefix":"Kind."},"messagesTree":[
        {"messageId":"1","isCreatedByUser":true,"text":"Hi","createdAt":"2024-01-01T00:00:00.000Z","children":[
          {"messageId":"2","sender":"GPT","content":[{"think":"Hm"},{"type":"text","text":"Ho"}],"children":[]}]}]}
      """)
    #expect(report.json["source"] == "libreChat" && report.json["imported"] == 1, "\(report.text)")
    let (texts, _, chat) = await shown(report.json["items"]?.array?.first)
    #expect(texts == ["user: Hi", "assistant: \nHo"] || texts == ["user: Hi", "assistant: Ho"])
    #expect(chat["systemPrompt"] == "Kind.")
  }

  @Test(
    "what is no export is refused with a sentence",
    arguments: [
      "{}", "[]", "[1]", "\"x\"", "null", #"{"mapping":1}"#, #"{"format":"pixazo-chat","version":2}"#,
      #"{"chats":[]}"#, "[[]]",
    ])
  func strangers(_ file: String) async {
    let answer = await take(file)
    let isRefused = answer.status == 422 && answer.code == "invalid_request" || answer.status == 400
    #expect(isRefused || answer.json["imported"] == 0, "\(answer.text)")
  }

  @Test("knots, ghosts and twins among the messages are cut, and nothing hangs in the air")
  func knots() async throws {
    let report = await take(
      """
      [{"title":"K","chat":{"history":{"currentId":"zz","messages":{
        "a":{"parentId":"b","role":"user","content":"knot"},"b":{"parentId":"a","role":"assistant","content":"knot"},
        "c":{"parentId":"c","role":"user","content":"self"},"d":{"parentId":"ghost","role":"user","content":"orphan"},
        "e":{"parentId":"d","role":"robot","content":"nobody"},"f":{"parentId":"d","role":"assistant","content":7}}}}},
       {"title":"T","chat":{"messages":[{"id":"x","role":"user","content":"twin"},
        {"id":"x","role":"assistant","content":"other twin"}]}},
       {"title":"only a knot","chat":{"history":{"messages":{"a":{"parentId":"b","role":"user","content":"x"},
        "b":{"parentId":"a","role":"user","content":"y"}}}}}]
      """)
    #expect(report.status == 200 && report.json["imported"] == 2, "\(report.text)")
    let lines = report.json["items"]?.array ?? []
    let all = await client.get("/api/v1/chats/\(lines.first?["chatId"]?.string ?? "")/messages?all=true").json
    let texts = (all["items"]?.array ?? []).compactMap { $0["text"]?.string }
    #expect(texts.contains("self") && texts.contains("orphan") && !texts.contains("knot"))
    #expect(lines[1]["messages"] == 1)
    #expect(lines.last?["detail"] == "There is no message in it.")
  }

  @Test("too many chats, too long a message and too deep a tree end in a sentence, not in a crash")
  func bombs() async throws {
    let many = "[" + Array(repeating: #"{"mapping":{}}"#, count: 2_001).joined(separator: ",") + "]"
    #expect(await take(many).code == "invalid_request")
    let long = String(repeating: "x", count: 2_000_001)
    let line = await take(#"{"chat":{"messages":[{"role":"user","content":"\#(long)"}]}}"#).json["items"]?.array?.first
    #expect(line?["chatId"] == .null && line?["detail"]?.string?.contains("2000001") == true)
    let deep = String(repeating: #"{"messageId":"m","children":["#, count: 5_000)
    #expect(await take(#"{"conversationId":"x","messagesTree":["# + deep).status == 400)
    #expect(await client.get("/api/v1/workspaces/\(workspace)/chats").json["items"] == [])
    // As long a conversation as there is, one below the other.
    let chain = (0..<3_000).map {
      #""\#($0)":{"parentId":\#($0 == 0 ? "null" : "\"\($0 - 1)\""),"role":"user","content":"\#($0)"}"#
    }
    let taken = await take(#"{"chat":{"history":{"messages":{\#(chain.joined(separator: ","))}}}}"#)
    #expect(taken.json["imported"] == 1, "\(taken.text.prefix(300))")
  }

  @Test("a chat of which one part cannot be taken is not taken at all; the others are")
  func wholeOrNothing() async throws {
    let id = Identifier().text, image = Identifier().text
    func chat(_ title: String, _ images: String) -> String {
      """
      {"format":"pixazo-chat","version":1,"chat":{"title":"\(title)"},"messages":[{"id":"\(id)","role":"user",
      "parts":[{"type":"text","text":"\(title)"},{"type":"image","imageId":"\(image)"}]}],"images":[\(images)]}
      """
    }
    let bad = #"{"id":"\#(image)","data":"\#(Base64.text(Specimen.gif))"}"#
    let torn = #"{"id":"\#(image)","data":"!!!"}"#
    let report = await take("[\(chat("good", "")),\(chat("bad", bad)),\(chat("torn", torn)),\(chat("last", ""))]")
    let lines = report.json["items"]?.array ?? []
    #expect(lines.map { $0["chatId"] == .null } == [false, true, true, false], "\(report.text)")
    #expect(lines.first?["detail"] == "1 of its pictures are not in the file.")
    let titles = await client.get("/api/v1/workspaces/\(workspace)/chats").json["items"]?.array?.compactMap {
      $0["title"]?.string
    }
    #expect(Set(titles ?? []) == ["good", "last"])
    #expect(await client.ids("/api/v1/workspaces/\(workspace)/images") == [])
  }

  @Test("files of any bytes are answered, and what is taken can be read")
  func fuzz() async throws {
    var random = SplitMix(state: 11)
    let file = Array(Self.chatGPT.utf8)
    for _ in 0..<150 {
      var bytes = file
      for _ in 0...Int.random(in: 0...5, using: &random) {
        let at = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[at] = [0x22, 0x7B, 0x5D, 0x2C, 0x00, 0xFF, 0x39].randomElement(using: &random) ?? 0
        case 1: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...30, using: &random)))
        default: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 25)], at: at)
        }
      }
      let answer = await client.send(.post, "/api/v1/workspaces/\(workspace)/chats/import", body: bytes)
      #expect([200, 400, 422].contains(answer.status), "\(answer.text)")
      for line in answer.json["items"]?.array ?? [] where line["chatId"] != .null {
        let count = await shown(line).count
        #expect(count == line["messages"]?.int)
      }
    }
  }
}
