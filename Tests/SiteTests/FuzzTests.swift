import Domain
import Foundation
import HTTP
import Site
import Support
import Testing

@Suite("Fuzz")
struct FuzzTests {
  /// The same throws on every run.
  private struct Dice {
    var state: UInt64
    mutating func below(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(count))
    }
    mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }
  }

  private static let values = [
    "null", "true", "0", "-1", "1.5", "1e308", "9223372036854775807", "9223372036854775808", "-0", #""""#, #""a""#,
    #""\u0000""#, #""😀""#, #""\ud83d""#, "[]", "{}", "[[[[]]]]", #"{"a":{"a":{"a":1}}}"#, ##""#00ff00""##, #""a/b""#,
    "\"\(String(repeating: "ж", count: 300))\"", "[1,2,", "nan", "\u{1}", "64", "4096",
    #""0193499c-5c00-7000-8000-000000000000""#,
  ]
  private static let names = [
    "name", "description", "color", "settings", "archived", "id", "version", "imageModel", "textModel", "systemPrompt",
    "width", "height", "styleId", "budgetMicros", "counts", "", "__proto__", "a/b~", "kind", "baseUrl", "apiKey",
    "enabled", "options", "limits",
  ]

  private func object(_ dice: inout Dice, _ depth: Int = 0) -> String {
    let members = (0..<dice.below(4)).map { _ in
      let value = depth < 2 && dice.below(4) == 0 ? object(&dice, depth + 1) : dice.pick(Self.values)
      return "\"\(dice.pick(Self.names))\":\(value)"
    }
    return "{\(members.joined(separator: ","))}"
  }

  private func request(_ dice: inout Dice, _ id: String) -> Request {
    let one = "/api/v1/workspaces/\(id)"
    let targets: [(HTTP.Method, String)] = [
      (.get, "/api/v1/workspaces"), (.post, "/api/v1/workspaces"), (.get, one), (.patch, one), (.patch, one),
      (.post, "\(one)/restore"), (.delete, one), (.get, "/api/v1/trash"), (.get, "/api/v1/events"),
      (.get, "/api/v1/socket"), (.get, "/readyz"), (.head, "/api/v1/about"), (.get, "/%2e%2e/"), (.get, "//"),
      (.get, "/api/v1/workspaces/%00"), (.get, "/api/docs"), (.put, one), (.options, "/"), (.other, "/api/v1/trash"),
      (.get, "/api/v1/providers"), (.post, "/api/v1/providers"), (.patch, "/api/v1/providers/builtin"),
      (.delete, "/api/v1/providers/builtin"), (.get, "/api/v1/models"), (.get, "/api/v1/providers/%2e"),
    ]
    let queries = [
      "limit=1", "limit=0", "trashed=true", "archived=x", "cursor=AAAA", "limit=%", "=&=&&", "permanent=false",
      "verbose", "a=%ff", "workspaceId=\(id)",
      "type=image", "capability=fly",
    ]
    let (method, path) = dice.pick(targets)
    let query = dice.below(3) == 0 ? "?" + dice.pick(queries) : ""
    var body: [UInt8]?
    if method != .get, dice.below(8) > 0 {
      var bytes = Array((dice.below(3) == 0 ? #"{"name":"x","settings":{"width":64}}"# : object(&dice)).utf8)
      for _ in 0..<dice.below(3) { bytes[dice.below(bytes.count)] = UInt8(dice.below(256)) }
      body = bytes
    }
    var request = TestClient.request(method, path + query, body: body)
    let headers = [
      ("if-match", dice.pick(["*", "\"v1\"", "W/\"v1\"", "\"", ",,", "\"v1\",\"v2\""])), ("if-none-match", "\"v1\""),
      ("idempotency-key", dice.pick(["a", "b", "", "é", String(repeating: "x", count: 300)])), ("accept", "text/html"),
      ("content-type", dice.pick(["text/plain", "application/json;charset=x", "application/merge-patch+json", ";;"])),
      ("origin", dice.pick(["null", "http://evil.test", "http://localhost:8080"])), ("last-event-id", "7"),
      ("sec-fetch-site", dice.pick(["cross-site", "same-origin", "none", "?"])),
      ("host", dice.pick(["", "x", "[::1]:8080"])),
      ("upgrade", "websocket"), ("content-encoding", "br"), ("cookie", "a=b"), ("range", "bytes=0-"),
    ]
    if dice.below(2) == 0 {
      let (name, value) = dice.pick(headers)
      request.headers.set(name, value)
    }
    return request
  }

  /// Longer by hand: `PIXAZO_FUZZ_SECONDS=600 scripts/test`.
  private static let seconds = ProcessInfo.processInfo.environment["PIXAZO_FUZZ_SECONDS"].flatMap { Int($0) } ?? 3

  @Test("of thousands of mutated requests every one is answered in good order, and none says that we failed")
  func requests() async throws {
    let studio = try await TestStudio()
    let id = await studio.client.makeWorkspace()
    var dice = Dice(state: 20_261_120)
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(Self.seconds)
    var statuses: [Int: Int] = [:]
    for number in 0... {
      if number >= 3_000, clock.now >= deadline { break }
      let request = request(&dice, id)
      let answer = TestResponse(await studio.site.respond(to: request))
      statuses[answer.status, default: 0] += 1
      if answer.status >= 500 || !answer.breaches.isEmpty {
        Issue.record(
          "\(request.method) \(request.path)?\(request.query ?? "") -> \(answer.status) \(answer.breaches) \(answer.text)"
        )
        return
      }
    }
    // The mutations reach deep enough to be worth their time.
    for status in [200, 201, 400, 403, 404, 405, 412, 415, 421, 422] {
      #expect(statuses[status, default: 0] > 0, "\(status)")
    }
  }

  @Test(
    "each field refuses each wrong type by name", arguments: ["name", "description", "color", "archived", "settings"])
  func fields(name: String) async throws {
    let studio = try await TestStudio()
    let id = await studio.client.makeWorkspace()
    for value in Self.values {
      let body = Array("{\"\(name)\":\(value)}".utf8)
      let answer = await studio.client.send(.patch, "/api/v1/workspaces/\(id)", body: body)
      #expect([200, 400, 422].contains(answer.status), "\(value)")
      if answer.status == 422 { #expect(answer.fields.first?.hasPrefix("/\(name)") == true, "\(value)") }
    }
  }

  @Test(
    "each setting refuses each wrong type by name",
    arguments: ["imageModel", "textModel", "systemPrompt", "width", "height", "styleId", "budgetMicros"])
  func settings(name: String) async throws {
    let studio = try await TestStudio()
    let id = await studio.client.makeWorkspace()
    for value in Self.values {
      let body = Array("{\"settings\":{\"\(name)\":\(value)}}".utf8)
      let answer = await studio.client.send(.patch, "/api/v1/workspaces/\(id)", body: body)
      #expect([200, 400, 422].contains(answer.status), "\(value)")
      if answer.status == 422 { #expect(answer.fields.first?.hasPrefix("/settings/\(name)") == true, "\(value)") }
    }
  }
}
