import Domain

/// Work that a provider took and then could not do.
enum JobFailure {
  /// By what an answer says of it; nil when it says nothing.
  static func failure(_ json: JSON, of remote: Remote) -> ProviderFailure? {
    let words = Quote.words(in: json)
    guard words != nil || !Quote.codes(in: json).isEmpty else { return nil }
    return failure(words, codes: Quote.codes(in: json), of: remote)
  }

  static func failure(_ words: String?, codes: [String] = [], of remote: Remote) -> ProviderFailure {
    let text = ([words?.lowercased() ?? ""] + codes).joined(separator: " ")
    let isContent = Refusal.contentWords.contains(where: text.contains)
    let sentence =
      isContent
      ? "\(remote.name) refuses this content. Change the prompt or the pictures."
      : "\(remote.name) began the work and could not do it."
    return ProviderFailure(
      isContent ? .contentRefused : .refused, sentence,
      providerMessage: (words ?? codes.first).flatMap(remote.quote), effect: .taken)
  }
}
