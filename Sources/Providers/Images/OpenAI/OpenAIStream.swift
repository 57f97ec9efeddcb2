import Domain
import HTTP
import Raster

/// A picture that comes as events: some on the way, then the whole.
struct OpenAIStream {
  private let remote: Remote
  private let call: Remote.Call

  init(_ remote: Remote, _ call: Remote.Call) {
    self.remote = remote
    self.call = call
  }

  /// Tells of each picture as it comes. Throws `ProviderFailure` or `CancellationError`.
  func tell(
    _ body: Client.Body, previews: Int, _ tell: @Sendable (ImageNews) async throws -> Void
  ) async throws -> ImageReceipt {
    var index = 0
    var shown = 0
    var receipt = ImageReceipt()
    do {
      for try await event in ServerSentEvents(body, limit: call.limit) {
        if event.text == "[DONE]" { break }
        guard let json = try? JSON(parsing: event.data) else { throw garbage("an event that is not JSON") }
        let type = json["type"]?.string ?? event.name ?? ""
        if json["error"].map({ $0 != .null }) == true || type == "error" {
          throw JobFailure.failure(json, of: remote) ?? JobFailure.failure(nil, of: remote)
        }
        if type.hasSuffix(".partial_image") {
          shown += 1
          try await tell(.progress(ImageProgress(fraction: min(0.95, Double(shown) / Double(previews + 1)))))
          if let preview = try? await picture(in: json) { try await tell(.preview(preview)) }
        } else if type.hasSuffix(".completed") {
          try await tell(.image(ReceivedImage(index: index, bytes: await picture(in: json))))
          index += 1
          if json["usage"] != nil { receipt = Cost.receipt(in: json) }
        }
      }
    } catch let silence as ClientFailure {
      throw remote.failure(silence, in: call)
    } catch is StreamFailure {
      throw garbage("an event without an end")
    }
    guard index > 0 else { throw garbage("events and no picture") }
    return receipt
  }

  private func picture(in json: JSON) async throws -> [UInt8] {
    guard let source = PictureAnswer.sources(in: json).first else { throw garbage("an event without its picture") }
    return try await PictureFetch(remote).picture(source)
  }

  private func garbage(_ what: String) -> ProviderFailure {
    ProviderFailure(.garbage, "\(remote.name) answered with \(what).", effect: .taken)
  }
}
