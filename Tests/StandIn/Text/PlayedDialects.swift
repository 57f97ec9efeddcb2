import Domain

extension PlayedDialect {
  /// Those that are played under a path of their own; OpenAI's and xAI's are played beside their pictures.
  static let all = [deepSeek, openRouter, mistral, lmStudio, compatible]

  static let openAI = PlayedDialect(
    kind: "openai",
    lists: [
      "/v1/models": [
        "object": "list",
        "data": .array(
          [
            "gpt-4o", "gpt-5-mini", "gpt-image-1", "gpt-image-2", "dall-e-3", "dall-e-2", "text-embedding-3-small",
            "flux-dev",
          ].map { ["id": .string($0), "object": "model", "owned_by": "system"] }),
      ]
    ], tokensField: "max_completion_tokens", known: usual)

  static let xai = PlayedDialect(
    kind: "xai",
    lists: [
      "/v1/models": ["data": [["id": "grok-4"], ["id": "grok-imagine-image"], ["id": "grok-imagine-image-2.0"]]],
      "/v1/language-models": [
        "models": [
          [
            "id": "grok-4.3", "input_modalities": ["text", "image"], "output_modalities": ["text"],
            "prompt_text_token_price": 12_500, "completion_text_token_price": 25_000, "aliases": [],
          ],
          [
            "id": "grok-3", "input_modalities": ["text"], "output_modalities": ["text"],
            "prompt_text_token_price": 30_000, "completion_text_token_price": 150_000, "aliases": [],
          ],
        ]
      ],
    ], thoughts: .field("reasoning_content"), tokensField: "max_completion_tokens", known: usual,
    moreUsage: ["cost_in_usd_ticks": 12_345_678, "num_sources_used": 0],
    error: { ["code": "The service is currently unavailable", "error": .string($0)] })

  static let deepSeek = PlayedDialect(
    kind: "deepseek", path: "/chat/completions",
    lists: [
      "/models": [
        "object": "list",
        "data": [["id": "deepseek-v4-pro", "object": "model"], ["id": "deepseek-v4-flash", "object": "model"]],
      ]
    ], thoughts: .field("reasoning_content"), thinks: { $0["thinking"]?["type"] == "enabled" },
    known: usual.union(["thinking"]), keepAlive: ": keep-alive\n\n\n")

  static let openRouter = PlayedDialect(
    kind: "openrouter",
    lists: [
      "/v1/models": [
        "data": [
          [
            "id": "acme/pro", "name": "Acme: Pro", "context_length": 200_000,
            "architecture": ["input_modalities": ["text", "image"], "output_modalities": ["text"]],
            "pricing": ["prompt": "0.00000125", "completion": "0.00001"],
            "supported_parameters": ["reasoning", "tools", "temperature"],
          ],
          [
            "id": "acme/plain:free", "name": "Acme: Plain", "context_length": 8_192,
            "architecture": ["input_modalities": ["text"], "output_modalities": ["text"]],
            "pricing": ["prompt": "0", "completion": "0"], "supported_parameters": ["temperature"],
          ],
          [
            "id": "acme/painter", "name": "Acme: Painter",
            "architecture": ["input_modalities": ["text"], "output_modalities": ["image"]],
          ],
        ]
      ]
    ], thoughts: .field("reasoning"), thinks: { $0["reasoning"]?["effort"]?.string != nil },
    known: usual.union(["reasoning"]), alwaysTellsUsage: true, moreUsage: ["cost": 0.00014, "is_byok": false],
    error: { words in
      [
        "id": "gen-1", "error": ["code": 502, "message": .string(words)],
        "choices": [["index": 0, "delta": ["content": ""], "finish_reason": "error"]],
      ]
    }, keepAlive: ": OPENROUTER PROCESSING\n\n")

  static let mistral = PlayedDialect(
    kind: "mistral",
    lists: [
      "/v1/models": [
        "data": [
          [
            "id": "magistral-medium", "max_context_length": 131_072,
            "capabilities": ["completion_chat": true, "function_calling": true, "vision": true],
          ],
          [
            "id": "mistral-small", "max_context_length": 32_768,
            "capabilities": ["completion_chat": true, "function_calling": true, "vision": false],
          ],
          ["id": "mistral-embed", "capabilities": ["completion_chat": false]],
        ]
      ]
    ], thoughts: .parts, thinks: { $0["reasoning_effort"] == "high" },
    // Its schema is closed: what it does not know it refuses.
    known: ["model", "messages", "stream", "temperature", "top_p", "max_tokens", "reasoning_effort", "tools"],
    alwaysTellsUsage: true, error: { ["object": "error", "message": .string($0), "type": "internal_error"] })

  static let lmStudio = PlayedDialect(
    kind: "lmstudio",
    lists: [
      "/api/v0/models": [
        "data": [
          ["id": "qwen-vl", "type": "vlm", "max_context_length": 32_768, "capabilities": ["tool_use"]],
          ["id": "tiny", "type": "llm", "max_context_length": 4_096],
          ["id": "nomic", "type": "embeddings", "max_context_length": 2_048],
        ]
      ],
      "/v1/models": ["data": [["id": "qwen-vl"], ["id": "tiny"]]],
    ], thoughts: .tags, thinks: { $0["model"] == "qwen-vl" }, known: usual.subtracting(["reasoning_effort"]),
    error: { ["error": ["message": .string($0), "type": "internal_error"], "type": "error"] })

  static let compatible = PlayedDialect(
    kind: "openai-compatible",
    lists: [
      "/v1/models": [
        "data": [
          ["id": "llava-thinking", "max_model_len": 16_384, "object": "model"],
          ["id": "plain", "meta": ["n_ctx_train": 8_192], "object": "model"],
        ]
      ]
    ], thoughts: .field("reasoning"), thinks: { $0["model"] == "llava-thinking" },
    // An older server that says so when it is asked for what it does not know.
    known: usual.subtracting(["stream_options", "reasoning_effort"]), alwaysTellsUsage: true)
}
