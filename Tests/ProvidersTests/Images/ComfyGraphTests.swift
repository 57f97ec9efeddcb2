import Domain
import Support
import Testing

@testable import Providers

@Suite("Graphs for ComfyUI") struct ComfyGraphTests {
  private func request(_ model: String, _ change: (inout ImageRequest) -> Void = { _ in }) -> ImageRequest {
    .of(model) {
      ($0.steps, $0.sampler, $0.scheduler) = (9, "euler", "karras")
      change(&$0)
    }
  }

  /// What is wrong with a graph: links to nodes that are not there, nodes that nobody needs, no result.
  private func complaints(_ graph: ComfyGraph) -> [String] {
    var complaints: [String] = []
    var needed: Set<String> = []
    for node in graph.nodes {
      for input in node.inputs.members {
        guard let link = input.value.array else { continue }
        let target = link.first?.string ?? ""
        if graph[target] == nil { complaints.append("\(node.kind).\(input.name) leads nowhere") }
        needed.insert(target)
      }
    }
    for node in graph.nodes where node.kind != "SaveImage" && !needed.contains(node.id) {
      complaints.append("\(node.kind) is of no use")
    }
    if graph.nodes.count(where: { $0.kind == "SaveImage" }) != 1 { complaints.append("has not one result") }
    return complaints
  }

  private func kinds(_ graph: ComfyGraph) -> [String] { graph.nodes.map(\.kind) }
  private func node(_ kind: String, _ graph: ComfyGraph) -> ComfyGraph.Node? { graph.nodes.first { $0.kind == kind } }

  @Test("a checkpoint's graph is whole, and says what the recipe says")
  func plain() throws {
    let graph = ComfyRecipes(
      request: request("sd_xl_base_1.0.safetensors") { ($0.guidance, $0.negativePrompt) = (5.5, "text") }
    ).checkpoint()
    #expect(complaints(graph) == [])
    let sampler = try #require(node("KSampler", graph))
    #expect(sampler.inputs["seed"] == 7 && sampler.inputs["steps"] == 9 && sampler.inputs["cfg"] == 5.5)
    #expect(sampler.inputs["sampler_name"] == "euler" && sampler.inputs["scheduler"] == "karras")
    #expect(sampler.inputs["denoise"] == 1.0)
    #expect(node("EmptyLatentImage", graph)?.inputs == ["width": 64, "height": 96, "batch_size": 1])
    let positive = try #require(sampler.inputs["positive"]?.array?.first?.string.flatMap { graph[$0] })
    let negative = try #require(sampler.inputs["negative"]?.array?.first?.string.flatMap { graph[$0] })
    #expect(positive.inputs["text"] == "a lighthouse" && negative.inputs["text"] == "text")
  }

  @Test("LoRAs are chained, and skipped layers come after them")
  func loras() throws {
    var recipes = ComfyRecipes(request: request("dreamshaper_8.safetensors") { $0.extra = ["clipSkip": 2] })
    recipes.loras = [LoRA(name: "a", weight: 0.5), LoRA(name: "b", weight: 1)]
    let graph = recipes.checkpoint()
    #expect(complaints(graph) == [])
    let chain = graph.nodes.filter { $0.kind == "LoraLoader" }
    #expect(chain.map { $0.inputs["lora_name"] } == ["a", "b"])
    #expect(chain.last?.inputs["model"] == chain.first?.output(0))
    #expect(chain.last?.inputs["clip"] == chain.first?.output(1))
    #expect(node("KSampler", graph)?.inputs["model"] == chain.last?.output(0))
    let skip = try #require(node("CLIPSetLastLayer", graph))
    #expect(skip.inputs["clip"] == chain.last?.output(1) && skip.inputs["stop_at_clip_layer"] == -2)
  }

  @Test("a picture to start from is brought to size; a mask goes the same way, and to where the model wants it")
  func inpainting() throws {
    var recipes = ComfyRecipes(request: request("dreamshaper_8.safetensors") { $0.strength = 0.6 })
    recipes.initImage = "pixazo/a.png"
    let image = recipes.checkpoint()
    #expect(complaints(image) == [] && node("EmptyLatentImage", image) == nil)
    #expect(node("KSampler", image)?.inputs["denoise"] == 0.6)
    recipes.mask = "pixazo/m.png"
    let masked = recipes.checkpoint()
    #expect(complaints(masked) == [])
    #expect(
      masked.nodes.count { $0.kind == "ImageScale" && $0.inputs["width"] == 64 && $0.inputs["height"] == 96 } == 2)
    #expect(node("ImageToMask", masked)?.inputs["channel"] == "red" && node("SetLatentNoiseMask", masked) != nil)
    let inpainter = request("sd-v1-5-inpainting.ckpt") { $0.strength = 1 }
    var others = ComfyRecipes(request: inpainter)
    (others.initImage, others.mask) = ("a", "m")
    let graph = others.checkpoint()
    #expect(complaints(graph) == [] && kinds(graph).contains("VAEEncodeForInpaint"))
  }

  @Test("a Flux checkpoint has its own guidance, and the usual one off")
  func flux() {
    let dev = ComfyRecipes(request: request("flux1-dev-fp8.safetensors") { $0.guidance = 3.5 }).checkpoint()
    #expect(complaints(dev) == [] && node("KSampler", dev)?.inputs["cfg"] == 1.0)
    #expect(node("FluxGuidance", dev)?.inputs["guidance"] == 3.5 && node("EmptySD3LatentImage", dev) != nil)
    let schnell = ComfyRecipes(request: request("flux1-schnell-fp8.safetensors")).checkpoint()
    #expect(complaints(schnell) == [] && node("FluxGuidance", schnell) == nil)
    #expect(node("KSampler", schnell)?.inputs["cfg"] == 1.0)
  }

  @Test("Klein is put together from its parts, distilled or base")
  func klein() throws {
    let parts = ComfyRecipes.KleinParts(clip: "qwen_3_4b.safetensors", vae: "flux2-vae.safetensors")
    let graph = ComfyRecipes(request: request("flux-2-klein-4b.safetensors")).klein(parts, scaleTakesSteps: true)
    #expect(complaints(graph) == [])
    #expect(node("UNETLoader", graph)?.inputs["unet_name"] == "flux-2-klein-4b.safetensors")
    #expect(node("CLIPLoader", graph)?.inputs["clip_name"] == "qwen_3_4b.safetensors")
    #expect(node("Flux2Scheduler", graph)?.inputs == ["steps": 9, "width": 64, "height": 96])
    #expect(node("CFGGuider", graph)?.inputs["cfg"] == 1.0 && node("ConditioningZeroOut", graph) != nil)
    let base = request("flux-2-klein-base-4b.safetensors") { ($0.guidance, $0.negativePrompt) = (4, "text") }
    let based = ComfyRecipes(request: base).klein(parts, scaleTakesSteps: false)
    #expect(complaints(based) == [] && node("CFGGuider", based)?.inputs["cfg"] == 4.0)
    #expect(based.nodes.filter { $0.kind == "CLIPTextEncode" }.map { $0.inputs["text"] } == ["a lighthouse", "text"])
    let whole = ComfyRecipes(request: request("klein-all-in-one.safetensors"))
      .klein(ComfyRecipes.KleinParts(), scaleTakesSteps: false)
    #expect(complaints(whole) == [] && kinds(whole).contains("CheckpointLoaderSimple"))
  }

  @Test("Klein edits by references, chained on both sides", arguments: [true, false])
  func edits(scaleTakesSteps: Bool) throws {
    let parts = ComfyRecipes.KleinParts(clip: "qwen_3_4b.safetensors", vae: "flux2-vae.safetensors")
    var recipes = ComfyRecipes(request: request("flux-2-klein-4b.safetensors"))
    recipes.references = ["a.png", "b.png"]
    recipes.loras = [LoRA(name: "ink", weight: 1)]
    let graph = recipes.klein(parts, scaleTakesSteps: scaleTakesSteps)
    #expect(complaints(graph) == [])
    #expect(graph.nodes.filter { $0.kind == "LoadImage" }.map { $0.inputs["image"] } == ["a.png", "b.png"])
    #expect(graph.nodes.count { $0.kind == "ReferenceLatent" } == 4)
    let scale = try #require(node("ImageScaleToTotalPixels", graph))
    #expect((scale.inputs["resolution_steps"] != nil) == scaleTakesSteps)
    #expect(node("CFGGuider", graph)?.inputs["model"] == node("LoraLoaderModelOnly", graph)?.output())
  }

  // Graphs of an owner's own.

  private static let graph: JSON = [
    "3": ["class_type": "KSampler", "inputs": ["seed": 1, "steps": 12, "cfg": 6.5, "model": ["4", 0]]],
    "4": ["class_type": "Loader", "inputs": ["name": "x", "tiled": false], "_meta": ["title": "Mine"]],
    "5": ["class_type": "LoadImage", "inputs": ["image": "old.png"]],
    "6": ["class_type": "Text", "inputs": ["text": "?"]], "9": ["class_type": "SaveImage", "inputs": [:]],
  ]

  private func faults(_ workflow: JSON) -> [String] {
    do throws(Failure) {
      _ = try ComfyWorkflow.list([workflow])
      return []
    } catch {
      return error.fields.map { "\($0.pointer): \($0.code.rawValue)" }
    }
  }

  @Test("a graph becomes a model whose usual values are what the graph holds")
  func workflow() throws {
    let workflow = try #require(
      try ComfyWorkflow.list([
        [
          "name": "portrait", "family": "sdxl", "output": 9, "graph": ["prompt": Self.graph],
          "fields": [
            "prompt": "6.text", "seed": ["3.inputs.seed"], "steps": "3.inputs.steps", "softness": "3.inputs.cfg",
            "tiled": "4.inputs.tiled", "initImageId": "5.inputs.image", "lens": "4.inputs.name",
          ],
          "parameters": ["lens": ["type": "choice", "options": ["x", "y"]], "steps": ["max": 20]],
        ]
      ]).first)
    let card = workflow.card(of: "mine")
    #expect(card.id == "mine/workflow/portrait" && card.family == .sdxl && workflow.output == "9")
    #expect(card.parameter("steps")?.standard == 12 && card.parameter("steps")?.most == 20)
    #expect(card.parameter("softness")?.kind == .number && card.parameter("softness")?.standard == 6.5)
    #expect(card.parameter("tiled")?.kind == .flag && card.parameter("lens")?.options == ["x", "y"])
    #expect(card.parameter("seed")?.standard == .null && card.parameter("initImageId")?.kind == .image)
    #expect(card.capabilities.contains(.imageToImage) && !card.capabilities.contains(.inpaint))

    let hostile = #"a "quoted" {{seed}} \ prompt"#
    let request = ImageRequest.of("x", hostile) { $0.extra = ["softness": 4.5, "lens": "y"] }
    let filled = workflow.filled(request, initImage: "pixazo/n.png", mask: nil, references: [])
    #expect(filled["6"]?.inputs["text"] == .string(hostile) && filled["3"]?.inputs["seed"] == 7)
    #expect(filled["3"]?.inputs["cfg"] == 4.5 && filled["3"]?.inputs["steps"] == 12)
    #expect(filled["4"]?.inputs["name"] == "y" && filled["5"]?.inputs["image"] == "pixazo/n.png")
    var json = JSONWriter()
    json.value(filled)
    #expect(try JSON(parsing: json.bytes)["4"]?["_meta"] == ["title": "Mine"])
  }

  @Test("what is wrong with a graph of one's own is said with its place")
  func sentences() {
    let fields: JSON = ["prompt": "6.inputs.text"]
    #expect(faults(["name": "a", "graph": Self.graph, "fields": fields]) == [])
    #expect(
      faults(["name": "a", "graph": ["nodes": [], "links": []], "fields": fields])
        == ["/options/workflows/0/graph: format"])
    #expect(faults(["name": " ", "graph": Self.graph, "fields": fields]) == ["/options/workflows/0/name: format"])
    #expect(faults(["name": "a", "graph": Self.graph]) == ["/options/workflows/0/fields: required"])
    #expect(
      faults(["name": "a", "graph": Self.graph, "fields": ["prompt": "66.inputs.text"]])
        == ["/options/workflows/0/fields/prompt: not_found"])
    #expect(
      faults(["name": "a", "graph": Self.graph, "fields": ["prompt": "text"]])
        == ["/options/workflows/0/fields/prompt: format"])
    #expect(
      faults(["name": "a", "graph": Self.graph, "fields": fields, "output": "7", "colour": 1])
        == ["/options/workflows/0/colour: unknown_field", "/options/workflows/0/output: not_found"])
    #expect(
      faults(["name": "a", "graph": Self.graph, "fields": fields, "parameters": ["steps": [:]]])
        == ["/options/workflows/0/parameters/steps: unknown_field"])
    #expect(
      faults(["name": "a", "graph": Self.graph, "fields": fields, "family": "oil"])
        == ["/options/workflows/0/family: format"])
    #expect(faults(7) != [] && faults([:]) != [] && faults(["graph": ["1": 7]]) != [])
  }
}
