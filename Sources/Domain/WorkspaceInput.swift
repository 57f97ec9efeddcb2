extension Workspace {
  /// What a person says to make a workspace.
  package struct Draft: Sendable, Equatable {
    package var name: String
    package var description: String
    package var color: String
    package var settings: Settings

    package init(name: String, description: String = "", color: String = defaultColor, settings: Settings = Settings())
    {
      self.name = name
      self.description = description
      self.color = color
      self.settings = settings
    }

    /// Throws `invalid_request` with every field that cannot be taken.
    package init(_ json: JSON) throws(Failure) {
      var fields = Fields(json)
      fields.require("name")
      let patch = Patch(&fields, withArchived: false)
      try fields.finish(readOnly: readOnlyFields)
      self.init(
        name: patch.name ?? "", description: patch.description ?? "", color: patch.color ?? defaultColor)
      patch.settings?.apply(to: &settings)
    }
  }

  /// What a person says to change one, as a JSON merge patch: null gives a field back its default.
  package struct Patch: Sendable, Equatable {
    package var name: String?
    package var description: String?
    package var color: String?
    package var settings: Settings.Patch?
    package var archived: Bool?

    package init() {}

    /// Throws `invalid_request` with every field that cannot be taken.
    package init(_ json: JSON) throws(Failure) {
      var fields = Fields(json)
      self.init(&fields, withArchived: true)
      try fields.finish(readOnly: readOnlyFields)
    }

    fileprivate init(_ fields: inout Fields, withArchived: Bool) {
      name = fields.text("name", .name)
      description = fields.nullableText("description", .description).map { $0 ?? "" }
      color = fields.nullableText("color", .color).map { $0 ?? defaultColor }
      settings = fields.nullableObject("settings") { Settings.Patch(&$0) }.map { $0 ?? .cleared }
      archived = withArchived ? fields.flag("archived") : nil
    }
  }
}

extension Workspace.Settings {
  /// Absent (nil) leaves a setting, null (`.some(nil)`) clears it.
  package struct Patch: Sendable, Equatable {
    package var imageModel: String??
    package var textModel: String??
    package var systemPrompt: String??
    package var width: Int??
    package var height: Int??
    package var styleId: Identifier??
    package var budgetMicros: Int??
    package var chatTitles: ChatTitle.Author??

    package init() {}

    static let cleared: Patch = {
      var patch = Patch()
      patch.imageModel = .some(nil)
      patch.textModel = .some(nil)
      patch.systemPrompt = .some(nil)
      patch.width = .some(nil)
      patch.height = .some(nil)
      patch.styleId = .some(nil)
      patch.budgetMicros = .some(nil)
      patch.chatTitles = .some(nil)
      return patch
    }()

    init(_ fields: inout Fields) {
      imageModel = fields.nullableText("imageModel", .model)
      textModel = fields.nullableText("textModel", .model)
      systemPrompt = fields.nullableText("systemPrompt", .systemPrompt)
      width = fields.nullableInteger("width", Workspace.sides)
      height = fields.nullableInteger("height", Workspace.sides)
      styleId = fields.nullableIdentifier("styleId")
      budgetMicros = fields.nullableInteger("budgetMicros", Workspace.budgets)
      chatTitles = fields.nullableChoice("chatTitles", ChatTitle.Author.self)
    }

    func apply(to settings: inout Workspace.Settings) {
      if let imageModel { settings.imageModel = imageModel }
      if let textModel { settings.textModel = textModel }
      if let systemPrompt { settings.systemPrompt = systemPrompt }
      if let width { settings.width = width }
      if let height { settings.height = height }
      if let styleId { settings.styleId = styleId }
      if let budgetMicros { settings.budgetMicros = budgetMicros }
      if let chatTitles { settings.chatTitles = chatTitles }
    }
  }
}
