import Domain
import Foundation
import HTTP
import Support
import Testing

@testable import Providers

@Suite("Gateways that an owner describes", .timeLimit(.minutes(1))) struct GenericTests {
  private static let picture = ImageFile(bytes: Specimen.png(), format: .png, width: 8, height: 8)

  @Test("a place in an answer is found, with all that is in a list")
  func paths() throws {
    let json: JSON = ["data": [["b64": "a", "n": 1], ["b64": "b"], 7], "output": ["x", "y"], "a": ["b": ["c": "d"]]]
    func found(_ path: String) -> [JSON]? { GenericPath(path)?.values(in: json) }
    #expect(found("data[*].b64") == ["a", "b"] && found("output[1]") == ["y"] && found("output[*]") == ["x", "y"])
    #expect(found("a.b.c") == ["d"] && found("output") == [["x", "y"]] && found("data[0].n") == [1])
    #expect(found("a.x.c") == [] && found("output[9]") == [] && found("data[*].b64[0]") == [])
    #expect(GenericPath("[0].url")?.values(in: [["url": "u"]]) == ["u"])
    for bad in ["", ".", "a.", ".a", "a..b", "a[", "a[x]", "a[-1]", "a[0]b", "a[99999]", "a.[0]"] {
      #expect(GenericPath(bad) == nil, "\(bad)")
    }
  }

  private func filled(_ template: JSON, _ request: ImageRequest) -> JSON {
    GenericTemplate(template).filled(GenericModel.values(for: request), references: request.references)
  }

  @Test("values take the place of slots as values, so that no prompt can become a part of the body")
  func templates() {
    let hostile = #"x", "admin": true, "y": "{{seed}} {{prompt}}"#
    let request = ImageRequest.of("acme/m", hostile) { ($0.steps, $0.extra) = (4, ["mood": "calm"]) }
    let template: JSON = [
      "p": "{{prompt}}", "said": "It says: {{ prompt }}.", "size": "{{size}}", "ratio": "{{aspectRatio}}",
      "w": "{{width}}", "s": ["steps": "{{steps}}", "cfg": "{{guidance}}"], "seed": "{{seed}}", "m": "{{model}}",
      "list": ["{{width}}", "{{guidance}}", true, nil], "mood": "{{mood}}", "plain": "{{", "n": 1.5,
      "text": "{{width}}px{{guidance}}",
    ]
    #expect(
      filled(template, request) == [
        "p": .string(hostile), "said": .string("It says: \(hostile)."), "size": "64x96", "ratio": "2:3", "w": 64,
        "s": ["steps": 4], "seed": 7, "m": "acme/m", "list": [64, true, nil], "mood": "calm", "plain": "{{", "n": 1.5,
        "text": "64px",
      ])
  }

  @Test("pictures go in as data URLs or bare; an item that mentions a reference stands once for each")
  func pictures() {
    let request = ImageRequest.of("m") { ($0.initImage, $0.references) = (Self.picture, [Self.picture, Self.picture]) }
    let data = JSON.string("data:image/png;base64,\(Self.picture.base64)")
    let template: JSON = [
      "image": "{{initImage}}", "bare": "{{initImage.base64}}", "mask": "{{mask}}", "all": "{{references}}",
      "each": [["type": "image_url", "image_url": ["url": "{{reference}}"]]], "texts": ["a", "{{reference.base64}}"],
    ]
    let item: JSON = ["type": "image_url", "image_url": ["url": data]]
    #expect(
      filled(template, request) == [
        "image": data, "bare": .string(Self.picture.base64), "all": [data, data], "each": [item, item],
        "texts": ["a", .string(Self.picture.base64), .string(Self.picture.base64)],
      ])
    #expect(filled(template, .of("m")) == ["each": [], "texts": ["a"]])
  }

  @Test("what stands in an address is coded")
  func addresses() {
    let request = ImageRequest.of("acme/m x", "a/b?c=d&e#f")
    let path = GenericTemplate("/v1/{{model}}/paint?q={{prompt}}&w={{width}}")
    #expect(path.path(GenericModel.values(for: request)) == "/v1/acme%2Fm%20x/paint?q=a%2Fb%3Fc%3Dd%26e%23f&w=64")
  }

  // Descriptions.

  private static let request: JSON = [
    "path": "/paint", "body": ["p": "{{prompt}}", "w": "{{width}}", "h": "{{height}}"],
  ]
  private static let job: JSON = [
    "id": "id", "poll": ["path": "/jobs/{{job}}"], "state": "status", "done": ["ok"], "failed": "bad",
  ]

  private func faults(_ models: JSON, keyHeader: String = "Authorization") -> [String] {
    do throws(Failure) {
      _ = try GenericModel.list(models, keyHeader: keyHeader)
      return []
    } catch {
      for field in error.fields { #expect(field.detail.hasSuffix(".")) }
      return error.fields.map { $0.pointer.replacing("/options/models", with: "") }
    }
  }

  private func faults(in model: JSON.Object) -> [String] {
    var whole: JSON.Object = ["name": "m", "request": Self.request, "pictures": "data[*].url"]
    for member in model.members { whole = whole.with(member.name, member.value) }
    return faults([.object(whole)])
  }

  @Test("what is wrong with a description is said with its place, in a sentence")
  func sentences() {
    #expect(faults(in: [:]) == [])
    #expect(faults(in: ["job": Self.job]) == [])
    #expect(faults(in: ["name": "", "title": 7]) == ["/0/name", "/0/title"])
    #expect(faults(in: ["picture": "x"]) == ["/0/picture"])
    #expect(faults(in: ["pictures": "a["]) == ["/0/pictures"])
    #expect(faults(in: ["request": ["path": "/x", "body": ["p": "hello"]]]) == ["/0/request/body"])
    for path in ["paint", "//evil.test/x", "/a b", "/ä", "https://evil.test/"] {
      #expect(faults(in: ["request": ["path": .string(path), "body": ["p": "{{prompt}}"]]]) == ["/0/request/path"])
    }
    #expect(
      faults(in: ["request": ["path": "/x", "method": "GET", "body": ["p": "{{prompt}}"]]]) == ["/0/request/body"])
    #expect(
      faults(in: ["request": ["path": "/x", "method": "TRACE", "body": ["p": "{{prompt}}"]]]) == ["/0/request/method"])
    let headers: JSON = ["Authorization": "x", "host": "x", "a b": "x", "x-ok": "y", "x-no": 7]
    #expect(
      faults(in: ["request": ["path": "/x", "body": ["p": "{{prompt}}"], "headers": headers]]) == [
        "/0/request/headers/Authorization", "/0/request/headers/host", "/0/request/headers/a b",
        "/0/request/headers/x-no",
      ])
    #expect(faults(in: ["request": ["path": "/x", "body": ["p": "{{prompt}}", "m": "{{mood}}"]]]) == ["/0/request"])
    #expect(faults(in: ["parameters": ["steps": [:]]]) == ["/0/parameters/steps"])
    #expect(faults(in: ["parameters": ["width": ["min": 9, "max": 3]]]) == ["/0/parameters/width/max"])
    #expect(faults(in: ["sizes": ["1024x1024", "big"]]) == ["/0/sizes"])
    #expect(
      faults(in: ["imagesPerCall": 99, "pricePerImage": -1, "needsPicture": "no"])
        == ["/0/needsPicture", "/0/imagesPerCall", "/0/pricePerImage"])
    #expect(faults(in: ["job": ["id": "id"]]) == ["/0/job/state"])
    #expect(faults(in: ["job": ["state": "s"]]) == ["/0/job/done", "/0/job/poll"])
    #expect(
      faults(in: ["job": ["state": "s", "done": ["x"], "poll": ["path": "/jobs/{{job}}"]]]) == ["/0/job/poll/path"])
    #expect(faults([["name": "m", "request": Self.request], ["name": "m", "request": Self.request]]) == ["/1/name"])
    #expect(faults("no") == [""] && faults([7]) != [] && faults(nil) == [])
  }

  @Test("slots become the card's parameters, with what the owner says of them")
  func cards() throws {
    let body: JSON = [
      "p": "{{prompt}}", "size": "{{size}}", "steps": "{{steps}}", "mood": "{{mood}}", "image": "{{initImage}}",
      "refs": ["{{reference}}"], "seed": "{{seed}}",
    ]
    let model = try #require(
      try GenericModel.list(
        [
          [
            "name": "acme/flux-schnell", "title": "Flux at Acme", "request": ["path": "/x", "body": body],
            "parameters": [
              "mood": ["type": "choice", "options": ["calm", "wild"], "default": "calm"],
              "steps": ["min": 1, "max": 8, "default": 3],
            ], "sizes": ["1024x1024", "768x1024"], "imagesPerCall": 4, "pricePerImage": 2_500, "job": Self.job,
          ]
        ], keyHeader: "X-Key"
      ).first)
    let card = model.card(of: "mine")
    #expect(card.id == "mine/acme/flux-schnell" && card.name == "Flux at Acme" && card.family == .flux)
    #expect(card.parameter("steps")?.most == 8 && card.parameter("steps")?.standard == 3)
    #expect(card.parameter("mood")?.options == ["calm", "wild"] && card.parameter("guidance") == nil)
    #expect(card.parameter("width") != nil && card.parameter("height") != nil && card.parameter("seed") != nil)
    #expect(card.capabilities == [.textToImage, .imageToImage, .references])
    #expect(card.limits.sizes.count == 2 && card.limits.imagesPerCall == 4 && card.price?.perImage == 2_500)
  }

  @Test("every ready description of the documentation can be saved as it stands")
  func documentation() throws {
    let path = #filePath.replacing("Tests/ProvidersTests/Images/GenericTests.swift", with: "docs/providers-generic.md")
    let page = try String(contentsOfFile: path, encoding: .utf8)
    let blocks = page.components(separatedBy: "```json\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
    var count = 0
    for block in blocks where block.hasPrefix("{") {
      let json = try JSON(parsing: Array(block.utf8))
      let models = json["options"]?["models"] ?? [json]
      #expect(faults(models) == [], "\(block)")
      count += 1
    }
    #expect(count >= 6)
  }

  // At work.

  private static let url: JSON = "files[*]"

  private func made(_ engine: Engine, _ model: JSON.Object, key: String? = "k-secret") throws -> Generic {
    let name: JSON.Object = ["name": "m", "request": Self.request, "pictures": Self.url]
    var whole = name
    for member in model.members { whole = whole.with(member.name, member.value) }
    return try Generic(engine.connection(key: key, ["models": [.object(whole)]]), Client())
  }

  private func run(_ adapter: Generic, ticket: String? = nil) async throws -> [ImageNews] {
    let told = Heard()
    let receipt = try await adapter.generate(.of("m"), ticket: ticket) { told.add($0) }
    #expect(receipt.costMicros == nil)
    return told.news
  }

  @Test("an answer that is a picture is taken as it is")
  func raw() async throws {
    let picture = Specimen.png()
    let engine = try Engine { _ in Response(.ok, type: MediaType("image/png"), picture) }
    let news = try await run(made(engine, [:]))
    guard case .image(let image)? = news.last else {
      Issue.record("\(news)")
      return
    }
    #expect(image.bytes == picture && engine.calls.first?.headers["authorization"] == "Bearer k-secret")
    await engine.stop()
  }

  @Test("a job's addresses on another host are not called, least of all with the key")
  func foreignAddresses() async throws {
    let evil = try Engine { _ in .json(["status": "ok"]) }
    for place in ["poll", "result"] {
      let engine = try Engine { call in
        if call.line == "POST /paint" {
          return .json(["id": "7", "urls": ["poll": .string(evil.url + "/poll"), "result": .string(evil.url + "/r")]])
        }
        return .json(["status": "ok", "files": []])
      }
      var job: JSON.Object = ["id": "id", "state": "status", "done": ["ok"], "poll": ["path": "/jobs/{{job}}"]]
      job = job.with(place, ["at": .string("urls.\(place)")])
      let failure = await #expect(throws: ProviderFailure.self) {
        _ = try await run(made(engine, ["job": .object(job)]))
      }
      #expect(failure?.effect == .taken, "\(place)")
      await engine.stop()
    }
    #expect(evil.calls.isEmpty)
    let engine = try Engine { _ in .json([:]) }
    let adapter = try made(engine, ["job": Self.job])
    for ticket in [
      #"{"poll":"\#(evil.url)/x"}"#, #"{"job":"1","poll":"\#(evil.url)/x"}"#, #"{"pictures":["\#(evil.url)/x"]}"#,
    ] {
      await #expect(throws: ProviderFailure.self) { _ = try await run(adapter, ticket: ticket) }
    }
    #expect(evil.calls.isEmpty)
    await engine.stop()
    await evil.stop()
  }

  @Test("a queue whose addresses come with its answer is asked, fetched and cancelled where it says")
  func queueWithAddresses() async throws {
    let (asked, tell) = AsyncStream<Void>.makeStream()
    let engine = try Engine { call in
      switch call.line {
      case "POST /paint":
        return .json(["status_url": "/q/7/status", "response_url": "/q/7", "cancel_url": "/q/7/cancel"])
      case "GET /q/7/status":
        tell.yield()
        return .json(["status": "IN_QUEUE"], 202)
      default: return .json([:])
      }
    }
    let job: JSON = [
      "poll": ["at": "status_url"], "state": "status", "done": ["COMPLETED"], "result": ["at": "response_url"],
      "cancel": ["method": "PUT", "at": "cancel_url"],
    ]
    let adapter = try made(engine, ["job": job])
    let task = Task { try await run(adapter) }
    for await _ in asked { break }
    task.cancel()
    await #expect(throws: CancellationError.self) { _ = try await task.value }
    #expect(engine.calls("PUT /q/7/cancel").count == 1)
    await engine.stop()
  }

  @Test("a job that failed is told in the gateway's own words, without the key")
  func failed() async throws {
    let engine = try Engine { call in
      call.line == "POST /paint"
        ? .json(["id": "7", "status": "starting"])
        : .json(["status": "bad", "why": ["text": "k-secret is not enough"]])
    }
    let failure = await #expect(throws: ProviderFailure.self) {
      _ = try await run(made(engine, ["job": Self.job, "error": "why.text"]))
    }
    #expect(failure?.code == .refused && failure?.effect == .taken)
    #expect(failure?.providerMessage == "… is not enough")
    await engine.stop()
  }

  @Test("work that is done at once needs no further question, and its seeds and cost are read")
  func atOnce() async throws {
    let engine = try Engine { call in
      let picture = JSON.string(Base64.text(Specimen.png()))
      return .json(["id": "7", "status": "ok", "files": [picture], "seeds": [99], "usd": "0.003"])
    }
    let adapter = try made(engine, ["job": Self.job, "seed": "seeds[*]", "cost": "usd"])
    let told = Heard()
    let receipt = try await adapter.generate(.of("m"), ticket: nil) { told.add($0) }
    #expect(receipt.costMicros == 3_000 && engine.calls.count == 1)
    guard case .image(let image)? = told.news.last else {
      Issue.record("\(told.news)")
      return
    }
    #expect(image.seed == 99)
    await engine.stop()
  }

  @Test("the key is shown as the gateway wants it")
  func keys() async throws {
    let engine = try Engine { _ in .json([:]) }
    func check(_ options: JSON.Object) async throws {
      _ = try await Generic(engine.connection(key: "k", options), Client()).check()
    }
    try await check(["keyPrefix": "Key"])
    try await check(["keyHeader": "X-Api-Key", "keyPrefix": "none", "checkPath": "/me"])
    #expect(engine.calls.map { $0.headers["authorization"] } == ["Key k", nil])
    #expect(engine.calls.last?.headers["x-api-key"] == "k" && engine.calls.last?.line == "GET /me")
    for options: JSON.Object in [["keyHeader": "a b"], ["checkPath": "me"]] {
      #expect(throws: Failure.self) { _ = try Generic(engine.connection(options), Client()) }
    }
    await engine.stop()
  }
}
