internal import Foundation
package import Lab
internal import Synchronization

/// Looks at several file systems at once: most of the time each waits for its loop device.
package struct PowerRun: Sendable {
  private let fileSystems: [PowerFileSystem]
  /// The program and arguments that start a `PowerWorker`, but for the file system and its folder.
  private let worker: [String]
  private let place: Workplace
  private let scratch: ScratchDirectory

  package init(_ fileSystems: [PowerFileSystem], worker: [String], in scratch: ScratchDirectory, _ place: Workplace) {
    (self.fileSystems, self.worker, self.scratch, self.place) = (fileSystems, worker, scratch, place)
  }

  /// - Parameter progress: is told how many images were looked at, and what is being looked at.
  package func run(_ progress: @escaping @Sendable (Int, String) -> Void) async throws -> PowerReport {
    let images = Counter()
    var report = PowerReport()
    try await withThrowingTaskGroup(of: PowerReport.FileSystemReport.self) { group in
      for fileSystem in fileSystems { group.addTask { try await look(fileSystem, images, progress) } }
      for try await done in group { report.fileSystems.append(done) }
    }
    report.fileSystems.sort { left, right in
      (fileSystems.firstIndex(of: left.name) ?? 0) < (fileSystems.firstIndex(of: right.name) ?? 0)
    }
    return report
  }

  private func look(
    _ fileSystem: PowerFileSystem, _ images: Counter, _ progress: @Sendable (Int, String) -> Void
  ) async throws -> PowerReport.FileSystemReport {
    let folder = "\(scratch.path)/\(fileSystem)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let process = try place.start(
      "the worker of \(fileSystem)", worker[0], Array(worker.dropFirst()) + [fileSystem.rawValue, folder],
      endsWithInput: true)
    defer { place.end([process]) }
    var last = ""
    while true {
      let line: Data
      do { line = try await process.receive() } catch let failure as LabFailure {
        // A store must not take its process along, whatever it finds. One that failed for another reason has said so.
        guard "\(failure)".contains("signal"), !Task.isCancelled else { throw failure }
        var report = PowerReport.FileSystemReport(fileSystem)
        report.died = "\(failure), at \(last)"
        return report
      }
      let message = try JSONDecoder().decode(PowerWorker.Message.self, from: line)
      if let report = message.report { return report }
      last = message.progress ?? last
      progress(images.add(message.images), last)
    }
  }

  private final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    func add(_ more: Int) -> Int { count.add(more, ordering: .relaxed).newValue }
  }
}
