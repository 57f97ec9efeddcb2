import Foundation
import HTTP
import Site
import Storage
import Studio
import Support
import Testing

@Suite("Upload fuzz")
struct UploadFuzzTests {
  /// Longer by hand: `PIXAZO_FUZZ_SECONDS=600 scripts/test`.
  private static let seconds = ProcessInfo.processInfo.environment["PIXAZO_FUZZ_SECONDS"].flatMap { Int($0) } ?? 2

  private static let bodies: [(type: String, body: [UInt8])] = [
    ("image/png", Specimen.png(texts: [("parameters", "x\nSteps: 1, Seed: 2, Size: 8x8")])),
    ("image/jpeg", Specimen.jpeg),
    (Form.type, Form(pictures: [Specimen.png(seed: 1), Specimen.jpeg]).body),
    (
      Form.type,
      Form([
        .init(fileName: "a\u{1F30A}\\\"b.png", bytes: Specimen.png(seed: 2)), .init(name: "x", bytes: [1, 2, 3]),
      ]).body
    ),
  ]

  /// Flips, cuts, doubles and moves pieces of a good body.
  private static func mutate(_ body: [UInt8], _ random: inout SplitMix) -> [UInt8] {
    var body = body
    for _ in 0..<Int.random(in: 0..<4, using: &random) {
      guard let place = body.indices.randomElement(using: &random) else { return body }
      let piece = Array(body[place..<min(place + Int.random(in: 1..<40, using: &random), body.count)])
      switch Int.random(in: 0..<5, using: &random) {
      case 0: body[place] = UInt8.random(in: 0...255, using: &random)
      case 1: body[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 2: body.removeSubrange(place..<place + piece.count)
      case 3: body.insert(contentsOf: piece, at: place)
      default: body = Array(body[..<place])
      }
    }
    return body
  }

  @Test("whatever comes as a picture is taken or refused in good order, and a refused one leaves no file")
  func uploads() async throws {
    let studio = try await TestStudio()
    let workspace = await studio.client.makeWorkspace()
    let paths = ["/api/v1/workspaces/\(workspace)/images", "/api/v1/images/inspect"]
    var random = SplitMix(state: 20_261_121)
    var statuses: [Int: Int] = [:]
    let deadline = ContinuousClock.now + .seconds(Self.seconds)
    for number in 0... {
      if number >= 400, ContinuousClock.now >= deadline { break }
      let (type, good) = Self.bodies.randomElement(using: &random) ?? ("", [])
      let body = Self.mutate(good, &random)
      let cut = Int.random(in: 0...body.count, using: &random)
      let pieces = Pieces([Array(body[..<cut]), Array(body[cut...])])
      var request = TestClient.request(
        .post, paths.randomElement(using: &random) ?? "", headers: ["content-type": type])
      request.body = RequestBody(length: nil) { pieces.next() }
      let answer = TestResponse(await studio.site.respond(to: request))
      statuses[answer.status, default: 0] += 1
      guard answer.status < 500, answer.breaches.isEmpty else {
        Issue.record("\(type) \(body) -> \(answer.status) \(answer.breaches) \(answer.text)")
        return
      }
    }
    for status in [200, 201, 400, 415, 422] { #expect(statuses[status, default: 0] > 0, "\(status)") }
    #expect(try await studio.empties("tmp"))
    while try await studio.pictures.vault.sweep() != nil {}
    let hashes = Set(await studio.client.ids("/api/v1/images?limit=200")).count
    #expect(try studio.files(in: "images").count == hashes)
  }
}
