#if Hummingbird
public import FileSessions
internal import FileSessionsJSON
public import Hummingbird
public import Logging

/// Hummingbird's key-value storage, in a session store: survives restarts, and is shared by all processes of a host.
///
/// ```swift
/// let persist = FileSessionsPersistDriver(try FileSessionStore(directory: "/var/lib/app/persist"), logger: logger)
/// router.add(middleware: HummingbirdAuth.SessionMiddleware(storage: persist))    // where that is what you use
/// ```
///
/// A key is any string; its file is named after its SHA-256. Values are JSON. One that is set without an expiry ends
/// thirty days after it was last set, unless `maximumLifetime` says otherwise. What has expired is removed where the
/// driver runs among the application's `services`, and counts as gone in any case.
///
/// `set` is an upsert: a request that is still under way when the user logs out would store the session once more. So
/// under keys that begin with `Removal.prefix` a removed value leaves a tombstone for `Removal.period`, and until then
/// `set` is not obeyed there (and says so in the log, at debug level). `create` makes a value there all the same.
public struct FileSessionsPersistDriver: PersistDriver {
  /// What happens to a key that is removed.
  public struct Removal: Hashable, Sendable {
    /// Keys that begin with this are final for a while: `hbs.` is what hummingbird-auth calls its sessions.
    public var prefix: String
    /// Longer than the slowest request.
    public var period: Duration

    /// A removed key with this prefix cannot be set for this long, with zero at once; `create` always can.
    public static func final(prefix: String = "hbs.", for period: Duration = .seconds(600)) -> Removal {
      Removal(prefix: prefix, period: period)
    }
  }

  private let store: any SessionStore
  private let removal: Removal
  private let maximumLifetime: Duration?
  private let sweeper: SessionSweeper
  private let clock: SessionClock
  private let logger: Logger
  private let coding = JSONCoding()

  /// A driver over a store.
  /// - Parameters:
  ///   - store: where values are kept.
  ///   - removal: for which keys a removal is final for a while.
  ///   - maximumLifetime: how long a value stays that is stored without an expiry, since it was last set; `nil` for as
  ///     long as it is not removed.
  ///   - sweepInterval: how often expired values are removed, where the driver runs as a service. They count as gone
  ///     in time whether it does or not.
  ///   - clock: the store's; the time to live is told by it.
  ///   - logger: takes what a sweep could not remove, and sets that were not obeyed.
  public init(
    _ store: any SessionStore, removal: Removal = .final(), maximumLifetime: Duration? = .seconds(30 * 86_400),
    sweepInterval: Duration = .seconds(300), clock: SessionClock = .system, logger: Logger
  ) {
    self.store = store
    self.removal = removal
    self.maximumLifetime = maximumLifetime
    self.clock = clock
    self.logger = logger
    sweeper = SessionSweeper(store, every: sweepInterval, logger: logger)
  }

  /// Stores a value under a new key.
  /// - Throws: `PersistError.duplicate` where there is one that has not expired.
  public func create<Object: Codable & Sendable>(key: String, value: Object, expires: Duration?) async throws {
    let (id, payload) = (SessionID(key: key), try PersistRecord.value(coding.encode(value)))
    try await insert(payload, id, expires) { draft in
      guard PersistRecord.isTombstone(draft.payload) else { throw PersistError.duplicate }
    }
  }

  /// Stores a value. Without `expires` the expiry of the value that is there stays.
  public func set<Object: Codable & Sendable>(key: String, value: Object, expires: Duration?) async throws {
    let (id, payload) = (SessionID(key: key), try PersistRecord.value(coding.encode(value)))
    do {
      try await insert(payload, id, expires) { draft in
        if PersistRecord.isTombstone(draft.payload) { throw RemovedMeanwhile() }
      }
    } catch is RemovedMeanwhile {
      logger.debug("a value that was removed a moment ago was not set again")
    }
  }

  /// - Throws: `PersistError.invalidConversion` where the value is none of `Object`.
  public func get<Object: Codable & Sendable>(key: String, as type: Object.Type) async throws -> Object? {
    try await getWithTTL(key: key, as: type)?.object
  }

  /// One load: the time to live comes with it.
  public func getWithTTL<Object: Codable & Sendable>(
    key: String, as type: Object.Type
  ) async throws -> (object: Object, ttl: Duration?)? {
    guard let found = try await load(SessionID(key: key)), !PersistRecord.isTombstone(found.payload) else { return nil }
    do {
      let object = try coding.decode(type, from: found.payload, after: PersistRecord.headerCount)
      return (object, found.expirationTime.map(timeLeft))
    } catch is SessionFormatError {
      throw PersistError.invalidConversion
    }
  }

  /// Removes a value. A key that is not there counts as removed.
  public func remove(key: String) async throws {
    let id = SessionID(key: key)
    guard key.hasPrefix(removal.prefix), removal.period > .zero else { return try await store.delete(id) }
    // Also where nothing is there (any more): a slow request may have read it before it expired.
    do {
      _ = try await store.put(
        PersistRecord.tombstone, for: id, lifetime: SessionLifetime(idle: nil, absolute: removal.period))
    } catch let error as SessionError where error.code == .noSpace {
      // A logout must not fail for a full disk. (Nor can a slow request store much.)
      try await store.delete(id)
    }
  }

  /// Sweeps until the server shuts down.
  public func run() async throws { try await sweeper.run() }

  /// Replaces what is there if `check` lets it, or makes it.
  private func insert(
    _ payload: [UInt8], _ id: SessionID, _ expires: Duration?, _ check: (borrowing SessionDraft) throws -> Void
  ) async throws {
    let lifetime = expires.map { Self.lifetime($0) }
    let ceiling = SessionLifetime(idle: maximumLifetime.map { max($0, .nanoseconds(1)) }, absolute: nil)
    for _ in 0..<Self.attemptLimit {
      do {
        return try await store.update(id) { draft in
          try check(draft)
          // After a tombstone the value begins anew; its short lifetime is not the value's.
          let wasTombstone = PersistRecord.isTombstone(draft.payload)
          draft.payload = payload
          draft.lifetime = lifetime ?? (wasTombstone ? ceiling : nil)
        }
      } catch let error as SessionError where error.code == .notFound || error.code == .corrupt {
        do {
          // A damaged file is set aside by this.
          _ = try await store.create(payload, as: id, lifetime: lifetime ?? ceiling)
          return
        } catch let error as SessionError where error.code == .duplicate {
          // Somebody made it between the two: look again.
          continue
        }
      }
    }
    throw SessionError(.conflict, "a value is made and removed again and again, or its store contradicts itself")
  }

  /// Far more than others can come in between by chance.
  private static var attemptLimit: Int { 100 }
}

extension FileSessionsPersistDriver {
  /// A damaged value counts as none, and so does one that is over.
  private func load(_ id: SessionID) async throws -> SessionSnapshot? {
    do {
      guard let found = try await store.load(id) else { return nil }
      let checked = try found.checked(for: id, at: clock.now())
      if checked == nil { logger.warning("the store answered a value that is over: it counts as none") }
      return checked
    } catch let error as SessionError where error.code == .corrupt {
      logger.error("a stored value cannot be read, and counts as none", metadata: ["reason": "\(error)"])
      return nil
    }
  }

  private func timeLeft(until expires: Timestamp) -> Duration {
    max(.zero, clock.now().duration(to: expires))
  }

  /// A value that expires at once has the shortest lifetime there is.
  private static func lifetime(_ duration: Duration) -> SessionLifetime {
    SessionLifetime(idle: nil, absolute: max(duration, .nanoseconds(1)))
  }
}

/// `set` met a tombstone.
private struct RemovedMeanwhile: Error {}

/// What the driver stores under a key: one byte that says what follows.
///
///     0x01  JSON of the value
///     0x00  nothing: a tombstone
enum PersistRecord {
  static let headerCount = 1
  static let tombstone: [UInt8] = [0]

  static func value(_ json: [UInt8]) -> [UInt8] { [1] + json }
  static func isTombstone(_ payload: [UInt8]) -> Bool { payload.first == 0 }
}
#endif
