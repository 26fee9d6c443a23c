internal import Foundation
package import Lab
internal import Synchronization

/// Looks at several file systems, as many at a time as there are processors.
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
      var waiting = fileSystems[...]
      for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
        if let next = waiting.popFirst() { group.addTask { try await look(next, images, progress) } }
      }
      while let done = try await group.next() {
        report.fileSystems.append(done)
        if let next = waiting.popFirst() { group.addTask { try await look(next, images, progress) } }
      }
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
    while true {
      let message = try JSONDecoder().decode(PowerWorker.Message.self, from: try await process.receive())
      if let words = message.progress { progress(images.add(message.images), words) }
      guard let report = message.report else { continue }
      place.end([process])
      return report
    }
  }

  private final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    func add(_ more: Int) -> Int { count.add(more, ordering: .relaxed).newValue }
  }
}
