import Domain
import Foundation
import HTTP
import Site
import Support
import Testing

@Suite("Pages")
struct PagesTests {
  let folder = TemporaryFolder()
  let studio: TestStudio
  var client: TestClient { studio.client }

  init() async throws {
    for path in ["/vendor/lib/1.0", "/pages"] {
      try FileManager.default.createDirectory(atPath: folder.path + path, withIntermediateDirectories: true)
    }
    for (path, text) in [
      ("/index.html", "<!doctype html>shell"), ("/api-docs.html", "<!doctype html>docs"), ("/app.js", "app()"),
      ("/vendor/lib/1.0/lib.js", "lib()"), ("/.hidden", "no"),
    ] {
      try text.write(toFile: folder.path + path, atomically: false, encoding: .utf8)
    }
    var options = FrontDesk.Options()
    options.webFolder = folder.path
    studio = try await TestStudio(options)
  }

  @Test(
    "every address of a page opens the shell, with the strict policy", arguments: ["/", "/gallery", "/a/b/c", "/x?y=1"])
  func shell(path: String) async {
    let answer = await client.get(path, headers: ["accept": "text/html,application/xhtml+xml,*/*;q=0.8"])
    #expect(answer.status == 200)
    #expect(answer.text == "<!doctype html>shell")
    #expect(answer["content-type"] == "text/html; charset=utf-8")
    #expect(answer["content-security-policy"]?.contains("require-trusted-types-for 'script'") == true)
    #expect(answer["cache-control"] == "no-cache")
    #expect(answer.breaches.isEmpty)
  }

  @Test("files are files, for ever where their version is in the path")
  func files() async {
    let app = await client.get("/app.js")
    #expect(app.text == "app()")
    #expect(app["cache-control"] == "no-cache")
    #expect(await client.get("/app.js", headers: ["if-none-match": app["etag"] ?? ""]).status == 304)
    let vendor = await client.get("/vendor/lib/1.0/lib.js")
    #expect(vendor.text == "lib()")
    #expect(vendor["cache-control"] == "public, max-age=31536000, immutable")
    #expect(vendor.breaches.isEmpty)
  }

  @Test("a program that asks for a file that is not there is told so; so is everybody under /api")
  func missing() async {
    for path in ["/nothing.js", "/vendor/lib/1.0/other.js", "/.hidden", "/vendor/../app.js", "/..%2f..%2fetc/passwd"] {
      let answer = await client.get(path)
      #expect(answer.status == 404, "\(path)")
      #expect(answer.breaches.isEmpty)
    }
    #expect(await client.get("/api/v1/nothing", headers: ["accept": "text/html"]).status == 404)
    #expect(await client.get("/vendor/nothing.js", headers: ["accept": "text/html"]).status == 404)
    #expect(await client.send(.post, "/gallery", headers: ["accept": "text/html"]).status == 404)
  }

  @Test("the page about the API has a policy of its own")
  func docs() async {
    let answer = await client.get("/api/docs")
    #expect(answer.text == "<!doctype html>docs")
    #expect(answer["content-security-policy"]?.contains("trusted-types") == false)
    #expect(answer["content-security-policy"]?.contains("script-src 'self'") == true)
  }

  @Test("without a folder there is the API alone")
  func bare() async throws {
    let bare = try await TestStudio()
    #expect(await bare.client.get("/", headers: ["accept": "text/html"]).status == 404)
    #expect(await bare.client.get("/api/docs").status == 404)
    #expect(await bare.client.get("/api/v1/about").status == 200)
    #expect(await bare.client.get("/readyz").status == 200)
  }
}
