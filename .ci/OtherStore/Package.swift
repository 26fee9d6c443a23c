// swift-tools-version: 6.2
import PackageDescription

// A package that depends on FileSessions as any other one does, and has a store and a wrapper of its own.
let package = Package(
  name: "OtherStore",
  dependencies: [.package(name: "FileSessions", path: "../..")],
  targets: [
    .executableTarget(
      name: "OtherStore",
      dependencies: [
        .product(name: "FileSessions", package: "FileSessions"),
        .product(name: "FileSessionsTesting", package: "FileSessions"),
      ],
      swiftSettings: [.enableUpcomingFeature("NonisolatedNonsendingByDefault")])
  ])
