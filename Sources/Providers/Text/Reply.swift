import Domain

/// Puts one answer together from what a provider sends.
protocol Reply {
  /// What a chunk of the stream, or the whole answer, tells. Throws when it says that it failed, with the provider's
  /// words as they came: whoever reads them out tidies them.
  mutating func take(_ chunk: JSON) throws(ProviderFailure) -> [TextNews]
  /// What was held back to the end.
  mutating func end() -> [TextNews]
  /// The provider said how it ended.
  var isFinished: Bool { get }
  /// Something of the answer was told already.
  var hasBegun: Bool { get }
  /// What the answer came to.
  var outcome: TextReceipt { get }
}

extension Reply {
  mutating func end() -> [TextNews] { [] }
}
