internal import FileSessions

/// The verbs of a store: of the public one, or of one with a fault planted below it.
protocol SessionVerbs: Sendable {
  func create(_ payload: [UInt8], _ id: SessionID, _ lifetime: SessionLifetime?) throws
  func save(_ payload: [UInt8], _ id: SessionID) throws
  func put(_ payload: [UInt8], _ id: SessionID) throws
  func update(_ id: SessionID, to payload: [UInt8]) throws
  func touch(_ id: SessionID) throws
  func rotate(_ id: SessionID, grace: Duration) throws -> SessionID
  func delete(_ id: SessionID) throws
  func sweep() throws -> SweepReport
  func load(_ id: SessionID) throws -> Standing?
}

extension Trace {
  // What reports call them.
  static let (open, create, save, update, touch) = ("open", "create", "save", "update", "touch")
  static let (put, delete, rotate, sweep, convert) = ("put", "delete", "rotate", "sweep", "convert")
  static let (rotateWithGrace, outgrow) = ("rotate with grace", "save that outgrows its slot")
}

/// The public store.
struct PublicStore: SessionVerbs {
  private let store: FileSessionStore
  private var verbs: FileSessionStore.Blocking { store.blocking }

  init(_ directory: String, _ configuration: FileSessionStore.Configuration) throws(SessionError) {
    store = try FileSessionStore(directory: directory, configuration: configuration)
  }

  func create(_ payload: [UInt8], _ id: SessionID, _ lifetime: SessionLifetime?) throws {
    try verbs.create(payload.span, as: id, lifetime: lifetime)
  }
  func save(_ payload: [UInt8], _ id: SessionID) throws { try verbs.save(payload.span, for: id) }
  func put(_ payload: [UInt8], _ id: SessionID) throws { try verbs.put(payload.span, for: id) }
  func update(_ id: SessionID, to payload: [UInt8]) throws { try verbs.update(id) { $0.payload = payload } }
  func touch(_ id: SessionID) throws { try verbs.touch(id) }
  func rotate(_ id: SessionID, grace: Duration) throws -> SessionID { try verbs.rotate(id, grace: grace) }
  func delete(_ id: SessionID) throws { try verbs.delete(id) }
  func sweep() throws -> SweepReport { try verbs.sweep() }
  func load(_ id: SessionID) throws -> Standing? { try verbs.load(id).map(Standing.init) }
}

/// The same store over a kernel some of whose syncs are left out.
struct FaultyStore: SessionVerbs {
  private let core: StoreCore<InterceptedSystem<Kernel, LeftOutSync>>

  init(
    _ directory: String, _ configuration: FileSessionStore.Configuration, _ fault: LeftOutSync
  ) throws(SessionError) {
    core = try StoreCore(directory: directory, configuration: configuration, interceptor: fault)
  }

  func create(_ payload: [UInt8], _ id: SessionID, _ lifetime: SessionLifetime?) throws {
    _ = try core.createBlocking(payload.span, as: id, lifetime: lifetime)
  }
  func save(_ payload: [UInt8], _ id: SessionID) throws {
    _ = try core.saveBlocking(payload.span, for: id, ifVersion: nil, lifetime: nil)
  }
  func put(_ payload: [UInt8], _ id: SessionID) throws {
    _ = try core.putBlocking(payload.span, for: id, lifetime: nil)
  }
  func update(_ id: SessionID, to payload: [UInt8]) throws {
    try core.updateBlocking(id) { $0.payload = payload }
  }
  func touch(_ id: SessionID) throws { try core.touchBlocking(id) }
  func rotate(_ id: SessionID, grace: Duration) throws -> SessionID {
    try core.rotateBlocking(id, grace: grace, oldID: .frozen)
  }
  func delete(_ id: SessionID) throws { try core.deleteBlocking(id) }
  func sweep() throws -> SweepReport { try core.sweepBlocking() }
  func load(_ id: SessionID) throws -> Standing? {
    try core.loadBlocking(id) { payload, header in
      Standing(SessionSnapshot(id: id, payload: [UInt8](copying: payload), header))
    }
  }
}
