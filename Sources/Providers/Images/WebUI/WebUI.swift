import Domain
import HTTP

/// AUTOMATIC1111, Forge and SD.Next by `/sdapi/v1`: the call that asks for a picture lasts until the picture is there,
/// and beside it the engine is asked how far it is.
struct WebUI: ImageProvider {
  private let remote: Remote
  private let batch: Int
  private let patience: Duration
  private let pause: Duration

  private static let poll = ModelCard.Parameter(
    Option.poll.name, .number, least: 0.05, most: 60, standard: 1,
    detail: "How often to ask how far it is, and for a preview.")

  static func kind(client: Client) -> ProviderKind {
    ProviderKind(
      id: "webui", name: "Stable Diffusion web UI",
      summary: "AUTOMATIC1111, Forge or SD.Next with its API switched on (--api). A key is \"user:password\".",
      docsUrl: "https://github.com/AUTOMATIC1111/stable-diffusion-webui/wiki/API", baseUrl: "http://127.0.0.1:7860",
      key: .optional, offers: [.image], options: [Option.batch, poll, Option.longTimeout], localPorts: [7860, 7861],
      image: { (connection) throws(Failure) in try WebUI(connection, client) })
  }

  init(_ connection: ProviderConnection, _ client: Client) throws(Failure) {
    remote = try Remote(connection, client: client, credentials: Self.credentials(connection.key))
    batch = Int(connection.number(Option.batch))
    patience = connection.duration(Option.longTimeout)
    pause = connection.duration(Self.poll)
  }

  private static func credentials(_ key: String?) -> Headers {
    guard let key, key.contains(":") else { return Remote.bearer(key) }
    return ["authorization": "Basic \(Base64.text(Array(key.utf8)))"]
  }

  func models() async throws(ProviderFailure) -> [ModelCard] {
    try await ProviderFailure.only {
      var listing = WebUIListing()
      listing.checkpoints = try await checkpoints()
      listing.samplers = WebUIListing.names(in: await list("samplers"))
      listing.schedulers = WebUIListing.names(in: await list("schedulers"))
      listing.loras = WebUIListing.names(in: await list("loras"))
      listing.upscalers = WebUIListing.names(in: await list("latent-upscale-modes"))
      listing.upscalers += WebUIListing.names(in: await list("upscalers")).filter { $0 != "None" }
      listing.modules = await list("sd-modules").map { WebUIListing.names(in: $0, "model_name") }
      return listing.cards(of: remote.name, batch: batch)
    }
  }

  func check() async throws(ProviderFailure) -> [String] {
    try await ProviderFailure.only {
      let count = try await checkpoints().count
      return ["It answers and has \(count) checkpoint\(count == 1 ? "" : "s")."]
    }
  }

  private func checkpoints() async throws -> [String] {
    let answer = try await remote.call(.ask("/sdapi/v1/sd-models"))
    guard let names = WebUIListing.checkpoints(in: try answer.json()) else {
      throw answer.garbage("no list of checkpoints")
    }
    return names
  }

  /// A list that not every variant has.
  private func list(_ name: String) async -> JSON? {
    try? await remote.call(.ask("/sdapi/v1/\(name)")).json()
  }

  func generate(
    _ request: ImageRequest, ticket: String?, tell: @escaping @Sendable (ImageNews) async throws -> Void
  ) async throws -> ImageReceipt {
    guard ticket == nil else {
      throw ProviderFailure(.refused, "\(remote.name) hands out no tickets by which to find work.", effect: .taken)
    }
    let task = "pixazo-\(request.key)"
    let order = try await order(request, task)
    let wasIdle = await progress(of: task)?.owner == .nobody
    let answer: Answer
    do {
      answer = try await paint(order, tell)
    } catch let failure as ProviderFailure {
      throw failure
    } catch {
      await interrupt(task, wasIdle: wasIdle)
      throw error
    }
    let result = try read(answer, for: request)
    let seeds = result.seeds.isEmpty ? request.seeds : result.seeds
    try await PictureFetch(remote).tell(result.pictures, seeds: seeds, tell)
    return ImageReceipt(costMicros: 0)
  }

  private func order(_ request: ImageRequest, _ task: String) async throws -> WebUIRequest {
    var order = WebUIRequest(request: request, task: task)
    let loras = LoRA.list(in: request.extra)
    if !loras.isEmpty {
      let names = WebUIListing.names(in: try await remote.call(.ask("/sdapi/v1/loras")).json())
      order.loras = try LoRA.resolve(loras, among: names, of: remote.name)
    }
    if let wanted = request.extra["modules"]?.string, !wanted.trimmed.isEmpty {
      let entries = try await remote.call(.ask("/sdapi/v1/sd-modules")).json().array ?? []
      for word in wanted.split(separator: ",").prefix(16).map({ String($0).trimmed.fileStem }) where !word.isEmpty {
        let entry = entries.first { $0["model_name"]?.string?.fileStem == word }
        guard let file = entry?["filename"]?.string else {
          throw ProviderFailure(.refused, "\(remote.name) has no module of the name \(word).", effect: .notTaken)
        }
        order.modules.append(file)
      }
    }
    return order
  }

  /// Asks for the pictures, and tells how far they are until they come.
  private func paint(
    _ order: WebUIRequest, _ tell: @escaping @Sendable (ImageNews) async throws -> Void
  ) async throws -> Answer {
    try await withThrowingTaskGroup(of: Answer?.self) { group in
      group.addTask { try await submit(order) }
      group.addTask {
        try await watch(order.task, tell)
        return nil
      }
      defer { group.cancelAll() }
      while let answer = try await group.next() {
        if let answer { return answer }
      }
      throw CancellationError()
    }
  }

  private func submit(_ order: WebUIRequest) async throws -> Answer {
    let answer = try await remote.exchange(.submit(order.path, patience: patience).json { order.body(&$0) })
    if answer.status.code == 500, let words = Quote.words(in: answer), words.lowercased().contains("memory") {
      throw remote.breakdown(words, effect: .notTaken)
    }
    return try remote.accept(answer)
  }

  private func read(_ answer: Answer, for request: ImageRequest) throws -> WebUIAnswer {
    guard let result = WebUIAnswer(try answer.json(), count: request.count) else {
      throw answer.garbage("no list of pictures")
    }
    // An override that it does not understand is passed over in silence.
    if let used = result.checkpoint, !WebUICheckpoint(used).isSame(as: WebUICheckpoint(request.card.model)) {
      throw ProviderFailure(
        .garbage, "\(remote.name) painted with another checkpoint than the one that was asked for.",
        providerMessage: remote.quote(used), effect: .taken)
    }
    if result.pictures.isEmpty {
      throw ProviderFailure(.refused, "\(remote.name) was stopped before it had a picture.", effect: .taken)
    }
    return result
  }

  // How far it is.

  private func watch(_ task: String, _ tell: @Sendable (ImageNews) async throws -> Void) async throws {
    var last = ImageProgress()
    var shown: String?
    while true {
      try await Task.sleep(for: pause)
      guard let now = await progress(of: task) else { continue }
      let progress = now.owner == .waiting ? ImageProgress(stage: "waiting") : now.progress
      if now.owner != .nobody, progress != last {
        last = progress
        try await tell(.progress(progress))
      }
      guard now.owner == .ours || now.owner == .unsaid, let preview = now.preview, preview != shown else { continue }
      shown = preview
      if let bytes = picture(preview) { try await tell(.preview(bytes)) }
    }
  }

  private func picture(_ preview: String) -> [UInt8]? {
    guard case .encoded(let text)? = PictureSource(preview),
      let bytes = Base64.bytes(text, limit: PictureSniff.most)
    else { return nil }
    return try? PictureSniff.check(bytes, from: remote.name)
  }

  /// Nil when it does not say, which harms nothing.
  private func progress(of task: String) async -> WebUIProgress? {
    var call = Remote.Call.ask("/sdapi/v1/progress?skip_current_image=false")
    call.timeouts = Remote.Call.farewell
    guard let json = try? await remote.call(call).json(), var progress = WebUIProgress(json, task: task) else {
      return nil
    }
    if progress.owner == .unsaid, let owner = await owner(task) { progress.owner = owner }
    return progress
  }

  private func owner(_ task: String) async -> WebUIProgress.Owner? {
    var call = Remote.Call.ask("/internal/progress").json {
      $0.field("id_task", task)
      $0.field("id_live_preview", -1)
      $0.field("live_preview", false)
    }
    call.timeouts = Remote.Call.farewell
    return try? await WebUIProgress.owner(in: remote.call(call).json())
  }

  // Cancelling.

  /// Stops the engine when it works on our task, and only then. A task that still waits in its line cannot be taken
  /// out of it, so it is stopped once its turn has come; that is not waited for.
  private func interrupt(_ task: String, wasIdle: Bool) async {
    await Errand.run {
      guard await look(at: task, wasIdle: wasIdle, times: 3, .milliseconds(100)) else { return }
      Task { await look(at: task, wasIdle: wasIdle, times: 600, max(pause, .seconds(1))) }
    }
  }

  /// Interrupts our task as soon as it is seen at work. True when it may still come to that: at the end it waited.
  @discardableResult
  private func look(at task: String, wasIdle: Bool, times: Int, _ pause: Duration) async -> Bool {
    var owner: WebUIProgress.Owner?
    var absences = 0
    for turn in 0..<times where absences < 5 {
      if turn > 0 { try? await Task.sleep(for: pause) }
      owner = await progress(of: task)?.owner
      if owner == .ours || (owner == .unsaid && wasIdle) {
        var call = Remote.Call.follow("/sdapi/v1/interrupt").json { _ in }
        call.timeouts = Remote.Call.farewell
        _ = try? await remote.exchange(call)
        return false
      }
      absences = owner == .waiting ? 0 : absences + 1
    }
    return owner == .waiting
  }
}
