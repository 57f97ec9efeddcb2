import Crypto
package import Domain
import SQLite

extension Prompts where Transaction == Writing {
  /// Throws `too_many`, and `not_found` for the workspace.
  @discardableResult
  package func insert(_ draft: Prompt.Draft, in workspaceId: Identifier) throws -> Prompt {
    let now = transaction.now
    let prompt = Prompt(draft, id: Identifier(at: now), in: workspaceId, at: now)
    try insert(prompt, earlier: [])
    return prompt
  }

  /// What became of a prompt of a file.
  package enum Arrival: String, Sendable, CaseIterable {
    case added
    /// The workspace has it already, or had it once and changed it.
    case unchanged
  }

  /// Takes in a prompt of a file, with all its wordings. One of the same title that has this wording, or had it once, is
  /// left as it is; where the file gives no titles, one of any title. Throws `too_many`.
  package func take(
    _ found: PromptFile.Found, in workspaceId: Identifier
  ) throws -> (prompt: Prompt, arrival: Arrival) {
    if let known = try find(found.draft, in: workspaceId) { return (known, .unchanged) }
    let now = transaction.now
    // A file may come from a clock that was ahead.
    func past(_ moment: Timestamp?) -> Timestamp? { moment.map { min($0, now) } }
    let createdAt = past(found.createdAt ?? found.earlier.first?.createdAt) ?? now
    let draft = found.draft
    let prompt = Prompt(
      id: Identifier(at: now), workspaceId: workspaceId, title: draft.title ?? Prompt.title(for: draft.wording.text),
      wording: draft.wording, tags: draft.tags, folder: draft.folder, favorite: draft.favorite,
      currentVersion: found.earlier.count + 1, useCount: found.useCount, lastUsedAt: past(found.lastUsedAt),
      createdAt: createdAt, updatedAt: past(found.updatedAt) ?? now, deletedAt: nil, version: 1)
    try insert(
      prompt,
      earlier: found.earlier.enumerated().map { place, earlier in
        Prompt.Version(number: place + 1, wording: earlier.wording, createdAt: past(earlier.createdAt) ?? createdAt)
      },
      writtenAt: past(found.writtenAt))
    return (prompt, .added)
  }

  private func find(_ draft: Prompt.Draft, in workspaceId: Identifier) throws -> Prompt? {
    let title = draft.title.map { _ in " AND prompts.title = ?" } ?? ""
    return try connection.first(
      """
      SELECT \(Prompt.columns) FROM prompt_versions CROSS JOIN prompts ON prompts.id = prompt_id
      WHERE content = ? AND prompts.workspace_id = ? AND prompts.deleted_at IS NULL\(title) LIMIT 1
      """, [draft.wording.content, workspaceId] + (draft.title.map { [$0] } ?? []), Prompt.init(row:))
  }

  /// A patch that changes nothing leaves the version and tells of nothing. Another wording is kept beside those before.
  @discardableResult
  package func update(_ id: Identifier, _ patch: Prompt.Patch) throws -> Prompt {
    let current = try get(id)
    let changed = current.applying(patch, at: transaction.now)
    guard changed != current else { return current }
    try save(changed)
    if changed.currentVersion != current.currentVersion {
      try add(
        Prompt.Version(number: changed.currentVersion, wording: changed.wording, createdAt: transaction.now), to: id)
    }
    if changed.tags != current.tags {
      try connection.run(
        "DELETE FROM prompt_tags WHERE number = (SELECT number FROM prompts WHERE id = ?)", [id])
      try addTags(of: changed)
    }
    try record("updated", changed)
    return changed
  }

  /// Gives it the wording of that number again, as its newest. Throws `not_found`.
  @discardableResult
  package func restore(_ id: Identifier, version number: Int) throws -> Prompt {
    let wording = try version(number, of: id).wording
    var patch = Prompt.Patch()
    patch.text = wording.text
    patch.negativePrompt = wording.negativePrompt
    return try update(id, patch)
  }

  /// Counts a use of it and says which of its wordings that was: the last one of that text, else the one that it has.
  /// Nil when the workspace has no such prompt any more.
  func use(_ id: Identifier, text: String, in workspaceId: Identifier) throws -> Int? {
    let used = try connection.run(
      "UPDATE prompts SET use_count = use_count + 1, last_used_at = ? WHERE id = ? AND workspace_id = ?",
      [transaction.now, id, workspaceId])
    guard used == 1 else { return nil }
    let prompt = try get(id)
    try record("used", prompt)
    let sql = "SELECT number FROM prompt_versions WHERE prompt_id = ? AND text = ? ORDER BY number DESC LIMIT 1"
    return try connection.first(sql, [id, text]) { try $0.read(0) } ?? prompt.currentVersion
  }

  /// Moves it to the trash; one that is there already stays as it is.
  @discardableResult
  package func trash(_ id: Identifier) throws -> Prompt { try move(id, toTrash: true) }

  /// Takes it out of the trash; one that is not there stays as it is. Throws `too_many`.
  @discardableResult
  package func restore(_ id: Identifier) throws -> Prompt { try move(id, toTrash: false) }

  /// Removes it for good with all its wordings, from the trash or not.
  package func purge(_ id: Identifier) throws {
    let prompt = try get(id)
    try connection.run("DELETE FROM prompts WHERE id = ?", [id])
    try record("purged", prompt)
  }

  /// Removes up to `limit` of those that went to the trash before `moment`, the oldest first. Returns how many.
  package func purgeExpired(before moment: Timestamp, limit: Int) throws -> Int {
    let expired = try connection.all(
      "SELECT id FROM prompts WHERE deleted_at < ? ORDER BY deleted_at, id LIMIT ?", [moment, limit]
    ) { try $0.read(0, as: Identifier.self) }
    for id in expired { try purge(id) }
    return expired.count
  }

  private func move(_ id: Identifier, toTrash: Bool) throws -> Prompt {
    var prompt = try get(id)
    guard toTrash != (prompt.deletedAt != nil) else { return prompt }
    if !toTrash { try checkPlace(in: prompt.workspaceId) }
    prompt.deletedAt = toTrash ? transaction.now : nil
    prompt.updatedAt = transaction.now
    prompt.version += 1
    try save(prompt)
    try record(toTrash ? "deleted" : "restored", prompt)
    return prompt
  }

  private func checkPlace(in workspaceId: Identifier) throws {
    guard try transaction.workspaces.get(workspaceId).counts.prompts < Prompt.most else {
      throw Failure(.tooMany, "A workspace may have \(Prompt.most) prompts; remove some first.")
    }
  }

  private func insert(
    _ prompt: Prompt, earlier: [Prompt.Version], writtenAt: Timestamp? = nil
  ) throws {
    try checkPlace(in: prompt.workspaceId)
    try connection.run(
      """
      INSERT INTO prompts (id, workspace_id, title, text, negative_prompt, tags, folder, favorite, current_version,
        use_count, last_used_at, created_at, updated_at, deleted_at, version)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        prompt.id, prompt.workspaceId, prompt.title, prompt.wording.text, prompt.wording.negativePrompt,
        prompt.tagList, prompt.folder, prompt.favorite, prompt.currentVersion, prompt.useCount, prompt.lastUsedAt,
        prompt.createdAt, prompt.updatedAt, prompt.deletedAt, prompt.version,
      ])
    for version in earlier { try add(version, to: prompt.id) }
    try add(
      Prompt.Version(
        number: prompt.currentVersion, wording: prompt.wording, createdAt: writtenAt ?? prompt.createdAt),
      to: prompt.id)
    try addTags(of: prompt)
    try record("created", prompt)
  }

  private func save(_ prompt: Prompt) throws {
    try connection.run(
      """
      UPDATE prompts SET title = ?, text = ?, negative_prompt = ?, tags = ?, folder = ?, favorite = ?,
        current_version = ?, updated_at = ?, deleted_at = ?, version = ?
      WHERE id = ?
      """,
      [
        prompt.title, prompt.wording.text, prompt.wording.negativePrompt, prompt.tagList, prompt.folder,
        prompt.favorite, prompt.currentVersion, prompt.updatedAt, prompt.deletedAt, prompt.version, prompt.id,
      ])
  }

  private func add(_ version: Prompt.Version, to id: Identifier) throws {
    try connection.run(
      """
      INSERT INTO prompt_versions (prompt_id, number, text, negative_prompt, content, created_at)
      VALUES (?, ?, ?, ?, ?, ?)
      """,
      [
        id, version.number, version.wording.text, version.wording.negativePrompt, version.wording.content,
        version.createdAt,
      ])
  }

  private func addTags(of prompt: Prompt) throws {
    for tag in prompt.tags {
      try connection.run(
        "INSERT INTO prompt_tags (workspace_id, tag, number) SELECT workspace_id, ?, number FROM prompts WHERE id = ?",
        [tag, prompt.id])
    }
  }

  private func record(_ verb: String, _ prompt: Prompt) throws {
    try transaction.record(
      "prompt.\(verb)", workspaceId: prompt.workspaceId,
      subject: [
        "type": "prompt", "id": .string(prompt.id.text), "title": .string(prompt.title),
        "version": .int(Int64(prompt.version)),
      ])
  }
}

extension Prompt {
  fileprivate var tagList: JSON { .array(tags.map { .string($0) }) }
}

extension Prompt.Wording {
  fileprivate var content: [UInt8] { Digest.sha256(Array(text.utf8) + [0] + Array(negativePrompt.utf8)) }
}
