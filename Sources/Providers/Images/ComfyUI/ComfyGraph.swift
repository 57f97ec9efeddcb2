import Domain

/// A graph in ComfyUI's API format: nodes by their ids, each with its class and its inputs.
struct ComfyGraph: Sendable, Equatable {
  struct Node: Sendable, Equatable {
    let id: String
    let kind: String
    var inputs: JSON.Object
    /// What else a file says of it, such as its title.
    var rest = JSON.Object()

    /// As an input of another node.
    func output(_ number: Int64 = 0) -> JSON { .array([.string(id), .int(number)]) }
  }

  private(set) var nodes: [Node] = []

  init() {}

  /// Adds a node; ids count up from 1.
  @discardableResult
  mutating func add(_ kind: String, _ inputs: JSON.Object) -> Node {
    let node = Node(id: "\(nodes.count + 1)", kind: kind, inputs: inputs)
    nodes.append(node)
    return node
  }

  subscript(id: String) -> Node? { nodes.first { $0.id == id } }

  mutating func set(_ value: JSON, at place: Place) {
    guard let at = nodes.firstIndex(where: { $0.id == place.node }) else { return }
    nodes[at].inputs = nodes[at].inputs.with(place.input, value)
  }

  func value(at place: Place) -> JSON? { self[place.node]?.inputs[place.input] }

  /// One input of one node, written `6.inputs.text` or `6.text`.
  struct Place: Sendable, Equatable {
    let node: String
    let input: String

    init?(_ text: String) {
      guard let dot = text.firstIndex(of: ".") else { return nil }
      let node = String(text[..<dot])
      var input = text[text.index(after: dot)...]
      if input.hasPrefix("inputs.") { input = input.dropFirst(7) }
      guard !node.isEmpty, !input.isEmpty else { return nil }
      self.node = node
      self.input = String(input)
    }
  }

  struct Unreadable: Error { let sentence: String }

  private static let mostNodes = 2_000

  /// Reads what ComfyUI exports for its API.
  init(_ json: JSON) throws(Unreadable) {
    var json = json
    // What was sent to its API has the graph inside.
    if let inner = json["prompt"], inner["class_type"] == nil { json = inner }
    guard case .object(let object) = json else {
      throw Unreadable(sentence: "Must be a graph: an object of nodes.")
    }
    if object["nodes"]?.array != nil {
      throw Unreadable(
        sentence: "This is a workflow as ComfyUI saves it for itself. Export it with \"Export (API)\" instead.")
    }
    guard (1...Self.mostNodes).contains(object.members.count) else {
      throw Unreadable(sentence: "Must have from 1 to \(Self.mostNodes) nodes.")
    }
    for member in object.members {
      guard let kind = member.value["class_type"]?.string, !kind.isEmpty,
        case .object(let inputs)? = member.value["inputs"], case .object(let fields) = member.value
      else { throw Unreadable(sentence: "Node \(member.name.prefix(40)) has no class_type or no inputs.") }
      var node = Node(id: member.name, kind: kind, inputs: inputs)
      for field in fields.members where field.name != "class_type" && field.name != "inputs" {
        node.rest.append(field.name, field.value)
      }
      nodes.append(node)
    }
  }
}

extension ComfyGraph: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      for node in nodes {
        var fields = JSON.Object()
        fields.append("class_type", .string(node.kind))
        fields.append("inputs", .object(node.inputs))
        for field in node.rest.members { fields.append(field.name, field.value) }
        json.field(named: node.id, fields)
      }
    }
  }
}

extension JSON.Object {
  /// With one member set anew, in its old place where it had one.
  func with(_ name: String, _ value: JSON) -> JSON.Object {
    var object = JSON.Object()
    var isNew = true
    for member in members {
      let isIt = member.name.utf8.elementsEqual(name.utf8)
      object.append(member.name, isIt ? value : member.value)
      if isIt { isNew = false }
    }
    if isNew { object.append(name, value) }
    return object
  }
}
