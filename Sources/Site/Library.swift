import Domain
import HTTP
import Storage

/// What is done with many pictures at once, and what is counted of them.
enum Library {
  static func change(_ call: Call) async throws -> Response {
    let change = try PictureChange(call.body)
    return try await call.write { writing in
      let changed = try writing.images.apply(change)
      var json = JSONWriter()
      json.object { json in
        json.field("matched", change.ids.count)
        json.field("changed", changed)
      }
      return Response(.ok, type: .json, json.bytes)
    }
  }

  static func facets(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    let filter = PictureFilter(call.asked)
    let facets = try await call.read { reading in
      _ = try reading.workspaces.get(id)
      return try reading.imageCounts.facets(filter, in: id)
    }
    var json = JSONWriter(capacity: 4_096)
    json.object { json in
      json.field("models", facets[.model] ?? [])
      json.field("providers", facets[.provider] ?? [])
      json.field("sizes", facets[.size] ?? [])
      json.field("tags", facets[.tag] ?? [])
      json.field("sources", facets[.source] ?? [])
    }
    return Response(.ok, type: .json, json.bytes)
  }

  static func timeline(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    let filter = PictureFilter(call.asked)
    let days = try await call.read { reading in
      _ = try reading.workspaces.get(id)
      return try reading.imageCounts.days(filter, in: id)
    }
    var json = JSONWriter(capacity: 64 + 40 * days.count)
    json.object { json in
      json.array("items") { json in
        for day in days {
          json.object { json in
            json.field("date", day.value)
            json.field("count", day.count)
          }
        }
      }
    }
    return Response(.ok, type: .json, json.bytes)
  }
}
