/// For how long a step waits for a thread by the device.
package enum DevicePatience: Hashable, Sendable {
  /// As for the lock: then the verb fails.
  case untilDeadline
  /// As long, and then the verb does without.
  case orSkip
  /// Whatever happens: the caller's closure has run.
  case whateverHappens
}
