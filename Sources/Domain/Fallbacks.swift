/// The models that take over when a provider is down, as a person wrote them down with its connection.
///
///     openai/gpt-image-1, builtin/painter
///     flux-2-klein-4b = local/flux-2-klein-4b
///
/// A line of the second form is for that model alone, and then goes before the others.
package struct Fallbacks: Sendable, Equatable {
  private var ofAll: [String] = []
  private var ofModel: [String: [String]] = [:]

  package init(_ text: String) {
    for line in text.split(whereSeparator: \.isNewline).prefix(Self.mostLines) {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let models = (parts.last ?? "").split(separator: ",").prefix(Self.mostModels).map { String($0).trimmed }
        .filter { !$0.isEmpty }
      if parts.count == 2 { ofModel[String(parts[0]).trimmed, default: []] += models } else { ofAll += models }
    }
  }

  package var isEmpty: Bool { ofAll.isEmpty && ofModel.isEmpty }

  /// For a model by the provider's own name of it: the first choice first, each once.
  package func models(for model: String) -> [String] {
    var seen: Set<String> = []
    return ((ofModel[model] ?? []) + ofAll).filter { seen.insert($0).inserted }
  }

  package static let option = ModelCard.Parameter(
    "fallbacks", .text,
    detail: """
      Models that take over when this connection is down and nothing was paid: provider/model, between commas. A line \
      such as "flux-2-klein-4b = builtin/painter" is for that model alone.
      """)

  private static let mostLines = 200, mostModels = 16
}
