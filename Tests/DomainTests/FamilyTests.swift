import Domain
import Testing

@Suite("Families") struct FamilyTests {
  @Test(
    "a name tells its family",
    arguments: [
      ("v1-5-pruned-emaonly.safetensors [6ce0161689]", Family.sd), ("sd-v1-4.ckpt", .sd), ("SD1.5", .sd),
      ("stable-diffusion-v1-5-inpainting", .sd), ("runwayml/stable-diffusion-v1-5", .sd), ("v2-1_768-ema-pruned", .sd),
      ("sd_turbo.safetensors", .sd), ("dreamshaper_8.safetensors", .sd), ("realisticVisionV60B1_v51VAE", .sd),
      ("anything-v5", .sd), ("juggernaut_reborn", .sd), ("stable-diffusion-2-1", .sd),
      ("sd_xl_base_1.0.safetensors", .sdxl), ("stable-diffusion-xl-base-10", .sdxl), ("SDXL 1.0", .sdxl),
      ("juggernautXL_v9Rundiffusion", .sdxl), ("realvisxlV40.safetensors", .sdxl), ("dreamshaperXL_alpha2", .sdxl),
      ("ponyDiffusionV6XL", .sdxl), ("illustriousXL_v01", .sdxl), ("noobaiXLNAIXL_vPred10", .sdxl),
      ("animagine-xl-3.1", .sdxl), ("SSD-1B", .sdxl), ("stabilityai/stable-diffusion-xl-base-1.0", .sdxl),
      ("sd_xl_turbo_1.0_fp16.safetensors", .sdxlTurbo), ("stable-diffusion-xl-turbo-v2", .sdxlTurbo),
      ("sdxl_lightning_4step.safetensors", .sdxlTurbo), ("juggernautXL_v9Rdphoto2Lightning", .sdxlTurbo),
      ("dreamshaperXL_v21TurboDPMSDE", .sdxlTurbo), ("Hyper-SDXL-8steps", .sdxlTurbo), ("sdxl_dmd2", .sdxlTurbo),
      ("sd3_medium_incl_clips.safetensors", .sd3), ("sd3.5_large_turbo", .sd3), ("stable-diffusion-3-5-large", .sd3),
      ("stable-diffusion-3", .sd3), ("stabilityai/stable-diffusion-3.5-medium", .sd3),
      ("flux1-dev-fp8.safetensors", .flux), ("black-forest-labs/FLUX.1-schnell", .flux), ("flux-1-schnell", .flux),
      ("flux1-dev-kontext_fp8_scaled", .flux), ("flux-2-pro-text-to-image-799", .flux), ("FLUX.2 [dev]", .flux),
      ("fluxFusionV24steps", .flux), ("flux-2-max", .flux),
      ("flux-2-klein-4b", .fluxKlein), ("FLUX.2 [klein] 4B", .fluxKlein), ("flux2_klein_9b_fp8", .fluxKlein),
      ("black-forest-labs/FLUX.2-klein-base-4B", .fluxKlein), ("flux-2-klein-4b-Q4_K_M.gguf", .fluxKlein),
      ("qwen-image-edit-2509", .other), ("z_image_turbo_bf16", .other), ("Chroma1-HD", .other),
      ("hunyuan-dit", .other), ("sd-cpp-local", .other), ("t5xxl_fp16.safetensors", .other), ("", .other),
      ("gpt-image-1", .gpt), ("gpt-5.2-mini", .gpt), ("openai/o3-mini", .gpt), ("dall-e-3", .gpt),
      ("claude-sonnet-4-5", .claude), ("gemini-2.5-flash-image", .gemini), ("grok-2-image", .grok),
      ("grok-4.3", .grok), ("deepseek-r1-distill-qwen-7b", .deepseek), ("Mixtral-8x7B", .mistral),
      ("meta-llama/Llama-3.3-70B-Instruct", .llama), ("qwen2.5:7b", .qwen), ("qwq-32b", .qwen), ("phi-4", .other),
    ])
  func naming(name: String, family: Family) {
    #expect(Family(naming: name) == family)
  }

  @Test("the three first families bring what they are known to want")
  func tuning() {
    let sd = Tuning(naming: "v1-5-pruned-emaonly")
    #expect((sd.side, sd.steps, sd.guidance, sd.takesNegativePrompt) == (512, 25, 7, true))
    let sdxl = Tuning(naming: "sd_xl_base_1.0")
    #expect((sdxl.side, sdxl.steps, sdxl.guidance, sdxl.takesNegativePrompt) == (1_024, 30, 6, true))
    let klein = Tuning(naming: "flux-2-klein-4b")
    #expect((klein.side, klein.steps, klein.guidance, klein.takesNegativePrompt) == (1_024, 4, nil, false))
    let base = Tuning(naming: "flux-2-klein-base-9b")
    #expect((base.steps, base.guidance, base.takesNegativePrompt) == (20, 4, true))
  }

  @Test(
    "models that were taught to be quick want few steps",
    arguments: [
      "sd_turbo", "sdxl_lightning_4step", "sd_xl_turbo_1.0", "sd3.5_large_turbo", "flux1-schnell", "flux-2-klein-4b",
    ])
  func quick(name: String) {
    let tuning = Tuning(naming: name)
    #expect(tuning.steps <= 8)
    #expect(tuning.guidance ?? 1 <= 1.5)
  }

  @Test("every family's first values lie within its own bounds", arguments: Family.allCases)
  func bounds(family: Family) {
    let tuning = Tuning(family)
    #expect(tuning.sides.contains(tuning.side) && tuning.side % tuning.grid == 0)
    #expect(tuning.sides.lowerBound % tuning.grid == 0 && tuning.sides.upperBound % tuning.grid == 0)
    #expect((1...tuning.mostSteps).contains(tuning.steps))
    if let guidance = tuning.guidance { #expect(tuning.guidances.contains(guidance)) }
  }

  @Test("a card takes what the model takes, and the engine's own word for a sampler")
  func parameters() throws {
    let sdxl = Tuning(.sdxl).parameters(samplers: ["Euler", "DPM++ 2M"], schedulers: ["Karras"])
    #expect(
      sdxl.map(\.name) == ["width", "height", "steps", "guidance", "negativePrompt", "seed", "sampler", "scheduler"])
    #expect(try #require(sdxl.first { $0.name == "sampler" }).standard == "DPM++ 2M")
    let klein = Tuning(.fluxKlein).parameters()
    #expect(klein.map(\.name) == ["width", "height", "steps", "seed"])
    for own in ["dpm++2m", "dpmpp_2m"] {
      #expect(Tuning(.sdxl).parameters(samplers: [own]).last?.standard == .string(own))
    }
    for own in ["Euler a", "euler_a", "euler_ancestral"] {
      #expect(Tuning(.sdxlTurbo, naming: "sdxl turbo").parameters(samplers: [own]).last?.standard == .string(own))
    }
  }
}
