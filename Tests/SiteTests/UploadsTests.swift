import Crypto
import Domain
import HTTP
import Site
import Support
import Testing

@Suite("Uploads")
struct UploadsTests {
  let studio: TestStudio
  let workspace: String
  var client: TestClient { studio.client }
  var list: String { "/api/v1/workspaces/\(workspace)/images" }

  init() async throws {
    studio = try await TestStudio()
    workspace = await studio.client.makeWorkspace()
  }

  /// Nothing of a refused upload is left: no row, no file, no count.
  private func expectNothingStored() async throws {
    #expect(await client.ids(list) == [])
    #expect(try await studio.empties("tmp"))
    #expect(try studio.files(in: "images").isEmpty)
    #expect(await client.get("/api/v1/workspaces/\(workspace)").json["counts"]?["images"] == 0)
  }

  @Test("a raw body becomes an image whose kind and size the decoder found")
  func raw() async throws {
    let png = Specimen.png(texts: [("parameters", "a lighthouse\nSteps: 20, Seed: 7, Size: 4x2")])
    let made = await client.upload(png, to: workspace, type: "image/jpeg")
    #expect(made.status == 201)
    #expect(made.breaches == [])
    let id = try #require(made.json["id"]?.string)
    #expect(made["location"] == "/api/v1/images/\(id)")
    #expect(made["etag"] == "\"v1\"")
    #expect(made.json["format"] == "png")
    #expect(made.json["width"] == 8 && made.json["height"] == 8)
    #expect(made.json["bytes"] == .int(Int64(png.count)))
    #expect(made.json["sha256"]?.string == Hexadecimal.text(Digest.sha256(png)))
    #expect(made.json["source"] == "uploaded")
    #expect(made.json["prompt"] == "a lighthouse")
    #expect(made.json["seed"] == 7)
    #expect(made.json["workspaceId"]?.string == workspace)
    #expect(made.json["placeholder"]?.string?.isEmpty == false)
    #expect(await client.get("/api/v1/images/\(id)").json == made.json)
    #expect(await client.ids(list) == [id])
    #expect(await client.get("/api/v1/workspaces/\(workspace)").json["counts"]?["images"] == 1)
  }

  static let refused: [(name: String, body: [UInt8], type: String, status: Int, code: String)] = [
    ("nothing", [], "image/png", 415, "unsupported_media_type"),
    ("a drawing with a script", Specimen.svg, "image/svg+xml", 415, "unsupported_media_type"),
    ("a drawing that says PNG", Specimen.svg, "image/png", 415, "unsupported_media_type"),
    ("a page", Array("<!doctype html><script>alert(1)</script>".utf8), "image/png", 415, "unsupported_media_type"),
    ("a GIF", Specimen.gif, "image/gif", 415, "unsupported_media_type"),
    ("a PNG that says page", Specimen.png(), "text/html", 415, "unsupported_media_type"),
    ("a PNG that says octets", Specimen.png(), "application/octet-stream", 415, "unsupported_media_type"),
    ("a PNG that says JSON", Specimen.png(), "application/json", 415, "unsupported_media_type"),
    ("no type", Specimen.png(), " ", 415, "unsupported_media_type"),
    ("half a PNG", Array(Specimen.png().dropLast(30)), "image/png", 422, "invalid_image"),
    ("a head alone", Array(Specimen.png().prefix(8)), "image/png", 422, "invalid_image"),
    ("half a JPEG", Array(Specimen.jpeg.dropLast(3)), "image/jpeg", 422, "invalid_image"),
    ("too many pixels", Specimen.hollowPNG(width: 60_000, height: 60_000), "image/png", 422, "invalid_image"),
    ("more pixels than come", Specimen.hollowPNG(width: 4_000, height: 4_000), "image/png", 422, "invalid_image"),
    ("a flipped bit", Specimen.png().enumerated().map { $0 == 60 ? $1 ^ 1 : $1 }, "image/png", 422, "invalid_image"),
    ("an empty form", Form([]).body, Form.type, 422, "invalid_request"),
    (
      "a form without its end", Array(Form(pictures: [Specimen.png()]).body.dropLast(9)), Form.type, 400,
      "bad_request"
    ),
    ("a form without a boundary", Form(pictures: []).body, "multipart/form-data", 400, "bad_request"),
    ("a form with a broken boundary", [], "multipart/form-data; boundary=\"a\u{1}\"", 400, "bad_request"),
    ("no form at all", Specimen.png(), Form.type, 400, "bad_request"),
    (
      "a form of another field", Form([.init(name: "image", bytes: Specimen.png())]).body, Form.type, 422,
      "invalid_request"
    ),
    (
      "a form with a word beside", Form([.init(bytes: Specimen.png()), .init(name: "title", bytes: [65])]).body,
      Form.type, 422, "invalid_request"
    ),
    (
      "a form with a page", Form([.init(fileName: "a.html", type: "text/html", bytes: Specimen.png())]).body,
      Form.type, 415, "unsupported_media_type"
    ),
    (
      "a form of which one is bad", Form(pictures: [Specimen.png(seed: 1), Specimen.gif, Specimen.png(seed: 2)]).body,
      Form.type, 415, "unsupported_media_type"
    ),
    (
      "a form of which the last is cut",
      Form(pictures: [Specimen.png(seed: 1), Specimen.png(seed: 2).dropLast(20)]).body,
      Form.type, 422, "invalid_image"
    ),
    (
      "more files than a form may have", Form(pictures: Array(repeating: [0], count: 257)).body, Form.type, 413,
      "too_large"
    ),
  ]

  @Test("what is no sound picture is refused, with its reason, and leaves nothing behind", arguments: refused)
  func refusals(_ name: String, body: [UInt8], type: String, status: Int, code: String) async throws {
    let answer = await client.upload(body, to: workspace, type: type)
    #expect(answer.status == status, "\(name): \(answer.text)")
    #expect(answer.code == code, "\(name)")
    #expect(answer.breaches == [], "\(name)")
    try await expectNothingStored()
  }

  @Test("a body that is longer than it may be is refused before it is all read")
  func tooLarge() async throws {
    let read = Pieces(of: 1 << 20)
    for (length, type) in [(nil, "image/png"), (65 << 20, "image/png"), (513 << 20, Form.type)] as [(Int?, String)] {
      var request = TestClient.request(.post, list, headers: ["content-type": type])
      request.body = RequestBody(length: length) { read.next() }
      let answer = TestResponse(await studio.site.respond(to: request))
      #expect(answer.status == 413)
      #expect(answer.code == "too_large")
    }
    #expect(read.count == 65)
    try await expectNothingStored()
  }

  @Test("an address that leads nowhere is told before the body is read")
  func early() async throws {
    let trashed = await client.makeWorkspace()
    _ = await client.send(.delete, "/api/v1/workspaces/\(trashed)")
    let places = [(Identifier().text, 404, "not_found"), ("..%2f..", 404, "not_found"), (trashed, 409, "in_trash")]
    for (place, status, code) in places {
      var request = TestClient.request(
        .post, "/api/v1/workspaces/\(place)/images", headers: ["content-type": "image/png"])
      request.body = RequestBody(length: 100) {
        Issue.record("The body was read.")
        return nil
      }
      let answer = TestResponse(await studio.site.respond(to: request))
      #expect(answer.status == status)
      #expect(answer.code == code)
    }
    var request = TestClient.request(
      .post, list, headers: ["content-type": "image/png", "idempotency-key": String(repeating: "k", count: 256)])
    request.body = RequestBody(length: 100) {
      Issue.record("The body was read.")
      return nil
    }
    #expect(TestResponse(await studio.site.respond(to: request)).code == "invalid_idempotency_key")
  }

  @Test("a client that goes away in the middle leaves nothing")
  func cut() async throws {
    for type in ["image/png", Form.type] {
      var request = TestClient.request(.post, list, headers: ["content-type": type])
      let body =
        type == Form.type ? Form(pictures: [Specimen.png(seed: 1), Specimen.png(seed: 2)]).body : Specimen.png()
      let pieces = Pieces([Array(body.prefix(body.count * 3 / 4))])
      request.body = RequestBody(length: body.count) {
        guard let piece = pieces.next() else { throw BodyFailure.incomplete }
        return piece
      }
      #expect(TestResponse(await studio.site.respond(to: request)).status == 400)
    }
    try await expectNothingStored()
  }

  @Test("the same bytes again are the same image, taken out of the trash; another workspace gets its own")
  func duplicates() async throws {
    let first = await client.upload(Specimen.png(), to: workspace)
    let path = try #require(first["location"])
    let second = await client.upload(Specimen.png(), to: workspace)
    #expect(second.status == 200)
    #expect(second.json == first.json)
    #expect(second["location"] == nil)
    #expect(await client.send(.delete, path).status == 204)
    let third = await client.upload(Specimen.png(), to: workspace)
    #expect(third.status == 200)
    #expect(third.json["id"] == first.json["id"])
    #expect(third.json["deletedAt"] == .null)
    let other = await client.makeWorkspace()
    let elsewhere = await client.upload(Specimen.png(), to: other)
    #expect(elsewhere.status == 201)
    #expect(elsewhere.json["id"] != first.json["id"])
    #expect(try studio.files(in: "images").count == 1)
  }

  @Test("bytes behind the end of a picture do not make a page of it")
  func polyglot() async throws {
    let mixed = Specimen.png() + Array("<script>alert(1)</script>".utf8)
    let answer = await client.upload(mixed, to: workspace)
    guard answer.status == 201 else {
      #expect(answer.status == 422)
      return try await expectNothingStored()
    }
    let file = await client.get("\(answer["location"] ?? "")/file")
    #expect(file["content-type"] == "image/png")
    #expect(file["x-content-type-options"] == "nosniff")
    #expect(file["content-security-policy"] == "default-src 'none'; sandbox")
  }

  @Test("a form brings many, each with its title and whether it was there")
  func form() async throws {
    _ = await client.upload(Specimen.png(seed: 1), to: workspace)
    let form = Form([
      .init(fileName: "C:\\\\pictures\\\\sea \u{1F30A}.png", bytes: Specimen.png(seed: 1)),
      .init(fileName: "../../etc/dusk.png", type: nil, bytes: Specimen.png(seed: 2)),
      .init(fileName: nil, type: "application/octet-stream", bytes: Specimen.jpeg),
      .init(fileName: "again.png", bytes: Specimen.png(seed: 2)),
    ])
    let answer = await client.upload(form, to: workspace)
    #expect(answer.status == 201)
    #expect(answer.breaches == [])
    #expect(answer["location"] == list)
    let items = try #require(answer.json["items"]?.array)
    #expect(items.map { $0["duplicate"]?.bool } == [true, false, false, true])
    #expect(items.map { $0["format"]?.string } == ["png", "png", "jpeg", "png"])
    #expect(items.map { $0["title"]?.string } == ["", "dusk", "", "dusk"])
    #expect(items[1]["id"] == items[3]["id"])
    #expect(await client.ids(list).count == 3)
  }

  @Test("a form that comes byte by byte is the same form")
  func drip() async throws {
    let body = Form(pictures: [Specimen.png(seed: 1), Specimen.png(seed: 2)]).body
    var request = TestClient.request(.post, list, headers: ["content-type": Form.type])
    let pieces = Pieces(body.map { [$0] })
    request.body = RequestBody(length: nil) { pieces.next() }
    let answer = TestResponse(await studio.site.respond(to: request))
    #expect(answer.status == 201)
    #expect(answer.json["items"]?.array?.count == 2)
  }

  @Test("each new image is told to everybody, once")
  func events() async throws {
    let reader = try #require(EventReader(await client.get("/api/v1/events").raw))
    let form = Form(pictures: [Specimen.png(seed: 1), Specimen.png(seed: 2), Specimen.png(seed: 1)])
    let ids = await client.upload(form, to: workspace).json["items"]?.array?.compactMap { $0["id"]?.string } ?? []
    _ = await client.send(.patch, "/api/v1/images/\(ids[0])", json: ["title": "x"])
    var heard: [String] = []
    for _ in 0..<3 {
      let event = try #require(await reader.next())
      let data = try JSON(parsing: Array((event["data"] ?? "").utf8))
      #expect(data["workspaceId"]?.string == workspace)
      heard.append("\(event["event"] ?? "") \(data["subject"]?["id"]?.string ?? "")")
    }
    #expect(heard == ["image.created \(ids[0])", "image.created \(ids[1])", "image.updated \(ids[0])"])
  }

  @Test("a key gives the first answer again, and refuses other files", arguments: [false, true])
  func idempotent(asForm: Bool) async throws {
    func send(_ number: UInt64, to client: TestClient) async -> TestResponse {
      let png = Specimen.png(seed: number)
      return asForm
        ? await client.upload(Form(pictures: [png]), to: workspace, key: "k")
        : await client.upload(png, to: workspace, key: "k")
    }
    let first = await send(1, to: client)
    #expect(first.status == 201)
    let id = first.json["id"]?.string ?? first.json["items"]?.array?.first?["id"]?.string ?? ""
    _ = await client.send(.patch, "/api/v1/images/\(id)", json: ["title": "later"])
    let second = await send(1, to: client)
    #expect(second.status == 201)
    #expect(second.bytes == first.bytes)
    #expect(second["idempotency-replayed"] == "true")
    #expect(await send(2, to: client).code == "idempotency_mismatch")
    let again = try await studio.restarted()
    #expect(await send(1, to: again.client).bytes == first.bytes)
    #expect(await again.client.ids(list) == [id])
  }

  @Test("twenty of the same at once make one image")
  func parallel() async throws {
    let answers = await withTaskGroup(of: TestResponse.self) { group in
      for _ in 0..<20 { group.addTask { await client.upload(Specimen.png(), to: workspace) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.count { $0.status == 201 } == 1)
    #expect(answers.count { $0.status == 200 } == 19)
    #expect(Set(answers.map { $0.json["id"]?.string }).count == 1)
    #expect(try await studio.empties("tmp"))
  }

  @Test("inspecting tells the recipe and keeps nothing")
  func inspect() async throws {
    let png = Specimen.png(texts: [("parameters", "a lighthouse\nSteps: 20, Seed: 7, Size: 4x2")])
    let answer = await client.send(
      .post, "/api/v1/images/inspect", headers: ["content-type": "image/png"], body: png)
    #expect(answer.status == 200)
    #expect(answer.json["source"] == "a1111")
    #expect(answer.json["recipe"]?["prompt"] == "a lighthouse")
    #expect(answer.json["raw"]?["parameters"] != nil)
    let plain = await client.send(
      .post, "/api/v1/images/inspect", headers: ["content-type": "image/jpeg"], body: Specimen.jpeg)
    #expect(plain.json["recipe"] == .null)
    #expect(plain.json["source"] == "unknown")
    for (type, status) in [("image/png", 415), ("text/plain", 415), (Form.type, 415)] {
      let refused = await client.send(
        .post, "/api/v1/images/inspect", headers: ["content-type": type], body: Specimen.svg)
      #expect(refused.status == status)
    }
    try await expectNothingStored()
  }
}
