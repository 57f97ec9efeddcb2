/// Something that happened and is told to everybody who may see it.
package struct Event: Sendable, Equatable {
  /// Counts up from 1 over the whole life of the data folder.
  package let id: Int64
  /// `noun.verbed`, such as `workspace.created`.
  package let type: String
  package let at: Timestamp
  /// The workspace it belongs to; nil for what concerns the whole studio.
  package let workspaceId: Identifier?
  /// `{"type","id",…}`: what it happened to.
  package let subject: JSON

  package init(id: Int64, type: String, at: Timestamp, workspaceId: Identifier?, subject: JSON) {
    self.id = id
    self.type = type
    self.at = at
    self.workspaceId = workspaceId
    self.subject = subject
  }
}

extension Event: JSONWritable {
  /// The event without its id, which the stream carries beside it.
  package func write(to json: inout JSONWriter) {
    json.object { json in writeFields(to: &json) }
  }

  /// The same fields into an object that has more of its own.
  package func writeFields(to json: inout JSONWriter) {
    json.field("type", type)
    json.field("at", at)
    json.field("workspaceId", workspaceId)
    json.field("subject", subject)
  }
}
