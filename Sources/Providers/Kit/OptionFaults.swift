import Domain

/// All that is wrong with an option that is JSON of its own, told at once with its places.
struct OptionFaults {
  private let root: String
  private var fields: [Failure.Field] = []
  private static let most = 50

  /// `root` is a JSON pointer into the connection.
  init(at root: String) { self.root = root }

  var isEmpty: Bool { fields.isEmpty }
  var count: Int { fields.count }

  mutating func note(_ path: String, _ code: Failure.Field.Code, _ detail: String) {
    if fields.count < Self.most { fields.append(Failure.Field(root + path, code, detail)) }
  }

  var failure: Failure {
    let first = fields.first.map { "\($0.pointer): \($0.detail)" } ?? ""
    return Failure(.invalidRequest, "This cannot be taken. \(first)", fields: fields)
  }

  // What several kinds read.

  mutating func refuseStrangers(in json: JSON, but known: [String], at path: String) {
    guard case .object(let object) = json else { return note(path, .type, "Must be an object.") }
    for member in object.members where !known.contains(member.name) {
      note("\(path)/\(member.name.prefix(100))", .unknownField, "There is no such field here.")
    }
  }

  /// A model's name: what follows the provider's in its id.
  mutating func name(_ json: JSON?, at path: String) -> String? {
    guard let name = json?.string?.trimmed, !name.isEmpty, name.count <= 200,
      name.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
    else {
      note(path, .format, "Must be a name of 1 to 200 characters.")
      return nil
    }
    return name
  }

  /// Read from the name when nobody says it.
  mutating func family(_ json: JSON?, naming name: String, at path: String) -> Family {
    guard let json else { return Family(naming: name) }
    if let family = json.string.flatMap({ Family(rawValue: $0) }) { return family }
    note(path, .format, "Must be one of \(Family.allCases.map(\.rawValue).joined(separator: ", ")).")
    return .other
  }
}
