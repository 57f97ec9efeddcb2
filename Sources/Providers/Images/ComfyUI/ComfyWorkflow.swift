import Domain

/// A graph of the owner's own, offered as a model: which of its inputs a recipe fills, and what they may be.
struct ComfyWorkflow: Sendable {
  let name: String
  let graph: ComfyGraph
  /// Where each field of a recipe goes; a field may go to several inputs.
  let places: [(field: String, places: [ComfyGraph.Place])]
  /// The node whose pictures are the result; nil for all.
  let output: String?
  private let family: Family
  private let parameters: [ModelCard.Parameter]

  /// The first part of such a model's name.
  static let prefix = "workflow/"

  func card(of provider: String) -> ModelCard {
    var card = ModelCard(provider: provider, model: Self.prefix + name, kind: .image, name: name, family: family)
    card.capabilities = [.textToImage, .progress, .previews, .cancel]
    if has("initImageId") { card.capabilities.insert(.imageToImage) }
    if has("maskImageId") { card.capabilities.insert(.inpaint) }
    if has("referenceImageIds") { card.capabilities.insert(.references) }
    card.parameters = parameters
    card.price = .free
    card.source = .custom
    return card
  }

  private func has(_ field: String) -> Bool { places.contains { $0.field == field } }

  /// The graph with the recipe in it. Pictures are named as they were uploaded.
  func filled(_ request: ImageRequest, initImage: String?, mask: String?, references: [String]) -> ComfyGraph {
    var graph = graph
    for (field, places) in places {
      if field == "referenceImageIds" {
        for (place, file) in zip(places, references) { graph.set(.string(file), at: place) }
        continue
      }
      guard let value = value(of: field, request, initImage: initImage, mask: mask) else { continue }
      for place in places { graph.set(value, at: place) }
    }
    return graph
  }

  private func value(of field: String, _ request: ImageRequest, initImage: String?, mask: String?) -> JSON? {
    switch field {
    case "prompt": .string(request.prompt)
    case "negativePrompt": .string(request.negativePrompt ?? "")
    case "width": .int(Int64(request.width))
    case "height": .int(Int64(request.height))
    case "steps": request.steps.map { .int(Int64($0)) }
    case "guidance": request.guidance.map { .double($0) }
    case "seed": .int(Int64(request.seed))
    case "sampler": request.sampler.map { .string($0) }
    case "scheduler": request.scheduler.map { .string($0) }
    case "strength": request.strength.map { .double($0) }
    case "initImageId": initImage.map { .string($0) }
    case "maskImageId": mask.map { .string($0) }
    default: request.extra[field]
    }
  }
}

extension ComfyWorkflow {
  /// What a connection's option `workflows` holds. Throws `Failure` with the place of everything that is wrong.
  static func list(_ json: JSON?) throws(Failure) -> [ComfyWorkflow] {
    guard let json, json != .null else { return [] }
    var faults = OptionFaults(at: "/options/workflows")
    var workflows: [ComfyWorkflow] = []
    guard let entries = json.array, entries.count <= 100 else {
      faults.note("", .type, "Must be a list of at most 100 workflows.")
      throw faults.failure
    }
    for (index, entry) in entries.enumerated() {
      guard let workflow = ComfyWorkflow(entry, &faults, at: "/\(index)") else { continue }
      if workflows.contains(where: { $0.name == workflow.name }) {
        faults.note("/\(index)/name", .format, "Another workflow has this name.")
      }
      workflows.append(workflow)
    }
    if !faults.isEmpty { throw faults.failure }
    return workflows
  }

  private init?(_ json: JSON, _ faults: inout OptionFaults, at path: String) {
    let before = faults.count
    faults.refuseStrangers(in: json, but: ["name", "graph", "fields", "output", "family", "parameters"], at: path)
    let name = faults.name(json["name"], at: path + "/name")
    var read: ComfyGraph?
    do throws(ComfyGraph.Unreadable) {
      read = try ComfyGraph(json["graph"] ?? .null)
    } catch {
      faults.note(path + "/graph", .format, error.sentence)
    }
    guard let graph = read else { return nil }
    places = Self.places(json["fields"], graph, &faults, at: path + "/fields")
    output = json["output"]?.string ?? json["output"]?.int.map { "\($0)" }
    if let output, graph[output] == nil { faults.note(path + "/output", .notFound, "There is no node \(output).") }
    family = faults.family(json["family"], naming: name ?? "", at: path + "/family")
    self.graph = graph
    self.name = name ?? ""
    parameters = Self.parameters(
      places, graph, Tuning(family, naming: self.name), json["parameters"], &faults, at: path + "/parameters")
    if faults.count > before { return nil }
  }

  private static func places(
    _ json: JSON?, _ graph: ComfyGraph, _ faults: inout OptionFaults, at path: String
  ) -> [(field: String, places: [ComfyGraph.Place])] {
    guard case .object(let fields)? = json, fields["prompt"] != nil else {
      faults.note(path, .required, "Must say where the prompt goes, such as {\"prompt\": \"6.inputs.text\"}.")
      return []
    }
    return fields.members.prefix(100).map { member in
      let texts = member.value.array?.prefix(16).map { $0.string ?? "" } ?? [member.value.string ?? ""]
      let places = texts.compactMap { text -> ComfyGraph.Place? in
        guard let place = ComfyGraph.Place(text) else {
          faults.note("\(path)/\(member.name)", .format, "Must name a node and its input, such as \"6.inputs.text\".")
          return nil
        }
        guard graph[place.node] != nil else {
          faults.note("\(path)/\(member.name)", .notFound, "There is no node \(place.node) in the graph.")
          return nil
        }
        return place
      }
      return (member.name, places)
    }
  }

  /// What the graph holds now is what a recipe begins with.
  private static func parameters(
    _ places: [(field: String, places: [ComfyGraph.Place])], _ graph: ComfyGraph, _ tuning: Tuning, _ json: JSON?,
    _ faults: inout OptionFaults, at path: String
  ) -> [ModelCard.Parameter] {
    var parameters: [ModelCard.Parameter] = []
    for (field, places) in places where field != "prompt" {
      guard let place = places.first else { continue }
      // What comes from another node is no value to begin with.
      var now = graph.value(at: place)
      if now?.array != nil { now = JSON?.none }
      var parameter = ParameterForm.known(field, tuning) ?? ParameterForm.guessed(field, from: now)
      if field == "referenceImageIds" { parameter.most = Double(places.count) }
      if ParameterForm.begins(field), let now { parameter.standard = now }
      parameters.append(ParameterForm.adjusted(parameter, json?[field], &faults, at: "\(path)/\(field)"))
    }
    if case .object(let object)? = json {
      for member in object.members where !places.contains(where: { $0.field == member.name }) {
        faults.note("\(path)/\(member.name)", .unknownField, "No field of this name is in fields.")
      }
    }
    return parameters
  }
}
