#if CommandLineTool
internal import Foundation
internal import Synchronization

/// The directory that stores are made in. It was empty or absent, and is so again at the end.
package final class ScratchDirectory: Sendable {
  package let path: String
  /// Folders that did not exist before, outermost first, the directory itself among them.
  private let made: [String]
  private let stores = Mutex<(next: Int, isClosed: Bool)>((0, false))

  /// A fresh folder under `.build/compare-store` of the working directory.
  package static func fresh() throws -> ScratchDirectory {
    let name = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    return try ScratchDirectory(".build/compare-store/\(name)")
  }

  /// - Throws: `wrongUse` where something is there already; `environment` where it cannot be made.
  package init(_ path: String) throws {
    let url = URL(fileURLWithPath: path).standardizedFileURL
    self.path = url.path
    made = try Self.make(url)
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
  func nextStore() throws -> String {
    try stores.withLock { state in
      guard !state.isClosed else { throw ComparisonFailure.environment("the comparison was interrupted") }
      state.next += 1
      return "\(path)/\(state.next)"
    }
  }

  func removeStore(_ path: String) { stores.withLock { _ in removeTree(path) } }

  private func removeTree(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

  /// Removes the stores, and what was made to hold them as far as it is empty. No workers may run any more.
  ///
  /// Under the lock: a comparison that was interrupted and the handler of the signal both come here, and two that
  /// remove one folder at once stop each other half-way.
  package func remove() {
    stores.withLock { state in
      state.isClosed = true
      for number in stride(from: 1, through: state.next, by: 1) { removeTree("\(path)/\(number)") }
      for folder in made.reversed() { unsafe rmdir(folder) }
    }
  }

  private static func make(_ url: URL) throws -> [String] {
    var missing: [String] = []
    var folder = url
    var isDirectory: ObjCBool = false
    while unsafe !FileManager.default.fileExists(atPath: folder.path, isDirectory: &isDirectory), folder.path != "/" {
      missing.insert(folder.path, at: 0)
      folder.deleteLastPathComponent()
    }
    guard isDirectory.boolValue else { throw ComparisonFailure.wrongUse("\(folder.path) is not a directory") }
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw ComparisonFailure.environment("the directory \(url.path) cannot be made: \(error.localizedDescription)")
    }
    return missing
  }
}
#endif
