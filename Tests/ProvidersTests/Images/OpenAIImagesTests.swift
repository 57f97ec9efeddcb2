import Domain
import HTTP
@testable import Providers
import Raster
import StandIn
import Support
import Testing

@Suite("OpenAI images") struct OpenAIImagesTests {
  private func subject(_ model: String, _ options: JSON.Object = [:]) -> Subject {
    Subject(kind: "openai", models: [model], options: options)
  }

  @Test("each model is told what it knows, at a size that it makes")
  func bodies() async throws {
    try await Rig.with(subject("gpt-image-1")) { rig in
      for (model, size, extra, body) in [
        ("gpt-image-1", (1500, 1000), ["quality": "low"], #""size":"1536x1024","quality":"low"}"#),
        ("gpt-image-2", (1280, 720), [:], #""size":"1280x720"}"#),
        (
          "dall-e-3", (900, 1800), ["style": "natural"],
          #""size":"1024x1792","style":"natural","response_format":"b64_json"}"#
        ),
        ("flux-dev", (640, 640), [:], #""size":"640x640"}"#),
      ] as [(String, (Int, Int), JSON.Object, String)] {
        var request = rig.request("a door", of: try await rig.card(model))
        (request.width, request.height) = size
        request.extra = extra
        _ = try await rig.run(request)
        let call = try #require(rig.stage.heard(.submission).last)
        #expect(String(decoding: call.body, as: UTF8.self) == "{\"model\":\"\(model)\",\"prompt\":\"a door\"," + body)
        #expect(call.bearer == Rig.key)
      }
    }
  }

  @Test("models come from the server's list and from the owner's, and text models stay out")
  func models() async throws {
    try await Rig.with(subject("gpt-image-1", ["models": "my-own/paint, gpt-image-1"])) { rig in
      let cards = try await rig.adapter.models()
      #expect(cards.map(\.model) == ["gpt-image-1", "gpt-image-2", "dall-e-3", "dall-e-2", "flux-dev", "my-own/paint"])
      #expect(cards.last?.source == .custom && cards.last?.id == "mine/my-own/paint")
      rig.stage.play(.question, .status(404))
      #expect(try await rig.adapter.models().map(\.model) == ["my-own/paint", "gpt-image-1"])
      #expect(try await rig.adapter.check().last == "It has no list of models.")
      rig.stage.play(.question, .status(401))
      let failure = await #expect(throws: ProviderFailure.self) { try await rig.adapter.models() }
      #expect(failure?.code == .unauthorized)
    }
  }

  @Test("what is white in a mask is see-through in OpenAI's")
  func masks() async throws {
    let pixels: [UInt8] = [255, 255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 0, 128, 128, 128, 255]
    let file = try #require(Bitmap(width: 4, height: 1, pixels: pixels)).png()
    let mask = ImageFile(bytes: file, format: .png, width: 4, height: 1)
    let turned = try PictureFile(bytes: try await Masks.seeThrough.file(mask)).bitmap()
    #expect(stride(from: 3, to: 16, by: 4).map { turned.pixels[$0] } == [0, 255, 0, 127])
    #expect(try await Masks.asGiven.file(mask) == file)
    let broken = ImageFile(bytes: Array("no picture".utf8), format: .png, width: 4, height: 1)
    let failure = await #expect(throws: ProviderFailure.self) { try await Masks.seeThrough.file(broken) }
    #expect(failure?.code == .refused && failure?.effect == .notTaken)
  }

  @Test("previews come before the picture, and an error in the middle of the events is told apart")
  func events() async throws {
    try await Rig.with(subject("gpt-image-1")) { rig in
      var request = rig.request(of: try await rig.card())
      request.extra = ["partialImages": 3]
      let told = try await rig.run(request)
      #expect(told.previews.count == 3 && told.progress.compactMap(\.fraction) == [0.25, 0.5, 0.75])
      #expect(told.images.count == 1)
      rig.stage.play(
        .submission,
        .events([
          #"{"type":"error","error":{"code":"moderation_blocked","message":"Your request was rejected."}}"#
        ]))
      let refused = try await rig.failure(request)
      #expect(refused?.code == .contentRefused && refused?.effect == .taken)
      for events in [[], ["[DONE]"], [#"{"type":"image_generation.completed"}"#], ["{"]] {
        rig.stage.play(.submission, .events(events))
        let failure = try await rig.failure(request)
        #expect(failure?.code == .garbage && failure?.effect == .taken, "\(events)")
      }
    }
  }

  @Test("a cost is read where a server says it, in whatever it counts")
  func costs() {
    #expect(Cost.micros(in: ["usage": ["cost_in_usd_ticks": 200_000_000]]) == 20_000)
    #expect(Cost.micros(in: ["usage": ["cost": 0.0387]]) == 38_700)
    for odd in [JSON.null, ["usage": ["cost": -1]], ["usage": ["cost": 1e300]], ["usage": ["cost": "1"]], ["usage": 3]]
    {
      #expect(Cost.micros(in: odd) == nil)
    }
  }
}
