import Domain
import Foundation
import Raster
import Support
import Testing

@testable import pixazo

/// The program itself, on folders of its own: the verbs hear signals, which a test's process should not.
@Suite struct GenerateTests {
  private let folder = TemporaryFolder()
  private var data: String { folder.path + "/data" }

  private struct Ran {
    let code: Int32
    let lines: [String]
    let errors: String

    /// The answer of `--json`.
    var json: JSON { (try? JSON(parsing: Array((lines.last ?? "").utf8))) ?? .null }
  }

  private func run(_ words: String..., small: Bool = false) throws -> Ran {
    let size = small ? ["--width=64", "--height=64", "--steps=1"] : []
    let program = try Program(words: words + size + ["--data-dir", data], environment: ["HOME": folder.path])
    var lines: [String] = []
    while let line = program.line() { lines.append(line) }
    let (code, errors) = program.end()
    return Ran(code: code, lines: lines, errors: errors)
  }

  private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  private func recipe(of name: String) throws -> Recipe? {
    let texts = Metadata.read(path: path(name)).entries.map { FoundRecipe.Text(name: $0.name, text: $0.text) }
    return FoundRecipe(in: texts).recipe
  }

  @Test("on a fresh folder one command makes a picture, with its recipe in it and in the library")
  func fresh() throws {
    let ran = try run(
      "generate", "a", "sea", "--width=96", "--height=64", "--steps=1", "--seed=7", "--out", path("sea.png"))
    #expect(ran.code == 0 && ran.lines == [path("sea.png")] && ran.errors.isEmpty)
    let probe = try Probe.read(path: path("sea.png"))
    #expect(probe.width == 96 && probe.height == 64)
    let recipe = try #require(try recipe(of: "sea.png"))
    #expect(recipe.prompt == "a sea" && recipe.seed == 7 && recipe.model == "builtin/painter")
    let again = try run(
      "generate", "a sea", "--width=96", "--height=64", "--steps=1", "--seed=7", "--out", path("again.png"))
    #expect(again.code == 0)
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: path("again.png")))
        == Data(contentsOf: URL(fileURLWithPath: path("sea.png"))))
    // The library is its owner's alone; what was written out is not.
    let rights = try FileManager.default.attributesOfItem(atPath: path("sea.png"))[.posixPermissions] as? Int
    let mask = umask(0)
    umask(mask)
    #expect(rights == 0o666 & ~Int(mask))
  }

  @Test("several go into a folder under the prompt's name, or are numbered; without --out they stay in the library")
  func several() throws {
    let many = try run("generate", "A Fox, at dawn!", "--seed=3", "--count=2", "--out", folder.path, small: true)
    #expect(many.code == 0 && many.lines == [path("a-fox-at-dawn-3.png"), path("a-fox-at-dawn-4.png")])
    let more = try run("generate", "A Fox, at dawn!", "--seed=3", "--out", folder.path + "/", small: true)
    #expect(more.lines == [path("a-fox-at-dawn-3-2.png")], "What is there is not replaced.")
    let numbered = try run("generate", "{a|b}", "--combine", "--out", path("x.png"), small: true)
    #expect(numbered.lines == [path("x-1.png"), path("x-2.png")])
    #expect(try recipe(of: "x-1.png")?.prompt == "a" && recipe(of: "x-2.png")?.prompt == "b")
    let kept = try run("generate", "a", "--seed=9", small: true)
    #expect(kept.lines.count == 1 && kept.lines[0].hasSuffix(" 64x64 seed 9"))
  }

  @Test("a recipe's file is followed, and flags change it")
  func recipes() throws {
    try Data(#"{"prompt": "a sea", "width": 64, "height": 96, "steps": 1, "seed": 5, "model": null}"#.utf8)
      .write(to: URL(fileURLWithPath: path("recipe.json")))
    let ran = try run(
      "generate", "--recipe", path("recipe.json"), "--height=64", "--negative", "fog", "--json", "--out", path("a.png"))
    #expect(ran.code == 0)
    let recipe = ran.json["recipe"]
    #expect(recipe?["prompt"] == "a sea" && recipe?["height"] == 64 && recipe?["width"] == 64)
    #expect(recipe?["negativePrompt"] == "fog" && ran.json["state"] == "succeeded")
    #expect(ran.json["files"] == [.string(path("a.png"))])
    let image = try run(
      "generate", "anew", "--init", path("a.png"), "--strength=0.5", "--width=64", "--height=64", "--steps=1", "--json")
    #expect(image.code == 0 && image.json["recipe"]?["initImageId"]?.string.flatMap { Identifier($0) } != nil)
  }

  @Test("a running server makes them, and shows them")
  func server() throws {
    let server = try Program("serve", "--port", "0", "--data-dir", data, "--log-format", "json")
    let port = try server.port()
    _ = ask(port, "/api/v1/workspaces", method: "POST", body: #"{"name": "Drawings"}"#)
    let ran = try run("generate", "a sea", "--workspace", "drawings", "--out", path("a.png"), "--json", small: true)
    #expect(ran.code == 0, "\(ran.errors)")
    let workspace = try #require(ran.json["workspaceId"]?.string)
    #expect(ask(port, "/api/v1/workspaces/\(workspace)").contains("Drawings"))
    let id = try #require(ran.json["images"]?.array?.first?["id"]?.string)
    #expect(ask(port, "/api/v1/images/\(id)").hasPrefix("HTTP/1.1 200 "))
    #expect(try run("verify", path("a.png")).code == 0)
    let unknown = try run("generate", "a", "--workspace", "Drawing")
    #expect(unknown.code == 2 && unknown.errors.contains("Did you mean Drawings?"))
  }

  @Test("what cannot be taken is refused with all its reasons, before anything is made")
  func refusals() throws {
    for (words, sentence) in [
      (["a", "--steps=99", "--sampler=x"], "sampler: builtin/painter does not take it."),
      (["a", "--steps=99"], "steps: Must be at most 50."), (["a", "--model=nobody/nothing"], "There is no model"),
      (["a", "--width=many"], "is no number"), (["a", "--guidance=nan"], "is no number"), ([], "Say what to make"),
      (["a", "--style=Nobody"], "Unknown style"), (["a", "--out=/nowhere/a.png"], "nothing can be written"),
      (["a", "--out=\(folder.path)/none/"], "is no folder"), (["a", "--recipe=/dev/null"], "holds no recipe"),
      (["{{who}}"], "who: {{who}} must be filled in."), (["__none__"], "There is no word list"),
      (["a", "--workspace=\(Identifier())"], "no such workspace"),
    ] {
      let program = try Program(
        words: ["generate"] + words + ["--data-dir", data], environment: ["HOME": folder.path])
      let (code, errors) = program.end()
      #expect(code == 2 && errors.contains(sentence), "\(words): \(errors)")
    }
  }

  @Test("an order that fails says why and ends with 1; Ctrl+C cancels one")
  func failing() throws {
    try Data(#"{"prompt": "a", "width": 64, "height": 64, "extra": {"fail": "garbage"}}"#.utf8)
      .write(to: URL(fileURLWithPath: path("fail.json")))
    let failed = try run("generate", "--recipe", path("fail.json"), "--json")
    #expect(failed.code == 1 && failed.json["state"] == "failed" && !failed.errors.isEmpty)

    try Data(#"{"prompt": "a", "width": 64, "height": 64, "extra": {"delayMs": 60000}}"#.utf8)
      .write(to: URL(fileURLWithPath: path("slow.json")))
    let slow = try Program(
      "generate", "--recipe", path("slow.json"), "--json", "--data-dir", data, environment: ["HOME": folder.path])
    // It has the folder once it hears signals.
    while !FileManager.default.fileExists(atPath: data + "/pixazo.db-wal") { sched_yield() }
    slow.signal(SIGINT)
    let line = slow.line() ?? ""
    #expect(line.contains(#""state":"cancelled""#), "\(line)")
    #expect(slow.end().code == 1)
  }

  @Test("verify tells the same from the other, and why it cannot")
  func verify() throws {
    #expect(try run("generate", "a sea", "--out", path("a.png"), small: true).code == 0)
    let same = try run("verify", path("a.png"))
    #expect(same.code == 0 && same.lines == ["Every pixel is the same."])

    // Another picture under the same recipe.
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path("a.png"))))
    let recipe = try #require(try recipe(of: "a.png"))
    let other = Specimen.png(width: 64, height: 64, texts: [("pixazo", recipe.compact)])
    try Data(other).write(to: URL(fileURLWithPath: path("other.png")))
    let differs = try run("verify", path("other.png"), "--json")
    #expect(differs.code == 1 && differs.json["pixels"]?["verdict"] == "different" && differs.json["fields"] == [])
    #expect(differs.json["remarks"]?.array?.first?.string?.contains("The request was the same") == true)
    let small = Specimen.png(width: 8, height: 8, texts: [("pixazo", recipe.compact)])
    try Data(small).write(to: URL(fileURLWithPath: path("small.png")))
    let sized = try run("verify", path("small.png"))
    #expect(sized.code == 1 && sized.lines.first?.contains("the file has 8x8, made again it has 64x64") == true)

    for (texts, sentence) in [
      ([], "holds no recipe"),
      ([("parameters", "a\nSteps: 20, Sampler: Euler a, Size: 64x64, Model: sdxl")], "model: Must be a model"),
      (
        [("pixazo", #"{"prompt":"a","model":"builtin/painter","sampler":"x"}"#)],
        "sampler: builtin/painter does not take it."
      ),
    ] as [([(String, String)], String)] {
      try Data(Specimen.png(texts: texts)).write(to: URL(fileURLWithPath: path("b.png")))
      let ran = try run("verify", path("b.png"))
      #expect(ran.code == 1 && ran.lines.joined().contains(sentence), "\(ran.lines)")
    }
    #expect(try run("verify", "/nowhere.png").code == 1)
    #expect(try run("verify").code == 2)
    try Data("text".utf8).write(to: URL(fileURLWithPath: path("text.png")))
    #expect(try run("verify", path("text.png")).code != 0)
    // Nothing of all that stayed in the library.
    let left = try run("generate", "a sea", "--json", small: true)
    #expect(left.code == 0 && !bytes.isEmpty)
    let server = try Program("serve", "--port", "0", "--data-dir", data, "--log-format", "json")
    let list = ask(try server.port(), "/api/v1/images")
    #expect(list.components(separatedBy: #""fileUrl""#).count == 3, "The first, and the last.")
  }

  @Test("a prompt is made better without a model and without a server, and a wrong wish is a misuse")
  func enhance() throws {
    let ran = try run("enhance", "a lighthouse", "at dusk", "--count=2", "--keep", "dusk, lighthouse")
    #expect(ran.code == 0 && ran.lines.count == 2 && Set(ran.lines).count == 2, "\(ran.errors)")
    #expect(ran.lines.allSatisfy { $0.contains("dusk") && $0.contains("lighthouse") })
    let json = try run("enhance", "a fox", "--json").json
    #expect(json["textModel"] == "builtin/enhancer" && json["source"] == "a fox")
    #expect(try run("enhance").code == 2)
    #expect(try run("enhance", "a fox", "--model", "no/such").code == 2)
  }
}

@Suite struct ComparisonTests {
  private func bitmap(_ values: [UInt8], width: Int = 2) throws -> Bitmap {
    try #require(Bitmap(width: width, height: values.count / width / 4, pixels: values))
  }

  @Test("pictures are compared value by value")
  func pixels() throws {
    let one = try bitmap([0, 0, 0, 255, 10, 20, 30, 255])
    #expect(Comparison(one, one) == .same)
    let other = try bitmap([0, 0, 0, 255, 10, 24, 30, 255])
    #expect(Comparison(one, other) == .different(mean: 0.5, most: 4, share: 0.5))
    #expect(Comparison(one, other).sentence == "50.0 % of the pixels differ, by 0.5 of 255 on average and 4 at most.")
    let tall = try bitmap([0, 0, 0, 255, 10, 20, 30, 255], width: 1)
    #expect(Comparison(one, tall) == .otherSize("2x1", "1x2"))
  }

  @Test("recipes are compared field by field, but for where they came from")
  func fields() {
    let was: JSON = ["prompt": "a", "steps": 3, "parentImageId": "x", "seed": 1]
    let now: JSON = ["prompt": "a", "steps": 4, "parentImageId": nil, "seed": 1, "guidance": nil, "width": 64]
    let fields = Comparison.fields(was, now).map { "\($0.name) \($0.was) \($0.is)" }
    #expect(fields == ["steps int(3) int(4)", "width null int(64)"])
  }

  @Test(
    "a prompt becomes a plain file name",
    arguments: [
      ("A Fox, at dawn!", "a-fox-at-dawn"), ("../../etc/passwd", "etc-passwd"), ("", "image"), ("!!!", "image"),
      ("Лиса на рассвете", "лиса-на-рассвете"), (String(repeating: "x", count: 90), String(repeating: "x", count: 40)),
    ])
  func slugs(prompt: String, slug: String) { #expect(PictureFiles.slug(of: prompt) == slug) }
}
