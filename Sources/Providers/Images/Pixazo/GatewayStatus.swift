import Domain
import HTTP

/// Asks how a job is, at the place that knows it.
struct GatewayStatus {
  enum Outcome {
    case done([PictureSource])
    /// What it is doing.
    case at(String)
  }

  private let remote: Remote
  private var calls: [Remote.Call]
  /// A job may be known a moment later than its number.
  private var unknownLeft = 3

  init(_ job: String, at address: String?, of model: GatewayModel, _ remote: Remote) {
    self.remote = remote
    let id = PercentCoding.encode(job)
    var common = Remote.Call.follow("/v2/requests/status/\(id)")
    common.address = address
    let others = model.otherStatus.map { status in
      switch status {
      case .get(let path): Remote.Call.follow(path + id)
      case .post(let path, let field): Remote.Call.follow(path).json { $0.field(named: field, job) }
      }
    }
    calls = [common] + others + [.follow("/\(model.id)/v1/status/\(id)")]
  }

  mutating func ask() async throws -> Outcome {
    for call in calls {
      var answer = try await remote.exchange(call)
      if answer.status.code == 405, call.body == nil { answer = try await remote.exchange(call.json { _ in }) }
      guard answer.status.code == 404 || answer.status.code == 405 else {
        calls = [call]
        return try read(remote.accept(answer))
      }
    }
    guard unknownLeft == 0 else {
      unknownLeft -= 1
      return .at("waiting")
    }
    throw ProviderFailure(
      .outcomeUnknown, "\(remote.name) took the work and no longer knows of it. It may have been done and paid.",
      effect: .unknown)
  }

  private func read(_ answer: Answer) throws(ProviderFailure) -> Outcome {
    let json = try answer.json()
    let status = json["status"]?.string?.uppercased() ?? ""
    switch status {
    case "COMPLETED", "SUCCEEDED", "READY", "DONE":
      return .done(PictureAnswer.sources(in: json))
    case "FAILED", "ERROR", "CANCELLED", "CANCELED":
      throw JobFailure.failure(json, of: remote) ?? JobFailure.failure(nil, of: remote)
    case "QUEUED", "IN_QUEUE", "PENDING": return .at("waiting")
    case "PROCESSING", "IN_PROGRESS", "RUNNING": return .at("running")
    default:
      let sources = PictureAnswer.sources(in: json)
      if !sources.isEmpty { return .done(sources) }
      throw answer.garbage("a job in no state that we know")
    }
  }
}
