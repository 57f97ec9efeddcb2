import Domain
import HTTP

/// A server on loopback that plays every provider, each under its own path, and can be told what to do wrong.
///
/// Beside the providers there is a way to direct it from another process: `POST /direct` takes
/// `{"faults": […], "polls": 3, "hold": true, "reset": true}` and `GET /submissions` says how often each prompt was
/// submitted.
package final class StandIn: Sendable {
  package let stage: Stage
  private let server: Server

  /// Listens at once. Throws what the server throws.
  package init(key: String? = nil, port: UInt16 = 0) throws {
    let stage = Stage(key: key)
    let ensemble = Repertoire.all.map { (kind: $0.kind, played: $0.play(stage)) }
    var settings = Server.Settings { request in await Self.answer(request, stage, ensemble) }
    settings.port = port
    settings.loops = 1
    server = try Server(settings)
    self.stage = stage
    stage.open(at: url)
    try server.start()
  }

  package var url: String { "http://127.0.0.1:\(server.port)" }

  /// The base URL of a kind of provider.
  package func base(of kind: String) -> String { "\(url)/\(kind)" }

  /// Cuts every line.
  package func stop() async { await server.drain(within: .zero) }

  private static func answer(
    _ request: Request, _ stage: Stage, _ ensemble: [(kind: String, played: any Played)]
  ) async -> Response {
    let steps = request.path.dropFirst().split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let body = try? await request.body.collect(upTo: 128 << 20) else { return cut }
    let path = "/" + (steps.count > 1 ? String(steps[1]) : "")
    let call = Call(request, path: path, body: body)
    switch steps.first {
    case "direct": return direct(stage, call)
    case "submissions": return submissions(stage)
    default: break
    }
    guard let (_, played) = ensemble.first(where: { $0.kind == steps.first.map(String.init) }) else {
      return .refusal(404, "Nobody plays here.")
    }
    return await perform(call, played, stage)
  }

  private static func perform(_ call: Call, _ played: any Played, _ stage: Stage) async -> Response {
    let isFile = call.path.hasPrefix("/files/")
    let place = isFile ? .picture : played.place(call)
    // What is wrong with a picture itself goes wrong where it is made, since not every provider keeps files.
    let fault = place.flatMap { place in stage.fault(at: place) { place != .picture || !$0.isOfPictures } }
    if place == .submission, fault?.takesTheWork != false, stage.key == nil || played.key(call) == stage.key,
      let prompt = await played.prompt(call)
    {
      stage.count(prompt)
    }
    stage.hear(call, place)
    guard place != nil else { return .refusal(404, "There is no \(call.path).") }
    if !isFile, let key = stage.key, played.key(call) != key {
      return .refusal(401, "Access denied: \(played.key(call) ?? "nothing") is no key of ours.")
    }
    return await Mishap.respond(fault, stage) {
      guard isFile else { return await played.answer(call) }
      guard let file = stage.file(call.path.dropFirst("/files/".count)) else { return .refusal(404, "No such file.") }
      return Response(.ok, type: MediaType("image/png"), file)
    }
  }

  private static func direct(_ stage: Stage, _ call: Call) -> Response {
    if call.json["reset"]?.bool == true { stage.reset() }
    if let polls = call.json["polls"]?.int { stage.polls = Int(polls) }
    if let hold = call.json["hold"]?.bool { stage.isHeld = hold }
    if let faults = call.json["faults"]?.array {
      let plans = faults.compactMap(Fault.Plan.init)
      guard plans.count == faults.count else { return .refusal(400, "There is no such fault.") }
      stage.play(plans)
    }
    return Response(.noContent)
  }

  private static func submissions(_ stage: Stage) -> Response {
    var counts = JSON.Object()
    for (prompt, count) in stage.submissions.sorted(by: { $0.key < $1.key }) {
      counts.append(prompt, .int(Int64(count)))
    }
    return .json(.object(counts))
  }
}
