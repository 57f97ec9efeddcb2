// swift-tools-version: 6.2
import PackageDescription

// Arrows only point down: a target may import what its line names and nothing else
// (scripts/check-imports holds the sources to it).

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

func module(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

/// One whose loops are hopeless without the optimizer, in debug builds too.
func fastModule(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(
    name: name, dependencies: dependencies,
    swiftSettings: strict + [
      .unsafeFlags(
        ["-O", "-disable-batch-mode", "-whole-module-optimization", "-num-threads", "2"], .when(configuration: .debug))
    ])
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

// Relative relocations in a table a twentieth as long, and no symbols for plug-ins, of which there are none: a megabyte
// less to read and to hold. Debian's own linker knows neither well enough; lld comes with the toolchain.
let lean: [LinkerSetting] = [
  .unsafeFlags(
    ["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs", "-Xlinker", "--no-export-dynamic"],
    .when(platforms: [.linux], configuration: .release))
]

let package = Package(
  name: "pixazo",
  products: [.executable(name: "pixazo", targets: ["pixazo"])],
  targets: [
    // C libraries, each with one Swift importer.
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CWslay", providers: [.apt(["libwslay-dev"])]),
    .systemLibrary(name: "CLinux"),
    .target(name: "CLLHTTP", cSettings: [.define("LLHTTP_STRICT_MODE", to: "1")]),
    // Opened when they are first needed, not linked.
    .target(name: "CCurl"),
    .target(name: "CArchive"),
    // libpng and libjpeg leave by longjmp, which must not cross Swift: their loops are C behind return codes.
    .target(name: "CPNG", linkerSettings: [.linkedLibrary("png16")]),
    .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
    .systemLibrary(name: "CWebP", pkgConfig: "libwebp", providers: [.apt(["libwebp-dev"])]),
    .systemLibrary(name: "CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
    .systemLibrary(name: "CLCMS", pkgConfig: "lcms2", providers: [.apt(["liblcms2-dev"])]),
    .target(name: "CPixels"),

    // Libraries that know nothing of Pixazo.
    module("Threads", ["CLinux"]),
    module("SQLite", ["CSQLite", "Threads"]),
    module("HTTP", ["CLLHTTP", "CWslay", "CLinux", "CCurl", "Threads"]),
    module("Raster", ["CPNG", "CJPEG", "CWebP", "CISAL", "CLCMS", "CPixels", "Threads"]),
    module("Crypto", ["CSodium"]),
    module("Archive", ["CArchive"]),
    fastModule("Atelier"),

    // Pixazo itself.
    module("Domain"),
    module("Storage", ["Domain", "SQLite", "Crypto", "CLinux", "Threads"], resources: [.embedInCode("Migrations")]),
    module("Providers", ["Domain", "HTTP", "Raster", "Crypto", "Threads", "Atelier"]),
    module("Studio", ["Domain", "Storage", "Raster", "Archive", "Crypto"]),
    module("Site", ["Domain", "Storage", "Studio", "HTTP", "Crypto"]),
    .executableTarget(
      name: "pixazo",
      dependencies: ["Domain", "Storage", "Providers", "Studio", "Site", "HTTP", "Raster", "Threads", "Archive"],
      swiftSettings: strict, linkerSettings: lean),

    .target(
      name: "Support",
      dependencies: ["CSQLite", "CLinux", "Domain", "Storage", "Providers", "Studio", "Site", "HTTP", "Threads"],
      path: "Tests/Support", swiftSettings: strict),
    // A server that plays every provider, for tests: a library, and a program for tests that kill others.
    .target(
      name: "StandIn", dependencies: ["HTTP", "Domain", "Support"], path: "Tests/StandIn", swiftSettings: strict),
    .executableTarget(
      name: "StandInServer", dependencies: ["StandIn"], path: "Tests/StandInServer", swiftSettings: strict),
    tests("SQLiteTests", ["SQLite", "Support"]),
    tests("HTTPTests", ["HTTP", "Support", "Threads"]),
    tests("RasterTests", ["Raster", "CISAL", "CLCMS", "CPixels", "Support"], exclude: ["Fixtures"]),
    tests("CryptoTests", ["Crypto"]),
    tests("ArchiveTests", ["Archive", "Support"]),
    tests("AtelierTests", ["Atelier", "Crypto", "Support"], exclude: ["golden.tsv"]),
    tests("DomainTests", ["Domain", "Support"]),
    tests("StorageTests", ["Storage", "Domain", "Crypto", "SQLite", "CSQLite", "Threads", "Support", "CrashWriter"]),
    tests(
      "ProvidersTests", ["Providers", "Domain", "HTTP", "Raster", "Crypto", "Support", "StandIn", "StandInServer"]),
    tests("StudioTests", ["Studio", "Storage", "Domain", "Crypto", "Raster", "Support", "SQLite", "CrashWriter"]),
    tests("CommandTests", ["pixazo", "Domain", "Site", "Studio", "Storage", "HTTP", "Raster", "Support", "StandIn"]),
    tests("SiteTests", ["Site", "Studio", "Storage", "Domain", "HTTP", "Crypto", "Support", "StandIn", "Archive"]),
    .executableTarget(
      name: "CrashWriter", dependencies: ["Storage", "Studio", "Domain", "Support"], path: "Tests/CrashWriter",
      swiftSettings: strict),
    .executableTarget(
      name: "Bench",
      dependencies: ["HTTP", "Storage", "Studio", "SQLite", "Domain", "Threads", "Support", "Atelier"],
      path: "Tests/Bench", exclude: ["pictures", "chats", "library"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
