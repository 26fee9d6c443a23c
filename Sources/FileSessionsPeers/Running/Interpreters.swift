internal import Foundation
internal import Lab

/// The programs that peers need, as far as they are installed.
struct Interpreters: Sendable {
  /// Set so that nothing is done which a server would not do: no cookie, no header, no collection of garbage.
  private static let phpSettings = [
    "session.use_cookies=0", "session.cache_limiter=", "session.gc_probability=0", "session.use_strict_mode=0",
    "session.sid_length=64", "session.lazy_write=0",
  ]

  var redis = Executable.find("redis-server")
  var php = Executable.find("php")
  /// With Django in it.
  var python: String

  /// The folder that holds `peer.php` and `peer.py`.
  private let scripts: String

  init(python: String, scripts: String) {
    self.python = python
    self.scripts = scripts
  }

  var phpArguments: [String] { ["-n"] + Self.phpSettings.flatMap { ["-d", $0] } + [scripts + "/peer.php"] }
  var pythonArguments: [String] { [scripts + "/peer.py"] }
  var hasPython: Bool { FileManager.default.isExecutableFile(atPath: python) }
}
