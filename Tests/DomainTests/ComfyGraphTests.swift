import Testing

@testable import Domain

@Suite struct ComfyGraphTests {
  private func found(_ name: String, _ text: String) -> FoundRecipe {
    FoundRecipe(in: [FoundRecipe.Text(name: name, text: text)])
  }

  static let simple = """
    {"3":{"class_type":"KSampler","inputs":{"seed":["20",0],"steps":20,"cfg":8.0,"sampler_name":"euler",
      "denoise":1.0,"scheduler":"normal","model":["10",0],
      "positive":["6",0],"negative":["7",0],"latent_image":["5",0]}},
     "20":{"class_type":"PrimitiveInt","inputs":{"value":18446744073709551615}},
     "4":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"sd/xl.safetensors"}},
     "10":{"class_type":"LoraLoader","inputs":{"lora_name":"x","strength_model":NaN,"model":["4",0],"clip":["4",1]}},
     "5":{"class_type":"EmptyLatentImage","inputs":{"width":["21",0],"height":768,"batch_size":1}},
     "21":{"class_type":"Reroute","inputs":{"":["22",0]}},
     "22":{"class_type":"PrimitiveNode","inputs":{"value":512}},
     "6":{"class_type":"CLIPTextEncode","inputs":{"text":["23",0],"clip":["10",1]}},
     "23":{"class_type":"StringConcatenate","inputs":{"string_a":"a fox","string_b":["24",0],"delimiter":", "}},
     "24":{"class_type":"PrimitiveString","inputs":{"value":"in snow"}},
     "7":{"class_type":"CLIPTextEncode","inputs":{"text":"blurry","clip":["10",1]}},
     "30":{"class_type":"KSampler","inputs":{"seed":5,"steps":9,"cfg":8.0,"sampler_name":"euler","scheduler":"normal",
      "denoise":0.4,"model":["10",0],"positive":["6",0],"negative":["7",0],"latent_image":["31",0]}},
     "31":{"class_type":"LatentUpscale","inputs":{"samples":["3",0],"width":1024,"height":1536}}}
    """

  @Test("a plain graph gives the first pass, with values followed through links")
  func plain() throws {
    let recipe = try #require(found("prompt", Self.simple).recipe)
    #expect(recipe.prompt == "a fox, in snow" && recipe.negativePrompt == "blurry")
    #expect(recipe.seed == .max && recipe.steps == 20 && recipe.guidance == 8)
    #expect(recipe.width == 512 && recipe.height == 768 && recipe.model == "sd/xl.safetensors")
    #expect(recipe.sampler == "euler" && recipe.scheduler == "normal" && recipe.strength == nil)
  }

  @Test("a graph in the EXIF of WebP is the same graph")
  func exif() { #expect(found("Model", "prompt:" + Self.simple).recipe == found("prompt", Self.simple).recipe) }

  static let custom = """
    {"1":{"class_type":"UNETLoader","inputs":{"unet_name":{"content":"flux.safetensors","image":null}}},
     "2":{"class_type":"CLIPTextEncode","inputs":{"text":"a boat","clip":["9",0]}},
     "3":{"class_type":"FluxGuidance","inputs":{"guidance":3.5,"conditioning":["2",0]}},
     "4":{"class_type":"ControlNetApplyAdvanced","inputs":{"positive":["3",0],"negative":["5",0],"strength":1}},
     "5":{"class_type":"ConditioningZeroOut","inputs":{"conditioning":["2",0]}},
     "6":{"class_type":"CFGGuider","inputs":{"model":["1",0],"positive":["4",0],"negative":["4",1],"cfg":1.0}},
     "7":{"class_type":"RandomNoise","inputs":{"noise_seed":12}},
     "8":{"class_type":"KSamplerSelect","inputs":{"sampler_name":"res"}},
     "10":{"class_type":"BasicScheduler","inputs":{"scheduler":"simple","steps":4,"denoise":0.5,"model":["1",0]}},
     "11":{"class_type":"SplitSigmas","inputs":{"sigmas":["10",0],"step":2}},
     "12":{"class_type":"EmptySD3LatentImage","inputs":{"width":640,"height":480}},
     "13":{"class_type":"SamplerCustomAdvanced","inputs":{"noise":["7",0],"guider":["6",0],"sampler":["8",0],
       "sigmas":["11",1],"latent_image":["12",0]}}}
    """

  @Test("the parts of a custom sampler are gathered, and what is zeroed is no negative prompt")
  func customSampler() throws {
    let recipe = try #require(found("prompt", Self.custom).recipe)
    #expect(recipe.prompt == "a boat" && recipe.negativePrompt == nil && recipe.guidance == 3.5)
    #expect(recipe.seed == 12 && recipe.steps == 4 && recipe.sampler == "res" && recipe.scheduler == "simple")
    #expect(recipe.model == "flux.safetensors" && recipe.strength == 0.5 && recipe.width == 640)
  }

  static let drawn = """
    {"nodes":[
      {"id":1,"type":"CheckpointLoaderSimple","widgets_values":["xl"],"inputs":[]},
      {"id":2,"type":"CLIPTextEncode","widgets_values":["a tree"],"inputs":[{"name":"clip","link":9}]},
      {"id":3,"type":"CLIPTextEncode","widgets_values":["ugly"],"inputs":[]},
      {"id":4,"type":"EmptyLatentImage","widgets_values":[256,320,1]},
      {"id":6,"type":"Reroute","inputs":[{"name":"","link":1}]},
      {"id":5,"type":"KSampler","widgets_values":[77,"randomize",12,6.5,"dpmpp_2m","karras",1],"inputs":[
        {"name":"model","link":5},{"name":"positive","link":2},{"name":"negative","link":3},
        {"name":"latent_image","link":4}]},
      {"id":7,"type":"KSampler","mode":4,"widgets_values":[1,"fixed",1,1,"x","y",1],
        "inputs":[{"name":"positive","link":2}]}],
     "links":[[1,1,0,6,0,"MODEL"],[2,2,0,5,1,"C"],[3,3,0,5,2,"C"],[4,4,0,5,3,"L"],
       {"id":5,"origin_id":6,"origin_slot":0,"target_id":5,"target_slot":0}]}
    """

  @Test("a graph that is only drawn is read by the places of its widgets")
  func workflow() throws {
    let recipe = try #require(found("workflow", Self.drawn).recipe)
    #expect(recipe.prompt == "a tree" && recipe.negativePrompt == "ugly" && recipe.model == "xl")
    #expect(recipe.seed == 77 && recipe.steps == 12 && recipe.guidance == 6.5 && recipe.scheduler == "karras")
    #expect(recipe.width == 256 && recipe.height == 320)
  }

  @Test("a graph that runs in circles, or doubles its text at every step, ends", .timeLimit(.minutes(1)))
  func circles() {
    let circle = """
      {"1":{"class_type":"KSampler","inputs":{"seed":["1",0],"positive":["1",0],"negative":["1",1],"model":["1",0],
        "latent_image":["1",0],"text":["1",0],"conditioning_1":["1",0],"conditioning_2":["1",0]}}}
      """
    #expect(found("prompt", circle).recipe == nil)
    var doubling = #"{"s":{"class_type":"KSampler","inputs":{"seed":1,"positive":["t",0]}}"#
    doubling += #","t":{"class_type":"CLIPTextEncode","inputs":{"text":["0",0]}}"#
    for node in 0..<30 {
      doubling +=
        #","\#(node)":{"class_type":"C","inputs":{"string_a":["\#(node + 1)",0],"string_b":["\#(node + 1)",0]}}"#
    }
    doubling += #","30":{"class_type":"P","inputs":{"value":"\#(String(repeating: "x", count: 60_000))"}}}"#
    #expect(found("prompt", doubling).source == .comfyui)
  }
}
