import Domain

/// What the API's values look like, told from the same rules that check them.
indirect enum Schema: Sendable {
  /// Named schemas, which others refer to.
  enum Name: String, Sendable, CaseIterable {
    case workspace = "Workspace"
    case workspaceDraft = "WorkspaceDraft"
    case workspacePatch = "WorkspacePatch"
    case workspaceSettings = "WorkspaceSettings"
    case workspaceSettingsPatch = "WorkspaceSettingsPatch"
    case workspaceCounts = "WorkspaceCounts"
    case workspacePage = "WorkspacePage"
    case image = "Image"
    case imagePatch = "ImagePatch"
    case imagePage = "ImagePage"
    case imageForm = "ImageForm"
    case imageExport = "ImageExport"
    case imageUpload = "ImageUpload"
    case imageUploads = "ImageUploads"
    case uploadedImage = "UploadedImage"
    case similarImage = "SimilarImage"
    case similarImagePage = "SimilarImagePage"
    case imageBulk = "ImageBulk"
    case imageBulkResult = "ImageBulkResult"
    case imageFacets = "ImageFacets"
    case imageTimeline = "ImageTimeline"
    case tag = "Tag"
    case tagPatch = "TagPatch"
    case tagPage = "TagPage"
    case album = "Album"
    case albumDraft = "AlbumDraft"
    case albumPatch = "AlbumPatch"
    case albumPage = "AlbumPage"
    case savedSearch = "SavedSearch"
    case savedSearchDraft = "SavedSearchDraft"
    case savedSearchPatch = "SavedSearchPatch"
    case savedSearchPage = "SavedSearchPage"
    case recipe = "Recipe"
    case foundRecipe = "FoundRecipe"
    case generation = "Generation"
    case generationPage = "GenerationPage"
    case generationPatch = "GenerationPatch"
    case generationProgress = "GenerationProgress"
    case generationImage = "GenerationImage"
    case generationError = "GenerationError"
    case decision = "Decision"
    case queue = "Queue"
    case usage = "Usage"
    case provider = "Provider"
    case providerDraft = "ProviderDraft"
    case providerPatch = "ProviderPatch"
    case providerPage = "ProviderPage"
    case providerLimits = "ProviderLimits"
    case providerHealth = "ProviderHealth"
    case providerHealthList = "ProviderHealthList"
    case providerCheck = "ProviderCheck"
    case providerRefresh = "ProviderRefresh"
    case providerKindList = "ProviderKindList"
    case engineList = "EngineList"
    case model = "Model"
    case modelParameter = "ModelParameter"
    case modelPage = "ModelPage"
    case prompt = "Prompt"
    case promptDraft = "PromptDraft"
    case promptPatch = "PromptPatch"
    case promptPage = "PromptPage"
    case promptVersion = "PromptVersion"
    case promptVersionPage = "PromptVersionPage"
    case promptFacets = "PromptFacets"
    case promptFile = "PromptFile"
    case promptImport = "PromptImport"
    case usedPrompt = "UsedPrompt"
    case usedPromptPage = "UsedPromptPage"
    case wordDiff = "WordDiff"
    case lineage = "Lineage"
    case lineageNode = "LineageNode"
    case searchHit = "SearchHit"
    case searchPage = "SearchPage"
    case style = "Style"
    case styleDraft = "StyleDraft"
    case stylePatch = "StylePatch"
    case stylePage = "StylePage"
    case styleFile = "StyleFile"
    case styleImport = "StyleImport"
    case wordList = "WordList"
    case wordListDraft = "WordListDraft"
    case wordListPatch = "WordListPatch"
    case wordListEntry = "WordListEntry"
    case wordListPage = "WordListPage"
    case enhancement = "Enhancement"
    case enhancementDraft = "EnhancementDraft"
    case enhancementPage = "EnhancementPage"
    case recommendation = "Recommendation"
    case recommendationDraft = "RecommendationDraft"
    case imageDescription = "ImageDescription"
    case imageDescriptionDraft = "ImageDescriptionDraft"
    case chatRecipe = "ChatRecipe"
    case recipeDraft = "RecipeDraft"
    case preview = "Preview"
    case chat = "Chat"
    case chatDraft = "ChatDraft"
    case chatPatch = "ChatPatch"
    case chatPage = "ChatPage"
    case chatParameters = "ChatParameters"
    case chatParametersPatch = "ChatParametersPatch"
    case chatFork = "ChatFork"
    case chatFile = "ChatFile"
    case chatImport = "ChatImport"
    case message = "Message"
    case messageDraft = "MessageDraft"
    case messagePatch = "MessagePatch"
    case messagePage = "MessagePage"
    case messageExchange = "MessageExchange"
    case regeneration = "Regeneration"
    case trashItem = "TrashItem"
    case trashPage = "TrashPage"
    case event = "Event"
    case about = "About"
    case health = "Health"
    case problem = "Problem"
    case problemField = "ProblemField"
    case openAPI = "OpenAPI"
  }

  struct Property: Sendable {
    let name: String
    let schema: Schema
    var isRequired = true
    var detail = ""
  }

  case text(TextRule)
  case string
  /// A text of which a pattern says all.
  case matching(String)
  case identifier
  case timestamp
  case flag
  case integer(ClosedRange<Int>)
  case number
  case amount(ClosedRange<Double>)
  case anything
  /// Bytes as they are.
  case binary
  case words([String])
  case list(Schema)
  case nullable(Schema)
  case oneOf([Schema])
  case object([Property])
  /// An object whose members are all alike, under names that are not known before.
  case map(Schema)
  /// An object of which only this much is said.
  case open([Property])
  case ref(Name)
}

extension Schema.Name {
  var schema: Schema {
    switch self {
    case .workspace:
      .object([
        .init(name: "id", schema: .identifier),
        .init(name: "name", schema: .text(.name)),
        .init(name: "description", schema: .text(.description)),
        .init(name: "color", schema: .text(.color)),
        .init(name: "settings", schema: .ref(.workspaceSettings)),
        .init(name: "counts", schema: .ref(.workspaceCounts)),
        .init(name: "createdAt", schema: .timestamp),
        .init(name: "updatedAt", schema: .timestamp),
        .init(name: "archivedAt", schema: .nullable(.timestamp), detail: "When it was archived; set by `archived`."),
        .init(name: "deletedAt", schema: .nullable(.timestamp), detail: "When it went to the trash."),
        .init(name: "version", schema: .integer(1...Int.max), detail: "Grows by one with every change."),
      ])
    case .workspaceDraft:
      .object([
        .init(name: "name", schema: .text(.name)),
        .init(name: "description", schema: .nullable(.text(.description)), isRequired: false),
        .init(name: "color", schema: .nullable(.text(.color)), isRequired: false),
        .init(name: "settings", schema: .nullable(.ref(.workspaceSettingsPatch)), isRequired: false),
      ])
    case .workspacePatch:
      .object([
        .init(name: "name", schema: .text(.name), isRequired: false),
        .init(name: "description", schema: .nullable(.text(.description)), isRequired: false),
        .init(name: "color", schema: .nullable(.text(.color)), isRequired: false),
        .init(name: "settings", schema: .nullable(.ref(.workspaceSettingsPatch)), isRequired: false),
        .init(name: "archived", schema: .flag, isRequired: false, detail: "Puts it away, or takes it out again."),
      ])
    case .workspaceSettings: .object(Self.settings(areRequired: true))
    case .workspaceSettingsPatch: .object(Self.settings(areRequired: false))
    case .workspaceCounts:
      .object(["chats", "images", "prompts", "generations"].map { .init(name: $0, schema: .integer(0...Int.max)) })
    case .workspacePage: Self.page(of: .workspace)
    case .image: .image
    case .imagePatch: .imagePatch
    case .imagePage: Self.page(of: .image)
    case .imageForm: .imageForm
    case .imageExport: .imageExport
    case .imageUpload: .imageUpload
    case .imageUploads: .imageUploads
    case .uploadedImage: .uploadedImage
    case .similarImage: .similarImage
    case .similarImagePage: Self.page(of: .similarImage)
    case .imageBulk: .imageBulk
    case .imageBulkResult: .imageBulkResult
    case .imageFacets: .imageFacets
    case .imageTimeline: .imageTimeline
    case .tag: .tag
    case .tagPatch: .object([.init(name: "name", schema: .text(.tag))])
    case .tagPage: Self.page(of: .tag)
    case .album: .album
    case .albumDraft: .albumDraft
    case .albumPatch: .albumPatch
    case .albumPage: Self.page(of: .album)
    case .savedSearch: .savedSearch
    case .savedSearchDraft: .savedSearchPatch(isNew: true)
    case .savedSearchPatch: .savedSearchPatch(isNew: false)
    case .savedSearchPage: Self.page(of: .savedSearch)
    case .recipe: .recipe
    case .foundRecipe: .foundRecipe
    case .generation: .generation
    case .generationPage: Self.page(of: .generation)
    case .generationPatch: .generationPatch
    case .generationProgress: .generationProgress
    case .generationImage: .generationImage
    case .generationError: .generationError
    case .decision: .decision
    case .queue: .queue
    case .usage: .usage
    case .provider: .provider
    case .providerDraft: .providerDraft
    case .providerPatch: .providerPatch
    case .providerPage: Self.page(of: .provider)
    case .providerLimits: .providerLimits
    case .providerHealth: .providerHealth
    case .providerHealthList: .providerHealthList
    case .providerCheck: .providerCheck
    case .providerRefresh: .providerRefresh
    case .providerKindList: .providerKindList
    case .engineList: .engineList
    case .model: .model
    case .modelParameter: .modelParameter
    case .modelPage: Self.page(of: .model)
    case .prompt: .prompt
    case .promptDraft: .promptDraft
    case .promptPatch: .promptPatch
    case .promptPage: Self.page(of: .prompt)
    case .promptVersion: .promptVersion
    case .promptVersionPage: Self.page(of: .promptVersion)
    case .promptFacets: .promptFacets
    case .promptFile: .promptFile
    case .promptImport: .promptImport
    case .usedPrompt: .usedPrompt
    case .usedPromptPage: Self.page(of: .usedPrompt)
    case .wordDiff: .wordDiff
    case .lineage: .lineage
    case .lineageNode: .lineageNode
    case .searchHit: .searchHit
    case .searchPage: Self.page(of: .searchHit)
    case .style: .style
    case .styleDraft: .styleDraft
    case .stylePatch: .stylePatch
    case .stylePage: Self.page(of: .style)
    case .styleFile: .styleFile
    case .styleImport: .styleImport
    case .wordList: .wordList
    case .wordListDraft: .wordListDraft
    case .wordListPatch: .wordListPatch
    case .wordListEntry: .wordListEntry
    case .wordListPage: Self.page(of: .wordListEntry)
    case .enhancement: .enhancement
    case .enhancementDraft: .enhancementDraft
    case .enhancementPage: Self.page(of: .enhancement)
    case .recommendation: .recommendation
    case .recommendationDraft: .recommendationDraft
    case .imageDescription: .imageDescription
    case .imageDescriptionDraft: .imageDescriptionDraft
    case .chatRecipe: .chatRecipe
    case .recipeDraft: .recipeDraft
    case .preview: .preview
    case .chat: .chat
    case .chatDraft: .chatDraft
    case .chatPatch: .chatPatch
    case .chatPage: Self.page(of: .chat)
    case .chatParameters: .chatParameters
    case .chatParametersPatch: .chatParametersPatch
    case .chatFork: .chatFork
    case .chatFile: .chatFile
    case .chatImport: .chatImport
    case .message: .message
    case .messageDraft: .messageDraft
    case .messagePatch: .messagePatch
    case .messagePage: Self.page(of: .message)
    case .messageExchange: .messageExchange
    case .regeneration: .regeneration
    case .trashPage: Self.page(of: .trashItem)
    case .trashItem:
      .object([
        .init(name: "type", schema: .words(Trashed.Kind.allCases.map(\.rawValue))),
        .init(name: "id", schema: .identifier),
        .init(name: "workspaceId", schema: .identifier),
        .init(name: "title", schema: .string),
        .init(name: "deletedAt", schema: .timestamp),
        .init(name: "purgeAt", schema: .timestamp, detail: "When it will be gone for good."),
      ])
    case .event:
      .object([
        .init(name: "type", schema: .string, detail: "`noun.verbed`, or `resync`: read what you show afresh."),
        .init(name: "at", schema: .timestamp),
        .init(name: "workspaceId", schema: .nullable(.identifier)),
        .init(
          name: "subject",
          schema: .nullable(.open([.init(name: "type", schema: .string), .init(name: "id", schema: .string)]))),
      ])
    case .about: About.schema
    case .health: Health.schema
    case .problem:
      .object([
        .init(name: "type", schema: .string),
        .init(name: "title", schema: .string),
        .init(name: "status", schema: .integer(400...599)),
        .init(name: "code", schema: .words(Failure.Code.allCases.map(\.rawValue)), detail: "The reason, for machines."),
        .init(name: "detail", schema: .string, detail: "The reason, for people."),
        .init(name: "instance", schema: .string, detail: "The path of the request."),
        .init(name: "errors", schema: .list(.ref(.problemField))),
        .init(name: "requestId", schema: .identifier),
      ])
    case .problemField:
      .object([
        .init(name: "pointer", schema: .string, detail: "A JSON pointer into the body, or /<query parameter>."),
        .init(name: "code", schema: .words(Failure.Field.Code.allCases.map(\.rawValue))),
        .init(name: "detail", schema: .string),
      ])
    case .openAPI: .open([.init(name: "openapi", schema: .string)])
    }
  }

  private static func settings(areRequired: Bool) -> [Schema.Property] {
    [
      .init(name: "imageModel", schema: .nullable(.text(.model)), isRequired: areRequired),
      .init(name: "textModel", schema: .nullable(.text(.model)), isRequired: areRequired),
      .init(name: "systemPrompt", schema: .nullable(.text(.systemPrompt)), isRequired: areRequired),
      .init(name: "width", schema: .nullable(.integer(Workspace.sides)), isRequired: areRequired),
      .init(name: "height", schema: .nullable(.integer(Workspace.sides)), isRequired: areRequired),
      .init(name: "styleId", schema: .nullable(.identifier), isRequired: areRequired),
      .init(
        name: "budgetMicros", schema: .nullable(.integer(Workspace.budgets)), isRequired: areRequired,
        detail: "Millionths of a US dollar."),
      .init(
        name: "chatTitles", schema: .nullable(.words(ChatTitle.Author.allCases.map(\.rawValue))),
        isRequired: areRequired,
        detail: "Who names a new chat: its first words, as with null, or the model that answered first, for its price."),
    ]
  }

  private static func page(of item: Schema.Name) -> Schema {
    .object([
      .init(name: "items", schema: .list(.ref(item))),
      .init(name: "nextCursor", schema: .nullable(.string), detail: "Null on the last page."),
    ])
  }
}
