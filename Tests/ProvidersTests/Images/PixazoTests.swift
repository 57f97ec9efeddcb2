import Domain
import HTTP
@testable import Providers
import StandIn
import Support
import Testing

/// What the gateway is told and asked, beyond what every provider has in common.
@Suite("Pixazo") struct PixazoTests {
  private static let subject = Subject(kind: "pixazo", models: ["flux-2-max"], options: ["sendsPictures": true])

  @Test(
    "each model's endpoint gets the fields that it knows by its own names",
    arguments: [
      (
        "flux-2-klein-4b", "/flux-2-klein-4b/v1/generateImage",
        #"{"prompt":"a door","width":1024,"height":1024,"steps":4,"seed":7}"#
      ),
      (
        "stable-diffusion-xl-base-10", "/getImage/v1/getSDXLImage",
        #"{"prompt":"a door","negative_prompt":"text","width":1024,"height":1024,"num_steps":20,"#
          + #""guidance_scale":7.5,"seed":7}"#
      ),
      (
        "stable-diffusion-xl-lightning", "/sdxl_lightning/getImage/v1/getSDXLImage",
        #"{"prompt":"a door","negativePrompt":"text","width":1024,"height":1024,"num_steps":8,"guidance":2.0,"seed":7}"#
      ),
      (
        "stable-diffusion-3", "/sd3/v1/getData",
        #"{"prompt":"a door","negativePrompt":"text","aspect_ratio":"1:1","steps":28,"cfg":4.0,"seed":7}"#
      ),
      (
        "flux-1-schnell", "/flux-1-schnell/v1/getData",
        #"{"prompt":"a door","width":1024,"height":1024,"num_steps":4,"seed":7}"#
      ),
      (
        "flux-2-max", "/flux-2-max/v1/flux-2-max-request",
        #"{"prompt":"a door","image_size":"square_hd","seed":7,"num_images":1}"#
      ),
    ])
  func bodies(_ model: String, _ path: String, _ body: String) async throws {
    try await Rig.with(Self.subject) { rig in
      let card = try await rig.card(model)
      _ = try await rig.run(rig.request("a door", of: card))
      let call = try #require(rig.stage.heard(.submission).first)
      #expect(call.path == path)
      #expect(String(decoding: call.body, as: UTF8.self) == body)
      #expect(call.headers["ocp-apim-subscription-key"] == Rig.key && call.headers["authorization"] == nil)
    }
  }

  @Test("pictures go inside the request where the owner allows it, else such models say why they are unusable")
  func pictures() async throws {
    let plain = Subject(kind: "pixazo", models: ["stable-diffusion-v1-5-inpainting"])
    try await Rig.with(plain) { rig in
      let card = try await rig.card()
      #expect(card.unusable?.contains("public") == true && card.family == .sd)
      let failure = try await rig.failure(rig.request(of: card))
      #expect(failure?.code == .refused && failure?.effect == .notTaken)
      #expect(rig.stage.heard(.submission).isEmpty)
      let usable = try await rig.adapter.models().filter { $0.unusable == nil }.map(\.model)
      #expect(usable.contains("flux-2-klein-4b") && !usable.contains("flux-2-max-edit"))
    }
    try await Rig.with(Self.subject) { rig in
      let card = try await rig.card("stable-diffusion-v1-5-inpainting")
      #expect(card.unusable == nil && card.capabilities == [.imageToImage, .inpaint])
      var request = rig.request(of: card)
      _ = try await rig.run(request)
      let body = try #require(rig.stage.heard(.submission).first).json
      let url = "data:image/png;base64," + Base64.text(Specimen.png())
      #expect(body["imageUrl"]?.string == url && body["maskUrl"]?.string == url)
      request.mask = nil
      #expect(try await rig.failure(request)?.detail == "Stable Diffusion 1.5 inpainting needs a mask.")
    }
  }

  @Test("a job that fails says why, and was taken")
  func failedJobs() async throws {
    try await Rig.with(Self.subject) { rig in
      let card = try await rig.card()
      let unlucky = try await rig.failure(rig.request("unlucky", of: card))
      #expect(unlucky?.code == .refused && unlucky?.effect == .taken)
      #expect(unlucky?.providerMessage == "The worker ran out of memory.")
      let indecent = try await rig.failure(rig.request("indecent", of: card))
      #expect(indecent?.code == .contentRefused && indecent?.effect == .taken)
    }
  }

  @Test("a job that nobody knows any more has an outcome that nobody knows")
  func forgottenJob() async throws {
    try await Rig.with(Self.subject) { rig in
      let request = rig.request(of: try await rig.card())
      let failure = try await rig.failure(request, ticket: Ticket(job: "gone").text)
      #expect(failure?.code == .outcomeUnknown && failure?.effect == .unknown)
    }
  }

  @Test("a place to ask at is taken only when it is the gateway's own, since the key goes there")
  func pollingAddress() throws {
    let connection = ProviderConnection(
      id: "mine", baseUrl: "https://gateway.pixazo.ai", key: "sekret", options: JSON.Object())
    let remote = try Remote(connection, client: Client())
    func address(_ url: String) throws -> String? {
      let body: JSON = ["request_id": "a", "polling_url": .string(url)]
      let answer = Answer(status: .ok, headers: [:], bytes: body.bytes, purpose: .submission, of: "mine")
      guard case .job("a", let address) = try GatewayAnswer(answer, from: remote) else { return "no job" }
      return address
    }
    let own = "https://gateway.pixazo.ai/v2/requests/status/a"
    #expect(try address(own) == own)
    for other in ["https://evil.test/a", "http://gateway.pixazo.ai/a", "https://gateway.pixazo.ai:8443/a", "x", ""] {
      #expect(try address(other) == nil, "\(other)")
    }
  }

  @Test("the catalogue has the three great families with what suits them")
  func families() async throws {
    try await Rig.with(Self.subject) { rig in
      let klein = try await rig.card("flux-2-klein-4b")
      #expect(klein.family == .fluxKlein && klein.parameter("negativePrompt") == nil)
      #expect(klein.parameter("guidance") == nil && klein.parameter("steps")?.standard == 4)
      let xl = try await rig.card("stable-diffusion-xl-base-10")
      #expect(xl.family == .sdxl && xl.parameter("negativePrompt") != nil && xl.parameter("steps")?.most == 20)
      #expect(try await rig.card("stable-diffusion-v1-5-inpainting").family == .sd)
    }
  }
}
