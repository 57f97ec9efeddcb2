import Archive
import Crypto
import Domain
import HTTP
import Storage
import Support
import Synchronization
import Testing

@testable import Site

@Suite("Zip files of images")
struct ImageExportsTests {
  let studio: TestStudio
  let workspace: String
  var client: TestClient { studio.client }
  private var export: String { "/api/v1/workspaces/\(workspace)/images/export" }

  init() async throws {
    studio = try await TestStudio()
    workspace = await studio.client.makeWorkspace("My \"sea\"")
  }

  private func make(_ seed: UInt64, title: String = "") async -> String {
    let png = Specimen.png(
      seed: seed, texts: [("parameters", "secret words\nSteps: 20, CFG scale: 7.5, Seed: \(seed)")])
    let image = await client.makeImage(png, in: workspace)
    _ = await client.send(.patch, image, json: ["title": .string(title), "tags": ["t"]])
    return String(image.split(separator: "/").last ?? "")
  }

  private func contents(_ body: JSON) async throws -> (files: [ZipContents.File], manifest: JSON) {
    let answer = await client.send(.post, export, json: body)
    #expect(answer.status == 200 && answer["content-type"] == "application/zip" && answer.breaches == [])
    #expect(answer["content-disposition"]?.contains("My _sea_ images.zip") == true)
    let files = try ZipContents(try await answer.whole(), limit: 1 << 20).files
    let last = try #require(files.last)
    #expect(last.name == "manifest.json")
    return (files.dropLast(), try JSON(parsing: last.bytes))
  }

  @Test("the files are the very ones, in the order that was asked for, and the manifest says what each is")
  func ids() async throws {
    let ids = [await make(1, title: "Leuchtturm / лес: \"1\""), await make(2), await make(3, title: "other")]
    let wanted: [JSON] = [.string(ids[1]), .string(ids[0]), .string(ids[1])]
    let (files, manifest) = try await contents(["ids": .array(wanted)])
    #expect(files.map(\.name) == ["images/00001 pixazo-\(ids[1]).png", "images/00002 Leuchtturm _ лес_ _1_.png"])
    for (file, id) in zip(files, [ids[1], ids[0]]) {
      #expect(file.bytes == (await client.get("/api/v1/images/\(id)/file").bytes))
    }
    let items = try #require(manifest["files"]?.array)
    #expect(
      items.map { $0["name"]?.string } == files.map(\.name) && items.map { $0["id"]?.string } == [ids[1], ids[0]])
    #expect(items.map { $0["sha256"]?.string } == files.map { Hexadecimal.text(Digest.sha256($0.bytes)) })
    #expect(items[0]["recipe"]?["prompt"] == "secret words" && items[1]["tags"] == ["t"])
    #expect(manifest["missing"] == [] && manifest["truncated"] == false && manifest["stripped"] == false)
    #expect(manifest["workspace"]?["id"]?.string == workspace)
  }

  @Test(
    "a filter takes all that are not in the trash, the newest first; stripped files say nothing, nor does the manifest")
  func stripped() async throws {
    let ids = [await make(1), await make(2), await make(3)]
    _ = await client.send(.delete, "/api/v1/images/\(ids[1])")
    let (files, manifest) = try await contents(["filter": [:], "strip": true])
    let items = try #require(manifest["files"]?.array)
    #expect(items.map { $0["id"]?.string } == [ids[2], ids[0]] && manifest["stripped"] == true)
    for (file, item) in zip(files, items) {
      let id = item["id"]?.string ?? ""
      #expect(file.bytes == (try await client.get("/api/v1/images/\(id)/file?strip=1").whole()))
      #expect(item["sha256"]?.string == Hexadecimal.text(Digest.sha256(file.bytes)) && item["recipe"] == .null)
    }
    #expect(!String(decoding: files.flatMap(\.bytes) + manifest.bytes, as: UTF8.self).contains("secret"))
  }

  @Test("a filter has the fields of the list and chooses the same")
  func filters() async throws {
    let ids = [await make(1, title: "a"), await make(2, title: "b"), await make(3, title: "a")]
    _ = await client.send(.patch, "/api/v1/images/\(ids[0])", json: ["rating": 5, "favorite": true])
    for (filter, wanted) in [
      (["q": "a"], [ids[2], ids[0]]), (["tag": ["t"], "minRating": 4], [ids[0]]),
      (["favorite": false], [ids[2], ids[1]]),
      (["tag": "other"], []),
    ] as [(JSON, [String])] {
      #expect(try await contents(["filter": filter]).manifest["files"]?.array?.map { $0["id"]?.string } == wanted)
    }
  }

  @Test("a workspace without images is a zip with a manifest only")
  func empty() async throws {
    let (files, manifest) = try await contents(["filter": [:]])
    #expect(files.isEmpty && manifest["files"] == [])
  }

  @Test("many go through a page at a time, each once")
  func many() async throws {
    var ids: [String] = []
    for seed in 0..<104 { ids.append(await make(UInt64(seed))) }
    let (files, manifest) = try await contents(["filter": [:]])
    #expect(files.count == 104 && Set(files.map(\.name)).count == 104)
    #expect(manifest["files"]?.array?.map { $0["id"]?.string } == ids.reversed())
    let some = try await contents(["ids": .array(ids.map { .string($0) })])
    #expect(some.manifest["files"]?.array?.map { $0["id"]?.string } == ids)
  }

  @Test("more than one zip file takes is refused before anything is sent, and said how to take it")
  func tooMany() async throws {
    for seed in 0..<3 { _ = await make(UInt64(seed), title: seed == 0 ? "fox" : "") }
    let id = try #require(Identifier(workspace))
    try await studio.store.read { reading in
      var some = PictureFilter()
      some.words = "fox"
      try ImageExports.check(PictureFilter(), in: id, reading, most: 3)
      try ImageExports.check(some, in: id, reading, most: 1)
      for (filter, most) in [(PictureFilter(), 2), (some, 0)] {
        let failure = #expect(throws: Failure.self) { try ImageExports.check(filter, in: id, reading, most: most) }
        #expect(failure?.fields.first?.pointer == "/filter" && failure?.detail.isEmpty == false)
      }
    }
  }

  @Test("a picture whose file is gone is named as missing, and the others come")
  func missing() async throws {
    let ids = [await make(1), await make(2)]
    let hash = await client.get("/api/v1/images/\(ids[0])").json["sha256"]?.string ?? ""
    try studio.remove("images/\(hash.prefix(2))/\(hash.dropFirst(2).prefix(2))/\(hash).png")
    for strip in [false, true] {
      let (files, manifest) = try await contents(["filter": [:], "strip": .bool(strip)])
      #expect(files.count == 1 && manifest["missing"] == [.string(ids[0])])
      #expect(manifest["files"]?.array?.map { $0["id"]?.string } == [ids[1]])
    }
  }

  @Test("a download that breaks off leaves nothing behind")
  func interrupted() async throws {
    for seed in 0..<5 { _ = await make(UInt64(seed)) }
    let answer = await client.send(.post, export, json: ["filter": [:]])
    guard case .stream(let stream) = answer.raw.body else { throw Failure(.internal, "no stream") }
    let taken = Mutex(0)
    await #expect(throws: CancellationError.self) {
      try await stream.produce(
        BodyWriter { _ in
          let count = taken.withLock { count in
            count += 1
            return count
          }
          if count == 3 { throw CancellationError() }
        })
    }
    #expect(taken.withLock(\.self) == 3)
    #expect(try await studio.empties("tmp"))
    _ = try await contents(["filter": [:]])
    #expect(try await studio.empties("tmp"))
  }

  static let nobody = Identifier().text
  static let refusals: [(String, [String])] = [
    ("{}", ["/ids required"]), (#"{"ids":[]}"#, ["/ids too_short"]), (#"{"ids":["x"]}"#, ["/ids/0 format"]),
    (#"{"ids":["\#(nobody)"]}"#, ["/ids/0 not_found"]),
    (#"{"ids":["\#(nobody)"],"filter":{}}"#, ["/filter unsupported"]),
    (#"{"filter":{"x":1}}"#, ["/filter/x unknown_field"]), (#"{"filter":[]}"#, ["/filter type"]),
    (#"{"filter":{"tag":[1,{}]}}"#, ["/filter/tag type"]),
    (#"{"filter":{"minRating":9,"favorite":"yes"}}"#, ["/filter/minRating format", "/filter/favorite format"]),
    (#"{"filter":{},"strip":"yes","more":1}"#, ["/strip type", "/more unknown_field"]),
  ]

  @Test("what cannot be taken is refused before anything is sent", arguments: refusals)
  func refuses(body: String, fields: [String]) async {
    let answer = await client.send(.post, export, body: Array(body.utf8))
    #expect(answer.status == 422 && Set(answer.fields) == Set(fields) && answer.breaches == [])
  }

  @Test("images of others, in the trash, or of a workspace of nobody are none")
  func borders() async throws {
    let other = await client.makeWorkspace("B")
    let stranger = await client.makeImage(in: other).split(separator: "/").last.map(String.init) ?? ""
    let trashed = await make(1)
    _ = await client.send(.delete, "/api/v1/images/\(trashed)")
    let answer = await client.send(.post, export, json: ["ids": [.string(stranger), .string(trashed)]])
    #expect(answer.fields == ["/ids/0 not_found", "/ids/1 not_found"])
    #expect(await client.send(.post, "/api/v1/workspaces/\(Identifier())/images/export", json: [:]).status == 404)
  }
}
