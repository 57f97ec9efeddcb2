/// Models that are prompted and tuned alike, whoever offers them.
package enum Family: String, Sendable, CaseIterable {
  case sd, sd3, sdxl
  case sdxlTurbo = "sdxl-turbo"
  case flux
  case fluxKlein = "flux-klein"
  case painter
  case gpt, claude, gemini, grok, deepseek, mistral, llama, qwen, guide
  case other
}
