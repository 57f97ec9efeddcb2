import Domain

/// The inputs that the catalogue is written in: the field's name at the gateway, and the range of the recipe's field.
extension [GatewayModel.Input] {
  private typealias Parameter = ModelCard.Parameter

  private static func one(
    _ field: String, _ source: GatewayModel.Input.Source, _ parameters: [ModelCard.Parameter]
  ) -> Self { [GatewayModel.Input(field: field, source: source, parameters: parameters)] }

  static func negativePrompt(_ field: String = "negative_prompt") -> Self {
    one(field, .negativePrompt, [Parameter("negativePrompt", .text)])
  }

  static func size(_ range: ClosedRange<Int>, step: Int, standard: Int64) -> Self {
    let sides = ["width", "height"].map { name in
      Parameter(
        name, .integer, least: Double(range.lowerBound), most: Double(range.upperBound), step: Double(step),
        standard: .int(standard))
    }
    return one("width", .width, [sides[0]]) + one("height", .height, [sides[1]])
  }

  /// A size that the gateway knows by a word.
  static func size(_ field: String, _ named: NamedSizes) -> Self {
    let standard = named.sizes.first ?? ModelCard.Size(1024, 1024)
    let widths = named.sizes.map(\.width), heights = named.sizes.map(\.height)
    return one(
      field, .size(named),
      [("width", widths, standard.width), ("height", heights, standard.height)].map { name, sides, standard in
        Parameter(
          name, .integer, least: sides.min().map { Double($0) }, most: sides.max().map { Double($0) },
          standard: .int(Int64(standard)))
      })
  }

  static func steps(_ field: String, _ range: ClosedRange<Int>, _ standard: Int64) -> Self {
    one(
      field, .steps,
      [
        Parameter(
          "steps", .integer, least: Double(range.lowerBound), most: Double(range.upperBound), step: 1,
          standard: .int(standard))
      ])
  }

  static func guidance(_ field: String, _ range: ClosedRange<Double>, _ standard: Double) -> Self {
    one(
      field, .guidance,
      [
        Parameter(
          "guidance", .number, least: range.lowerBound, most: range.upperBound, step: 0.1, standard: .double(standard))
      ])
  }

  static var seed: Self {
    one("seed", .seed, [Parameter("seed", .integer, least: 0, most: 4_294_967_295, step: 1)])
  }

  static func count(_ field: String = "num_images", upTo most: Int) -> Self {
    one(field, .count(upTo: most), [])
  }

  static var strength: Self {
    one("strength", .strength, [Parameter("strength", .number, least: 0, most: 1, step: 0.01, standard: 1)])
  }

  static func initImage(_ field: String) -> Self {
    one(field, .initImage, [Parameter("initImageId", .image)])
  }

  static func mask(_ field: String) -> Self {
    one(field, .mask, [Parameter("maskImageId", .image, detail: "White is painted anew, black is kept.")])
  }

  static func references(_ field: String) -> Self {
    one(
      field, .references,
      [Parameter("initImageId", .image), Parameter("referenceImageIds", .images, least: 0, most: 8)])
  }

  static func choice(_ name: String, _ field: String, _ options: [String], _ standard: String) -> Self {
    one(field, .extra(name), [Parameter(name, .choice, standard: .string(standard), options: options)])
  }

  static func flag(_ name: String, _ field: String, _ standard: Bool) -> Self {
    one(field, .extra(name), [Parameter(name, .flag, standard: .bool(standard))])
  }

  static func number(_ name: String, _ field: String, _ range: ClosedRange<Int>, _ standard: Int64) -> Self {
    one(
      field, .extra(name),
      [
        Parameter(
          name, .integer, least: Double(range.lowerBound), most: Double(range.upperBound), step: 1,
          standard: .int(standard))
      ])
  }

  static var lora: Self {
    one(
      "loras", .lora,
      [
        Parameter("loraUrl", .text, detail: "The public address of a LoRA file."),
        Parameter("loraScale", .number, least: 0, most: 4, step: 0.05, standard: 1),
      ])
  }
}
