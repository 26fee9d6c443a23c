internal import CLab
internal import Foundation

/// This program's own file: a worker is the same program.
package enum Executable {
  /// A program in the folders of `PATH`.
  package static func find(_ name: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Resolved before use: the link means another file in another process.
  package static var path: String {
    let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return link ?? Bundle.main.executablePath ?? CommandLine.arguments[0]
  }

  /// Sessions that are held open need descriptors, and the soft limit is 1,024 mostly: it goes as far as the hard one.
  /// Where it cannot be raised, fewer files stay open.
  package static func raiseDescriptorLimit() { _ = file_sessions_raise_descriptor_limit() }

  /// Ends this process when its input does: the process that started it keeps that open for as long as it lives.
  package static func leaveWithInput(status: Int32) {
    Thread.detachNewThread {
      while !Descriptor.read(STDIN_FILENO, atMost: 4096).isEmpty {}
      _exit(status)
    }
  }
}
