extension Recipe {
  /// Fooocus's own scheme. It has no mark of its own, so its more peculiar fields must be there.
  init?(fooocus json: JSON) {
    guard let prompt = json["prompt"]?.string, json["base_model"] != nil || json["full_prompt"] != nil else {
      return nil
    }
    self.init(prompt: prompt.tidied)
    negativePrompt = json["negative_prompt"]?.word
    model = json["base_model"]?.word
    (width, height) = Self.size(json["resolution"])
    steps = json["steps"]?.amount
    guidance = json["guidance_scale"]?.number
    seed = json["seed"]?.seed
    sampler = json["sampler"]?.word
    scheduler = json["scheduler"]?.word
  }

  /// `(1152, 896)`, a tuple as Python prints it, or a list.
  private static func size(_ json: JSON?) -> (Int?, Int?) {
    let sides =
      if let list = json?.array {
        list.map(\.amount)
      } else {
        json?.string?.utf8.split { !(0x30...0x39).contains($0) }.map { JSON.string(String($0) ?? "").amount } ?? []
      }
    return sides.count == 2 ? (sides[0], sides[1]) : (nil, nil)
  }
}
