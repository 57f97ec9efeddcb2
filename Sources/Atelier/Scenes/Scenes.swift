/// The one list of what can be painted, and how a prompt chooses from it.
enum Scenes {
  static func painting(_ setting: Setting) -> any Painting {
    Landscape.painting(setting)
  }
}
