import Domain
import HTTP

/// An answer that says no, and what it means. A received status is an answer: the provider took nothing; what it says
/// about work that it has, leaves it that work.
struct Refusal {
  private let status: Int
  private let name: String
  private let hasKey: Bool
  private let effect: ProviderFailure.Effect
  private let words: String?
  /// Words and codes in lower case: what is looked through.
  private let text: String
  private let retryAfter: Int?

  init(_ answer: Answer, from remote: Remote) {
    status = answer.status.code
    name = remote.name
    hasKey = remote.credentials.count > 0
    effect = answer.isFollowUp ? .taken : .notTaken
    words = Quote.words(in: answer).flatMap(remote.quote)
    let codes = (try? JSON(parsing: answer.bytes)).map(Quote.codes) ?? []
    text = ([words?.lowercased() ?? ""] + codes).joined(separator: " ")
    retryAfter = RetryAfter.seconds(answer.headers)
  }

  var failure: ProviderFailure {
    let (code, sentence) = meaning
    var failure = ProviderFailure(code, sentence, providerMessage: words, effect: effect, retryAfter: retryAfter)
    failure.isModelGone = code == .refused && effect == .notTaken && (status == 404 || status == 410)
    return failure
  }

  private var meaning: (ProviderFailure.Code, String) {
    switch status {
    case 401: return (.unauthorized, hasKey ? "\(name) does not accept the key." : "\(name) asks for a key.")
    case 402: return outOfCredit
    case 403 where says(Self.creditWords): return outOfCredit
    // Not everybody has a 401 for it.
    case 400 where says(Self.keyWords): return (.unauthorized, "\(name) does not accept the key.")
    case 400..<500 where status != 429 && says(Self.contextWords):
      return (.contextTooLong, "The conversation is too long for this model of \(name).")
    case 400..<500 where status != 429 && says(Self.contentWords):
      return (.contentRefused, "\(name) refuses this content. Change the prompt or the pictures.")
    case 403: return (.unauthorized, "\(name) does not let this key do that.")
    case 404: return (.refused, "\(name) knows no such model or address (404).")
    case 429 where says(Self.quotaWords): return outOfCredit
    case 429:
      let wait = retryAfter.map { " It asks to wait \($0) s." } ?? ""
      return (.rateLimited, "\(name) is asked too often.\(wait)")
    case 408: return (.timeout, "\(name) did not get the request in time (408).")
    case 300..<400: return (.refused, "\(name) sends us to another address (\(status)). Set that as its base URL.")
    case 500...: return (.unavailable, "\(name) failed on its side (\(status)).")
    default: return (.refused, "\(name) refused the request (\(status)).")
    }
  }

  private var outOfCredit: (ProviderFailure.Code, String) {
    (.outOfCredit, "The account at \(name) is out of credit.")
  }

  private func says(_ words: [String]) -> Bool { words.contains { text.contains($0) } }

  static let keyWords = [
    "api_key_invalid", "api key not valid", "invalid api key", "invalid_api_key", "incorrect api key",
  ]
  private static let creditWords = ["balance", "credit", "quota", "billing", "insufficient fund", "payment"]
  /// A 429 often speaks of a quota that fills up again.
  private static let quotaWords = [
    "insufficient_quota", "exceeded your current quota", "insufficient balance", "balance is insufficient",
    "insufficient credit", "out of credit", "no credit", "billing_hard_limit", "credit_balance_exhausted",
    "enforced_spend_limit_reached",
  ]
  static let contextWords = [
    "context_length_exceeded", "context length", "context window", "context size", "maximum context",
    "too many tokens", "prompt is too long", "input is too long", "exceeds the maximum number of tokens",
  ]
  /// Phrases, since fields of requests are called `moderation` and `safety_tolerance`, too.
  static let contentWords = [
    "moderation_blocked", "content moderation", "content_moderation", "moderation system", "moderation filter",
    "by moderation", "by our moderation", "content policy", "content_policy", "content filter", "content_filter",
    "safety system", "safety filter", "safety check", "safety policy", "safety guideline", "safety reason", "nsfw",
    "sensitive content", "inappropriate", "prohibited content", "blocked prompt", "policy violation", "violates our",
  ]
}
