import Domain
import Foundation
import StandIn
import Studio
import Support
import Testing

/// The program itself, killed while a provider is still talking.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ChatCrashTests {
  private let folder = TemporaryFolder()

  private func serve() throws -> (program: Program, port: Int) {
    let program = try Program(
      "serve", "--port", "0", "--data-dir", folder.path + "/data", "--keyring", folder.path + "/keyring", "--loops=1")
    return (program, try program.port())
  }

  private func call(_ port: Int, _ method: String, _ path: String, _ json: JSON? = nil) throws -> JSON {
    let body = json.map { String(decoding: $0.bytes, as: UTF8.self) }
    let answer = ask(port, "/api/v1" + path, method: method, body: body)
    let text = try #require(answer.firstRange(of: "\r\n\r\n").map { answer[$0.upperBound...] })
    return try JSON(parsing: Array((text.isEmpty ? "null" : text).utf8))
  }

  @Test("a growing reply is saved at least once a second")
  func pace() { #expect(Conversation.Pace().saving <= .seconds(1)) }

  @Test("a reply that kill -9 cuts keeps what was said and all of its text that was saved")
  func killed() async throws {
    let standIn = try StandIn(key: "sk-12345678")
    standIn.stage.play(.reply, .stream(.stall))
    var (program, port) = try serve()
    _ = try call(
      port, "POST", "/providers",
      ["kind": "openai", "id": "ai", "baseUrl": .string(standIn.base(of: "openai")), "apiKey": "sk-12345678"])
    let workspace = try call(port, "POST", "/workspaces", ["name": "W"])["id"]?.string ?? ""
    let chat = try call(port, "POST", "/workspaces/\(workspace)/chats", ["model": "ai/gpt-4o"])["id"]?.string ?? ""

    let events = try #require(connection(to: port))
    defer { close(events) }
    say("GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n", on: events)
    #expect(Self.read(events, until: "\r\n\r\n").contains("text/event-stream"))
    let body = #"{"text": "Do not forget this"}"#
    let speaker = try #require(connection(to: port))
    defer { close(speaker) }
    say(
      "POST /api/v1/chats/\(chat)/messages HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nAccept: text/event-stream\r\n"
        + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)", on: speaker)
    // The provider says half of it and falls silent; two others look on.
    let half = "Hello, wörld — "
    let seen = Self.read(speaker, until: "rld — ")
    #expect(seen.contains("Hel"))
    let messages = try call(port, "GET", "/chats/\(chat)/messages")["items"]?.array ?? []
    let reply = try #require(messages.last?["id"]?.string)
    #expect(messages.last?["state"] == "streaming" && messages.last?["text"]?.string == half)
    let watchers = try (0..<2).map { _ in
      let socket = try #require(connection(to: port))
      say("GET /api/v1/messages/\(reply)/stream HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n", on: socket)
      return socket
    }
    defer { for socket in watchers { close(socket) } }
    for socket in watchers { #expect(Self.read(socket, until: "rld — ").contains("event: message")) }

    // It is told once it is on the disk.
    let saved = #""length":\#(half.utf8.count)"#
    #expect(Self.read(events, until: saved).contains("message.progressed"))
    program.signal(SIGKILL)
    _ = program.end()
    (program, port) = try serve()
    let after = try call(port, "GET", "/chats/\(chat)/messages")["items"]?.array ?? []
    #expect(after.map { $0["text"]?.string } == ["Do not forget this", half])
    #expect(after.first?["state"] == "complete" && after.last?["state"] == "failed")
    #expect(after.last?["error"]?["code"] == "interrupted" && after.last?["id"]?.string == reply)
    let stream = ask(port, "/api/v1/messages/\(reply)/stream")
    #expect(stream.contains("event: failed") && stream.contains("interrupted"))

    // It can be written anew, and the key survived.
    standIn.stage.play([])
    let again = try call(port, "POST", "/messages/\(reply)/regenerate", [:])["id"]?.string ?? ""
    let whole = ask(port, "/api/v1/messages/\(again)/stream")
    #expect(whole.contains("event: done") && whole.contains("Do not forget this"))
    #expect(standIn.stage.submissions["Do not forget this"] == 2)
    await standIn.stop()
  }

  @Test("of an import that kill -9 cuts each chat is there whole or not at all, and the same file brings the rest")
  func importing() throws {
    let count = 1_000
    let file = JSON.array((0..<count).map(Self.chat)).bytes
    let text = String(decoding: file, as: UTF8.self)
    var (program, port) = try serve()
    let workspace = try call(port, "POST", "/workspaces", ["name": "W"])["id"]?.string ?? ""
    let events = try #require(connection(to: port))
    defer { close(events) }
    say("GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n", on: events)
    #expect(Self.read(events, until: "\r\n\r\n").contains("text/event-stream"))
    let path = "/workspaces/\(workspace)/chats/import"
    let sender = try #require(connection(to: port))
    defer { close(sender) }
    say(
      "POST /api/v1\(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: application/json\r\n"
        + "Content-Length: \(file.count)\r\n\r\n\(text)", on: sender)
    #expect(Self.read(events, until: "Chat 20\"").contains("chat.created"))
    program.signal(SIGKILL)
    _ = program.end()

    (program, port) = try serve()
    let kept = try chats(of: workspace, port)
    #expect(kept.count > 20 && kept.count < count, "nothing was cut: \(kept.count)")
    for chat in kept.values { #expect(chat["messageCount"] == 3) }
    let rest = try call(port, "POST", path, .array((0..<count).map(Self.chat)))
    #expect(rest["imported"]?.int == Int64(count - kept.count))
    let all = try chats(of: workspace, port)
    #expect(Set(all.keys) == Set((0..<count).map { "Chat \($0)" }))
    for chat in all.values { #expect(chat["messageCount"] == 3) }
    for (title, chat) in kept { #expect(all[title]?["id"] == chat["id"]) }
    #expect(try call(port, "POST", path, .array((0..<count).map(Self.chat)))["imported"] == 0)
    #expect(try chats(of: workspace, port).count == count)
  }

  /// By title; that there are no two of one is a part of what is asked.
  private func chats(of workspace: String, _ port: Int) throws -> [String: JSON] {
    var chats: [String: JSON] = [:]
    var cursor = ""
    repeat {
      let page = try call(port, "GET", "/workspaces/\(workspace)/chats?limit=200\(cursor)")
      for chat in page["items"]?.array ?? [] {
        let title = chat["title"]?.string ?? ""
        #expect(chats[title] == nil, "\(title) is there twice")
        chats[title] = chat
      }
      cursor = page["nextCursor"]?.string.map { "&cursor=\($0)" } ?? ""
    } while !cursor.isEmpty
    return chats
  }

  /// As Open WebUI writes them.
  private static func chat(_ number: Int) -> JSON {
    let said = ["One", "Two", "Three"].enumerated().map { place, word -> JSON in
      [
        "id": .string("m\(place)"), "parentId": place == 0 ? .null : .string("m\(place - 1)"),
        "role": place == 1 ? "assistant" : "user", "content": .string("\(word) of chat \(number)"),
      ]
    }
    var messages = JSON.Object()
    for (place, message) in said.enumerated() { messages.append("m\(place)", message) }
    return [
      "id": .string("c\(number)"), "title": .string("Chat \(number)"),
      "chat": ["title": .string("Chat \(number)"), "history": ["messages": .object(messages), "currentId": "m2"]],
    ]
  }

  /// What a socket brings, until it has brought that text.
  private static func read(_ socket: Int32, until text: String) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    while bytes.firstRange(of: Array(text.utf8)) == nil {
      let count = recv(socket, &buffer, buffer.count, 0)
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
