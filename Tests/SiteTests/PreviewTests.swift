import Domain
import HTTP
import Support
import Testing

@Suite("Previews of generations")
struct PreviewTests {
  let studio: TestStudio
  let workspace: String
  var client: TestClient { studio.client }

  init() async throws {
    studio = try await TestStudio()
    workspace = await studio.client.makeWorkspace()
  }

  private var address: String { "/api/v1/workspaces/\(workspace)/generations/preview" }

  private func preview(_ json: JSON) async -> TestResponse { await client.send(.post, address, json: json) }

  @Test("a prompt is enough")
  func least() async throws {
    let answer = await preview(["prompt": "a fox"])
    #expect(answer.status == 200)
    #expect(answer.json["prompts"] == ["a fox"] && answer.json["count"] == 1)
    #expect(answer.json["estimatedCostMicros"] == 0)
    #expect(answer.json["seed"]?.int != nil)
  }

  @Test("prompts are settled with the workspace's lists and style, the same for the same seed")
  func macros() async throws {
    _ = await client.send(
      .post, "/api/v1/workspaces/\(workspace)/wordlists", json: ["name": "colour", "words": ["red", "blue"]])
    let style = await client.send(
      .post, "/api/v1/workspaces/\(workspace)/styles", json: ["name": "Ink", "positive": "ink of {prompt}"])
    let json: JSON = [
      "prompt": "__Colour__ {fox|owl} {{where}}", "seed": 5, "count": 8, "variables": ["where": "at sea"],
      "styleId": style.json["id"] ?? nil,
    ]
    let first = await preview(json).json
    #expect(first == (await preview(json).json) && first["count"] == 8 && first["seed"] == 5)
    let prompts = first["prompts"]?.array?.compactMap(\.string) ?? []
    #expect(prompts.allSatisfy { $0.hasPrefix("ink of ") && $0.hasSuffix(" at sea") } && Set(prompts).count > 1)
    _ = await client.send(
      .patch, "/api/v1/workspaces/\(workspace)", json: ["settings": ["styleId": style.json["id"] ?? nil]])
    #expect(await preview(["prompt": "a"]).json["prompts"] == ["ink of a"])
    #expect(await preview(["prompt": "a", "styleId": nil]).json["prompts"] == ["a"])
    _ = await client.send(.delete, style["location"] ?? "")
    #expect(await preview(["prompt": "a"]).json["prompts"] == ["a"])
  }

  @Test("a list of another workspace is none")
  func otherLists() async {
    let other = await client.makeWorkspace("B")
    _ = await client.send(.post, "/api/v1/workspaces/\(other)/wordlists", json: ["name": "secret", "words": ["x"]])
    #expect(await preview(["prompt": "__secret__"]).fields == ["/prompt not_found"])
  }

  @Test("combine makes every combination")
  func combine() async {
    let answer = await preview(["prompt": "{a|b} {c|d}", "combine": true])
    #expect(answer.json["prompts"] == ["a c", "a d", "b c", "b d"] && answer.json["count"] == 4)
    #expect(await preview(["prompt": "{a|b}{a|b}{a|b}{a|b}{a|b}", "combine": true]).fields == ["/prompt too_large"])
  }

  static let nobody = Identifier().text

  /// Every reason for which the contract refuses a recipe, with `builtin/painter`.
  static let refusals: [(String, [String])] = [
    (#"{}"#, ["/prompt required"]), (#"{"prompt":""}"#, ["/prompt too_short"]), (#"{"prompt":" "}"#, ["/prompt blank"]),
    (#"{"prompt":"a","prmopt":"b"}"#, ["/prmopt unknown_field"]),
    (#"{"prompt":"a","model":"painter"}"#, ["/model format"]),
    (#"{"prompt":"a","model":"builtin/nobody"}"#, ["/model not_found"]),
    (#"{"prompt":"a","model":"nobody/painter"}"#, ["/model not_found"]),
    (#"{"prompt":"a","model":"builtin/enhancer"}"#, ["/model unsupported"]),
    (#"{"prompt":"a","width":63}"#, ["/width too_small"]), (#"{"prompt":"a","width":4097}"#, ["/width too_large"]),
    (#"{"prompt":"a","height":100.5}"#, ["/height type"]), (#"{"prompt":"a","steps":51}"#, ["/steps too_large"]),
    (#"{"prompt":"a","steps":0}"#, ["/steps too_small"]), (#"{"prompt":"a","seed":-1}"#, ["/seed too_small"]),
    (#"{"prompt":"a","seed":4294967296}"#, ["/seed too_large"]), (#"{"prompt":"a","count":0}"#, ["/count too_small"]),
    (#"{"prompt":"a","count":17}"#, ["/count too_large"]), (#"{"prompt":"a","priority":11}"#, ["/priority too_large"]),
    (#"{"prompt":"a","enhance":1}"#, ["/enhance type"]),
    // What the painter does not take is said, never dropped.
    (#"{"prompt":"a","guidance":7}"#, ["/guidance unsupported"]),
    (#"{"prompt":"a","sampler":"Euler a"}"#, ["/sampler unsupported"]),
    (#"{"prompt":"a","scheduler":"Karras"}"#, ["/scheduler unsupported"]),
    (#"{"prompt":"a","strength":0.5}"#, ["/strength unsupported"]),
    (#"{"prompt":"a","referenceImageIds":["\#(nobody)"]}"#, ["/referenceImageIds unsupported"]),
    (#"{"prompt":"a","extra":{"loops":3}}"#, ["/extra/loops unknown_field"]),
    (#"{"prompt":"a","extra":{"style":"baroque"}}"#, ["/extra/style not_an_option"]),
    (#"{"prompt":"a","extra":{"delayMs":"x"}}"#, ["/extra/delayMs type"]),
    // What is not in this workspace.
    (#"{"prompt":"a","styleId":"\#(nobody)"}"#, ["/styleId not_found"]),
    (#"{"prompt":"a","initImageId":"\#(nobody)"}"#, ["/initImageId not_found"]),
    (
      #"{"prompt":"a","initImageId":"\#(nobody)","maskImageId":"\#(nobody)","parentImageId":"\#(nobody)"}"#,
      ["/initImageId not_found", "/maskImageId not_found", "/parentImageId not_found"]
    ),
    (#"{"prompt":"a","maskImageId":"\#(nobody)"}"#, ["/maskImageId unsupported"]),
    (
      #"{"prompt":"a","enhancementId":"\#(nobody)","promptId":"\#(nobody)","messageId":"\#(nobody)"}"#,
      ["/enhancementId not_found", "/promptId not_found", "/messageId not_found"]
    ),
    // Macros.
    (#"{"prompt":"__nobody__"}"#, ["/prompt not_found"]), (#"{"prompt":"{2$$a|b}"}"#, ["/prompt format"]),
    (#"{"prompt":"a {{who}}"}"#, ["/variables/who required"]), (#"{"prompt":"{ | }"}"#, ["/prompt blank"]),
    (#"{"prompt":"{0::a|0::b}"}"#, ["/prompt format"]),
    (#"{"prompt":"{a|b}","combine":true,"count":3}"#, ["/count format"]),
  ]

  @Test("each wrong recipe is refused by the fields that are wrong", arguments: refusals)
  func refuses(body: String, fields: [String]) async {
    let answer = await client.send(.post, address, body: Array(body.utf8))
    #expect(answer.status == 422 && answer.code == "invalid_request")
    #expect(answer.fields == fields && answer.breaches == [])
  }

  @Test("a workspace that is not there comes before what is wrong with the body")
  func ownership() async {
    let answer = await client.send(.post, "/api/v1/workspaces/\(Identifier())/generations/preview", json: [:])
    #expect(answer.status == 404)
  }

  @Test("pictures must be of this workspace, and a mask as large as its picture; one in the trash will do")
  func pictures() async throws {
    let other = await client.makeWorkspace("B")
    let foreign = await client.upload(Specimen.png(), to: other).json["id"] ?? nil
    let image = await client.upload(Specimen.png(), to: workspace)
    let mask = await client.upload(Specimen.png(seed: 1), to: workspace).json["id"] ?? nil
    let large = await client.upload(Specimen.png(width: 9), to: workspace).json["id"] ?? nil
    let id = image.json["id"] ?? nil
    #expect(await preview(["prompt": "a", "initImageId": foreign]).fields == ["/initImageId not_found"])
    #expect(await preview(["prompt": "a", "initImageId": id, "maskImageId": mask, "parentImageId": id]).status == 200)
    let unlike = await preview(["prompt": "a", "initImageId": id, "maskImageId": large])
    #expect(unlike.fields == ["/maskImageId format"])
    #expect(unlike.text.contains("9x8") && unlike.text.contains("8x8"))
    _ = await client.send(.delete, image["location"] ?? "")
    #expect(await preview(["prompt": "a", "initImageId": id]).status == 200)
    _ = await client.send(.delete, (image["location"] ?? "") + "?permanent=true")
    #expect(await preview(["prompt": "a", "initImageId": id]).fields == ["/initImageId not_found"])
  }

  @Test("a recipe that another program wrote is refused by what it cannot be here, and taken without")
  func foreignRecipe() async throws {
    let text =
      "a lighthouse\nNegative prompt: fog\nSteps: 20, Sampler: Euler a, CFG scale: 7.5, Seed: 7, Size: 512x640, Model: sdxl"
    let inspected = await client.send(
      .post, "/api/v1/images/inspect", headers: ["content-type": "image/png"],
      body: Specimen.png(texts: [("parameters", text)]))
    let recipe = try #require(inspected.json["recipe"])
    #expect(await preview(recipe).fields == ["/model format"])
    guard case .object(let object) = recipe else { return }
    var known = JSON.Object()
    for member in object.members where member.name != "model" { known.append(member.name, member.value) }
    #expect(await preview(.object(known)).fields == ["/guidance unsupported", "/sampler unsupported"])
    var taken = JSON.Object()
    for member in known.members where !["guidance", "sampler"].contains(member.name) {
      taken.append(member.name, member.value)
    }
    let answer = await preview(.object(taken))
    #expect(answer.status == 200 && answer.json["seed"] == 7)
  }
}
