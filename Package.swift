// swift-tools-version: 6.2
import PackageDescription

// Warnings are errors only where we ask for it (the Makefile and .ci/run set it), so that a newer
// compiler with a new warning never breaks the build of somebody who merely depends on this package.
let strict = Context.environment["FILE_SESSIONS_STRICT"] == "1"

let settings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ] + (strict ? [.treatAllWarnings(as: .error)] : [])

let cSettings: [CSetting] = strict ? [.treatAllWarnings(as: .error)] : []

let package = Package(
  name: "FileSessions",
  products: [
    .library(name: "FileSessions", targets: ["FileSessions"]),
    .executable(name: "file-sessions", targets: ["FileSessionsCommand"]),
    .executable(name: "file-sessions-peers", targets: ["FileSessionsPeers"]),
  ],
  traits: [
    // Off by default: a package that depends on the library alone resolves and fetches nothing else.
    .trait(name: "CommandLineTool", description: "Builds the file-sessions command with what it needs."),
    .trait(
      name: "Peers", description: "Builds file-sessions-peers, which needs SQLite, LMDB and hiredis to be installed.",
      enabledTraits: ["CommandLineTool"]),
    .default(enabledTraits: []),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.1.3"),
  ],
  targets: [
    .target(name: "CFileSessions", path: "CShims", cSettings: cSettings),
    .target(name: "FileSessions", dependencies: ["CFileSessions"], swiftSettings: settings),
    // What the comparison holds the library against: the same system calls in plain C.
    .target(name: "CFileSessionsFloors", path: "Sources/CFloors", cSettings: cSettings),
    .target(
      name: "FileSessionsComparison",
      dependencies: [
        "CFileSessions",
        "CFileSessionsFloors",
        "CFileSessionsProcesses",
        "FileSessions",
        .product(
          name: "Histogram", package: "hdrhistogram-swift", condition: .when(traits: ["CommandLineTool"])),
      ],
      swiftSettings: settings),
    // Explores every interleaving of the library's system calls on a simulated kernel.
    .target(
      name: "FileSessionsChecker", dependencies: ["CFileSessionsProcesses", "FileSessions"], swiftSettings: settings),
    // What starts the processes that the simulated kernel is compared with the real one by.
    .target(name: "CFileSessionsProcesses", path: "Sources/CProcesses", cSettings: cSettings),
    .executableTarget(
      name: "FileSessionsCommand",
      dependencies: [
        "FileSessions",
        "FileSessionsChecker",
        "FileSessionsComparison",
        .product(
          name: "ArgumentParser", package: "swift-argument-parser", condition: .when(traits: ["CommandLineTool"])),
      ],
      swiftSettings: settings),
    // The library beside what would be picked instead of it. Without the trait the files of CPeers are empty.
    .target(
      name: "CFileSessionsPeers", path: "Sources/CPeers",
      cSettings: cSettings + [.define("FILE_SESSIONS_PEERS", .when(traits: ["Peers"]))],
      linkerSettings: ["sqlite3", "lmdb", "hiredis"].map { .linkedLibrary($0, .when(traits: ["Peers"])) }),
    // What came out of that: figures, ratios, losses, the table, the page. It needs none of the peers.
    .target(
      name: "FileSessionsPeerReport", dependencies: ["FileSessionsComparison"], swiftSettings: settings),
    .executableTarget(
      name: "FileSessionsPeers",
      dependencies: [
        "CFileSessionsPeers",
        "FileSessions",
        "FileSessionsComparison",
        "FileSessionsPeerReport",
        .product(
          name: "ArgumentParser", package: "swift-argument-parser", condition: .when(traits: ["CommandLineTool"])),
      ],
      exclude: ["Scripts"],
      swiftSettings: settings),

    // A process that tests start, tell what to do line by line, and kill.
    .executableTarget(
      name: "SessionProcess", dependencies: ["CFileSessions", "FileSessions"], path: "Tests/SessionProcess",
      swiftSettings: settings),
    .testTarget(
      name: "FileSessionsTests", dependencies: ["CFileSessions", "FileSessions"], swiftSettings: settings),
    .testTarget(
      name: "ConformanceTests", dependencies: ["CFileSessions", "FileSessions", "SessionProcess"],
      swiftSettings: settings),
    // A program of its own, since it counts allocations by defining malloc.
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter", cSettings: cSettings),
    .executableTarget(
      name: "AllocationProcess", dependencies: ["CAllocationCounter", "FileSessions"],
      path: "Tests/AllocationProcess", swiftSettings: settings),
    .testTarget(name: "AllocationTests", dependencies: ["AllocationProcess"], swiftSettings: settings),
    .testTarget(
      name: "CheckerTests", dependencies: ["FileSessions", "FileSessionsChecker", "FileSessionsCommand"],
      swiftSettings: settings),
    .testTarget(
      name: "ComparisonTests", dependencies: ["FileSessions", "FileSessionsCommand", "FileSessionsComparison"],
      swiftSettings: settings),
    .testTarget(
      name: "PeerReportTests", dependencies: ["FileSessionsPeerReport"], swiftSettings: settings),
  ]
)
