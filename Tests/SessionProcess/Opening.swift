import FileSessions

typealias Core = StoreCore<InterceptedSystem<Kernel, Interceptor>>

extension FileSessionStore.Configuration {
  /// From `strategy name=value …`.
  init(_ arguments: inout Arguments) throws {
    self.init(strategy: try FileSessionStore.Strategy(try arguments.next()))
    // No wait ends for being slow on a machine that has other things to do.
    lockTimeout = .seconds(600)
    for option in arguments.options() {
      switch option.name {
      case "timeout": lockTimeout = .milliseconds(Int(option.value) ?? 0)
      case "payload": maximumPayloadByteCount = Int(option.value) ?? 0
      case "missing" where option.value == "refuse": missingDirectory = .refuse
      case "durability":
        durability = option.value == "full" ? .full : option.value == "data" ? .data : .none
      case "idle": lifetime = SessionLifetime(idle: .seconds(Int(option.value) ?? 0), absolute: nil)
      case "held": openFiles = .atMost(Int(option.value) ?? 0)
      case "cached": readCache = .on
      // A clock that stands still, so that expiry is the test's decision.
      case "clock":
        let time = Timestamp(nanosecondsSince1970: Int64(option.value) ?? 0)
        clock = .custom { time }
      default: throw Malformed(reason: "there is no option \(option.name)")
      }
    }
  }
}

func openStore(_ arguments: inout Arguments, _ interceptor: Interceptor) throws -> Core {
  let directory = try arguments.next()
  return try Core(
    directory: directory, configuration: try FileSessionStore.Configuration(&arguments), interceptor: interceptor)
}
