import Crypto
import Domain
import Glibc
import HTTP
import Site
import Storage
import Studio
import Support
import Testing

@Suite("Bytes of images")
struct MediaTests {
  let studio: TestStudio
  let workspace: String
  let image: String
  let png = Specimen.png(texts: [("parameters", "a secret place")])
  var client: TestClient { studio.client }

  init() async throws {
    studio = try await TestStudio()
    workspace = await studio.client.makeWorkspace()
    image = await studio.client.makeImage(png, in: workspace)
  }

  private var tag: String { "\"\(Hexadecimal.text(Digest.sha256(png)))\"" }

  @Test("a file comes back as it came, to be kept for ever and run by nobody")
  func file() async {
    let file = await client.get("\(image)/file")
    #expect(file.status == 200)
    #expect(file.bytes == png)
    #expect(file["content-type"] == "image/png")
    #expect(file["etag"] == tag)
    #expect(file["accept-ranges"] == "bytes")
    #expect(file["cache-control"] == "private, max-age=31536000, immutable")
    #expect(file["content-security-policy"] == "default-src 'none'; sandbox")
    #expect(file["content-disposition"] == nil)
    #expect(file.breaches == [])
    let head = await client.send(.head, "\(image)/file", headers: ["range": "bytes=0-1"])
    #expect(head.status == 200)
    #expect(head["etag"] == tag)
  }

  @Test(
    "a part of a file is given where it is asked for",
    arguments: [
      ("bytes=0-3", 206, 0..<4), ("bytes=8-", 206, 8..<108), ("bytes=-5", 206, 103..<108),
      ("bytes=0-99999", 206, 0..<108), ("bytes=0-1,4-5", 200, 0..<108), ("lines=1-2", 200, 0..<108),
      ("bytes=9-3", 200, 0..<108),
    ])
  func ranges(range: String, status: Int, part: Range<Int>) async {
    let size = png.count
    let wanted = part.clamped(to: 0..<size).lowerBound..<(part.upperBound == 108 ? size : part.upperBound)
    let from = part.lowerBound == 103 ? size - 5 : wanted.lowerBound
    let answer = await client.get("\(image)/file", headers: ["range": range])
    #expect(answer.status == status)
    #expect(answer.bytes == Array(png[from..<wanted.upperBound]))
    #expect(answer["content-range"] == (status == 206 ? "bytes \(from)-\(wanted.upperBound - 1)/\(size)" : nil))
  }

  @Test("a part that is not there is refused with the size, and If-Range holds only for the same bytes")
  func noSuchPart() async {
    let answer = await client.get("\(image)/file", headers: ["range": "bytes=9999-"])
    #expect(answer.status == 416)
    #expect(answer.code == "range_not_satisfiable")
    #expect(answer["content-range"] == "bytes */\(png.count)")
    #expect(answer["cache-control"] == "no-store")
    #expect(answer.breaches == [])
    let same = await client.get("\(image)/file", headers: ["range": "bytes=0-3", "if-range": tag])
    #expect(same.status == 206)
    let other = await client.get("\(image)/file", headers: ["range": "bytes=0-3", "if-range": "\"x\""])
    #expect(other.status == 200)
  }

  @Test(
    "who has the bytes is not sent them again", arguments: ["file", "file?strip=1", "thumbnail", "thumbnail?size=192"])
  func unchanged(what: String) async throws {
    let first = await client.get("\(image)/\(what)")
    let tag = try #require(first["etag"])
    #expect(!tag.hasPrefix("W/"))
    let again = await client.get("\(image)/\(what)", headers: ["if-none-match": tag])
    #expect(again.status == 304)
    #expect(again["etag"] == tag)
    #expect(again["cache-control"] == first["cache-control"])
    #expect(again.bytes.isEmpty)
    #expect(await client.get("\(image)/\(what)", headers: ["if-none-match": "\"x\""]).status == 200)
  }

  static let titles: [(title: String, plain: String, full: String)] = [
    ("", "pixazo-", "pixazo-"),
    ("Lighthouse at dusk", "Lighthouse at dusk.png", "Lighthouse%20at%20dusk.png"),
    ("Море 🌊", "____ _.png", "%D0%9C%D0%BE%D1%80%D0%B5%20%F0%9F%8C%8A.png"),
    ("a\r\nSet-Cookie: x=1", "a__Set-Cookie_ x=1.png", "a__Set-Cookie_%20x%3D1.png"),
    ("a\"; filename=\"b.exe", "a_; filename=_b.exe.png", "a_%3B%20filename%3D_b.exe.png"),
    ("../../etc/passwd", "_._.._etc_passwd.png", "_._.._etc_passwd.png"),
    ("gpj\u{202E}.exe", "gpj_.exe.png", "gpj_.exe.png"),
    (String(repeating: "x", count: 200), String(repeating: "x", count: 96) + ".png", "x.png"),
  ]

  @Test("a file to keep bears the title, cleaned of all that could lead astray", arguments: titles)
  func download(title: String, plain: String, full: String) async throws {
    #expect(await client.send(.patch, image, json: ["title": .string(title)]).status == 200)
    let answer = await client.get("\(image)/file?download=1")
    #expect(answer.status == 200)
    #expect(answer.bytes == png)
    #expect(answer["set-cookie"] == nil)
    let disposition = try #require(answer["content-disposition"])
    #expect(disposition.hasPrefix("attachment; filename=\"\(plain)"))
    #expect(disposition.contains("\"; filename*=UTF-8''"))
    #expect(disposition.contains(full))
    #expect(disposition.hasSuffix(".png"))
    #expect(disposition.count { $0 == "\"" } == 2)
    #expect(await client.get("\(image)/file?download=0")["content-disposition"] == nil)
  }

  @Test("a stripped file has the same pixels and no word of how it was made")
  func strip() async throws {
    let answer = await client.get("\(image)/file?strip=1&download")
    #expect(answer.status == 200)
    #expect(answer["content-type"] == "image/png")
    #expect(answer["etag"] != tag)
    #expect(answer["content-disposition"]?.hasPrefix("attachment") == true)
    let bytes = try await answer.whole()
    #expect(bytes == Specimen.png())
    #expect(await client.get("\(image)/file?strip=0").bytes == png)
  }

  @Test("a thumbnail is never larger than the image, and a JPEG where nothing can be seen through")
  func thumbnail() async {
    let large = await client.makeImage(Specimen.png(width: 1_000, height: 500), in: workspace)
    for (query, width) in [("", 384), ("?size=192", 192), ("?size=768", 768)] {
      let answer = await client.get("\(large)/thumbnail\(query)")
      #expect(answer.status == 200)
      #expect(answer["content-type"] == "image/jpeg")
      #expect(answer["cache-control"] == "private, max-age=31536000, immutable")
      #expect(answer["content-security-policy"] == "default-src 'none'; sandbox")
      #expect(await client.upload(answer.bytes, to: workspace, type: "image/jpeg").json["width"]?.int == Int64(width))
    }
    let small = await client.get("\(image)/thumbnail?size=768")
    #expect(await client.upload(small.bytes, to: workspace).json["width"] == 8)
  }

  @Test("a hundred who ask for a thumbnail at once wait for one")
  func parallel() async {
    let large = await client.makeImage(Specimen.png(width: 600, height: 400), in: workspace)
    let before = studio.pictures.thumbnailer.count
    let answers = await withTaskGroup(of: TestResponse.self) { group in
      for _ in 0..<100 { group.addTask { await client.get("\(large)/thumbnail?size=192") } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.allSatisfy { $0.status == 200 })
    #expect(Set(answers.map(\.bytes)).count == 1)
    #expect(studio.pictures.thumbnailer.count == before + 1)
  }

  static let refused: [Scenario] = [
    Scenario(
      "other size", .get, "{id}/thumbnail?size=200", status: 400, code: "invalid_query", fields: ["/size format"]),
    Scenario("signed size", .get, "{id}/thumbnail?size=%2B192", status: 400, code: "invalid_query"),
    Scenario("huge size", .get, "{id}/thumbnail?size=99999999999999999999", status: 400, code: "invalid_query"),
    Scenario("no size", .get, "{id}/thumbnail?size=", status: 400, code: "invalid_query"),
    Scenario("download of what", .get, "{id}/file?download=yes", status: 400, code: "invalid_query"),
    Scenario("unknown parameter", .get, "{id}/file?path=/etc/passwd", status: 400, code: "invalid_query"),
    Scenario("unknown id", .get, "/api/v1/images/\(Identifier())/file", status: 404, code: "not_found"),
    Scenario("thumbnail of an unknown id", .get, "/api/v1/images/\(Identifier())/thumbnail", status: 404),
    Scenario("traversal", .get, "/api/v1/images/..%2f..%2f..%2fetc%2fpasswd/file", status: 404, code: "not_found"),
    Scenario("coded twice", .get, "/api/v1/images/%252e%252e%252f/file", status: 404, code: "not_found"),
    Scenario("absolute", .get, "/api/v1/images/%2fetc%2fpasswd/thumbnail", status: 404, code: "not_found"),
    Scenario("NUL", .get, "/api/v1/images/%00/file", status: 404),
    Scenario("backslash", .get, "/api/v1/images/..%5c..%5c/file", status: 404),
    Scenario("a hash for an id", .get, "/api/v1/images/\(String(repeating: "a", count: 64))/file", status: 404),
    Scenario("a write", .post, "{id}/file", body: "{}", status: 405, code: "method_not_allowed"),
  ]

  @Test("no other bytes can be named", arguments: refused)
  func refusals(scenario: Scenario) async {
    #expect(await scenario.complaints(client, id: image) == [])
  }

  @Test("an image whose file was taken from the vault is said to be missing, and the log has it")
  func lost() async throws {
    let id = try #require(Identifier(String(image.suffix(36))))
    let picture = try await studio.store.read { try $0.images.get(id) }
    #expect(unlink(studio.pictures.vault.open(picture)) == 0)
    for what in ["file", "file?strip=1", "thumbnail?size=768"] {
      let answer = await client.get("\(image)/\(what)")
      #expect(answer.status == 404, "\(what)")
      #expect(answer.breaches == [])
    }
    #expect(studio.log.all.contains { $0.contains("the file of an image is missing") })
  }

  @Test("the bytes of a trashed image are there until it is purged")
  func trashed() async throws {
    _ = await client.send(.delete, image)
    #expect(await client.get("\(image)/file").status == 200)
    #expect(await client.send(.delete, image + "?permanent=true").status == 204)
    #expect(await client.get("\(image)/file").status == 404)
    #expect(await client.get("\(image)/thumbnail").status == 404)
    while let swept = try await studio.pictures.vault.sweep(), swept >= 0 {}
    #expect(try studio.files(in: "images").isEmpty)
  }
}
