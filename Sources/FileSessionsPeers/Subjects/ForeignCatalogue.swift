internal import CFileSessionsPeers

/// The peers and floors that are written in C.
enum ForeignCatalogue {
  struct Entry {
    var subject: PeerSubject
    var kind: file_sessions_peer_kind
    /// Rather than a directory of files it has a server.
    var needsRedis = false
  }

  static var entries: [Entry] { peers + floors }

  private static var peers: [Entry] {
    [
      Entry(
        subject: PeerSubject("sqlite-off", "SQLite, synchronous off", .peer), kind: FILE_SESSIONS_PEER_SQLITE_OFF),
      Entry(
        subject: PeerSubject("sqlite-normal", "SQLite, synchronous normal", .peer),
        kind: FILE_SESSIONS_PEER_SQLITE_NORMAL),
      Entry(
        subject: PeerSubject("lmdb-nosync", "LMDB, NOSYNC", .peer), kind: FILE_SESSIONS_PEER_LMDB_NOSYNC),
      Entry(
        subject: PeerSubject("lmdb-writemap", "LMDB, NOSYNC and WRITEMAP", .peer),
        kind: FILE_SESSIONS_PEER_LMDB_NOSYNC_WRITEMAP),
      Entry(
        subject: PeerSubject(RedisName.fast, "Redis, no persistence", .peer), kind: FILE_SESSIONS_PEER_REDIS,
        needsRedis: true),
      Entry(
        subject: PeerSubject("sqlite-full", "SQLite, synchronous full", .peer, isDurable: true),
        kind: FILE_SESSIONS_PEER_SQLITE_FULL),
      Entry(
        subject: PeerSubject("lmdb-sync", "LMDB, synchronous", .peer, isDurable: true),
        kind: FILE_SESSIONS_PEER_LMDB_SYNC),
      Entry(
        subject: PeerSubject(RedisName.durable, "Redis, appendfsync always", .peer, isDurable: true),
        kind: FILE_SESSIONS_PEER_REDIS, needsRedis: true),
    ]
  }

  private static var floors: [Entry] {
    [
      Entry(
        subject: PeerSubject("floor-held", "C, held descriptor", .floor), kind: FILE_SESSIONS_PEER_FLOOR_HELD),
      Entry(
        subject: PeerSubject("floor-open", "C, open and close", .floor), kind: FILE_SESSIONS_PEER_FLOOR_OPEN),
      Entry(
        subject: PeerSubject("floor-rename", "C, temporary file and rename", .floor, updatesAreAtomic: false),
        kind: FILE_SESSIONS_PEER_FLOOR_RENAME),
      Entry(
        subject: PeerSubject("floor-held-durable", "C, held descriptor, fdatasync", .floor, isDurable: true),
        kind: FILE_SESSIONS_PEER_FLOOR_HELD_DURABLE),
      Entry(
        subject: PeerSubject(
          "floor-rename-durable", "C, fdatasync, rename, fsync(dir)", .floor, isDurable: true, updatesAreAtomic: false),
        kind: FILE_SESSIONS_PEER_FLOOR_RENAME_DURABLE),
    ]
  }
}

enum RedisName {
  static let fast = "redis"
  static let durable = "redis-always"
}
