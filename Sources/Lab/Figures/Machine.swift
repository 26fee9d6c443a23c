internal import CFileSessions
internal import Foundation

/// What is measured on.
package enum Machine {
  /// The kernel's release, such as 6.12.9.
  package static var kernel: String {
    let release = try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
    return release?.trimmingCharacters(in: .whitespacesAndNewlines)
      ?? ProcessInfo.processInfo.operatingSystemVersionString
  }

  package static var processors: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// What the processor calls itself; empty where it does not say.
  package static var processor: String {
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
    guard let line = lines.first(where: { $0.hasPrefix("model name") }), let colon = line.firstIndex(of: ":") else {
      return ""
    }
    return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
  }

  /// Now, in UTC, such as 2025-06-01T12:00:00Z.
  package static var date: String { Date.now.ISO8601Format() }
}

/// The name of a file system by the number that `statfs(2)` gives its type.
package enum FileSystemName {
  /// ext2, ext3 and ext4 share a number; who still runs the older two will know.
  private static let names: [Int64: String] = [
    0xef53: "ext4", 0x0102_1994: "tmpfs", 0x5846_5342: "xfs", 0x9123_683e: "btrfs", 0x2fc1_2fc1: "zfs",
    0xf2f5_2010: "f2fs", 0xca45_1a4e: "bcachefs", 0x794c_7630: "overlay", 0x6573_5546: "fuse", 0x6969: "nfs",
    0xff53_4d42: "cifs", 0xfe53_4d42: "smb2", 0x0102_1997: "9p", 0x00c3_6400: "ceph", 0x0116_1970: "gfs2",
    0x7461_636f: "ocfs2", 0x3153_464a: "jfs", 0x5265_4973: "reiserfs", 0x8584_58f6: "ramfs", 0x4d44: "vfat",
    0x2011_bab0: "exfat", 0x7366_746e: "ntfs3", 0x1337_1337: "hostfs", 0xf15f: "ecryptfs",
  ]

  package static func name(ofType type: Int64) -> String {
    guard type > 0 else { return "unknown" }
    return names[type] ?? "0x" + String(type, radix: 16)
  }

  /// The file system that a directory lies on.
  package static func name(ofDirectory path: String) -> String {
    let descriptor = Descriptor.openDirectory(path)
    guard descriptor >= 0 else { return "unknown" }
    defer { _ = file_sessions_close(descriptor) }
    return name(ofType: file_sessions_file_system(descriptor))
  }
}
