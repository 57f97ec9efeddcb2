import Domain

extension Schema.Name {
  /// A value that would be taken, where one is worth showing.
  var example: JSON? {
    switch self {
    case .workspaceDraft:
      [
        "name": "Lighthouse series", "color": "#4a90d9",
        "settings": ["imageModel": "builtin/painter", "width": 1_024, "height": 768],
      ]
    case .recipeDraft:
      [
        "prompt": "a {red|white} lighthouse on a cliff, __weather__", "model": "builtin/painter", "width": 1_024,
        "height": 768, "count": 4,
      ]
    case .enhancementDraft:
      [
        "prompt": "a lighthouse at dusk", "workspaceId": "01a2b3c4-d5e6-7f80-8123-456789abcdef",
        "imageModel": "builtin/painter", "style": "watercolour", "lockedWords": ["lighthouse"], "count": 2,
      ]
    case .promptDraft:
      ["title": "Harbour", "text": "a harbour at {{time}}, {fog|rain}", "folder": "Places/Sea", "tags": ["sea"]]
    case .promptPatch: ["text": "a small harbour at {{time}}", "favorite": true]
    case .promptFile:
      [
        "format": "pixazo-prompts", "version": 1,
        "prompts": [["title": "Harbour", "text": "a harbour at {{time}}", "negativePrompt": "people"]],
      ]
    case .recommendationDraft: ["prompt": "a poster that says \"OPEN LATE\"", "prefer": "quality"]
    case .chatRecipe: ["prompt": "a lighthouse at dusk", "count": 2]
    case .imageExport: ["filter": [:], "strip": true]
    case .styleDraft: ["name": "Ink", "positive": "ink drawing of {prompt}, fine lines", "negativePrompt": "colour"]
    case .stylePatch: ["steps": nil, "positive": "ink drawing of {prompt}"]
    case .styleFile: [["name": "Ink", "prompt": "ink drawing of {prompt}", "negative_prompt": "colour"]]
    case .wordListDraft: ["name": "weather", "words": ["fog", "3::low sun", "a {light|heavy} storm"]]
    case .wordListPatch: ["words": ["fog", "snow"]]
    case .chatDraft: ["title": "Posters", "parameters": ["mode": "think"]]
    case .messageDraft: ["text": "Which model paints a lighthouse at dusk best?"]
    case .messagePatch: ["feedback": "up"]
    case .imageBulk:
      [
        "ids": ["0199b4a0-0000-7000-8000-000000000001"], "action": "addTags", "tags": ["sea"],
      ]
    case .tagPatch: ["name": "seaside"]
    case .albumDraft: ["name": "Autumn show"]
    case .savedSearchDraft: ["name": "Best of the sea", "query": "q=sea&minRating=4"]
    case .imagePatch: ["title": "Lighthouse at dusk", "rating": 4, "tags": ["sea", "dusk"]]
    case .providerDraft: ["kind": "builtin", "name": "A second painter"]
    case .providerPatch: ["limits": ["concurrency": 2]]
    case .workspacePatch: ["description": "Paintings for the autumn show.", "settings": ["height": nil]]
    default: nil
    }
  }
}
