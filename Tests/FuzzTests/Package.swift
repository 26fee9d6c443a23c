// swift-tools-version: 6.2
import PackageDescription

// A package of its own: what is built for libFuzzer cannot be built for thread sanitizer, nor tested by `swift test`.
// Build it by `Tests/FuzzTests/run` (make fuzz), which gives the flags that instrument the library too.
let package = Package(
  name: "FuzzTests",
  dependencies: [.package(name: "FileSessions", path: "../..")],
  targets: [
    .target(name: "CFuzzer"),
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "CFuzzer",
        .product(name: "FileSessions", package: "FileSessions"),
        .product(name: "FileSessionsChecker", package: "FileSessions"),
        .product(name: "FileSessionsTesting", package: "FileSessions"),
      ],
      swiftSettings: [.swiftLanguageMode(.v6), .strictMemorySafety(), .treatAllWarnings(as: .error)]),
  ])
