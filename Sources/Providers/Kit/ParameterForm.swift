import Domain

/// Parameters of models that an owner describes: those of every recipe by their names, others by what is said of them.
enum ParameterForm {
  /// What a recipe's own field is, for models of that tuning; nil for a key of its `extra`.
  static func known(_ name: String, _ tuning: Tuning) -> ModelCard.Parameter? {
    if let parameter = tuning.parameters().first(where: { $0.name == name }) { return parameter }
    switch name {
    case "guidance": return .init(name, .number, least: 0, most: 100)
    case "negativePrompt", "sampler", "scheduler": return .init(name, .text)
    case "strength": return .init(name, .number, least: 0, most: 1, standard: 0.75, detail: "How much may change.")
    case "initImageId", "maskImageId": return .init(name, .image)
    case "referenceImageIds": return .init(name, .images, most: 4)
    case "count": return .init(name, .integer, least: 1, most: 16, step: 1, standard: 1)
    default: return nil
    }
  }

  /// A parameter like the value that is there now.
  static func guessed(_ name: String, from value: JSON?) -> ModelCard.Parameter {
    switch value {
    case .bool: .init(name, .flag)
    case .int: .init(name, .integer)
    case .double: .init(name, .number)
    default: .init(name, .text)
    }
  }

  /// Whether what is there now is what a recipe begins with: pictures and seeds are drawn anew.
  static func begins(_ name: String) -> Bool {
    !["seed", "initImageId", "maskImageId", "referenceImageIds"].contains(name)
  }

  /// With what the owner says of it: `{"type", "min", "max", "step", "default", "options", "detail"}`.
  static func adjusted(
    _ parameter: ModelCard.Parameter, _ json: JSON?, _ faults: inout OptionFaults, at path: String
  ) -> ModelCard.Parameter {
    guard let json else { return parameter }
    faults.refuseStrangers(
      in: json, but: ["type", "min", "max", "step", "default", "options", "detail"], at: path)
    var kind = parameter.kind
    if let said = json["type"] {
      if let known = said.string.flatMap({ ModelCard.Parameter.Kind(rawValue: $0) }), known != .json {
        kind = known
      } else {
        faults.note(path + "/type", .format, "Must be integer, number, text, choice, flag, image or images.")
      }
    }
    var adjusted = ModelCard.Parameter(
      parameter.name, kind, least: parameter.least, most: parameter.most, step: parameter.step,
      standard: parameter.standard, options: parameter.options, detail: parameter.detail)
    for (name, target) in [("min", \ModelCard.Parameter.least), ("max", \.most), ("step", \.step)] {
      guard let value = json[name] else { continue }
      if let number = value.double, number.isFinite {
        adjusted[keyPath: target] = number
      } else {
        faults.note("\(path)/\(name)", .type, "Must be a number.")
      }
    }
    if let least = adjusted.least, let most = adjusted.most, least > most {
      faults.note(path + "/max", .tooSmall, "Must not be less than min.")
    }
    if let options = json["options"] {
      adjusted.options = Optional(options).texts
      if adjusted.options.isEmpty { faults.note(path + "/options", .type, "Must be a list of texts.") }
    }
    if let standard = json["default"] { adjusted.standard = standard }
    if let detail = json["detail"]?.string { adjusted.detail = String(detail.prefix(500)) }
    if adjusted.kind == .choice, adjusted.options.isEmpty {
      faults.note(path + "/options", .required, "Must list what may be chosen.")
    }
    return adjusted
  }
}
