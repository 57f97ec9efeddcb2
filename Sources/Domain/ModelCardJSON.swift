// A card as JSON: one form for the API and for the cache.
extension ModelCard {
  /// Its fields, but not whether it can be used: that hangs on more than the card.
  package func writeFields(to json: inout JSONWriter) {
    json.field("id", id)
    json.field("type", kind.rawValue)
    json.field("name", name)
    json.field("family", family.rawValue)
    json.field("capabilities", Capability.allCases.filter(capabilities.contains).map(\.rawValue))
    json.field("limits", limits)
    json.object("parameters") { json in
      for parameter in parameters { json.field(named: parameter.name, parameter) }
    }
    json.field("price", price)
    json.field("contextWindow", contextWindow)
    json.field("source", source.rawValue)
  }

  /// The card for the cache.
  package var cached: [UInt8] {
    var json = JSONWriter(capacity: 1_024)
    json.object { json in
      writeFields(to: &json)
      json.field("reason", unusable)
    }
    return json.bytes
  }

  /// Reads `cached` of a provider's model. What an older or newer version wrote may have words that we do not know:
  /// they are left out, and nil is for what is no card at all.
  package init?(cached json: JSON, provider: String, model: String) {
    guard let kind = json["type"]?.string.flatMap(Kind.init), let name = json["name"]?.string else { return nil }
    let family = json["family"]?.string.flatMap(Family.init) ?? .other
    self.init(provider: provider, model: model, kind: kind, name: name, family: family)
    capabilities = Set((json["capabilities"]?.array ?? []).compactMap { $0.string.flatMap(Capability.init) })
    if case .object(let object) = json["parameters"] {
      parameters = object.members.compactMap { Parameter($0.name, cached: $0.value) }
    }
    limits = json["limits"].map(Limits.init(cached:)) ?? Limits()
    if let price = json["price"], price != .null { self.price = Price(cached: price) }
    contextWindow = json["contextWindow"]?.size
    source = json["source"]?.string.flatMap(Source.init) ?? .listed
    unusable = json["reason"]?.string
  }
}

extension ModelCard.Parameter: JSONWritable {
  package func write(to json: inout JSONWriter) { json.object { writeFields(to: &$0) } }

  func writeFields(to json: inout JSONWriter) {
    json.field("type", kind.rawValue)
    json.field("min", least.map(JSON.init(exactly:)))
    json.field("max", most.map(JSON.init(exactly:)))
    json.field("step", step.map(JSON.init(exactly:)))
    json.field("default", standard)
    json.field("options", options)
    json.field("detail", detail)
  }

  fileprivate init?(_ name: String, cached json: JSON) {
    guard let kind = json["type"]?.string.flatMap(Kind.init) else { return nil }
    self.init(
      name, kind, least: json["min"]?.double, most: json["max"]?.double, step: json["step"]?.double,
      standard: json["default"] ?? .null, options: (json["options"]?.array ?? []).compactMap(\.string),
      detail: json["detail"]?.string)
  }
}

extension ModelCard.Limits: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("pixels", pixels)
      json.field("promptCharacters", prompt)
      json.field("sizes", sizes)
      json.field("imagesPerCall", imagesPerCall)
    }
  }

  fileprivate init(cached json: JSON) {
    self.init()
    pixels = json["pixels"]?.size
    prompt = json["promptCharacters"]?.size
    sizes = (json["sizes"]?.array ?? []).compactMap { size in
      guard let width = size["width"]?.size, let height = size["height"]?.size else { return nil }
      return ModelCard.Size(width, height)
    }
    imagesPerCall = max(1, json["imagesPerCall"]?.size ?? 1)
  }
}

extension ModelCard.Size: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("width", width)
      json.field("height", height)
    }
  }
}

extension ModelCard.Price: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("perImageMicros", perImage)
      json.field("perMillionInputTokensMicros", perMillionInputTokens)
      json.field("perMillionOutputTokensMicros", perMillionOutputTokens)
    }
  }

  fileprivate init(cached json: JSON) {
    self.init(
      perImage: json["perImageMicros"]?.size, perMillionInputTokens: json["perMillionInputTokensMicros"]?.size,
      perMillionOutputTokens: json["perMillionOutputTokensMicros"]?.size)
  }
}

extension JSON {
  /// Whole numbers as such: nobody wants to read `1024.0`.
  fileprivate init(exactly number: Double) { self = Int64(exactly: number).map { .int($0) } ?? .double(number) }

  fileprivate var size: Int? { int.flatMap { Int(exactly: $0) }.flatMap { $0 >= 0 ? $0 : nil } }
}
