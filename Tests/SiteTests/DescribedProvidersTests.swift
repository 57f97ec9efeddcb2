import Domain
import HTTP
import Support
import Testing

/// Connections whose options are JSON of their own: described gateways and graphs.
@Suite("Described providers over HTTP")
struct DescribedProvidersTests {
  private static let model: JSON = [
    "name": "acme/flux-schnell", "request": ["path": "/paint", "body": ["p": "{{prompt}}", "s": "{{size}}"]],
    "pictures": "data[*].url",
  ]

  private func connect(_ client: TestClient, _ options: JSON, kind: String = "generic") async -> TestResponse {
    let json: JSON = [
      "kind": .string(kind), "id": "acme", "baseUrl": "http://127.0.0.1:9", "options": options,
    ]
    return await client.send(.post, "/api/v1/providers", json: json)
  }

  @Test("a gateway's description becomes models at once, and a faulty one is told with its place and not stored")
  func descriptions() async throws {
    let client = try await TestStudio().client
    let faulty = await connect(client, ["models": [["name": "x", "request": ["path": "paint", "body": ["p": "?"]]]]])
    #expect(faulty.status == 422)
    let pointers = faulty.json["errors"]?.array?.compactMap { $0["pointer"]?.string }
    #expect(pointers == ["/options/models/0/request/path", "/options/models/0/request/body"])
    #expect(await client.get("/api/v1/providers/acme").status == 404)

    #expect(await connect(client, ["models": [Self.model]]).status == 201)
    let models = await client.get("/api/v1/models?type=image").json["items"]?.array ?? []
    let ours = models.first { $0["id"] == "acme/acme/flux-schnell" }
    #expect(ours?["family"] == "flux" && ours?["usable"] == true)

    let change: JSON = ["options": ["models": [["name": "y"]]]]
    let refused = await client.send(.patch, "/api/v1/providers/acme", json: change)
    #expect(refused.status == 422)
    #expect(await client.get("/api/v1/providers/acme").json["options"]?["models"] == [Self.model])
  }

  @Test("a graph of one's own is checked when it is saved")
  func graphs() async throws {
    let client = try await TestStudio().client
    let graph: JSON = ["6": ["class_type": "Text", "inputs": ["text": "?"]]]
    func workflows(_ place: JSON) -> JSON {
      ["workflows": [["name": "mine", "graph": graph, "fields": ["prompt": place]]]]
    }
    let faulty = await connect(client, workflows("7.inputs.text"), kind: "comfyui")
    #expect(faulty.status == 422)
    #expect(faulty.json["errors"]?.array?.first?["pointer"] == "/options/workflows/0/fields/prompt")
    #expect(await connect(client, workflows("6.inputs.text"), kind: "comfyui").status == 201)
  }
}
