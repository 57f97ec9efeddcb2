import Domain
import HTTP

/// In what one server that speaks OpenAI's chat protocol differs from the next.
struct ChatDialect: Sendable {
  enum Thinking: Sendable {
    /// Nothing is said about it.
    case none
    /// `reasoning_effort`, with a word for each mode; an empty word says nothing.
    case effort(flash: String, think: String, ultra: String)
    /// DeepSeek's `thinking`, with its effort.
    case toggle
    /// OpenRouter's `reasoning` object.
    case object
  }

  enum Listing: Sendable {
    /// `/models` as OpenAI has it, with whatever else an entry says.
    case plain
    /// xAI's `/language-models`, which has prices; `/models` where there is none.
    case xai
    /// LM Studio's own list, which knows what a model can do; `/models` where there is none.
    case lmstudio
  }

  var path = "/v1/chat/completions"
  var tokensField: StaticString = "max_completion_tokens"
  var asksForUsage = true
  var thinking = Thinking.effort(flash: "low", think: "medium", ultra: "high")
  var listing = Listing.plain
  /// Whether thoughts are told in a field that must come back with the next request.
  var replaysReasoning = false
  /// The same connection offers models that paint, and the server may have nothing else.
  var painters = false
  /// The same thought is sometimes told twice in a row.
  var repeatsThoughts = false
  /// Whether a listed model of this name thinks and can be told how hard. Asked only where the list does not say.
  var thinks: @Sendable (String) -> Bool = { _ in false }
  /// Whether a listed model of this name sees pictures. Asked only where the list does not say.
  var sees: @Sendable (String) -> Bool = { _ in false }
  /// What of a list writes no text.
  var isOther: @Sendable (String) -> Bool = Self.writesNoText

  static let openAI = ChatDialect(
    painters: true,
    thinks: { name in name.hasPrefix("gpt-5") || name.hasPrefix("o1") || name.hasPrefix("o3") || name.hasPrefix("o4") },
    sees: { name in !name.hasPrefix("gpt-3") })

  static let grok = ChatDialect(
    thinking: .effort(flash: "low", think: "high", ultra: "high"), listing: .xai, painters: true, repeatsThoughts: true,
    thinks: { name in name.hasPrefix("grok-3-mini") || name.hasPrefix("grok-4.") && !name.contains("non-reasoning") })

  static let deepSeek = ChatDialect(
    path: "/chat/completions", tokensField: "max_tokens", thinking: .toggle, replaysReasoning: true,
    thinks: { _ in true })

  static let openRouter = ChatDialect(tokensField: "max_tokens", asksForUsage: false, thinking: .object)

  static let lmStudio = ChatDialect(tokensField: "max_tokens", thinking: .none, listing: .lmstudio)

  static let mistral = ChatDialect(
    tokensField: "max_tokens", asksForUsage: false, thinking: .effort(flash: "none", think: "high", ultra: "high"),
    thinks: { $0.contains("magistral") }, sees: { $0.contains("pixtral") })

  static let compatible = ChatDialect(
    tokensField: "max_tokens",
    thinks: { name in
      ["thinking", "reasoner", "-r1", "qwq", "gpt-oss", "magistral", "gpt-5", "grok-3-mini", "grok-4."].contains {
        name.contains($0)
      }
    },
    sees: { name in
      ["vision", "-vl", "llava", "pixtral", "gemma-3", "gemma3", "4o", "grok-4"].contains { name.contains($0) }
    })

  @Sendable static func writesNoText(_ name: String) -> Bool {
    let name = name.lowercased()
    return [
      "embed", "whisper", "tts", "dall-e", "image", "imagine", "moderation", "rerank", "transcribe", "realtime",
      "audio", "video", "sora", "ocr", "babbage", "davinci",
    ].contains { name.contains($0) }
  }
}
