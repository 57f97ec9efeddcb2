import Domain
import HTTP

/// A file that a ComfyUI made.
struct ComfyFile: Sendable, Equatable {
  let name: String
  let folder: String
  let kind: String

  init?(_ json: JSON) {
    guard let name = json["filename"]?.string, !name.isEmpty else { return nil }
    self.name = name
    folder = json["subfolder"]?.string ?? ""
    kind = json["type"]?.string ?? "output"
  }

  /// Where it is to be had.
  var path: String {
    func coded(_ text: String) -> String { PercentCoding.encode(text) }
    return "/view?filename=\(coded(name))&subfolder=\(coded(folder))&type=\(coded(kind))"
  }
}

/// How a prompt of ours ended, from `GET /history/{id}`.
enum ComfyHistory: Sendable, Equatable {
  case done([ComfyFile])
  /// In ComfyUI's own words.
  case failed(String)
  case interrupted
  /// The process that had it is no more.
  case forgotten

  /// Nil while it has not ended, which is also what it says of what it never had. `output` is the one node whose
  /// pictures are meant.
  init?(_ json: JSON, of id: String, output: String? = nil) {
    guard let entry = json[id] else { return nil }
    let status = entry["status"]
    for message in (status?["messages"]?.array ?? []).prefix(1_000) {
      guard let parts = message.array, parts.count > 1 else { continue }
      switch parts[0].string {
      case "execution_error":
        self = .failed(Self.words(parts[1]))
        return
      case "execution_interrupted":
        self = .interrupted
        return
      default: continue
      }
    }
    if status?["status_str"]?.string == "error" {
      self = .failed("")
      return
    }
    self = .done(Self.files(entry["outputs"], of: output))
  }

  private static func words(_ error: JSON) -> String {
    let message = error["exception_message"]?.string?.trimmed ?? error["exception_type"]?.string ?? ""
    guard let node = error["node_type"]?.string, !node.isEmpty else { return message }
    return "\(node): \(message)"
  }

  /// Pictures that were saved; those that were only shown when none was.
  private static func files(_ outputs: JSON?, of node: String?) -> [ComfyFile] {
    guard case .object(let nodes)? = outputs else { return [] }
    let files = nodes.members.filter { node == nil || $0.name == node }
      .sorted { (Int($0.name) ?? .max, $0.name) < (Int($1.name) ?? .max, $1.name) }
      .flatMap { ($0.value["images"]?.array ?? []).prefix(1_000).compactMap(ComfyFile.init) }
    let saved = files.filter { $0.kind == "output" }
    return saved.isEmpty ? files : saved
  }
}

/// Where a prompt of ours is, from `GET /queue`.
enum ComfyQueue: Sendable, Equatable {
  case running
  /// So many are before it.
  case waiting(Int)
  case absent

  /// Nil when it makes no sense.
  init?(_ json: JSON, of id: String) {
    guard let running = json["queue_running"]?.array, let pending = json["queue_pending"]?.array else { return nil }
    func isOurs(_ entry: JSON) -> Bool { entry.array.map { $0.count > 1 && $0[1].string == id } ?? false }
    if running.contains(where: isOurs) {
      self = .running
    } else if let ours = pending.first(where: isOurs), let number = Self.number(ours) {
      // The lists come in no order; the numbers say whose turn is first.
      self = .waiting(running.count + pending.count { (Self.number($0) ?? .infinity) < number })
    } else if pending.contains(where: isOurs) {
      self = .waiting(running.count)
    } else {
      self = .absent
    }
  }

  private static func number(_ entry: JSON) -> Double? { entry.array?.first?.double }
}

/// Why a ComfyUI does not take a graph.
enum ComfyRefusal {
  /// In its own words, with the nodes that they are about; nil when it says nothing.
  static func words(_ json: JSON) -> String? {
    var faults: [String] = []
    if case .object(let nodes)? = json["node_errors"] {
      for node in nodes.members.prefix(3) {
        let kind = node.value["class_type"]?.string ?? "node \(node.name)"
        for error in (node.value["errors"]?.array ?? []).prefix(2) {
          let words = [error["message"]?.string, error["details"]?.string].compactMap(\.self).filter { !$0.isEmpty }
          if !words.isEmpty { faults.append("\(kind): \(words.joined(separator: ", "))") }
        }
      }
    }
    if !faults.isEmpty { return faults.joined(separator: "; ") }
    let words = [json["error"]?["message"]?.string, json["error"]?["details"]?.string].compactMap(\.self)
    return words.isEmpty ? json["error"]?.string : words.filter { !$0.isEmpty }.joined(separator: ": ")
  }
}
