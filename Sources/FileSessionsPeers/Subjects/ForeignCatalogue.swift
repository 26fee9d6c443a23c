internal import CFileSessionsPeers

/// The peers and floors that are written in C.
enum ForeignCatalogue {
  struct Entry {
    var subject: PeerSubject
    var kind: file_sessions_peer_kind

    /// Rather than a directory of files it has a server.
    var needsRedis: Bool { kind == FILE_SESSIONS_PEER_REDIS }

    init(
      _ name: String, _ title: String, _ kind: file_sessions_peer_kind, _ role: PeerSubject.Role = .peer,
      isDurable: Bool = false, updatesAreAtomic: Bool = true
    ) {
      subject = PeerSubject(name, title, role, isDurable: isDurable, updatesAreAtomic: updatesAreAtomic)
      self.kind = kind
    }
  }

  static var entries: [Entry] { peers + floors }

  private static var peers: [Entry] {
    [
      Entry("sqlite-off", "SQLite, synchronous off", FILE_SESSIONS_PEER_SQLITE_OFF),
      Entry("sqlite-normal", "SQLite, synchronous normal", FILE_SESSIONS_PEER_SQLITE_NORMAL),
      Entry("lmdb-nosync", "LMDB, NOSYNC", FILE_SESSIONS_PEER_LMDB_NOSYNC),
      Entry("lmdb-writemap", "LMDB, NOSYNC and WRITEMAP", FILE_SESSIONS_PEER_LMDB_NOSYNC_WRITEMAP),
      Entry("redis", "Redis, no persistence", FILE_SESSIONS_PEER_REDIS),
      Entry("sqlite-full", "SQLite, synchronous full", FILE_SESSIONS_PEER_SQLITE_FULL, isDurable: true),
      Entry("lmdb-sync", "LMDB, synchronous", FILE_SESSIONS_PEER_LMDB_SYNC, isDurable: true),
      Entry("redis-always", "Redis, appendfsync always", FILE_SESSIONS_PEER_REDIS, isDurable: true),
    ]
  }

  private static var floors: [Entry] {
    [
      Entry("floor-held", "C, held descriptor", FILE_SESSIONS_PEER_FLOOR_HELD, .floor),
      Entry("floor-open", "C, open and close", FILE_SESSIONS_PEER_FLOOR_OPEN, .floor),
      Entry(
        "floor-rename", "C, temporary file and rename", FILE_SESSIONS_PEER_FLOOR_RENAME, .floor, updatesAreAtomic: false
      ),
      Entry(
        "floor-held-durable", "C, held descriptor, fdatasync", FILE_SESSIONS_PEER_FLOOR_HELD_DURABLE, .floor,
        isDurable: true),
      Entry(
        "floor-rename-durable", "C, fdatasync, rename, fsync(dir)", FILE_SESSIONS_PEER_FLOOR_RENAME_DURABLE, .floor,
        isDurable: true, updatesAreAtomic: false),
    ]
  }
}
