import Crypto
import Domain
import HTTP
import Synchronization

/// ComfyUI: graphs go into its line under a name of ours, by which they are found again whatever happens to the line
/// between us; its WebSocket tells how far it is.
///
/// The WebSocket is a comfort: what has become of a prompt is always read from the history and the queue.
final class ComfyUI: ImageProvider {
  let remote: Remote
  private let workflows: [ComfyWorkflow]
  private let polling: Polling
  private let known = Mutex<ComfyListing?>(nil)

  private static let workflows = ModelCard.Parameter(
    "workflows", .json,
    detail: "Graphs of your own in the API format, each with the inputs that a recipe fills: "
      + "[{\"name\", \"graph\", \"fields\": {\"prompt\": \"6.inputs.text\"}}].")

  static func kind(client: Client) -> ProviderKind {
    ProviderKind(
      id: "comfyui", name: "ComfyUI",
      summary: "ComfyUI on this machine or in your network: its checkpoints, Flux 2 Klein, and graphs of your own.",
      docsUrl: "https://docs.comfy.org", baseUrl: "http://127.0.0.1:8188", key: .optional, offers: [.image],
      options: [workflows, Option.quickPoll, Option.longTimeout], localPorts: [8188, 8000],
      image: { (connection) throws(Failure) in try ComfyUI(connection, client) })
  }

  init(_ connection: ProviderConnection, _ client: Client) throws(Failure) {
    remote = try Remote(connection, client: client, credentials: Remote.bearer(connection.key))
    workflows = try ComfyWorkflow.list(connection.options[Self.workflows.name])
    polling = Polling(
      every: connection.duration(Option.quickPoll), atMost: connection.duration(Option.longTimeout),
      name: connection.id)
  }

  func models() async throws(ProviderFailure) -> [ModelCard] {
    let listing = try await ProviderFailure.only { try await list() }
    return listing.cards(of: remote.name) + workflows.map { $0.card(of: remote.name) }
  }

  func check() async throws(ProviderFailure) -> [String] {
    try await ProviderFailure.only {
      let answer = try await remote.call(.ask("/system_stats"))
      let stats = try answer.json()
      guard stats["system"] != nil else { throw answer.garbage("nothing that a ComfyUI says of itself") }
      let version = stats["system"]?["comfyui_version"]?.string.flatMap(remote.quote) ?? "of an unknown version"
      let device = stats["devices"]?.array?.first?["name"]?.string.flatMap(remote.quote).map { " on \($0)" } ?? ""
      return ["It answers: ComfyUI \(version)\(device)."]
    }
  }

  /// As it was last seen.
  private func listing() async throws -> ComfyListing {
    if let known = known.withLock({ $0 }) { return known }
    return try await list()
  }

  private func list() async throws -> ComfyListing {
    var listing = ComfyListing()
    for kind in ComfyListing.classes {
      let answer = try await remote.call(.ask("/object_info/\(kind)"))
      guard listing.take(try answer.json(), of: kind) else { throw answer.garbage("no description of its nodes") }
    }
    known.withLock { [listing] in $0 = listing }
    return listing
  }

  func generate(
    _ request: ImageRequest, ticket: String?, tell: @escaping @Sendable (ImageNews) async throws -> Void
  ) async throws -> ImageReceipt {
    let workflow = workflow(of: request.card)
    var id = try ticket.map { try Ticket($0, of: remote.name).job ?? "" } ?? "\(request.key)"
    do {
      let files: [ComfyFile]
      if ticket == nil {
        let graph = try await graph(for: request, workflow)
        let line = await listen(as: id)
        try await tell(.submitted(ticket: Ticket(job: id).text))
        id = try await send(graph, as: id, tell)
        files = try await wait(for: id, workflow, isResumed: false, tell).files(line, ComfyProgress(graph, id: id))
      } else {
        let progress = ComfyProgress(ComfyGraph(), id: id)
        files = try await wait(for: id, workflow, isResumed: true, tell).files(await listen(as: id), progress)
      }
      try await bring(Array(files.prefix(request.count)), seed: request.seed, tell)
      return ImageReceipt(costMicros: 0)
    } catch is CancellationError {
      await Errand.run { [id] in await self.withdraw(id) }
      throw CancellationError()
    }
  }

  private func workflow(of card: ModelCard) -> ComfyWorkflow? {
    workflows.first { ComfyWorkflow.prefix + $0.name == card.model }
  }

  // Asking.

  private func graph(for request: ImageRequest, _ workflow: ComfyWorkflow?) async throws -> ComfyGraph {
    var recipes = ComfyRecipes(request: request)
    if let picture = request.initImage { recipes.initImage = try await upload(picture) }
    if let mask = request.mask { recipes.mask = try await upload(mask) }
    for picture in request.references { recipes.references.append(try await upload(picture)) }
    if let workflow {
      return workflow.filled(
        request, initImage: recipes.initImage, mask: recipes.mask, references: recipes.references)
    }
    if request.card.model.hasPrefix(ComfyWorkflow.prefix) {
      throw ProviderFailure(.refused, "This workflow is no longer set up for \(remote.name).", effect: .notTaken)
    }
    let loras = LoRA.list(in: request.extra)
    guard request.card.family == .fluxKlein || !loras.isEmpty else { return recipes.checkpoint() }
    let listing = try await listing()
    recipes.loras = try LoRA.resolve(loras, among: listing.loras, of: remote.name)
    guard request.card.family == .fluxKlein else { return recipes.checkpoint() }
    switch listing.kleinParts(for: request.card.model) {
    case .success(let parts): return recipes.klein(parts, scaleTakesSteps: listing.scaleTakesSteps)
    case .failure(let lack): throw ProviderFailure(.refused, lack.sentence, effect: .notTaken)
    }
  }

  /// Under a name made from what it holds, so that the same picture is there only once.
  private func upload(_ picture: ImageFile) async throws -> String {
    let digest = Hexadecimal.text(Array(Digest.sha256(picture.bytes).prefix(16)))
    var form = FormBody()
    let name = "\(digest).\(picture.format.fileExtension)"
    form.file("image", name, picture.bytes, type: picture.format.mediaType)
    form.field("type", "input")
    form.field("subfolder", "pixazo")
    form.field("overwrite", "true")
    let answer = try await remote.call(.ask("/upload/image").sending(form.bytes, form.type))
    let json = try answer.json()
    guard let name = json["name"]?.string, !name.isEmpty else { throw answer.garbage("no uploaded picture") }
    let folder = json["subfolder"]?.string ?? ""
    return folder.isEmpty ? name : "\(folder)/\(name)"
  }

  /// Puts the graph into the line; returns the name that it goes by there: builds that choose their own tell it.
  private func send(
    _ graph: ComfyGraph, as id: String, _ tell: @Sendable (ImageNews) async throws -> Void
  ) async throws -> String {
    do {
      let given = try await Errand.submit {
        try await self.submit(graph, as: id)
      } undo: {
        await self.withdraw($0)
      }
      if given != id { try await tell(.submitted(ticket: Ticket(job: given).text)) }
      return given
    } catch let silence as ProviderFailure where silence.effect == .unknown {
      guard try await isThere(id) else { throw silence }
      return id
    }
  }

  private func wait(
    for id: String, _ workflow: ComfyWorkflow?, isResumed: Bool,
    _ tell: @escaping @Sendable (ImageNews) async throws -> Void
  ) -> ComfyWait {
    ComfyWait(
      remote: remote, polling: polling, id: id, output: workflow?.output, isResumed: isResumed, tell: tell)
  }

  private func submit(_ graph: ComfyGraph, as id: String) async throws -> String {
    let call = Remote.Call.submit("/prompt", patience: min(polling.atMost, .seconds(60))).json { json in
      json.field("prompt", graph)
      json.field("client_id", id)
      json.field("prompt_id", id)
    }
    let answer = try await remote.exchange(call)
    if answer.status.code == 400, (try? answer.json())?["node_errors"] != nil,
      let words = (try? answer.json()).flatMap(ComfyRefusal.words)
    {
      throw ProviderFailure(
        .refused, "\(remote.name) does not take the graph.", providerMessage: remote.quote(words), effect: .notTaken)
    }
    let given = try remote.accept(answer).json()["prompt_id"]?.string ?? ""
    guard (1...200).contains(given.utf8.count) else { throw answer.garbage("no name of a prompt") }
    return given
  }

  /// Whether a prompt arrived whose answer did not: it may take a moment to be seen.
  private func isThere(_ id: String) async throws -> Bool {
    for _ in 0..<10 {
      if let place = try? await ComfyQueue.look(for: id, in: remote), place != .absent { return true }
      try await Task.sleep(for: polling.every)
    }
    return false
  }

  private func bring(_ files: [ComfyFile], seed: UInt32, _ tell: (ImageNews) async throws -> Void) async throws {
    try await tell(.fetching)
    let fetching = Polling(every: .milliseconds(300), atMost: .seconds(300), patience: .seconds(5), name: remote.name)
    for (index, file) in files.enumerated() {
      let bytes = try await fetching { try await remote.call(.follow(file.path)).bytes }
      let picture = try PictureSniff.check(bytes, from: remote.name)
      try await tell(.image(ReceivedImage(index: index, bytes: picture, seed: index == 0 ? UInt64(seed) : nil)))
    }
  }

  // Its WebSocket.

  /// Nil when it has none to offer, which only costs the progress.
  private func listen(as id: String) async -> WebSocket? {
    let url = remote.url("/ws?clientId=\(PercentCoding.encode(id))")
    let line = try? await WebSocket.connect(
      url, headers: remote.credentials, reach: .exact([remote.origin]), within: .seconds(3), limit: 16 << 20)
    let hello = "{\"type\":\"feature_flags\",\"data\":{\"supports_preview_metadata\":true}}"
    try? await line?.send(.text(hello))
    return line
  }

  // Cancelling.

  /// Takes the prompt out of the line, or stops it; nobody else's.
  private func withdraw(_ id: String) async {
    guard let place = try? await ComfyQueue.look(for: id, in: remote), place != .absent else { return }
    let call =
      place == .running
      ? Remote.Call.follow("/interrupt").json { $0.field("prompt_id", id) }
      : Remote.Call.follow("/queue").json { $0.field("delete", [id]) }
    var last = call
    last.timeouts = Remote.Call.farewell
    _ = try? await remote.exchange(last)
  }
}
