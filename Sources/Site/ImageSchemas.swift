import Domain

// What pictures, their recipes and their uploads look like.
extension Schema {
  static let image = Schema.object(imageProperties)

  static let uploadedImage = Schema.object(
    imageProperties + [
      .init(name: "duplicate", schema: .flag, detail: "The workspace had these very bytes already.")
    ])

  static let similarImage = Schema.object(
    imageProperties + [
      .init(name: "distance", schema: .integer(0...64), detail: "In how many of 64 bits the two differ.")
    ])

  static let imagePatch = Schema.object([
    .init(name: "title", schema: .nullable(.text(.title)), isRequired: false),
    .init(name: "alt", schema: .nullable(.text(.alt)), isRequired: false, detail: "For those who cannot see it."),
    .init(name: "favorite", schema: .flag, isRequired: false),
    .init(name: "rating", schema: .nullable(.integer(Picture.ratings)), isRequired: false),
    .init(name: "tags", schema: .nullable(.list(.text(.tag))), isRequired: false, detail: "All of them."),
    .init(
      name: "albumIds", schema: .nullable(.list(.identifier)), isRequired: false,
      detail: "All of them; each of the image's workspace."),
  ])

  /// As a form, and as its answer.
  static let imageForm = Schema.object([.init(name: "file", schema: .list(.binary), detail: "Once for each picture.")])
  static let imageUploads = Schema.object([.init(name: "items", schema: .list(.ref(.uploadedImage)))])
  static let imageUpload = Schema.oneOf([.ref(.image), .ref(.imageUploads)])

  static let recipe = Schema.object([
    .init(name: "prompt", schema: .string),
    .init(name: "negativePrompt", schema: .nullable(.string)),
    .init(name: "model", schema: .nullable(.string), detail: "As the program that made it named it."),
    .init(name: "width", schema: .nullable(.integer(0...Int.max))),
    .init(name: "height", schema: .nullable(.integer(0...Int.max))),
    .init(name: "steps", schema: .nullable(.integer(0...Int.max))),
    .init(name: "guidance", schema: .nullable(.number)),
    .init(name: "seed", schema: .nullable(.integer(0...Int.max))),
    .init(name: "count", schema: .nullable(.integer(0...Int.max))),
    .init(name: "sampler", schema: .nullable(.string)),
    .init(name: "scheduler", schema: .nullable(.string)),
    .init(name: "styleId", schema: .nullable(.identifier)),
    .init(name: "initImageId", schema: .nullable(.identifier)),
    .init(name: "maskImageId", schema: .nullable(.identifier)),
    .init(name: "strength", schema: .nullable(.number)),
    .init(name: "referenceImageIds", schema: .nullable(.list(.identifier))),
    .init(name: "enhancementId", schema: .nullable(.identifier)),
    .init(name: "promptId", schema: .nullable(.identifier)),
    .init(name: "messageId", schema: .nullable(.identifier)),
    .init(name: "parentImageId", schema: .nullable(.identifier)),
    .init(
      name: "variables", schema: .nullable(.open([])), detail: "A text for every `{{name}}` of the prompts."),
    .init(
      name: "combine", schema: .nullable(.flag),
      detail: "Every combination of the prompts' choices instead of drawn ones."),
    .init(name: "extra", schema: .nullable(.open([])), detail: "What only this model knows."),
  ])

  static let foundRecipe = Schema.object([
    .init(
      name: "source", schema: .words(FoundRecipe.Source.allCases.map(\.rawValue)), detail: "The program that wrote it."),
    .init(name: "recipe", schema: .nullable(.ref(.recipe))),
    .init(name: "raw", schema: .open([]), detail: "Every text of the file, by its name."),
  ])

  private static let imageProperties: [Property] = [
    .init(name: "id", schema: .identifier),
    .init(name: "workspaceId", schema: .identifier),
    .init(name: "generationId", schema: .nullable(.identifier)),
    .init(name: "index", schema: .integer(0...Int.max), detail: "Its place in its generation."),
    .init(name: "title", schema: .text(.title)),
    .init(name: "alt", schema: .text(.alt)),
    .init(name: "prompt", schema: .nullable(.string)),
    .init(name: "negativePrompt", schema: .nullable(.string)),
    .init(name: "recipe", schema: .nullable(.ref(.recipe))),
    .init(name: "model", schema: .nullable(.string)),
    .init(name: "provider", schema: .nullable(.string)),
    .init(name: "width", schema: .integer(1...Int.max), detail: "Upright, as a person sees it."),
    .init(name: "height", schema: .integer(1...Int.max)),
    .init(name: "format", schema: .words(Picture.Format.allCases.map(\.rawValue))),
    .init(name: "bytes", schema: .integer(1...Int.max), detail: "The size of its file."),
    .init(name: "sha256", schema: .matching("^[0-9a-f]{64}$"), detail: "Of its file."),
    .init(name: "seed", schema: .nullable(.integer(0...Int.max))),
    .init(name: "favorite", schema: .flag),
    .init(name: "rating", schema: .integer(Picture.ratings)),
    .init(name: "tags", schema: .list(.text(.tag))),
    .init(name: "albumIds", schema: .list(.identifier)),
    .init(name: "source", schema: .words(Picture.Source.allCases.map(\.rawValue))),
    .init(name: "parentImageId", schema: .nullable(.identifier)),
    .init(name: "placeholder", schema: .string, detail: "A ThumbHash in base64: what to show until it is there."),
    .init(name: "thumbnailUrl", schema: .string),
    .init(name: "fileUrl", schema: .string),
    .init(name: "createdAt", schema: .timestamp),
    .init(name: "updatedAt", schema: .timestamp),
    .init(name: "deletedAt", schema: .nullable(.timestamp), detail: "When it went to the trash."),
    .init(name: "version", schema: .integer(1...Int.max), detail: "Grows by one with every change."),
  ]

  static let imageExport = Schema.object([
    .init(
      name: "ids", schema: .nullable(.list(.identifier)), isRequired: false,
      detail: "Either these, \(ImageExports.mostIds) at most,"),
    .init(
      name: "filter", schema: .nullable(.open([])), isRequired: false,
      detail: "or those that a list would show that is asked the same; all of the workspace when it is empty."),
    .init(
      name: "strip", schema: .nullable(.flag), isRequired: false,
      detail: "Without what the files say beside their pixels, and without recipes."),
  ])
}
