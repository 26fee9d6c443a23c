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
  ],
  traits: [
    // Off by default: a package that depends on the library alone resolves and fetches nothing else.
    .trait(name: "CommandLineTool", description: "Builds the file-sessions command with what it needs."),
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
  ]
)
