import Domain

extension Schema: JSONWritable {
  /// As JSON Schema, draft 2020-12.
  func write(to json: inout JSONWriter) {
    switch self {
    case .nullable(.ref(let name)):
      json.object { json in
        json.array("oneOf") {
          $0.value(Schema.ref(name))
          $0.object { $0.field("type", "null") }
        }
      }
    case .nullable(let schema): json.object { schema.writeMembers(to: &$0, isNullable: true) }
    default: json.object { writeMembers(to: &$0, isNullable: false) }
    }
  }

  private func writeMembers(to json: inout JSONWriter, isNullable: Bool) {
    func type(_ name: String) {
      if isNullable { json.field("type", [name, "null"]) } else { json.field("type", name) }
    }
    switch self {
    case .text(let rule):
      type("string")
      json.field("minLength", rule.length.lowerBound)
      json.field("maxLength", rule.length.upperBound)
      json.field("pattern", rule.pattern)
    case .string: type("string")
    case .matching(let pattern):
      type("string")
      json.field("pattern", pattern)
    case .identifier:
      type("string")
      json.field("format", "uuid")
      json.field("pattern", "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
    case .timestamp:
      type("string")
      json.field("format", "date-time")
    case .flag: type("boolean")
    case .integer(let range):
      type("integer")
      json.field("minimum", range.lowerBound)
      if range.upperBound < .max { json.field("maximum", range.upperBound) }
    case .number: type("number")
    case .amount(let range):
      type("number")
      json.field("minimum", range.lowerBound)
      json.field("maximum", range.upperBound)
    case .anything: break
    case .binary:
      type("string")
      json.field("format", "binary")
    case .words(let words):
      type("string")
      json.field("enum", words)
    case .list(let item):
      type("array")
      json.field("items", item)
    case .object(let properties):
      type("object")
      write(properties, to: &json)
      json.field("additionalProperties", false)
    case .map(let value):
      type("object")
      json.field("additionalProperties", value)
    case .open(let properties):
      type("object")
      write(properties, to: &json)
    case .oneOf(let schemas): json.field("oneOf", schemas)
    case .ref(let name): json.field("$ref", "#/components/schemas/\(name.rawValue)")
    case .nullable(let schema): schema.writeMembers(to: &json, isNullable: true)
    }
  }

  private func write(_ properties: [Property], to json: inout JSONWriter) {
    let required = properties.filter(\.isRequired).map(\.name)
    if !required.isEmpty { json.field("required", required) }
    json.object("properties") { json in
      for property in properties { json.field(named: property.name, property) }
    }
  }
}

extension Schema.Property: JSONWritable {
  func write(to json: inout JSONWriter) {
    guard !detail.isEmpty else { return schema.write(to: &json) }
    json.object { json in
      json.field("description", detail)
      // Beside a description, so that each stays a schema of its own.
      json.field("allOf", [schema])
    }
  }
}

extension TextRule {
  /// The rule as a pattern; the length is told beside it.
  fileprivate var pattern: String {
    switch format {
    case .any: #"^[^\u0000]*$"#
    case .visible: #"^[^\u0000]*[^\s\u0000][^\u0000]*$"#
    case .color: "^#[0-9a-fA-F]{6}$"
    case .model: "^[!-.0-~]+/[!-~]+$"
    case .line: #"^[^\u0000\r\n]*[^\s\u0000][^\u0000\r\n]*$"#
    case .listName: #"^[^\u0000-,:-@\[-`{-\u007f]+(_[^\u0000-,:-@\[-`{-\u007f]+)*$"#
    case .variableName: #"^[^\u0000-\u001f!-,:-@\[-^`{-\u007f]+$"#
    case .slug: "^[a-z0-9]+(-[a-z0-9]+)*$"
    case .address: "^[Hh][Tt][Tt][Pp][Ss]?://[!-~]+$"
    case .key: #"^[^\u0000-\u001f\u007f]*[^\s\u0000-\u001f][^\u0000-\u001f\u007f]*$"#
    }
  }
}
