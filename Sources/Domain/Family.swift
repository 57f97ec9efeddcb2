/// Models that are prompted and tuned alike, whoever offers them.
package enum Family: String, Sendable, CaseIterable {
  case sd, sd3, sdxl
  /// SDXL that was taught to need few steps: Turbo, Lightning, Hyper, LCM, DMD.
  case sdxlTurbo = "sdxl-turbo"
  case flux
  case fluxKlein = "flux-klein"
  case painter
  case gpt, claude, gemini, grok, deepseek, mistral, llama, qwen, guide
  case other

  /// What a model or checkpoint of that name most likely is: `sd_xl_base_1.0.safetensors`, `FLUX.2 [klein] 4B`,
  /// `mistralai/Mistral-7B-Instruct`. `other` when the name says nothing.
  package init(naming name: String) {
    let spelling = Spelling(name)
    self = Self.signs.first { spelling.shows($0.sign) }?.family ?? .other
    if self == .sdxl, spelling.isQuick { self = .sdxlTurbo }
  }

  /// The first sign that a name shows decides, so what is special comes before what is common.
  private static let signs: [(sign: Spelling.Sign, family: Family)] = [
    // Families of their own that we know only as such, though their names sound like others.
    (.contains(["qwenimage", "chroma", "auraflow", "hidream", "zimage", "pixart", "kolors", "hunyuan"]), .other),
    (.contains(["klein"]), .fluxKlein),
    (.contains(["flux"]), .flux),
    (.contains(["sd3", "stablediffusion3"]), .sd3),
    (.contains(["sdxl", "stablediffusionxl", "ssd1b", "pony", "illustrious", "noobai", "animagine"]), .sdxl),
    (.wordEnd("xl"), .sdxl),
    (
      .contains([
        "stablediffusion", "sd1", "sd2", "sdv1", "sdv2", "sdturbo", "v15pruned", "v14pruned", "v21768", "v21512",
        "dreamshaper", "realisticvision", "deliberate", "revanimated", "absolutereality", "epicrealism", "majicmix",
        "counterfeit", "meinamix", "anythingv", "openjourney", "juggernautreborn",
      ]), .sd
    ),
    (.contains(["deepseek"]), .deepseek),
    (.contains(["claude"]), .claude),
    (.contains(["gemini", "imagen", "nanobanana"]), .gemini),
    (.contains(["grok"]), .grok),
    (.contains(["gpt", "dalle"]), .gpt),
    (.word(["o1", "o3", "o4"]), .gpt),
    (.contains(["mistral", "mixtral", "ministral", "codestral", "magistral", "devstral", "pixtral"]), .mistral),
    (.contains(["llama"]), .llama),
    (.contains(["qwen", "qwq"]), .qwen),
  ]
}
