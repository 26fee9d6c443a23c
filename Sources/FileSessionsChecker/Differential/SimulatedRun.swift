internal import FileSessions

/// A sequence on the simulated kernel.
struct SimulatedRun {
  /// One call, what it was asked as, and what it came to.
  struct Exchange {
    var call: KernelCall
    /// The request with the simulated kernel's descriptors; `nil` for a death.
    var request: SystemRequest?
    var result: SystemResult?
    /// Which simulated inodes there are afterwards, by bit.
    var inodes: UInt32
    /// Which simulated descriptors are open afterwards, by bit.
    var descriptors: UInt128
  }

  struct Handle {
    var client: Int
    var descriptor: CInt
  }

  let kernel: SimulatedKernel
  var world = World()
  /// Room that is kept for whoever looks at the locks in the end.
  var sparedLocks = 1
  private(set) var handles: [CInt: Handle] = [:]
  private(set) var exchanges: [Exchange] = []

  init(mutation: KernelMutation?) {
    kernel = SimulatedKernel(processes: Array(0...KernelProgram.clientLimit), mutation: mutation)
    for name in KernelPool.names { _ = kernel.step(.statusAt(name, directory: SimulatedKernel.directory)) }
  }

  /// What a client has open and has not asked to be closed, in the order of opening.
  func openHandles(of client: Int) -> [CInt] { handles.filter { $0.value.client == client }.keys.sorted() }

  /// Makes a call, unless it is one that the simulation is not made for.
  @discardableResult
  mutating func make(_ call: KernelCall) -> Bool {
    guard case .request(let request) = call.action else {
      kernel.kill(call.client, &world)
      handles = handles.filter { $0.value.client != call.client }
      note(call, nil, nil)
      return true
    }
    guard let resolved = resolve(request, call.client), isAllowed(resolved, by: call.client) else { return false }
    let result = perform(resolved, by: call.client)
    note(call, resolved, result)
    switch (request, result) {
    case (.open, .number(let descriptor)) where descriptor >= 0:
      let handle = KernelCall.handle(openedBy: call.number)
      handles[handle] = Handle(client: call.client, descriptor: CInt(descriptor))
    case (.close(let handle), _): handles[handle] = nil
    default: break
    }
    return true
  }

  private func resolve(_ request: SystemRequest, _ client: Int) -> SystemRequest? {
    guard let descriptor = request.descriptor, descriptor >= KernelCall.handle(openedBy: 0) else { return request }
    guard let handle = handles[descriptor], handle.client == client else { return nil }
    return request.on(handle.descriptor)
  }

  /// To the last piece of a read or a write: nobody comes between.
  private mutating func perform(_ request: SystemRequest, by client: Int) -> SystemResult {
    let step = kernel.step(request)
    while true {
      if let answer = kernel.perform(step, by: client, &world) { return kernel.result(answer, of: step) }
    }
  }

  private mutating func note(_ call: KernelCall, _ request: SystemRequest?, _ result: SystemResult?) {
    var (inodes, descriptors): (UInt32, UInt128) = (0, 0)
    for inode in world.contents.indices where world.exists(inode) { inodes |= 1 << UInt32(inode) }
    for slot in world.descriptors.indices where world.descriptors[slot] != 0 { descriptors |= 1 << UInt128(slot) }
    exchanges.append(
      Exchange(call: call, request: request, result: result, inodes: inodes, descriptors: descriptors))
  }
}
