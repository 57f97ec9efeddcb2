import HTTP
import Glibc

@main enum Bench {
  static func main() async throws {
    let big = Array(repeating: UInt8(65), count: 200_000)
    var settings = Server.Settings { request in
      switch request.path {
      case "/json":
        return Response(.ok, type: .json, Array("{\"hello\":\"world\",\"path\":\"\(request.path)\",\"pad\":\"\(String(repeating: "x", count: 240))\"}".utf8))
      case "/file":
        guard let file = OpenFile("/tmp/p/file200k") else { return Response(Status(404)) }
        return Response(.ok, body: .file(FileBody(file)))
      case "/big": return Response(.ok, type: .bytes, big)
      case "/upload":
        var n = 0
        do { while let piece = try await request.body.next() { n += piece.count } } catch { return Response(Status(400), type: .text, Array("\(error)".utf8)) }
        return Response(.ok, type: .text, Array("\(n)\n".utf8))
      case "/stream":
        return Response(.ok, headers: ["content-type": "text/event-stream"], body: .stream(StreamBody(heartbeat: Array(":\n\n".utf8)) { w in
          for i in 0..<10 { try await w.write("data: \(i)\n\n"); try await Task.sleep(for: .milliseconds(100)) }
        }))
      case "/forever":
        return Response(.ok, headers: ["content-type": "text/event-stream"], body: .stream(StreamBody(heartbeat: Array(":\n\n".utf8)) { w in
          try await w.write("data: hi\n\n")
          try await Task.sleep(for: .seconds(1000))
        }))
      case "/ws": return Response(.ok, body: .webSocket { socket in
          while let m = await socket.receive() { try? await socket.send(m) }
        })
      default: return Response(Status(404), type: .text, Array("no\n".utf8))
      }
    }
    settings.port = 9701
    if let n = getenv("LOOPS") { settings.loops = Int(String(cString: n)) ?? 1 }
    let server = try Server(settings)
    try server.start()
    print("port \(server.port)")
    try await Task.sleep(for: .seconds(600))
  }
}
