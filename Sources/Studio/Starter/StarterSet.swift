import Domain

/// The prompts and styles themselves, of our own writing. The prompts show what macros can do.
enum StarterSet {
  static let prompts: [Prompt.Draft] = [
    prompt(
      "Lighthouse in any weather", in: "Places", tags: ["sea", "landscape"],
      """
      a lighthouse on a basalt cliff, {storm clouds breaking|fog rolling in|the last light of a clear evening}, long \
      waves below, seen from the sea, wide view
      """, against: "people, text"),
    prompt(
      "Street after rain", in: "Places", tags: ["city", "night"],
      """
      a narrow street in {{city}} after rain at night, shop signs mirrored in the wet stones, one umbrella in the \
      distance, 35mm photograph
      """),
    prompt(
      "Quiet reading room", in: "Places", tags: ["interior"],
      """
      an empty reading room with tall windows, morning light in dusty air, a worn armchair, stacks of books, muted \
      colours
      """),
    prompt(
      "Island of one trade", in: "Places", tags: ["isometric"],
      """
      isometric miniature of {a tea house|a harbour|a night market|a glass workshop} on a small floating island, tiny \
      people at work, soft daylight, plain pale background
      """),
    prompt(
      "Portrait by a window", in: "People", tags: ["portrait"],
      """
      portrait of {{person}} beside a north window, soft side light, a calm look, plain linen clothes, shallow depth of \
      field
      """, against: "harsh flash, heavy make-up"),
    prompt(
      "Craft in a workshop", in: "People", tags: ["documentary"],
      """
      {a luthier|a bookbinder|a potter|a clockmaker} at work in a small workshop, hands in focus, tools on the wall, one \
      warm lamp, documentary photograph
      """),
    prompt(
      "Fox in the first snow", in: "Animals", tags: ["animal", "winter"],
      """
      a red fox standing in the first snow at the edge of a birch forest, its breath in the cold air, low sun from \
      behind, telephoto
      """),
    prompt(
      "Creature nobody has met", in: "Animals", tags: ["fantasy"],
      """
      a friendly creature, half {owl|hare|deer} and half {moss|porcelain|paper lantern}, full body, plain background, \
      storybook illustration
      """),
    prompt(
      "Still life by one window", in: "Things", tags: ["still life"],
      """
      still life with {{object}} on a dark wooden table, light from one window, deep shadows, in the manner of old Dutch \
      painting
      """),
    prompt(
      "Product on plain ground", in: "Things", tags: ["product"],
      """
      studio photograph of {{product}} on a pale grey ground, large soft light from the left, a gentle shadow, crisp \
      edges, nothing else in the picture
      """, against: "text, watermark, clutter"),
    prompt(
      "Three-colour poster", in: "Design", tags: ["poster"],
      """
      poster of {{subject}}, three flat colours, one strong silhouette, generous empty space, texture of a screen print
      """, against: "text, letters, watermark"),
    prompt(
      "Pattern without an end", in: "Design", tags: ["pattern"],
      """
      repeating pattern of {fern leaves|small boats|pears and wasps|night moths}, flat gouache, {warm|cool} palette, even \
      rhythm, no borders
      """),
    prompt(
      "Деревня зимним вечером", in: "По-русски", tags: ["зима", "пейзаж"],
      "деревня в зимних сумерках, тёплый свет в окнах, дым из труб, глубокий снег, синие тени, широкий вид"),
    prompt(
      "Сказочная тропа", in: "По-русски", tags: ["сказка"],
      """
      узкая тропа в сказочном лесу, огромные {грибы|папоротники|светляки}, утренний туман, {{герой}} вдалеке, книжная \
      иллюстрация
      """),
  ]

  static let styles: [Style.Look] = [
    style("Photograph", "photograph of {prompt}, natural light, true colours, fine detail", "illustration, painting"),
    style(
      "35 mm film", "{prompt}, 35mm film photograph, soft grain, gentle contrast, slightly faded", "digital, glossy"),
    style("Studio light", "{prompt}, studio photograph, large soft key light, dark background, crisp", "clutter"),
    style("Noir", "{prompt}, black and white, hard light through blinds, deep shadows, night", "colour"),
    style("Watercolour", "watercolour of {prompt}, loose washes, white paper left open, soft edges", "photograph, 3d"),
    style("Oil on canvas", "oil painting of {prompt}, thick brush strokes, visible canvas, rich tones", "photograph"),
    style(
      "Gouache storybook", "{prompt}, storybook illustration in gouache, rounded shapes, warm palette", "photograph"),
    style("Ink drawing", "ink drawing of {prompt}, confident lines, hatching, white background", "colour, grey wash"),
    style(
      "Pencil sketch", "pencil sketch of {prompt}, light construction lines, smudged shading", "colour, photograph"),
    style("Linocut", "linocut print of {prompt}, bold carved shapes, two inks, paper texture", "gradient, photograph"),
    style("Paper cut", "{prompt} as layered paper cut, coloured sheets, small shadows between layers", "photograph"),
    style("Clay model", "{prompt} as a clay model, thumb prints, matte surface, soft studio light", "drawing"),
    style("Isometric", "isometric view of {prompt}, clean geometry, soft ambient light, plain background", "horizon"),
    style("Pixel art", "pixel art of {prompt}, limited palette, crisp pixels, no smoothing", "blur, photograph"),
    style("Акварель", "{prompt}, акварель, прозрачные мазки, много белой бумаги", "фотография"),
    style("Лаковая миниатюра", "{prompt}, лаковая миниатюра, чёрный фон, тонкий золотой узор", "фотография"),
  ]

  private static func prompt(
    _ title: String, in folder: String, tags: [String], _ text: String, against negative: String = ""
  ) -> Prompt.Draft {
    var draft = Prompt.Draft(title: title, .init(text: text, negativePrompt: negative))
    draft.folder = folder
    draft.tags = tags
    return draft
  }

  private static func style(_ name: String, _ positive: String, _ negative: String) -> Style.Look {
    Style.Look(name: name, positive: positive, negativePrompt: negative)
  }
}
