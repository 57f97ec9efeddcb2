import Domain
import Glibc

/// Where the images of an order go in the shell's folders.
struct PictureFiles: Sendable {
  private enum Target {
    case folder(String)
    case file(stem: String, ending: String)
  }

  private let target: Target
  private let rights: mode_t

  /// A folder that is there or a name that ends with a slash takes files named after the prompt; anything else is the
  /// file's own name. Made before anything is ordered: throws `Misuse` for a place where nothing can be written.
  init(_ out: String) throws(Misuse) {
    // The studio makes files that nobody else may read; these are the person's own.
    let mask = umask(0)
    umask(mask)
    rights = 0o666 & ~mask
    let isFolder = WholeFile.isFolder(out)
    if isFolder || out.hasSuffix("/") {
      target = .folder(out.hasSuffix("/") ? String(out.dropLast()) : out)
      guard isFolder else { throw Misuse("--out: \"\(out)\" is no folder.") }
      try Self.check(out)
      return
    }
    let slash = out.lastIndex(of: "/")
    let name = slash.map { out[out.index(after: $0)...] } ?? out[...]
    let dot = name.lastIndex(of: ".").flatMap { $0 == name.startIndex ? nil : $0 } ?? out.endIndex
    target = .file(stem: String(out[..<dot]), ending: String(out[dot...]))
    try Self.check(slash.map { String(out[...$0]) } ?? ".")
  }

  private static func check(_ folder: String) throws(Misuse) {
    guard access(folder, W_OK | X_OK) == 0 else {
      throw Misuse("--out: nothing can be written into \"\(folder)\": \(String(cString: strerror(errno))).")
    }
  }

  /// Writes one of `count` images and returns its path. A file of that name is replaced where the name was given;
  /// in a folder, the next free name is taken.
  func write(
    _ bytes: [UInt8], number: Int, of count: Int, prompt: String, seed: String, format: Picture.Format
  ) throws -> String {
    let path: String
    switch target {
    case .file(let stem, let ending): path = count == 1 ? stem + ending : "\(stem)-\(number + 1)\(ending)"
    case .folder(let folder):
      let stem = "\(folder)/\(Self.slug(of: prompt))\(seed.isEmpty ? "" : "-\(seed)")"
      let names = (1...1_000).lazy.map { "\(stem)\($0 == 1 ? "" : "-\($0)").\(format.fileExtension)" }
      path = names.first { access($0, F_OK) != 0 } ?? "\(stem)-\(Identifier()).\(format.fileExtension)"
    }
    try WholeFile.write(bytes, to: path, rights: rights)
    return path
  }

  /// The first words of a prompt as a plain file name.
  static func slug(of prompt: String) -> String {
    var slug = ""
    for letter in prompt.lowercased().unicodeScalars {
      if slug.unicodeScalars.count >= 40 { break }
      if letter.properties.isAlphabetic || letter.properties.numericType != nil {
        slug.unicodeScalars.append(letter)
      } else if !slug.isEmpty, !slug.hasSuffix("-") {
        slug += "-"
      }
    }
    let trimmed = slug.hasSuffix("-") ? String(slug.dropLast()) : slug
    return trimmed.isEmpty ? "image" : trimmed
  }
}
