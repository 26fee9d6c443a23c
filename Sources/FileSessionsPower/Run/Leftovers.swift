internal import CPower
package import Foundation
internal import Lab

/// What a run that was killed has left: folders, and where the system was slow mounts and loop devices, under names that
/// have the process id of their owner.
package enum Leftovers {
  package static var scratchName: String { "power" }

  private static var mark: String { "file-sessions-\(scratchName)-" }

  /// Where runs work: in memory, where there is such a place.
  package static var parent: String? { FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : nil }

  /// Removes what belongs to no process that lives.
  /// - Returns: what was removed.
  @discardableResult
  package static func remove() -> [String] {
    var removed: [String] = []
    // The innermost first.
    for point in mountPoints.reversed() where isAbandoned(point) {
      if unsafe file_sessions_unmount(point, 1) == 0 { removed.append(point) }
    }
    for (device, file) in loops where isAbandoned(file) {
      if unsafe file_sessions_detach_loop(device) == 0 { removed.append(device) }
    }
    return removed + ScratchDirectory.removeAbandoned(scratchName, in: parent)
  }

  /// Mounts that are seen from here, and loop devices, of one run.
  package static func attached(to owner: pid_t) -> [String] {
    (mountPoints + loops.map(\.file)).filter { $0.contains("\(mark)\(owner)-") }
  }

  private static func isAbandoned(_ path: String) -> Bool {
    guard let name = path.range(of: mark) else { return false }
    guard let owner = pid_t(path[name.upperBound...].prefix { $0.isNumber }) else { return false }
    return kill(owner, 0) != 0 && errno == ESRCH
  }

  private static var mountPoints: [String] {
    let lines = (try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8))?.split(separator: "\n") ?? []
    return lines.compactMap { line in
      let words = line.split(separator: " ")
      return words.count > 4 ? String(words[4]) : nil
    }
  }

  private static var loops: [(device: String, file: String)] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/sys/block")) ?? []
    return names.filter { $0.hasPrefix("loop") }.compactMap { name in
      guard let file = try? String(contentsOfFile: "/sys/block/\(name)/loop/backing_file", encoding: .utf8) else {
        return nil
      }
      return file.contains(mark) ? ("/dev/\(name)", file) : nil
    }
  }
}
