import HTTP

/// A server on a free port, started, with limits to the test's liking.
func server(_ adjust: (inout Limits) -> Void = { _ in }, _ handler: @escaping Handler) throws -> Server {
  var settings = Server.Settings(handler: handler)
  adjust(&settings.limits)
  let server = try Server(settings)
  try server.start()
  return server
}

func ok(_ text: String = "ok") -> Response { Response(.ok, type: .text, Array(text.utf8)) }

/// The plainest request.
let get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
