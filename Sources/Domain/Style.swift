/// A way to draw that can be put over any prompt.
package struct Style: Sendable, Equatable {
  package let id: Identifier
  package let workspaceId: Identifier
  package var look: Look
  package let createdAt: Timestamp
  package var updatedAt: Timestamp
  /// When it went to the trash; nil while it is in use.
  package var deletedAt: Timestamp?
  /// Grows by one with every change.
  package var version: Int

  /// What a person says of a style, and what a file of styles holds.
  package struct Look: Sendable, Equatable {
    package var name: String
    /// With `{prompt}` where the prompt goes; without, it is put behind the prompt.
    package var positive: String
    /// Put behind a negative prompt, or around it where it holds `{prompt}`.
    package var negativePrompt: String
    package var steps: Int?
    package var guidance: Double?
    package var sampler: String?

    package init(name: String, positive: String = Style.place, negativePrompt: String = "") {
      self.name = name
      self.positive = positive
      self.negativePrompt = negativePrompt
    }

    /// Throws `invalid_request` with every field that cannot be taken.
    package init(_ json: JSON) throws(Failure) {
      var fields = Fields(json)
      fields.require("name")
      let patch = Patch(&fields)
      try fields.finish(readOnly: readOnlyFields)
      self.init(name: "")
      patch.apply(to: &self)
    }
  }

  /// What a person says to change one, as a JSON merge patch: null gives a field back its default.
  package struct Patch: Sendable, Equatable {
    package var name: String?
    package var positive: String?
    package var negativePrompt: String?
    package var steps: Int??
    package var guidance: Double??
    package var sampler: String??

    /// Throws `invalid_request` with every field that cannot be taken.
    package init(_ json: JSON) throws(Failure) {
      var fields = Fields(json)
      self.init(&fields)
      try fields.finish(readOnly: readOnlyFields)
    }

    fileprivate init(_ fields: inout Fields) {
      name = fields.text("name", .name)
      positive = Self.macro("positive", &fields).map { $0 ?? Style.place }
      negativePrompt = Self.macro("negativePrompt", &fields).map { $0 ?? "" }
      steps = fields.nullableInteger("steps", Recipe.stepNumbers)
      guidance = fields.nullableNumber("guidance", Recipe.guidances)
      sampler = fields.nullableText("sampler", .sampler).map { $0.flatMap { $0.isEmpty ? nil : $0 } }
    }

    private static func macro(_ name: String, _ fields: inout Fields) -> String?? {
      guard let text = fields.nullableText(name, .negativePrompt) else { return nil }
      do throws(Macro.Fault) {
        _ = try Macro(text ?? "", hasPlace: true)
      } catch {
        fields.refuse(name, error.code, error.detail)
      }
      return .some(text)
    }

    fileprivate func apply(to look: inout Look) {
      if let name { look.name = name }
      if let positive { look.positive = positive }
      if let negativePrompt { look.negativePrompt = negativePrompt }
      if let steps { look.steps = steps }
      if let guidance { look.guidance = guidance }
      if let sampler { look.sampler = sampler }
    }
  }

  package init(
    id: Identifier, workspaceId: Identifier, look: Look, createdAt: Timestamp, updatedAt: Timestamp,
    deletedAt: Timestamp?, version: Int
  ) {
    self.id = id
    self.workspaceId = workspaceId
    self.look = look
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.deletedAt = deletedAt
    self.version = version
  }

  /// A new style.
  package init(_ look: Look, id: Identifier, in workspaceId: Identifier, at now: Timestamp) {
    self.init(
      id: id, workspaceId: workspaceId, look: look, createdAt: now, updatedAt: now, deletedAt: nil, version: 1)
  }

  /// The style after `patch`; the same, version and all, when the patch changes nothing.
  package func applying(_ patch: Patch, at now: Timestamp) -> Style {
    var look = look
    patch.apply(to: &look)
    return applying(look, at: now)
  }

  /// The style with another look; the same, version and all, when it is no other.
  package func applying(_ look: Look, at now: Timestamp) -> Style {
    guard look != self.look else { return self }
    var changed = self
    changed.look = look
    changed.updatedAt = now
    changed.version += 1
    return changed
  }

  package static let place = "{prompt}"
  /// In one workspace, those in the trash left out.
  package static let most = 5_000
  package static let readOnlyFields = ["id", "workspaceId", "createdAt", "updatedAt", "deletedAt", "version"]

  /// By which a workspace tells its styles apart: case and blanks at the ends do not count.
  package static func key(of name: String) -> String { name.trimmed.lowercased() }
}

extension Style: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id)
      json.field("workspaceId", workspaceId)
      json.field("name", look.name)
      json.field("positive", look.positive)
      json.field("negativePrompt", look.negativePrompt)
      json.field("steps", look.steps)
      json.field("guidance", look.guidance)
      json.field("sampler", look.sampler)
      json.field("createdAt", createdAt)
      json.field("updatedAt", updatedAt)
      json.field("deletedAt", deletedAt)
      json.field("version", version)
    }
  }
}
