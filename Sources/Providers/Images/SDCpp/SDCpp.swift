import Domain
import HTTP

/// The server of stable-diffusion.cpp, by its native job API: one model, jobs in a line, pictures in the answer.
struct SDCpp: ImageProvider {
  private let remote: Remote
  private let batch: Int
  private let polling: Polling

  static func kind(client: Client) -> ProviderKind {
    ProviderKind(
      id: "sdcpp", name: "stable-diffusion.cpp",
      summary: "The sd-server of stable-diffusion.cpp on this machine or in your network.",
      docsUrl: "https://github.com/leejet/stable-diffusion.cpp", baseUrl: "http://127.0.0.1:1234", key: .optional,
      offers: [.image], options: [Option.batch, Option.quickPoll, Option.longTimeout], localPorts: [1234],
      image: { (connection) throws(Failure) in try SDCpp(connection, client) })
  }

  init(_ connection: ProviderConnection, _ client: Client) throws(Failure) {
    remote = try Remote(connection, client: client, credentials: Remote.bearer(connection.key))
    batch = Int(connection.number(Option.batch))
    polling = Polling(
      every: connection.duration(Option.quickPoll), atMost: connection.duration(Option.longTimeout),
      name: connection.id)
  }

  func models() async throws(ProviderFailure) -> [ModelCard] {
    try await capabilities().card(of: remote.name, batch: batch).map { [$0] } ?? []
  }

  func check() async throws(ProviderFailure) -> [String] {
    let found = try await capabilities()
    return ["It answers and has the model \(found.model) ready."]
  }

  private func capabilities() async throws(ProviderFailure) -> SDCppCapabilities {
    try await ProviderFailure.only {
      let answer = try await remote.call(.ask("/sdcpp/v1/capabilities"))
      guard let found = SDCppCapabilities(try answer.json()) else {
        throw answer.garbage("no description of a stable-diffusion.cpp server")
      }
      return found
    }
  }

  func generate(
    _ request: ImageRequest, ticket: String?, tell: @escaping @Sendable (ImageNews) async throws -> Void
  ) async throws -> ImageReceipt {
    let job: String
    if let ticket {
      job = try Ticket(ticket, of: remote.name).job ?? ""
    } else {
      job = try await Errand.submit {
        try await submit(request)
      } undo: {
        await withdraw($0)
      }
    }
    do {
      if ticket == nil { try await tell(.submitted(ticket: Ticket(job: job).text)) }
      let pictures = try pictures(of: await wait(for: job, tell), isResumed: ticket != nil)
      try await PictureFetch(remote).tell(Array(pictures.prefix(request.count)), seeds: request.seeds, tell)
      return ImageReceipt(costMicros: 0)
    } catch is CancellationError {
      await Errand.run { await withdraw(job) }
      throw CancellationError()
    }
  }

  private func submit(_ request: ImageRequest) async throws -> String {
    var loras = LoRA.list(in: request.extra)
    if !loras.isEmpty { loras = try LoRA.resolve(loras, among: await capabilities().loras, of: remote.name) }
    let call = Remote.Call.submit("/sdcpp/v1/img_gen", patience: min(polling.atMost, .seconds(60)))
    let answer = try await remote.call(call.json { SDCppJob.body(request, loras, &$0) })
    guard let job = try answer.json()["id"]?.string, !job.isEmpty, job.utf8.count <= 200 else {
      throw answer.garbage("no job")
    }
    return job
  }

  /// Until it has ended, whichever way.
  private func wait(for job: String, _ tell: (ImageNews) async throws -> Void) async throws -> SDCppJob {
    var last: ImageProgress?
    return try await polling { () async throws -> SDCppJob? in
      let state = try await ask(about: job)
      guard let progress = state.progress else { return state }
      if progress != last { try await tell(.progress(progress)) }
      last = progress
      return nil
    }
  }

  private func ask(about job: String) async throws -> SDCppJob {
    let answer = try await remote.exchange(.follow(path(job)))
    switch answer.status.code {
    case 404: return .forgotten
    case 410: return .expired
    default:
      guard let state = SDCppJob(try remote.accept(answer).json()) else {
        throw answer.garbage("a job of which it does not say how it is")
      }
      return state
    }
  }

  private func pictures(of job: SDCppJob, isResumed: Bool) throws(ProviderFailure) -> [PictureSource] {
    let end: String
    switch job {
    case .done(let pictures) where !pictures.isEmpty: return pictures
    case .failed(let words): throw remote.breakdown(words)
    case .forgotten: throw remote.forgetfulness(isResumed: isResumed)
    case .cancelled: end = "The job was cancelled at \(remote.name)."
    case .expired: end = "\(remote.name) was done more than ten minutes ago and has thrown the pictures away."
    case .done, .waiting, .painting: end = "\(remote.name) ended the job without a picture."
    }
    throw ProviderFailure(.refused, end, effect: .taken)
  }

  /// Takes a job out of the line; one that is being painted cannot be stopped.
  private func withdraw(_ job: String) async {
    var call = Remote.Call.follow(path(job) + "/cancel")
    call.method = .post
    call.timeouts = Remote.Call.farewell
    _ = try? await remote.exchange(call)
  }

  private func path(_ job: String) -> String { "/sdcpp/v1/jobs/\(PercentCoding.encode(job))" }
}

extension Remote.Call {
  /// For the last word about work that nobody wants any more.
  static let farewell = Client.Timeouts(
    connect: .seconds(2), firstByte: .seconds(5), idle: .seconds(5), total: .seconds(5))
}
