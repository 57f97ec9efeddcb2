import Domain
import Foundation
import HTTP
import Support
import Testing

@Suite("The stand-in as a process") struct StandInServerTests {
  @Test("it is told what to do wrong, and says what was submitted")
  func process() async throws {
    let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    let child = try Child(folder.appending(path: "StandInServer").path(), ["0", "sekret"])
    defer { child.signal(SIGTERM) }
    let line = await withCheckedContinuation { continuation in
      // Reading blocks, which a task must not.
      DispatchQueue.global().async { continuation.resume(returning: child.output.availableData) }
    }
    let url = try #require(String(decoding: line, as: UTF8.self).split(separator: " ").last?.dropLast())
    let client = Client()
    func send(_ method: HTTP.Method, _ path: String, _ json: JSON = .null) async throws -> (Int, JSON) {
      var request = Client.Request(method, "\(url)\(path)", reach: .anywhere, limit: 1 << 20)
      request.headers = ["ocp-apim-subscription-key": "sekret"]
      if json != .null { request.body = .bytes(json.bytes) }
      let response = try await client.send(request)
      return (response.status.code, (try? JSON(parsing: await response.body.collect())) ?? .null)
    }
    let klein = "/pixazo/flux-2-klein-4b/v1/generateImage"
    let fault: JSON = ["at": "submission", "fault": "status", "status": 429, "times": 1]
    #expect(try await send(.post, "/direct", ["faults": [fault]]).0 == 204)
    #expect(try await send(.post, klein, ["prompt": "a"]).0 == 429)
    #expect(try await send(.post, klein, ["prompt": "a"]).0 == 200)
    #expect(try await send(.get, "/submissions").1 == ["a": 1])
    #expect(try await send(.post, "/direct", ["faults": [["at": "nowhere"]]]).0 == 400)
  }
}
