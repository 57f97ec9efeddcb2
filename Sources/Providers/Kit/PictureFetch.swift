import Domain
import HTTP

/// Brings pictures from where a provider put them. Never with its key; over https from public addresses, or from the
/// very origin that the owner set; each step of a redirect under the same rules.
struct PictureFetch: Sendable {
  let remote: Remote
  /// Waits before further tries: a picture may be a moment later than the word that it is there.
  var waits: [Duration] = [.milliseconds(200), .milliseconds(800), .seconds(2)]

  /// The most bytes of one picture.
  var most = PictureSniff.most

  init(_ remote: Remote) { self.remote = remote }

  /// The picture file, which starts like a picture and has at most 64 MiB. Throws `ProviderFailure` of effect
  /// `.taken`, since a picture that cannot be had was made all the same, or `CancellationError`.
  func picture(_ source: PictureSource) async throws -> [UInt8] {
    switch source {
    case .bytes(let bytes): return try PictureSniff.check(bytes, from: remote.name)
    case .encoded(let text):
      guard let bytes = Base64.bytes(text, limit: most) else {
        throw failure(.garbage, "gave a picture that is no sound base64")
      }
      return try PictureSniff.check(bytes, from: remote.name)
    case .address(let url):
      var left = waits[...]
      while true {
        do {
          return try PictureSniff.check(await fetch(url), from: remote.name)
        } catch let lag as Lag {
          guard let wait = left.popFirst() else { throw lag.failure }
          try await Task.sleep(for: wait)
        }
      }
    }
  }

  /// All pictures of an answer, told one after the other as they come.
  func tell(
    _ sources: [PictureSource], seeds: [UInt64?] = [], _ tell: @Sendable (ImageNews) async throws -> Void
  ) async throws {
    if sources.contains(where: { $0.address != nil }) { try await tell(.fetching) }
    for (index, source) in sources.enumerated() {
      let seed = index < seeds.count ? seeds[index] : nil
      try await tell(.image(ReceivedImage(index: index, bytes: await picture(source), seed: seed)))
    }
  }

  /// A failure that may pass.
  private struct Lag: Error { let failure: ProviderFailure }

  private func fetch(_ first: String) async throws -> [UInt8] {
    var url = first
    for _ in 0...Self.mostRedirects {
      let response = try await open(url)
      switch response.status.code {
      case 200..<300: return try await read(response.body)
      case 301, 302, 303, 307, 308:
        guard let next = response.headers["location"].flatMap({ Link.resolve($0, from: url) }) else {
          throw failure(.refused, "sends us to an address that is none for a picture")
        }
        url = next
      case 404, 500...:
        throw Lag(failure: failure(.unavailable, "has no picture where it said (\(response.status.code))"))
      default: throw failure(.refused, "does not give its picture (\(response.status.code))")
      }
    }
    throw failure(.refused, "redirects a picture more than \(Self.mostRedirects) times")
  }

  private func open(_ url: String) async throws -> Client.Response {
    guard let origin = Origin(url) else { throw failure(.garbage, "gave an address for a picture that is none") }
    guard origin == remote.origin || origin.scheme == "https" else {
      throw failure(.refused, "keeps its picture on another host without https")
    }
    let reach = origin == remote.origin ? Reach.exact([origin]) : .publicOnly
    let request = Client.Request(.get, url, reach: reach, timeouts: Self.timeouts, limit: most)
    do { return try await remote.client.send(request) } catch { throw meaning(error) }
  }

  private func read(_ body: Client.Body) async throws -> [UInt8] {
    do { return try await body.collect() } catch { throw meaning(error) }
  }

  private func meaning(_ silence: ClientFailure) -> any Error {
    switch silence.reason {
    case .cancelled: CancellationError()
    case .addressRefused: failure(.refused, "keeps its picture at an address that may not be called from here")
    case .invalidRequest: failure(.garbage, "gave an address for a picture that is none")
    case .tooLarge: failure(.garbage, "gave more than \(most >> 20) MiB instead of a picture")
    case .timeout: Lag(failure: failure(.timeout, "did not hand over its picture in time"))
    case .cannotResolve, .cannotConnect, .tls, .broken:
      Lag(failure: failure(.unavailable, "made a picture that could not be brought here"))
    }
  }

  private func failure(_ code: ProviderFailure.Code, _ what: String) -> ProviderFailure {
    ProviderFailure(code, "\(remote.name) \(what).", effect: .taken)
  }

  private static let mostRedirects = 3
  private static let timeouts = Client.Timeouts(
    connect: .seconds(10), firstByte: .seconds(30), idle: .seconds(30), total: .seconds(300))
}
