#if CommandLineTool
internal import Foundation

/// Where the command was started.
package enum WorkingDirectory {
  /// Whether it is a package's, whose `.build` is for what is made and can be made again.
  package static var isPackage: Bool { FileManager.default.fileExists(atPath: "Package.swift") }
}
#endif
