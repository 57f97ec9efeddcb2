import Domain
import HTTP

/// The kinds of connections that write.
enum TextKinds {
  /// How many replies at a time a new connection asks for. A call that writes waits most of its time for a model's next
  /// word, so a service in the cloud is asked for as many as a few people with open chats begin; its own limits answer
  /// with 429, which is minded.
  static let inTheCloud = 16
  /// What makes pictures too is asked for fewer: the same number holds for those, which cost more and take longer.
  static let besidePictures = 8
  /// An engine on somebody's own machine: what runs at the same time shares its memory and its speed.
  static let onOnesOwn = 4

  static func all(client: Client) -> [ProviderKind] { dialects(client) + natives(client) }

  private static func natives(_ client: Client) -> [ProviderKind] {
    [
      ProviderKind(
        id: "anthropic", name: "Anthropic", summary: "Claude, over Anthropic's own protocol.",
        docsUrl: "https://docs.claude.com", baseUrl: "https://api.anthropic.com", key: .required, offers: [.text],
        options: [Option.models, Option.timeout], concurrency: inTheCloud,
        text: { connection throws(Failure) in try Anthropic(connection, client: client) }),
      ProviderKind(
        id: "gemini", name: "Gemini", summary: "Google's Gemini, over its own protocol.",
        docsUrl: "https://ai.google.dev/gemini-api/docs", baseUrl: "https://generativelanguage.googleapis.com",
        key: .required, offers: [.text], options: [Option.models, Option.timeout], concurrency: inTheCloud,
        text: { connection throws(Failure) in try Gemini(connection, client: client) }),
      ProviderKind(
        id: "ollama", name: "Ollama", summary: "Models that run on this machine, or another, in Ollama.",
        docsUrl: "https://docs.ollama.com", baseUrl: "http://127.0.0.1:11434", key: .optional, offers: [.text],
        options: [Ollama.contextLength, Ollama.keepAlive, Option.timeout], concurrency: onOnesOwn, localPorts: [11434],
        text: { connection throws(Failure) in try Ollama(connection, client: client) }),
      ProviderKind(
        id: "bedrock", name: "Amazon Bedrock",
        summary: "Models on Amazon Bedrock. The key is a Bedrock API key, or ACCESSKEY:SECRET with an optional :TOKEN.",
        docsUrl: "https://docs.aws.amazon.com/bedrock", baseUrl: "https://bedrock-runtime.us-east-1.amazonaws.com",
        key: .required, offers: [.text], options: [Bedrock.region, Option.models, Option.timeout],
        concurrency: inTheCloud,
        text: { connection throws(Failure) in try Bedrock(connection, client: client) }),
      ProviderKind(
        id: "yandexgpt", name: "YandexGPT", summary: "YandexGPT in Yandex Cloud.",
        docsUrl: "https://yandex.cloud/docs/foundation-models", baseUrl: "https://llm.api.cloud.yandex.net",
        key: .required, offers: [.text], options: [YandexGPT.folderId, Option.models, Option.timeout],
        concurrency: inTheCloud,
        text: { connection throws(Failure) in try YandexGPT(connection, client: client) }),
      ProviderKind(
        id: "gigachat", name: "GigaChat",
        summary: "GigaChat. Its servers are signed by the Russian Trusted Root CA, which most systems do not know.",
        docsUrl: "https://developers.sber.ru/docs/ru/gigachat", baseUrl: "https://gigachat.devices.sberbank.ru",
        key: .required, offers: [.text],
        options: [GigaChat.scopes, GigaChat.authority, GigaChat.doorUrl, Option.models, Option.timeout],
        concurrency: 1,
        text: { connection throws(Failure) in try GigaChat(connection, client: client) }),
    ]
  }

  private static func dialects(_ client: Client) -> [ProviderKind] {
    [
      kind(
        "deepseek", "DeepSeek", "DeepSeek's models.", "https://api-docs.deepseek.com", "https://api.deepseek.com",
        .required, .deepSeek, client),
      kind(
        "openrouter", "OpenRouter", "Models of many makers through one account.", "https://openrouter.ai/docs",
        "https://openrouter.ai/api/v1", .required, .openRouter, client),
      kind(
        "mistral", "Mistral", "Mistral's models.", "https://docs.mistral.ai", "https://api.mistral.ai/v1", .required,
        .mistral, client),
      kind(
        "lmstudio", "LM Studio", "Models that run on this machine in LM Studio.", "https://lmstudio.ai/docs",
        "http://127.0.0.1:1234", .optional, .lmStudio, client, ports: [1234]),
      kind(
        "openai-compatible", "OpenAI-compatible",
        "Any other server that speaks OpenAI's chat protocol: llama.cpp, vLLM and many more.", nil, nil, .optional,
        .compatible, client, ports: [8080, 8000]),
    ]
  }

  private static func kind(
    _ id: String, _ name: String, _ summary: String, _ docs: String?, _ base: String?, _ key: ProviderKind.Key,
    _ dialect: ChatDialect, _ client: Client, ports: [Int] = []
  ) -> ProviderKind {
    ProviderKind(
      id: id, name: name, summary: summary, docsUrl: docs, baseUrl: base, key: key, offers: [.text],
      options: ChatOption.all, concurrency: ports.isEmpty ? inTheCloud : onOnesOwn, localPorts: ports,
      text: { connection throws(Failure) in try OpenAIChat(connection, dialect, client: client) })
  }
}
