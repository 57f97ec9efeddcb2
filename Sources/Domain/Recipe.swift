/// How a picture is, or was, made. Kept with its generation, with every picture of it and in the picture's file.
package struct Recipe: Sendable, Equatable {
  package var prompt: String
  package var negativePrompt: String?
  /// `provider/model` where it is ours; as the other program named it in a picture from elsewhere.
  package var model: String?
  package var width: Int?
  package var height: Int?
  package var steps: Int?
  package var guidance: Double?
  /// Other programs draw from all 64 bits.
  package var seed: UInt64?
  package var count: Int?
  package var sampler: String?
  package var scheduler: String?
  package var styleId: Identifier?
  package var initImageId: Identifier?
  package var maskImageId: Identifier?
  package var strength: Double?
  package var referenceImageIds: [Identifier] = []
  package var enhancementId: Identifier?
  package var promptId: Identifier?
  package var messageId: Identifier?
  package var parentImageId: Identifier?
  /// What stands for each `{{name}}` of the prompts.
  package var variables: [String: String] = [:]
  /// Every combination of the prompts' choices instead of drawn ones.
  package var combine = false
  /// What only this model knows, as its card declares it.
  package var extra = JSON.Object()

  package init(prompt: String) { self.prompt = prompt }

  package static let stepNumbers = 1...1_000
  package static let guidances = 0.0...1_000.0
  package static let counts = 1...16
  package static let seeds = 0...Int(UInt32.max)
  package static let mostReferences = 16
  package static let mostVariables = 64

  /// The recipe as JSON for a picture's file: what is not set is left out.
  package var compact: String {
    var json = JSONWriter(capacity: 512)
    write(to: &json, withAbsent: false)
    return String(decoding: json.bytes, as: UTF8.self)
  }

  private func write(to json: inout JSONWriter, withAbsent: Bool) {
    func put(_ name: StaticString, _ value: (some JSONWritable)?, _ json: inout JSONWriter) {
      if withAbsent || value != nil { json.field(name, value) }
    }
    json.object { json in
      json.field("prompt", prompt)
      put("negativePrompt", negativePrompt, &json)
      put("model", model, &json)
      put("width", width, &json)
      put("height", height, &json)
      put("steps", steps, &json)
      put("guidance", guidance, &json)
      put("seed", seed, &json)
      put("count", count, &json)
      put("sampler", sampler, &json)
      put("scheduler", scheduler, &json)
      put("styleId", styleId, &json)
      put("initImageId", initImageId, &json)
      put("maskImageId", maskImageId, &json)
      put("strength", strength, &json)
      put("referenceImageIds", withAbsent || !referenceImageIds.isEmpty ? referenceImageIds : nil, &json)
      put("enhancementId", enhancementId, &json)
      put("promptId", promptId, &json)
      put("messageId", messageId, &json)
      put("parentImageId", parentImageId, &json)
      put("variables", withAbsent || !variables.isEmpty ? JSON.Object(variables) : nil, &json)
      put("combine", withAbsent || combine ? combine : nil, &json)
      put("extra", withAbsent || !extra.isEmpty ? extra : nil, &json)
    }
  }
}

extension Recipe: JSONWritable {
  package func write(to json: inout JSONWriter) { write(to: &json, withAbsent: true) }
}

extension Recipe {
  /// Reads one of ours out of a file, which anybody may have written: a field that makes no sense is as good as
  /// absent. Nil when there is no prompt.
  package init?(_ json: JSON) {
    guard let prompt = json["prompt"]?.string else { return nil }
    self.init(prompt: prompt.tidied)
    negativePrompt = json["negativePrompt"]?.word
    model = json["model"]?.word
    width = json["width"]?.amount
    height = json["height"]?.amount
    steps = json["steps"]?.amount
    guidance = json["guidance"]?.number
    seed = json["seed"]?.seed
    count = json["count"]?.amount
    sampler = json["sampler"]?.word
    scheduler = json["scheduler"]?.word
    styleId = json["styleId"]?.identifier
    initImageId = json["initImageId"]?.identifier
    maskImageId = json["maskImageId"]?.identifier
    strength = json["strength"]?.number
    referenceImageIds = json["referenceImageIds"]?.array?.prefix(64).compactMap(\.identifier) ?? []
    enhancementId = json["enhancementId"]?.identifier
    promptId = json["promptId"]?.identifier
    messageId = json["messageId"]?.identifier
    parentImageId = json["parentImageId"]?.identifier
    if case .object(let object) = json["variables"] {
      for member in object.members.prefix(Self.mostVariables) { variables[member.name] = member.value.string }
    }
    combine = json["combine"]?.bool ?? false
    if case .object(let object) = json["extra"] { extra = object }
  }
}
