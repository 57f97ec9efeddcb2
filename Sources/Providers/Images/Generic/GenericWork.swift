import Domain
import HTTP

/// One call to a gateway that an owner described, from its submission to its pictures.
struct GenericWork: Sendable {
  let model: GenericModel
  let request: ImageRequest
  let remote: Remote
  let patience: Duration
  let polling: Polling

  typealias Tell = @Sendable (ImageNews) async throws -> Void

  /// What an answer came to.
  private struct Result {
    var sources: [PictureSource]
    var seeds: [UInt64?] = []
    var costMicros: Int?
  }

  func run(ticket text: String?, _ tell: @escaping Tell) async throws -> ImageReceipt {
    var result: Result
    var isNew = true
    if let text {
      guard let ticket = GenericTicket(text) else {
        throw ProviderFailure(
          .outcomeUnknown, "What \(remote.name) was doing cannot be found again.", effect: .unknown)
      }
      result = Result(sources: ticket.pictures.map { .address($0) })
      isNew = result.sources.isEmpty
      if isNew { result = try await finish(ticket, tell) }
    } else {
      result = try await submit(tell)
    }
    result.sources = Array(result.sources.prefix(request.count))
    if isNew, let ticket = Ticket(result.sources) { try await tell(.submitted(ticket: ticket.text)) }
    try await PictureFetch(remote).tell(result.sources, seeds: result.seeds, tell)
    return ImageReceipt(costMicros: result.costMicros)
  }

  private func submit(_ tell: @escaping Tell) async throws -> Result {
    if model.needsPicture, request.initImage == nil, request.references.isEmpty {
      throw ProviderFailure(.refused, "\(model.title) needs a picture to work on.", effect: .notTaken)
    }
    let values = GenericModel.values(for: request)
    var call = Remote.Call.submit(model.path.path(values), patience: patience)
    call.method = model.method
    for (name, value) in model.headers { call.headers.add(name, value.text(values)) }
    if let body = model.body {
      call = call.sending(body.filled(values, references: request.references).bytes, .json)
    }
    guard let job = model.job else { return try await read(remote.call(call)) }
    let submission = call
    let (answer, ticket) = try await Errand.submit {
      let answer = try await remote.call(submission)
      return (answer, try whereabouts(in: answer, job))
    } undo: {
      await withdraw($0.1)
    }
    try await tell(.submitted(ticket: ticket.text))
    return try await finish(ticket, first: answer, tell)
  }

  /// What an answer to a submission says of where the job will be.
  private func whereabouts(in answer: Answer, _ job: GenericModel.Job) throws -> GenericTicket {
    let json = try answer.json()
    var ticket = GenericTicket()
    ticket.job = job.id?.text(in: json).flatMap { $0.isEmpty || $0.utf8.count > 500 ? nil : $0 }
    ticket.poll = try address(of: job.poll, ticket.job, in: json, answer)
    // Some are not known before the job is done; then the question says them.
    ticket.result = try job.result.flatMap { try address(of: $0, ticket.job, in: json, answer) }
    ticket.cancel = try? job.cancel.flatMap { try address(of: $0, ticket.job, in: json, answer) }
    guard ticket.poll != nil else { throw answer.garbage("no job") }
    return ticket
  }

  /// The whole address of a step. What an answer names has to be where all calls go: the key is sent with it.
  private func address(
    of step: GenericModel.Step, _ job: String?, in json: JSON, _ answer: Answer
  ) throws(ProviderFailure) -> String? {
    if let place = step.address {
      guard let text = place.text(in: json), !text.isEmpty else { return nil }
      guard let url = Link.resolve(text, from: remote.url("/")), Origin(url) == remote.origin else {
        throw ProviderFailure(
          .refused, "\(remote.name) wants to be asked at an address on another host.", effect: answer.effect)
      }
      return url
    }
    guard let path = step.path else { return nil }
    if path.slots.contains("job"), job == nil { return nil }
    return remote.url(path.path(GenericModel.values(for: request, job: job)))
  }

  private func finish(_ ticket: GenericTicket, first: Answer? = nil, _ tell: @escaping Tell) async throws -> Result {
    guard let job = model.job else {
      throw ProviderFailure(.outcomeUnknown, "\(model.title) is no longer set up for jobs.", effect: .unknown)
    }
    var ticket = ticket
    if ticket.poll == nil, let id = ticket.job, let path = job.poll.path {
      ticket.poll = remote.url(path.path(GenericModel.values(for: request, job: id)))
    }
    guard let url = ticket.poll, Origin(url) == remote.origin else {
      throw ProviderFailure(.outcomeUnknown, "What \(remote.name) was doing cannot be found again.", effect: .unknown)
    }
    do {
      return try await wait(for: job, at: url, ticket, first, tell)
    } catch is CancellationError {
      await Errand.run { [ticket] in await withdraw(ticket) }
      throw CancellationError()
    }
  }

  private func wait(
    for job: GenericModel.Job, at url: String, _ ticket: GenericTicket, _ first: Answer?, _ tell: @escaping Tell
  ) async throws -> Result {
    var last: ImageProgress?
    var first = first
    let answer = try await polling { () async throws -> Answer? in
      // The answer to the submission may say already that it is done.
      let answer: Answer
      if let now = first {
        answer = now
      } else {
        answer = try await remote.call(.at(url, job.poll.method))
      }
      let isFirst = first != nil
      first = nil
      let json = try answer.json()
      guard let state = job.state.text(in: json)?.lowercased() else {
        if isFirst { return nil }
        throw answer.garbage("no state of the job")
      }
      if job.failed.contains(state) { throw refusal(json) }
      if job.done.contains(state) { return Optional(answer) }
      let progress = progress(job, json, state)
      if progress != last { try await tell(.progress(progress)) }
      last = progress
      return nil
    }
    guard let step = job.result else { return try read(answer) }
    let place = try ticket.result ?? address(of: step, ticket.job, in: answer.json(), answer)
    guard let place, Origin(place) == remote.origin else { throw answer.garbage("no address of its result") }
    var fetching = polling
    fetching.patience = .seconds(30)
    return try read(await fetching { try await remote.call(.at(place, step.method)) })
  }

  private func progress(_ job: GenericModel.Job, _ json: JSON, _ state: String) -> ImageProgress {
    var progress = ImageProgress(stage: remote.quote(String(state.prefix(60))))
    if let number = job.progress?.first(in: json).flatMap({ $0.double ?? $0.string.flatMap { Double($0) } }),
      number.isFinite, number >= 0
    {
      progress.fraction = min(number > 1 ? number / 100 : number, 1)
    }
    return progress
  }

  /// Pictures, seeds and cost of an answer.
  private func read(_ answer: Answer) throws -> Result {
    if answer.type.hasPrefix("image/") || model.pictures == nil { return Result(sources: [.bytes(answer.bytes)]) }
    let json = try answer.json()
    let found = model.pictures?.values(in: json).flatMap { $0.array ?? [$0] } ?? []
    let sources = found.prefix(64).compactMap(\.string).map { PictureSource($0) ?? .bytes([]) }
    if sources.isEmpty {
      if model.error?.text(in: json) != nil { throw refusal(json) }
      throw answer.garbage("no picture in the place where it should be")
    }
    let seeds = model.seeds?.values(in: json).flatMap { $0.array ?? [$0] } ?? []
    var result = Result(sources: sources, seeds: seeds.prefix(64).map { $0.int.flatMap { UInt64(exactly: $0) } })
    if let dollars = model.cost?.first(in: json).flatMap({ $0.double ?? $0.string.flatMap { Double($0) } }),
      dollars.isFinite, (0...1_000_000).contains(dollars)
    {
      result.costMicros = Int((dollars * 1_000_000).rounded())
    }
    return result
  }

  private func refusal(_ json: JSON) -> ProviderFailure {
    let words = (model.error?.text(in: json) ?? Quote.words(in: json)).flatMap(remote.quote)
    return ProviderFailure(
      .refused, "\(remote.name) could not make the picture.", providerMessage: words, effect: .taken)
  }

  private func withdraw(_ ticket: GenericTicket) async {
    guard let url = ticket.cancel, Origin(url) == remote.origin, let step = model.job?.cancel else { return }
    var call = Remote.Call.at(url, step.method)
    call.timeouts = Remote.Call.farewell
    _ = try? await remote.exchange(call)
  }
}

extension Remote.Call {
  /// About work, at a whole address of the same origin.
  fileprivate static func at(_ url: String, _ method: HTTP.Method) -> Remote.Call {
    var call = follow("/")
    call.address = url
    call.method = method
    return call
  }
}
