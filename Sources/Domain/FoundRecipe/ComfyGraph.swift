/// A graph of ComfyUI: nodes whose inputs are values or the outputs of other nodes.
struct ComfyGraph {
  private struct Node {
    let type: String
    let inputs: [String: JSON]

    /// Nodes that only hand on what comes in have an input without a name worth knowing.
    var anyLink: Link? { type.hasSuffix("Reroute") ? inputs.values.lazy.compactMap { Link($0) }.first : nil }
  }

  /// `["12", 0]`: the first output of node 12.
  private struct Link {
    let node: String
    let output: Int64

    init?(_ json: JSON?) {
      guard let pair = json?.array, pair.count == 2, let output = pair[1].int else { return nil }
      guard let node = pair[0].string ?? pair[0].int.map({ String($0) }) else { return nil }
      self.node = node
      self.output = output
    }
  }

  private var nodes: [String: Node] = [:]
  /// The ids as they come in the file.
  private var order: [String] = []
  /// What a graph made to lead us in circles may cost.
  private var stepsLeft = 2_000
  private static let deepest = 32
  /// Texts can be joined over and over again, too.
  private static let longestJoined = 64 << 10
  private static let mostSamplers = 32

  /// Reads the form in which a graph is run: `{"12": {"class_type": …, "inputs": …}, …}`.
  init?(prompt json: JSON) {
    guard case .object(let object) = json else { return nil }
    for member in object.members {
      guard let type = member.value["class_type"]?.string, case .object(let inputs) = member.value["inputs"] else {
        continue
      }
      add(member.name, Node(type: type, inputs: Self.dictionary(inputs)))
    }
    if nodes.isEmpty { return nil }
  }

  /// Reads the form in which a graph is drawn: nodes with the values of their widgets, and links beside them.
  init?(workflow json: JSON) {
    guard let drawn = json["nodes"]?.array else { return nil }
    var links: [Int64: JSON] = [:]
    for link in json["links"]?.array ?? [] {
      let parts = link.array ?? ["id", "origin_id", "origin_slot"].map { link[$0] ?? .null }
      guard parts.count >= 3, let id = parts[0].int else { continue }
      links[id] = .array([parts[1], parts[2]])
    }
    for node in drawn {
      guard let type = node["type"]?.string, let id = node["id"]?.int, !Self.isAsleep(node) else { continue }
      var inputs = ComfyWidgets.values(of: node, type)
      for input in node["inputs"]?.array ?? [] {
        guard let name = input["name"]?.string, let link = input["link"]?.int else { continue }
        inputs[name] = links[link]
      }
      add(String(id), Node(type: type, inputs: inputs))
    }
    if nodes.isEmpty { return nil }
  }

  private mutating func add(_ id: String, _ node: Node) {
    if nodes.updateValue(node, forKey: id) == nil { order.append(id) }
  }

  private static func dictionary(_ object: JSON.Object) -> [String: JSON] {
    Dictionary(object.members.map { ($0.name, $0.value) }) { first, _ in first }
  }

  /// Muted or stepped over.
  private static func isAsleep(_ node: JSON) -> Bool { node["mode"]?.int == 2 || node["mode"]?.int == 4 }

  /// The recipe of the sampler that most looks like the one that began the picture.
  mutating func recipe() -> Recipe? {
    var best: (recipe: Recipe, score: Int)?
    for id in order.lazy.filter({ [nodes] in nodes[$0].map(Self.isSampler) ?? false }).prefix(Self.mostSamplers) {
      guard let node = nodes[id], let recipe = recipe(of: node) else { continue }
      // A later pass over the same picture has no size of its own and changes only a part of it.
      let score = (recipe.prompt.isEmpty ? 0 : 4) + (recipe.strength == nil ? 2 : 0) + (recipe.width == nil ? 0 : 1)
      if score > best?.score ?? -1 { best = (recipe, score) }
    }
    return best?.recipe
  }

  private static func isSampler(_ node: Node) -> Bool {
    let hasSeed = ["seed", "noise_seed", "noise"].contains { node.inputs[$0] != nil }
    return hasSeed && (Link(node.inputs["positive"]) != nil || Link(node.inputs["guider"]) != nil)
  }

  private mutating func recipe(of sampler: Node) -> Recipe? {
    let guider = Link(sampler.inputs["guider"]).flatMap { nodes[$0.node] } ?? sampler
    let positive = conditioning(guider.inputs["positive"] ?? guider.inputs["conditioning"])
    guard let prompt = positive.text else { return nil }
    var recipe = Recipe(prompt: prompt.tidied)
    recipe.negativePrompt = conditioning(guider.inputs["negative"]).text.flatMap { JSON.string($0).word }
    recipe.seed = value(["seed", "noise_seed"], from: sampler, along: ["noise"])?.seed
    recipe.steps = value(["steps"], from: sampler, along: ["sigmas"])?.amount
    recipe.guidance = positive.guidance ?? value(["cfg"], from: sampler, along: ["guider"])?.number
    recipe.sampler = value(["sampler_name"], from: sampler, along: ["sampler"])?.word
    recipe.scheduler = value(["scheduler"], from: sampler, along: ["sigmas"])?.word
    recipe.model = value(["ckpt_name", "unet_name", "model_name"], from: guider, along: ["model"])?.word
    if let share = value(["denoise"], from: sampler, along: ["sigmas"])?.number, share < 1 { recipe.strength = share }
    let canvas = ["latent_image", "latent", "samples", "pixels", "image"]
    recipe.width = value(["width"], from: sampler, along: canvas)?.amount
    recipe.height = value(["height"], from: sampler, along: canvas)?.amount
    return recipe
  }

  private mutating func step() -> Bool {
    stepsLeft -= 1
    return stepsLeft > 0
  }

  /// The first value of one of these names on the way from `node` along its inputs of the other names.
  private mutating func value(_ names: [String], from node: Node, along path: [String]) -> JSON? {
    var node = node
    for _ in 0..<Self.deepest {
      guard step() else { return nil }
      for name in names {
        if let value = node.inputs[name], let settled = settled(value) { return settled }
      }
      let link = path.lazy.compactMap { [node] in Link(node.inputs[$0]) }.first ?? node.anyLink
      guard let link, let next = nodes[link.node] else { return nil }
      node = next
    }
    return nil
  }

  private static let namesOfValues = [
    "value", "text", "string", "int", "float", "number", "seed", "noise_seed", "prompt", "populated_text", "Text",
  ]

  /// The value itself, or what the nodes that it comes from hold.
  private mutating func settled(_ json: JSON, depth: Int = deepest) -> JSON? {
    guard let link = Link(json) else {
      // Some loaders show a preview and wrap the name: {"content": "model.safetensors", "image": …}.
      if case .object = json { return json["content"] }
      return json == .null ? nil : json
    }
    guard depth > 0, step(), let node = nodes[link.node] else { return nil }
    if let first = node.inputs["string_a"], let second = node.inputs["string_b"] {
      let delimiter = node.inputs["delimiter"]?.string ?? ""
      let parts = [first, second].compactMap { settled($0, depth: depth - 1)?.string }
      return Self.joined(parts, by: delimiter).map { .string($0) }
    }
    for name in Self.namesOfValues {
      if let value = node.inputs[name], let settled = settled(value, depth: depth - 1) { return settled }
    }
    guard let link = node.anyLink else { return nil }
    return settled(.array([.string(link.node), .int(link.output)]), depth: depth - 1)
  }

  private static let namesOfTexts = ["text", "text_g", "text_l", "t5xxl", "clip_l", "prompt", "populated_text"]
  private static let namesOfConditions = ["conditioning", "conditioning_to", "conditioning_1", "conditioning_2"]

  /// The words that steer towards something (or away from it), and the guidance of distilled models on the way.
  private mutating func conditioning(
    _ json: JSON?, depth: Int = deepest
  ) -> (text: String?, guidance: Double?) {
    guard depth > 0, step(), let link = Link(json), let node = nodes[link.node] else { return (nil, nil) }
    // What is zeroed steers nowhere, whatever its words were.
    if node.type == "ConditioningZeroOut" { return (nil, nil) }
    var guidance = node.inputs["guidance"].flatMap { settled($0) }?.number
    for name in Self.namesOfTexts {
      if let value = node.inputs[name], let text = settled(value)?.string { return (text, guidance) }
    }
    // A node for both sides gives the positive one out first.
    let side = link.output == 0 ? "positive" : "negative"
    var texts: [String] = []
    for name in [side] + Self.namesOfConditions {
      guard let input = node.inputs[name] else { continue }
      let found = conditioning(input, depth: depth - 1)
      guidance = guidance ?? found.guidance
      if let text = found.text, !texts.contains(text) { texts.append(text) }
    }
    if texts.isEmpty, let link = node.anyLink {
      return conditioning(.array([.string(link.node), .int(link.output)]), depth: depth - 1)
    }
    return (texts.isEmpty ? nil : Self.joined(texts, by: "\n"), guidance)
  }

  private static func joined(_ parts: [String], by delimiter: String) -> String? {
    guard parts.count > 1 else { return parts.first }
    let length = parts.reduce(delimiter.utf8.count) { $0 + $1.utf8.count }
    return length > longestJoined ? nil : parts.joined(separator: delimiter)
  }
}
