#if CommandLineTool
internal import Foundation
internal import Synchronization

/// The directory that stores are made in. It was empty or absent, and is so again at the end.
package final class ScratchDirectory: Sendable {
  package let path: String
  /// Folders that did not exist before, outermost first, the directory itself among them.
  private let made: [String]
  private let storeCount = Atomic<Int>(0)

  /// A fresh folder in the working directory; in a package's, under its `.build`.
  package static func fresh() throws -> ScratchDirectory {
    let name = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    guard WorkingDirectory.isPackage else { return try ScratchDirectory("file-sessions-compare-\(name)") }
    return try ScratchDirectory(".build/compare-store/\(name)", makesParents: true)
  }

  /// - Parameter makesParents: whether more than the last component may be missing. Not where the user wrote the path:
  ///   a slip of the pen would be measured on another disk.
  /// - Throws: `wrongUse` where something is there already; `environment` where it cannot be made.
  package init(_ path: String, makesParents: Bool = false) throws {
    let url = URL(fileURLWithPath: path).standardizedFileURL
    self.path = url.path
    made = try Self.make(url, makesParents)
    do {
      let content = try FileManager.default.contentsOfDirectory(atPath: self.path)
      guard content.isEmpty else {
        throw ComparisonFailure.wrongUse(
          "the directory \(path) is not empty; name an empty one, or one that does not exist yet")
      }
    } catch let failure as ComparisonFailure {
      throw failure
    } catch {
      throw ComparisonFailure.environment("the directory \(path) cannot be read: \(error.localizedDescription)")
    }
  }

  /// The path of a store that does not exist yet.
  package func nextStore() -> String { "\(path)/\(storeCount.wrappingAdd(1, ordering: .relaxed).newValue)" }

  func removeStore(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

  /// Removes what was made to hold the stores, as far as it is empty. Each phase has removed its store by then.
  package func remove() { for folder in made.reversed() { unsafe rmdir(folder) } }

  private static func make(_ url: URL, _ makesParents: Bool) throws -> [String] {
    var missing: [String] = []
    var folder = url
    var isDirectory: ObjCBool = false
    while unsafe !FileManager.default.fileExists(atPath: folder.path, isDirectory: &isDirectory), folder.path != "/" {
      missing.insert(folder.path, at: 0)
      folder.deleteLastPathComponent()
    }
    guard isDirectory.boolValue else { throw ComparisonFailure.wrongUse("\(folder.path) is not a directory") }
    guard makesParents || missing.count <= 1 else {
      throw ComparisonFailure.wrongUse(
        "\(url.deletingLastPathComponent().path) does not exist; make it first, or name a directory in one that does")
    }
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw ComparisonFailure.environment("the directory \(url.path) cannot be made: \(error.localizedDescription)")
    }
    return missing
  }
}
#endif
