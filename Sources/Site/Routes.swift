import Domain
import HTTP

/// The one table of routes: the router, the description and the tests are made from it.
enum Routes {
  static let all: [Route] = [
    workspaces,
    images,
    library,
    generations,
    providers,
    prompts,
    styles,
    enhancements,
    chats,
    studio,
  ].flatMap(\.self)

  static let workspaceId = Parameter(
    name: "workspaceId", kind: .identifier, detail: "Only what happens in this workspace.")

  static let permanent = Parameter(
    name: "permanent", kind: .flag, detail: "Removes it for good instead.")
  static let trashed = Parameter(
    name: "trashed", kind: .flag, detail: "Only those in the trash, last deleted first.")

  static let router: Router<Int> = {
    var router = Router<Int>()
    for (place, route) in all.enumerated() { router.add(route.method, route.pattern, place) }
    return router
  }()
}
