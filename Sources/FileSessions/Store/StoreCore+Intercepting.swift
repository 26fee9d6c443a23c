extension StoreCore {
  /// A store as `FileSessionStore` opens it, with an interceptor before its kernel.
  /// - Parameter sharesMemory: whether it holds files open, and shares what processes share.
  package convenience init<Interceptor: CallInterceptor>(
    directory path: String, configuration: FileSessionStore.Configuration, interceptor: Interceptor,
    sharesMemory: Bool = true
  ) throws(SessionError) where System == InterceptedSystem<Kernel, Interceptor> {
    let (localLocks, memory) = (LocalLockTable(), sharesMemory ? ProcessState(configuration) : nil)
    let kernel = Kernel(localLocks: localLocks, clock: configuration.clock, memory: memory)
    try self.init(
      directory: path, configuration: configuration, system: InterceptedSystem(kernel, interceptor),
      localLocks: localLocks, memory: memory)
  }
}
