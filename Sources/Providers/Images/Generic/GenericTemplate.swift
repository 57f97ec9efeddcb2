import Domain
import HTTP

/// A text or a JSON body with slots such as `{{prompt}}`. Values take the place of slots as values: nothing that a
/// prompt says can become a part of the body's own structure.
struct GenericTemplate: Sendable, Equatable {
  /// What slots hold, by their names.
  typealias Values = @Sendable (String) -> JSON?

  let json: JSON

  init(_ json: JSON) { self.json = json }
  init(_ text: String) { json = .string(text) }

  /// The names of all slots in it.
  var slots: [String] { Self.slots(in: json) }

  private static func slots(in json: JSON) -> [String] {
    switch json {
    case .string(let text): pieces(of: text).compactMap(\.slot)
    case .array(let items): items.flatMap(slots(in:))
    case .object(let object): object.members.flatMap { slots(in: $0.value) }
    default: []
    }
  }

  /// With values in the place of all slots. A member or an item that is nothing but a slot takes the value as it is,
  /// and is left out when there is none; an item that mentions `{{reference}}` stands once for every reference.
  func filled(_ values: Values, references: [ImageFile] = []) -> JSON {
    Self.fill(json, values, references) ?? .null
  }

  private static func fill(_ json: JSON, _ values: Values, _ references: [ImageFile]) -> JSON? {
    switch json {
    case .string(let text): return fill(text, values)
    case .array(let items):
      return .array(
        items.flatMap { item -> [JSON] in
          guard slots(in: item).contains(where: { GenericSlot($0) == .reference || GenericSlot($0) == .referenceBare })
          else { return fill(item, values, references).map { [$0] } ?? [] }
          return references.compactMap { file in
            fill(item, { GenericSlot($0).flatMap { file.value(of: $0) } ?? values($0) }, [])
          }
        })
    case .object(let object):
      var filled = JSON.Object()
      for member in object.members {
        if let value = fill(member.value, values, references) { filled.append(member.name, value) }
      }
      return .object(filled)
    default: return json
    }
  }

  private static func fill(_ text: String, _ values: Values) -> JSON? {
    let pieces = pieces(of: text)
    if pieces.count == 1, let slot = pieces.first?.slot { return values(slot) }
    return .string(join(pieces, values) { $0 })
  }

  /// As a part of an address: what stands in a slot is coded.
  func path(_ values: Values) -> String { text(values, coded: PercentCoding.encode) }

  func text(_ values: Values, coded: (String) -> String = { $0 }) -> String {
    Self.join(Self.pieces(of: json.string ?? ""), values, coded)
  }

  private static func join(_ pieces: [Piece], _ values: Values, _ coded: (String) -> String) -> String {
    pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .slot(let name): coded(values(name)?.plain ?? "")
      }
    }.joined()
  }

  private enum Piece {
    case text(String)
    case slot(String)

    var slot: String? { if case .slot(let name) = self { name } else { nil } }
  }

  private static func pieces(of text: String) -> [Piece] {
    var pieces: [Piece] = []
    var rest = text[...]
    while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
      if open.lowerBound > rest.startIndex { pieces.append(.text(String(rest[..<open.lowerBound]))) }
      pieces.append(.slot(String(rest[open.upperBound..<close.lowerBound]).trimmed))
      rest = rest[close.upperBound...]
    }
    if !rest.isEmpty || pieces.isEmpty { pieces.append(.text(String(rest))) }
    return pieces
  }
}

extension JSON {
  /// As it stands within a text.
  fileprivate var plain: String {
    switch self {
    case .string(let text): text
    case .int(let number): "\(number)"
    case .double(let number): Int64(exactly: number).map { "\($0)" } ?? "\(number)"
    case .bool(let flag): "\(flag)"
    case .null: ""
    case .array, .object: String(decoding: bytes, as: UTF8.self)
    }
  }
}

/// What a slot may be beside the model's own parameters.
enum GenericSlot: String, CaseIterable {
  case prompt, negativePrompt, width, height, size, aspectRatio, steps, guidance, seed, count, sampler, scheduler,
    strength, model, request
  case initImage, mask, references, reference
  case initImageBare = "initImage.base64"
  case maskBare = "mask.base64"
  case referencesBare = "references.base64"
  case referenceBare = "reference.base64"

  init?(_ name: String) { self.init(rawValue: name) }

  /// The parameters that a model takes when it has such a slot.
  var parameters: [String] {
    switch self {
    case .prompt, .model, .request: []
    case .size, .aspectRatio: ["width", "height"]
    case .initImage, .initImageBare: ["initImageId"]
    case .mask, .maskBare: ["maskImageId"]
    case .references, .referencesBare, .reference, .referenceBare: ["referenceImageIds"]
    default: [rawValue]
    }
  }

  /// What a request puts there; nil when it says nothing of it.
  func value(for request: ImageRequest) -> JSON? {
    switch self {
    case .prompt: .string(request.prompt)
    case .negativePrompt: request.negativePrompt.map { .string($0) }
    case .width: .int(Int64(request.width))
    case .height: .int(Int64(request.height))
    case .size: .string("\(request.width)x\(request.height)")
    case .aspectRatio: .string(Self.ratio(request.width, request.height))
    case .steps: request.steps.map { .int(Int64($0)) }
    case .guidance: request.guidance.map { .double($0) }
    case .seed: .int(Int64(request.seed))
    case .count: .int(Int64(request.count))
    case .sampler: request.sampler.map { .string($0) }
    case .scheduler: request.scheduler.map { .string($0) }
    case .strength: request.strength.map { .double($0) }
    case .model: .string(request.card.model)
    case .request: .string("\(request.key)")
    case .initImage: request.initImage.map { .string($0.dataURL) }
    case .initImageBare: request.initImage.map { .string($0.base64) }
    case .mask: request.mask.map { .string($0.dataURL) }
    case .maskBare: request.mask.map { .string($0.base64) }
    case .references: list(request.references.map { .string($0.dataURL) })
    case .referencesBare: list(request.references.map { .string($0.base64) })
    // Only within an item that is repeated.
    case .reference, .referenceBare: nil
    }
  }

  private func list(_ items: [JSON]) -> JSON? { items.isEmpty ? nil : .array(items) }

  private static func ratio(_ width: Int, _ height: Int) -> String {
    var (a, b) = (max(1, width), max(1, height))
    while b > 0 { (a, b) = (b, a % b) }
    return "\(max(1, width) / a):\(max(1, height) / a)"
  }
}

extension ImageFile {
  fileprivate func value(of slot: GenericSlot) -> JSON? {
    switch slot {
    case .reference: .string(dataURL)
    case .referenceBare: .string(base64)
    default: nil
    }
  }
}
