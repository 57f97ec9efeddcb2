import Foundation
import Support
import Testing

/// The program itself, started, asked, killed and started again.
@Suite(.serialized) struct ServeTests {
  private let folder = TemporaryFolder()
  private var data: String { folder.path + "/data" }

  private func serve(_ more: String...) throws -> Program {
    try Program("serve", "--port", "0", "--data-dir", data, "--log-format", "json", more.first ?? "--loops=1")
  }

  @Test("it says where it listens, answers, and ends well when it is told to", arguments: [SIGTERM, SIGINT, SIGHUP])
  func life(signal: Int32) throws {
    let server = try serve()
    let port = try server.port()
    #expect(ask(port, "/readyz").hasPrefix("HTTP/1.1 200 "))
    server.signal(signal)
    let (code, errors) = server.end()
    #expect(code == 0)
    #expect(errors.contains("\"message\":\"ended\""))
    #expect(ask(port, "/readyz").isEmpty)
  }

  @Test("it serves without libcurl until another server is to be called")
  func withoutLibcurl() throws {
    let server = try serve()
    #expect(ask(try server.port(), "/readyz").hasPrefix("HTTP/1.1 200 "))
    // A page at a time, as the kernel gives it.
    let file = try #require(FileHandle(forReadingAtPath: "/proc/\(server.pid)/maps"))
    var maps = Data()
    while case let page = file.readData(ofLength: 4_096), !page.isEmpty { maps += page }
    let mapped = String(decoding: maps, as: UTF8.self)
    #expect(mapped.contains("libpng16.so") && mapped.contains("[stack]"))
    #expect(!mapped.contains("libcurl"))
  }

  @Test("it waits for a request that runs, and a second signal ends it at once")
  func secondSignal() throws {
    let server = try serve()
    let port = try server.port()
    let socket = try #require(connection(to: port))
    defer { close(socket) }
    say(
      "POST /api/v1/workspaces HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: application/json\r\n"
        + "Content-Length: 20\r\nExpect: 100-continue\r\n\r\n", on: socket)
    // Once the server asks for the body, the request runs.
    var asked = [UInt8](repeating: 0, count: 8)
    #expect(recv(socket, &asked, 8, Int32(MSG_WAITALL)) == 8)
    server.signal(SIGTERM)
    while !server.hasSaid("\"message\":\"ending\"") { sched_yield() }
    server.signal(SIGTERM)
    let (code, errors) = server.end()
    #expect(code == 1)
    #expect(errors.contains("ended at once by a second signal"))
  }

  @Test("what it acknowledged before kill -9 is there after a restart on the same folder")
  func killed() throws {
    let first = try serve()
    let made = ask(
      try first.port(), "/api/v1/workspaces", method: "POST", body: #"{"name": "kept over a crash"}"#)
    #expect(made.hasPrefix("HTTP/1.1 201 "))
    first.signal(SIGKILL)
    _ = first.end()
    let second = try serve()
    #expect(ask(try second.port(), "/api/v1/workspaces").contains("kept over a crash"))
  }

  @Test("a second process on the same folder ends with 3 and names the first, which goes on")
  func held() throws {
    let first = try serve()
    let port = try first.port()
    let (code, errors) = try serve().end()
    #expect(code == 3)
    #expect(errors.contains("process \(first.pid)"))
    #expect(ask(port, "/livez").hasPrefix("HTTP/1.1 200 "))
  }

  @Test("files that may not grow are a full disk: 507, reads go on, and writes again when there is room")
  func full() throws {
    let server = try serve()
    let port = try server.port()
    func status(_ answer: String) -> Substring { answer.dropFirst("HTTP/1.1 ".count).prefix(3) }
    func limitFiles(to bytes: String) throws {
      let words = ["prlimit", "--pid=\(server.pid)", "--fsize=\(bytes):unlimited"]
      let limiting = try Process.run(URL(fileURLWithPath: "/usr/bin/env"), arguments: words)
      limiting.waitUntilExit()
      try #require(limiting.terminationStatus == 0)
    }
    let workspaces = "/api/v1/workspaces", body = #"{"name": "One more"}"#
    try limitFiles(to: "4096")
    let refused = ask(port, workspaces, method: "POST", body: body)
    #expect(status(refused) == "507" && refused.contains(#""code":"storage_full""#))
    #expect(status(ask(port, workspaces)) == "200")
    try limitFiles(to: "unlimited")
    #expect(status(ask(port, workspaces, method: "POST", body: body)) == "201")
  }

  @Test("a taken port ends it with 4 and leaves the folder free")
  func portTaken() throws {
    let other = TemporaryFolder()
    let first = try Program("serve", "--port=0", "--data-dir=\(other.path)/data")
    let port = try first.port()
    let second = try Program("serve", "--port=\(port)", "--data-dir=\(data)")
    let (code, errors) = second.end()
    #expect(code == 4)
    #expect(errors.contains("Port \(port) is taken"))
    let third = try serve()
    _ = try third.port()
  }

  @Test(
    "a setting that is refused ends it with 2 before it touches anything",
    arguments: [
      ["--host", "0.0.0.0"], ["--host", "::"], ["--host", "192.168.0.1"], ["--port", "65536"], ["--prot", "1"],
      ["--log-level", "loud"], ["--web-dir", "/nowhere"], ["--config", "/nowhere.json"],
    ])
  func refused(words: [String]) throws {
    let program = try Program("serve", "--data-dir=\(data)", words[0], words[1])
    let (code, errors) = program.end()
    #expect(code == 2)
    #expect(errors.contains(words[0].dropFirst(2)) && errors.hasPrefix("pixazo: ") || words[0] == "--web-dir")
    #expect(!FileManager.default.fileExists(atPath: data))
  }

  @Test("it tells the service manager when it is ready and when it ends")
  func notifies() throws {
    let manager = try #require(DatagramSocket(at: folder.path + "/notify"))
    let server = try Program(
      "serve", "--port=0", "--data-dir=\(data)",
      environment: ["NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "60000000"])
    let port = try server.port()
    #expect(manager.receive() == "READY=1\nSTATUS=Listening on http://127.0.0.1:\(port)")
    #expect(manager.receive() == "WATCHDOG=1")
    server.signal(SIGTERM)
    #expect(manager.receive() == "STOPPING=1")
    #expect(server.end().code == 0)
  }

  @Test("everything it makes is its owner's alone, and a crash would leave no memory behind")
  func confined() throws {
    let server = try serve()
    _ = try server.port()
    let enumerator = try #require(FileManager.default.enumerator(atPath: data))
    for case let name as String in enumerator {
      let rights = try FileManager.default.attributesOfItem(atPath: "\(data)/\(name)")[.posixPermissions] as? Int
      #expect((rights ?? 0o777) & 0o077 == 0, "\(name)")
    }
    let limits = try String(contentsOfFile: "/proc/\(server.pid)/limits", encoding: .utf8)
    #expect(limits.contains(/Max core file size +0 +0/))
  }

  @Test("doctor looks on beside a running server")
  func doctorBeside() throws {
    let server = try serve()
    let port = try server.port()
    let web = folder.path + "/web"
    try FileManager.default.createDirectory(atPath: web, withIntermediateDirectories: true)
    for (name, text) in [("index.html", ""), ("app.js", ""), ("vendor.json", #"{"libraries": []}"#)] {
      _ = folder.write("web/" + name, text)
    }
    let doctor = try Program("doctor", "--deep", "--data-dir=\(data)", "--web-dir=\(web)")
    var lines: [String] = []
    while let line = doctor.line() { lines.append(line) }
    #expect(doctor.end().code == 0, "\(lines)")
    #expect(lines.contains("note   lock: Process \(server.pid) holds the folder."))
    #expect(lines.last == "All is well.")
    #expect(ask(port, "/livez").hasPrefix("HTTP/1.1 200 "))
  }
}

/// The service manager's end of `sd_notify`.
private final class DatagramSocket {
  let path: String
  private let descriptor: Int32

  init?(at path: String) {
    self.path = path
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    // What does not come within ten seconds does not come.
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    if bound != 0 { return nil }
  }

  deinit { close(descriptor) }

  func receive() -> String? {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
  }
}
