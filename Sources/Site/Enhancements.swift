import Domain
import HTTP
import Storage
import Studio

/// Prompts that are made better, as the API shows them.
enum Enhancements {
  static func list(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    let list = "enhancements?in=\(id)"
    let limit = call.asked.count(.limit)
    let position = try call.position(in: list)
    let page = try await call.read { reading in
      _ = try reading.workspaces.get(id)
      return try reading.enhancements.list(in: id, after: position, limit: limit)
    }
    return call.page(page, of: list) { $0.write(to: &$1) }
  }

  static func get(_ call: Call) async throws -> Response {
    let id = try call.id(of: "enhancement")
    return .json(try await call.read { try $0.enhancements.get(id) })
  }

  static func create(_ call: Call) async throws -> Response {
    // Whose room it is comes before what is wrong with the rest.
    if let id = call.body["workspaceId"]?.string.flatMap({ Identifier($0) }) {
      _ = try await call.read { try $0.workspaces.get(id) }
    }
    let input = try EnhancementInput(call.body)
    let begun = try await call.site.enhancements.begin(input) { [ticket = call.ticket] enhancement, writing in
      try ticket?.remember(made(enhancement), in: writing)
      return enhancement
    }
    guard call.wantsEvents else { return made(try await begun.answer.value) }
    return .events { [path = call.request.path, requestId = call.requestId] stream in
      for await news in begun.news { try await stream.send(event(news)) }
      do {
        try await stream.send(ServerSentEvent(name: "done", data: Response.bytes(of: try await begun.answer.value)))
      } catch let failure as Failure {
        let problem = Problem(failure: failure, instance: path, requestId: requestId)
        try await stream.send(ServerSentEvent(name: "failed", data: problem.json))
      }
    }
  }

  /// The first answer again, as a stream for who wants one.
  static func createAgain(_ call: Call, _ first: Response) async throws -> Response {
    guard call.wantsEvents, case .bytes(let bytes) = first.body else { return first }
    return Response.events { try await $0.send(ServerSentEvent(name: "done", data: bytes)) }
      .adding("idempotency-replayed", "true")
  }

  private static func made(_ enhancement: Enhancement) -> Response {
    .json(enhancement, .created).adding("location", "/api/v1/enhancements/\(enhancement.id)")
  }

  private static func event(_ news: EnhancementDesk.News) -> ServerSentEvent {
    let (name, index, text) =
      switch news {
      case .candidate(let index, let text): ("candidate", index, text)
      case .more(let index, let text): ("delta", index, text)
      }
    var json = JSONWriter()
    json.object { json in
      json.field("index", index)
      json.field("text", text)
    }
    return ServerSentEvent(name: name, data: json.bytes)
  }
}
