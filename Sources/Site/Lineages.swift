import Domain
import HTTP
import Storage

/// What came from what, seen from any of its things.
enum Lineages {
  static func ofImage(_ call: Call) async throws -> Response { try await get(call, .image) }
  static func ofGeneration(_ call: Call) async throws -> Response { try await get(call, .generation) }
  static func ofPrompt(_ call: Call) async throws -> Response { try await get(call, .prompt) }
  static func ofEnhancement(_ call: Call) async throws -> Response { try await get(call, .enhancement) }
  static func ofMessage(_ call: Call) async throws -> Response { try await get(call, .message) }

  private static func get(_ call: Call, _ kind: Lineage.Node.Kind) async throws -> Response {
    let id = try call.id(of: kind.rawValue)
    return .json(try await call.read { try $0.lineage(of: kind, id) })
  }
}
