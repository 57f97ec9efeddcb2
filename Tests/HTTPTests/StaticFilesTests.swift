import Foundation
import HTTP
import Testing

@Suite struct StaticFilesTests {
  /// A folder of its own for each test, removed with its last owner.
  private final class Folder {
    let path: String
    init() throws {
      path = NSTemporaryDirectory() + "static-files-" + UUID().uuidString
      try FileManager.default.createDirectory(atPath: path + "/root/deep", withIntermediateDirectories: true)
      try write("root/index.html", "<p>hello")
      try write("root/deep/app.js", "let a = 1")
      try write("root/.secret", "hidden")
      try write("root/picture.png", "not really")
      try write("outside.txt", "outside")
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String, age: TimeInterval = 60) throws {
      try Data(text.utf8).write(to: URL(filePath: path + "/" + name))
      let date = Date(timeIntervalSince1970: 1_800_000_000 - age)
      try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path + "/" + name)
    }

    func files(_ cache: StaticFiles.Cache = .revalidate) throws -> StaticFiles {
      try #require(StaticFiles(root: path + "/root", cache: cache))
    }
  }

  private let folder: Folder
  init() throws { folder = try Folder() }

  private func get(
    _ path: String, _ headers: Headers = [:], method: HTTP.Method = .get, cache: StaticFiles.Cache = .revalidate
  ) throws -> Response? {
    try folder.files(cache).respond(to: Request(method: method, path: path, headers: headers))
  }

  private func text(_ response: Response?) -> String? {
    guard case .file(let body) = response?.body else { return nil }
    return String(decoding: body.file.read(body.offset..<body.offset + body.length), as: UTF8.self)
  }

  @Test("a file is served with its type and a strong tag, and 304 while it is unchanged")
  func serves() throws {
    let first = try #require(try get("/deep/app.js"))
    #expect(first.status == .ok)
    #expect(text(first) == "let a = 1")
    #expect(first.headers["content-type"] == "text/javascript; charset=utf-8")
    #expect(first.headers["cache-control"] == "no-cache")
    let tag = try #require(first.headers["etag"])

    let second = try #require(try get("/deep/app.js", ["if-none-match": tag]))
    #expect(second.status.code == 304)
    #expect(second.headers["etag"] == tag)

    try folder.write("root/deep/app.js", "let a = 2", age: 30)
    #expect(text(try get("/deep/app.js", ["if-none-match": tag])) == "let a = 2")
  }

  @Test("HEAD gets the same head, other methods a 405, an immutable folder a year")
  func methods() throws {
    #expect(try get("/index.html", method: .head)?.headers["content-type"] == "text/html; charset=utf-8")
    let refused = try #require(try get("/index.html", method: .post))
    #expect(refused.status.code == 405)
    #expect(refused.headers["allow"] == "GET, HEAD")
    #expect(try get("/none.html", method: .post) == nil)
    let year = try get("/index.html", cache: .immutable)
    #expect(year?.headers["cache-control"] == "public, max-age=31536000, immutable")
  }

  @Test("a range is answered in part, one beyond the end with 416")
  func ranges() throws {
    let part = try #require(try get("/index.html", ["range": "bytes=3-4"]))
    #expect(part.status.code == 206)
    #expect(part.headers["content-range"] == "bytes 3-4/8")
    #expect(text(part) == "he")
    let beyond = try #require(try get("/index.html", ["range": "bytes=8-"]))
    #expect(beyond.status.code == 416)
    #expect(beyond.headers["content-range"] == "bytes */8")
  }

  @Test(
    "nothing but a plain file below the folder has a path",
    arguments: [
      "", "/", "index.html", "/deep", "/deep/", "/.secret", "/../outside.txt", "/deep/../index.html", "/./index.html",
      "//index.html", "/deep//app.js", "/%2e%2e/outside.txt", "/..%2foutside.txt", "/deep%2Fapp.js", "/%2e%73ecret",
      "/index.html%00", "/index.html%00.png", "/deep\\app.js", "/deep%5capp.js", "/%", "/%zz", "/%ff", "/none",
      "/index.html/", "/index.html/x",
    ])
  func refuses(path: String) throws { #expect(try get(path) == nil) }

  @Test("a symbolic link is not followed, whether it is the file or a folder on the way")
  func links() throws {
    let manager = FileManager.default
    try manager.createSymbolicLink(
      atPath: folder.path + "/root/link.txt", withDestinationPath: folder.path + "/outside.txt")
    try manager.createSymbolicLink(atPath: folder.path + "/root/up", withDestinationPath: folder.path)
    #expect(try get("/link.txt") == nil)
    #expect(try get("/up/outside.txt") == nil)
  }

  @Test("a folder that is not there cannot be served")
  func missing() { #expect(StaticFiles(root: folder.path + "/none") == nil) }

  @Test("a packed sibling is served to who accepts it, with a tag of its own")
  func packed() throws {
    try folder.write("root/deep/app.js.br", "BR", age: 60)
    try folder.write("root/deep/app.js.gz", "GZ", age: 10)
    let plain = try #require(try get("/deep/app.js"))
    #expect(plain.headers["vary"] == "accept-encoding")
    #expect(plain.headers["content-encoding"] == nil)

    let brotli = try #require(try get("/deep/app.js", ["accept-encoding": "gzip, deflate, br"]))
    #expect(text(brotli) == "BR")
    #expect(brotli.headers["content-encoding"] == "br")
    #expect(brotli.headers["content-type"] == "text/javascript; charset=utf-8")
    #expect(brotli.headers["etag"] != plain.headers["etag"])

    #expect(text(try get("/deep/app.js", ["accept-encoding": "br;q=0, gzip;q=0.5"])) == "GZ")
    #expect(text(try get("/deep/app.js", ["accept-encoding": "*"])) == "BR")
    #expect(text(try get("/deep/app.js", ["accept-encoding": "identity, *;q=0"])) == "let a = 1")
    #expect(try get("/picture.png", ["accept-encoding": "br"])?.headers["vary"] == nil)
  }

  @Test("a packed sibling that is older than its file is not used")
  func stale() throws {
    try folder.write("root/deep/app.js.br", "OLD", age: 61)
    #expect(text(try get("/deep/app.js", ["accept-encoding": "br"])) == "let a = 1")
  }
}
