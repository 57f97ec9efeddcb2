import Domain
import HTTP
import Storage
import Studio

/// Advice on models and pictures, as the API gives it.
enum Advice {
  static func recommend(_ call: Call) async throws -> Response {
    .json(try await call.site.advice.recommend(Recommendation.Input(call.body)))
  }

  static func describe(_ call: Call) async throws -> Response {
    let id = try call.id(of: "image")
    _ = try await call.read { try $0.images.get(id) }
    let body = call.body == .null ? .object(JSON.Object()) : call.body
    return .json(try await call.site.advice.describe(id, PictureDescription.Input(body)))
  }
}
