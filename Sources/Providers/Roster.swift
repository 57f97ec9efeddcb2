package import Domain
package import HTTP

/// The one list of what we can connect to.
package enum Roster {
  /// Every kind there is, the built-in first. All outside calls go through `client`.
  package static func kinds(client: Client) -> [ProviderKind] {
    [
      Painter.kind,
      Pixazo.kind(client: client),
      OpenAIImages.kind(client: client),
      XAIImages.kind(client: client),
      SDCpp.kind(client: client),
      WebUI.kind(client: client),
      ComfyUI.kind(client: client),
      Generic.kind(client: client),
    ] + TextKinds.all(client: client)
  }
}
