// swift-tools-version: 6.2
import PackageDescription

// Warnings are errors only where we ask for it (the Makefile and .ci/run set it), so that a newer
// compiler with a new warning never breaks the build of somebody who merely depends on this package.
let strict = Context.environment["FILE_SESSIONS_STRICT"] == "1"

// What a build is for that no user makes: `thread` for thread sanitizer, which needs a mutex that it sees
// (SanitizedMutex.swift; make test-sanitized); `fuzzer` for the fuzz package, which sees the checker too (make fuzz).
let sanitizer = Context.environment["FILE_SESSIONS_SANITIZER"]

let settings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ] + (strict ? [.treatAllWarnings(as: .error)] : [])
  + (sanitizer == "thread" ? [.define("FILE_SESSIONS_THREAD_SANITIZER")] : [])

// Only `make docs` needs the plugin that builds the documentation, and a target of its own that compiles the snippets: who
// depends on this package neither fetches nor sees them.
let documents = Context.environment["FILE_SESSIONS_DOCS"] == "1"

let cSettings: [CSetting] = strict ? [.treatAllWarnings(as: .error)] : []

/// What every target that meets Hummingbird needs, behind its trait.
let hummingbird: [Target.Dependency] = [
  .product(name: "Hummingbird", package: "hummingbird", condition: .when(traits: ["Hummingbird"])),
  .product(name: "HTTPTypes", package: "swift-http-types", condition: .when(traits: ["Hummingbird"])),
  .product(name: "Logging", package: "swift-log", condition: .when(traits: ["Hummingbird"])),
  .product(name: "CoreMetrics", package: "swift-metrics", condition: .when(traits: ["Hummingbird"])),
  .product(name: "Metrics", package: "swift-metrics", condition: .when(traits: ["Hummingbird"])),
  .product(name: "NIOCore", package: "swift-nio", condition: .when(traits: ["Hummingbird"])),
  .product(name: "ServiceLifecycle", package: "swift-service-lifecycle", condition: .when(traits: ["Hummingbird"])),
]

/// Written by .ci/check-snippets. It sees what other packages see.
let snippets = Target.target(
  name: "DocumentationSnippets",
  dependencies: [
    "FileSessions", "FileSessionsCrypto", "FileSessionsHummingbird", "FileSessionsJSON", "FileSessionsTesting",
  ] + hummingbird,
  path: ".build/snippets", packageAccess: false)

/// What has planted faults, for sanitizers to find.
let probe = Target.executableTarget(
  name: "SanitizerProbe", dependencies: ["FileSessions"], path: "Tests/SanitizedTests/Probe", swiftSettings: settings)

let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser", condition: .when(traits: ["CommandLineTool"]))

let package = Package(
  name: "FileSessions",
  products: [
    .library(name: "FileSessions", targets: ["FileSessions"]),
    .library(name: "FileSessionsJSON", targets: ["FileSessionsJSON"]),
    .library(name: "FileSessionsTesting", targets: ["FileSessionsTesting"]),
    .library(name: "FileSessionsHummingbird", targets: ["FileSessionsHummingbird"]),
    .library(name: "FileSessionsCrypto", targets: ["FileSessionsCrypto"]),
    .executable(name: "file-sessions", targets: ["FileSessionsCommand"]),
  ] + (sanitizer == "fuzzer" ? [.library(name: "FileSessionsChecker", targets: ["FileSessionsChecker"])] : []),
  traits: [
    // Off by default: a package that depends on the library alone resolves and fetches nothing else.
    .trait(name: "CommandLineTool", description: "Builds the file-sessions command with what it needs."),
    .trait(
      name: "Peers", description: "Adds 'file-sessions peers', which needs SQLite, LMDB and hiredis to be installed.",
      enabledTraits: ["CommandLineTool"]),
    .trait(
      name: "Hummingbird", description: "Builds FileSessionsHummingbird: a persist driver and a session middleware."),
    .trait(
      name: "Demo", description: "Adds 'file-sessions demo', the ticket's page on a Hummingbird server.",
      enabledTraits: ["Hummingbird", "CommandLineTool"]),
    .trait(name: "Crypto", description: "Builds FileSessionsCrypto: a store around any other that seals payloads."),
    .trait(name: "FlyingFox", description: "Builds the test of the recipe for FlyingFox."),
    .default(enabledTraits: []),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.0.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
    .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.9.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    // Either is as good: who depends on this package may have to have the older one.
    .package(url: "https://github.com/apple/swift-crypto", "3.12.0"..<"5.0.0"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.0"),
  ] + (documents ? [.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0")] : []),
  targets: [
    .target(name: "CFileSessions", path: "CShims", cSettings: cSettings),
    .target(name: "FileSessions", dependencies: ["CFileSessions"], swiftSettings: settings),
    // Typed sessions over any store. No package either; FoundationEssentials for JSON.
    .target(name: "FileSessionsJSON", dependencies: ["FileSessions"], swiftSettings: settings),
    // What a store has to keep, as checks that run over any store. Public interfaces only: other packages use it too.
    .target(name: "FileSessionsTesting", dependencies: ["FileSessions"], swiftSettings: settings),
    // Without the trait its files are empty.
    .target(
      name: "FileSessionsHummingbird",
      dependencies: ["FileSessions", "FileSessionsJSON"] + hummingbird, swiftSettings: settings),
    // Without the trait its files are empty.
    .target(
      name: "FileSessionsCrypto",
      dependencies: [
        "FileSessions", .product(name: "Crypto", package: "swift-crypto", condition: .when(traits: ["Crypto"])),
      ],
      swiftSettings: settings),
    // What the comparison holds the library against: the same system calls in plain C.
    .target(name: "CFileSessionsFloors", path: "Sources/CFloors", cSettings: cSettings),
    // What all tools stand on: processes and what they tell each other, directories that go again, figures, tables and
    // pages, where output goes and what a command leaves with.
    .target(name: "CLab", path: "Sources/CLab", cSettings: cSettings),
    .target(
      name: "Lab", dependencies: ["CFileSessions", "CLab", argumentParser],
      resources: ["Page/page.css", "Page/page.js"].map { .embedInCode($0) }, swiftSettings: settings),
    // Explores every interleaving of the library's system calls on a simulated kernel.
    .target(
      name: "FileSessionsChecker", dependencies: ["CLab", "FileSessions", "Lab"], swiftSettings: settings),
    .target(
      name: "FileSessionsComparison",
      dependencies: ["CFileSessions", "CFileSessionsFloors", "CLab", "FileSessions", "Lab"], swiftSettings: settings),
    // Cuts the power of real file systems, and looks at what is left.
    .target(name: "CPower", path: "Sources/CPower", cSettings: cSettings),
    .target(name: "FileSessionsPower", dependencies: ["CPower", "FileSessions", "Lab"], swiftSettings: settings),
    // Processes that are killed while they use a store, and the check of what they saw.
    .target(
      name: "FileSessionsChaos", dependencies: ["CFileSessions", "CLab", "FileSessions", "Lab"], swiftSettings: settings
    ),
    // The library beside what would be picked instead of it. Without the trait the files of CPeers are empty.
    .target(
      name: "CFileSessionsPeers", path: "Sources/CPeers",
      cSettings: cSettings + [.define("FILE_SESSIONS_PEERS", .when(traits: ["Peers"]))],
      linkerSettings: ["sqlite3", "lmdb", "hiredis"].map { .linkedLibrary($0, .when(traits: ["Peers"])) }),
    .target(
      name: "FileSessionsPeers", dependencies: ["CFileSessionsPeers", "FileSessions", "Lab", argumentParser],
      exclude: ["Scripts"], resources: [.embedInCode("Page/peers.css")], swiftSettings: settings),
    // The ticket's page, live: two server processes on one store directory. And the load.
    .target(
      name: "FileSessionsDemo",
      dependencies: [
        "FileSessions", "FileSessionsChecker", "FileSessionsHummingbird", "FileSessionsJSON", "Lab", argumentParser,
      ] + hummingbird,
      resources: [
        "Load/load.lua", "Page/demo.css", "Page/demo.html", "Page/demo.js", "Page/elements.js", "Page/login.css",
        "Page/login.html", "Page/login.js",
      ].map { .embedInCode($0) },
      swiftSettings: settings),
    // The one command.
    .executableTarget(
      name: "FileSessionsCommand",
      dependencies: [
        "FileSessions", "FileSessionsChaos", "FileSessionsChecker", "FileSessionsComparison", "FileSessionsDemo",
        "FileSessionsPeers", "FileSessionsPower", "Lab", argumentParser,
      ],
      swiftSettings: settings),

    // What tests of several targets need: a folder that goes again, stores in it, and where the build's products are.
    .target(name: "TestSupport", dependencies: ["FileSessions"], path: "Tests/TestSupport", swiftSettings: settings),
    // A process that tests start, tell what to do line by line, and kill.
    .executableTarget(
      name: "SessionProcess", dependencies: ["CFileSessions", "FileSessions"], path: "Tests/SessionProcess",
      swiftSettings: settings),
    .testTarget(
      name: "FileSessionsTests", dependencies: ["CFileSessions", "FileSessions", "FileSessionsTesting", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "ConformanceTests",
      dependencies: ["CFileSessions", "FileSessions", "FileSessionsTesting", "SessionProcess"],
      swiftSettings: settings),
    // A program of its own, since it counts allocations by defining malloc.
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter", cSettings: cSettings),
    .executableTarget(
      name: "AllocationProcess", dependencies: ["CAllocationCounter", "FileSessions"],
      path: "Tests/AllocationProcess", swiftSettings: settings),
    .testTarget(name: "AllocationTests", dependencies: ["AllocationProcess"], swiftSettings: settings),
    .testTarget(
      name: "CheckerTests",
      dependencies: ["FileSessions", "FileSessionsChecker", "FileSessionsCommand", "Lab", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "ComparisonTests",
      dependencies: [
        "FileSessions", "FileSessionsCommand", "FileSessionsComparison", "FileSessionsPower", "Lab", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "PowerTests",
      dependencies: ["FileSessions", "FileSessionsCommand", "FileSessionsPower", "Lab", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "ChaosTests", dependencies: ["FileSessions", "FileSessionsChaos", "Lab", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "PeerReportTests", dependencies: ["FileSessionsPeers", "Lab"], swiftSettings: settings),
    .testTarget(
      name: "TestingKitTests", dependencies: ["FileSessions", "FileSessionsTesting", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "JSONTests", dependencies: ["FileSessions", "FileSessionsJSON", "FileSessionsTesting", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "CryptoTests",
      dependencies: ["FileSessions", "FileSessionsCrypto", "FileSessionsTesting", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "HummingbirdTests",
      dependencies: [
        "FileSessions",
        "FileSessionsHummingbird",
        "FileSessionsJSON",
        "FileSessionsTesting",
        "TestSupport",
        .product(name: "HummingbirdTesting", package: "hummingbird", condition: .when(traits: ["Hummingbird"])),
        .product(name: "MetricsTestKit", package: "swift-metrics", condition: .when(traits: ["Hummingbird"])),
      ] + hummingbird,
      swiftSettings: settings),
    // The recipes for servers that have no target of their own, as README gives them.
    .testTarget(
      name: "RecipeTests",
      dependencies: [
        "FileSessions",
        "FileSessionsJSON",
        .product(name: "FlyingFox", package: "FlyingFox", condition: .when(traits: ["FlyingFox"])),
        .product(name: "NIOCore", package: "swift-nio", condition: .when(traits: ["Hummingbird"])),
        .product(name: "NIOHTTP1", package: "swift-nio", condition: .when(traits: ["Hummingbird"])),
        .product(name: "NIOPosix", package: "swift-nio", condition: .when(traits: ["Hummingbird"])),
      ],
      swiftSettings: settings),
  ] + (documents ? [snippets] : []) + (sanitizer != nil ? [probe] : [])
)
