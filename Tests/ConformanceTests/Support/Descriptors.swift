import Foundation
import Glibc

/// The descriptors of this process.
enum Descriptors {
  /// A copy of the one that a file is open by, as a forked child has it: it shares the open file description.
  static func copy(of path: String) -> CInt? {
    let folder = "/proc/self/fd"
    let numbers = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let found = numbers.first {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/" + $0)) == target
    }
    guard let found, let number = CInt(found) else { return nil }
    let copy = fcntl(number, F_DUPFD_CLOEXEC, 0)
    return copy >= 0 ? copy : nil
  }

  static func close(_ descriptor: CInt) { _ = Glibc.close(descriptor) }
}
