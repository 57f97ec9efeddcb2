import Domain
import HTTP

/// What the gateway says to a submission that it took.
enum GatewayAnswer {
  case pictures([PictureSource])
  /// With the address to ask at, when it gave one that is its own.
  case job(String, at: String?)

  init(_ answer: Answer, from remote: Remote) throws(ProviderFailure) {
    if answer.type.hasPrefix("image/") {
      self = .pictures([.bytes(answer.bytes)])
      return
    }
    let json = try answer.json()
    let sources = PictureAnswer.sources(in: json)
    if !sources.isEmpty {
      self = .pictures(sources)
    } else if let job = (json["request_id"] ?? json["requestId"])?.string, !job.isEmpty {
      // The key goes with the question, so it is asked at no other place.
      let address = json["polling_url"]?.string.flatMap { Origin($0) == remote.origin ? $0 : nil }
      self = .job(job, at: address)
    } else {
      throw GatewayAnswer.failure(json, of: answer, remote)
    }
  }

  /// An answer without pictures, which may say why.
  private static func failure(_ json: JSON, of answer: Answer, _ remote: Remote) -> ProviderFailure {
    JobFailure.failure(json, of: remote) ?? answer.garbage("JSON without a picture")
  }
}
