extension ModelCard.Parameter {
  /// What is wrong with a value that is not null; nil when it may be sent to the provider.
  package func objection(to value: JSON) -> (code: Failure.Field.Code, detail: String)? {
    switch kind {
    case .flag: value.bool == nil ? (.type, "Must be true or false.") : nil
    case .integer:
      if let number = value.int { objection(to: Double(number)) } else { (.type, "Must be a whole number.") }
    case .number:
      if let number = value.double { objection(to: number) } else { (.type, "Must be a number.") }
    case .text: value.string.map(objection(to:)) ?? (.type, "Must be a text.")
    case .choice: value.string.map(objection(toChoice:)) ?? (.type, "Must be a text.")
    case .image: value.identifier == nil ? (.format, "Must be the id of an image.") : nil
    case .images: objection(toImages: value)
    case .json: nil
    }
  }

  private func objection(to number: Double) -> (code: Failure.Field.Code, detail: String)? {
    if let least, number < least { return (.tooSmall, "Must be at least \(least.short).") }
    if let most, number > most { return (.tooLarge, "Must be at most \(most.short).") }
    guard let step, step > 0 else { return nil }
    let start = least ?? 0
    let steps = (number - start) / step
    // Decimal steps are not quite themselves in binary.
    guard abs(steps - steps.rounded()) > 1e-6 else { return nil }
    let below = start + steps.rounded(.down) * step
    let above = most.map { min(below + step, $0) } ?? below + step
    return (.offGrid, "Must be a step of \(step.short) from \(start.short): \(below.short) or \(above.short) would do.")
  }

  private func objection(to text: String) -> (code: Failure.Field.Code, detail: String)? {
    let longest = most.flatMap { Int(exactly: $0.rounded()) } ?? Macro.Limits.length
    return TextRule(0...max(longest, 0)).objection(to: text)
  }

  private func objection(toChoice word: String) -> (code: Failure.Field.Code, detail: String)? {
    guard !options.isEmpty else { return TextRule.sampler.objection(to: word) }
    guard !options.contains(word) else { return nil }
    let shown = options.prefix(20).joined(separator: ", ")
    return (.notAnOption, "Must be one of \(shown)\(options.count > 20 ? " and \(options.count - 20) more" : "").")
  }

  private func objection(toImages value: JSON) -> (code: Failure.Field.Code, detail: String)? {
    guard let items = value.array, items.allSatisfy({ $0.identifier != nil }) else {
      return (.format, "Must be a list of ids of images.")
    }
    let count = Double(items.count)
    if let least, count < least { return (.tooShort, "Must have at least \(least.short) images.") }
    let most = most ?? Double(Recipe.mostReferences)
    return count > most ? (.tooLong, "Must have at most \(most.short) images.") : nil
  }

  /// The value that may be sent and is nearest to `wish`.
  package func nearest(to wish: Double) -> Double {
    let inside = min(max(wish, least ?? wish), most ?? wish)
    guard let step, step > 0 else { return inside }
    let start = least ?? 0
    return start + ((inside - start) / step).rounded(.down) * step
  }
}

extension Double {
  /// Without a fraction that says nothing.
  var short: String { Int(exactly: self).map { String($0) } ?? String(self) }
}
