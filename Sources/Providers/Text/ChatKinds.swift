import Domain
import HTTP

/// Kinds of connections that speak OpenAI's chat protocol.
enum ChatKinds {
  static func all(client: Client) -> [ProviderKind] {
    [
      kind(
        "grok", "Grok", "xAI's Grok, or any server that speaks like it.", "https://docs.x.ai",
        "https://api.x.ai/v1", .optional, .grok, client),
      kind(
        "openai-chat", "OpenAI", "Text models of OpenAI.", "https://platform.openai.com/docs",
        "https://api.openai.com/v1", .required, .openAI, client),
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
      options: ChatOption.all, concurrency: 4, localPorts: ports,
      text: { connection throws(Failure) in try OpenAIChat(connection, dialect, client: client) })
  }
}
