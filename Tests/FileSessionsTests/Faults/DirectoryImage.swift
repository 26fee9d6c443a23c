import FileSessions
import Foundation

/// The files of a store directory, byte for byte.
struct DirectoryImage: Hashable {
  private var files: [EntryName: Data] = [:]

  var names: Set<EntryName> { Set(files.keys) }

  init(of directory: CInt, _ kernel: Kernel) {
    for name in Self.names(in: directory, kernel) {
      let descriptor = kernel.open(name, in: directory, for: .read)
      precondition(descriptor >= 0, "a file that no test holds back can be opened")
      var bytes = [UInt8](repeating: 0, count: kernel.status(of: descriptor).status.size)
      var span = bytes.mutableSpan
      let count = kernel.read(descriptor, into: &span, at: 0)
      precondition(count == bytes.count, "a local read is whole")
      _ = kernel.close(descriptor)
      files[name] = Data(bytes)
    }
  }

  /// Makes the directory's files these.
  func restore(to directory: CInt, _ kernel: Kernel) {
    for name in Self.names(in: directory, kernel) { _ = kernel.unlink(name, in: directory) }
    for (name, bytes) in files {
      let descriptor = kernel.open(name, in: directory, for: [.write, .exclusiveCreate])
      let count = bytes.isEmpty ? 0 : kernel.write(descriptor, [UInt8](bytes).span, at: 0)
      precondition(count == bytes.count, "there is room for a test's files")
      _ = kernel.close(descriptor)
    }
  }

  private static func names(in directory: CInt, _ kernel: Kernel) -> [EntryName] {
    var names: [EntryName] = []
    let result = kernel.list(directory) { name in
      if let name { names.append(name) }
      return true
    }
    precondition(result == 0, "a test's directory can be listed")
    return names
  }
}
