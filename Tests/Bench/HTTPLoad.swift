import Foundation

/// The same bytes from us and from nginx (one worker), in turn, five rounds; then 1,000 connections at rest.
/// Processor time of the server per request is the steady figure; requests per second wobble with the machine.
@Sendable func benchHTTP() async throws {
  guard let wrk = Program.find("wrk"), let nginx = Program.find("nginx") else {
    return line("skipped", "wrk and nginx are not installed")
  }
  let data = try Scratch()
  let studio = try Studio(data: data)
  let site = try Scratch()
  let json = Socket(port: studio.port)?.get("/api/v1/about", port: studio.port) ?? ""
  let body = json.range(of: "\r\n\r\n").map { String(json[$0.upperBound...]) } ?? ""
  let file = "/vendor/bootstrap/5.3.8/bootstrap.min.css"
  let vendored = try Data(contentsOf: URL(fileURLWithPath: "web" + file))
  _ = try site.write("html/about", Array(body.utf8))
  _ = try site.write("html/file", Array(vendored))
  let peerPort = studio.port &+ 1 == 0 ? 18_999 : studio.port + 1
  let configuration = try site.write(
    "nginx.conf",
    Array(
      """
      worker_processes 1; daemon off; pid \(site.path)/pid; error_log \(site.path)/error;
      events { worker_connections 4096; }
      http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;
        client_body_temp_path \(site.path)/t1; proxy_temp_path \(site.path)/t2; fastcgi_temp_path \(site.path)/t3;
        uwsgi_temp_path \(site.path)/t4; scgi_temp_path \(site.path)/t5;
        server { listen 127.0.0.1:\(peerPort); root \(site.path)/html; } }
      """.utf8))
  let peer = try Program(nginx, ["-c", configuration, "-e", "\(site.path)/error"])
  while Socket(port: peerPort) == nil { usleep(10_000) }

  func load(_ program: Program, _ port: UInt16, _ path: String) throws -> (rate: Double, cpu: Double) {
    let before = program.cpu
    let run = try Program(wrk, ["-t1", "-c64", "-d2s", "http://127.0.0.1:\(port)\(path)"])
    let words = run.allOutput().split(whereSeparator: \.isWhitespace).map(String.init)
    let requests = words.firstIndex(of: "requests").flatMap { Double(words[$0 - 1]) } ?? .nan
    return (requests / 2, (program.cpu - before) / requests)
  }
  for (what, ours, theirs) in [
    ("small JSON (\(body.utf8.count) B)", "/api/v1/about", "/about"),
    ("file (\(vendored.count / 1_000) KB)", file, "/file"),
  ] {
    let rounds = try (0..<5).map { _ in (try load(studio.program, studio.port, ours), try load(peer, peerPort, theirs))
    }
    line("\(what): ours, CPU µs/request", "\(Spread(rounds.map(\.0.cpu)))")
    line("\(what): nginx, CPU µs/request", "\(Spread(rounds.map(\.1.cpu)))")
    line("\(what): CPU, ours / nginx", "\(Spread(rounds.map { $0.0.cpu / $0.1.cpu }))")
    line("\(what): requests/s, ours; nginx", "\(Spread(rounds.map(\.0.rate))); \(Spread(rounds.map(\.1.rate)))")
  }
  let row = try load(studio.program, studio.port, "/api/v1/workspaces")
  line("list of workspaces from SQLite", "\(number(row.cpu)) µs, \(number(row.rate)) requests/s")
  peer.stop()

  for (what, path) in [("1,000 idle connections", "/livez"), ("1,000 open event streams", "/api/v1/events")] {
    // A fresh process: one that has worked holds memory that it could give these connections.
    let folder = try Scratch()
    let resting = try Studio(data: folder)
    let before = resting.program.memory
    let sockets = Socket.many(1_000, port: resting.port, path: path)
    let after = resting.program.memory
    line("\(what) (\(sockets.count) open)", "\(number(after - before)) MB more, \(number(after)) MB PSS in all")
    withExtendedLifetime(folder) {}
  }
}
