import Domain
import HTTP
import Site
import Support
import Testing

@Suite("Operations")
struct OperationsTests {
  let studio: TestStudio
  var client: TestClient { studio.client }

  init() async throws {
    var options = FrontDesk.Options()
    options.version = "9.8.7"
    options.connections = { 3 }
    studio = try await TestStudio(options)
  }

  @Test("about tells the version and the limits")
  func about() async {
    let about = await client.get("/api/v1/about").json
    #expect(about["version"] == "9.8.7")
    #expect(about["auth"]?["mode"] == "open")
    #expect(about["limits"]?["nameCharacters"] == 200)
  }

  @Test("a server that stops lives but is not ready")
  func stopping() async {
    #expect(await client.get("/readyz").json == ["status": "ok"])
    #expect(await client.get("/readyz?verbose").json["checks"]?.array?.count == 4)
    studio.site.stop()
    let answer = await client.get("/readyz")
    #expect(answer.status == 503)
    #expect(answer.code == "unavailable")
    #expect(await client.get("/livez").status == 200)
    #expect(await client.get("/healthz").status == 200)
  }

  @Test("figures are counted by pattern, whatever paths are asked for")
  func metrics() async {
    for _ in 0..<3 { _ = await client.get("/api/v1/workspaces/\(Identifier())") }
    for number in 0..<50 { _ = await client.get("/wp-admin/\(number)") }
    let text = await client.get("/metrics").text
    let requests = "pixazo_http_requests_total{method=\"GET\",route="
    #expect(text.contains("\(requests)\"/api/v1/workspaces/{id}\",status=\"404\"} 3\n"))
    #expect(text.contains("pixazo_http_requests_total{method=\"\",route=\"other\",status=\"404\"} 50\n"))
    #expect(text.contains("pixazo_build_info{version=\"9.8.7\"} 1\n"))
    #expect(text.contains("pixazo_connections 3\n"))
    #expect(text.contains("_bucket{method=\"GET\",route=\"/api/v1/workspaces/{id}\",le=\"+Inf\"} 3\n"))
    #expect(!text.contains("wp-admin"))
    let names = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE") }.map { $0.split(separator: " ")[2] }
    #expect(Set(names).count == names.count)
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: " ")
      #expect(parts.count >= 2 && Double(parts.last ?? "") != nil, "\(line)")
      #expect(names.contains { line.hasPrefix($0) }, "\(line)")
    }
  }

  @Test("the process figures are those of a living process")
  func process() async {
    let text = await client.get("/metrics").text
    for name in ["process_resident_memory_bytes", "process_open_fds", "process_cpu_seconds_total", "process_max_fds"] {
      let line = text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
      #expect((line?.split(separator: " ").last.flatMap { Double($0) } ?? 0) > 0, "\(name)")
    }
  }

  @Test("each request leaves one line, which holds neither query nor body nor path")
  func log() async throws {
    _ = await client.send(.post, "/api/v1/workspaces?secretquery=1", json: ["name": "secretname"])
    let answer = await client.get("/api/v1/workspaces/secretpath")
    #expect(studio.log.all.count == 2)
    #expect(!studio.log.all.joined().contains("secret"))
    let line = try JSON(parsing: Array(studio.log.all[1].utf8))
    #expect(line["route"] == "/api/v1/workspaces/{id}")
    #expect(line["method"] == "GET")
    #expect(line["status"] == 404)
    #expect(line["request"]?.string == answer["x-request-id"])
    #expect(line["ms"]?.double != nil && line["bytes"]?.int != nil)
  }
}
