import CAllocationCounter

enum AllocationCounter {
  static var isAvailable: Bool { allocation_counter_is_available() != 0 }

  static var isOptimised: Bool {
    #if DEBUG
    false
    #else
    true
    #endif
  }

  /// How many allocations this thread makes while `body` runs.
  static func count(_ body: () throws -> Void) rethrows -> Int {
    allocation_counter_begin()
    defer { _ = allocation_counter_end() }
    try body()
    return Int(allocation_counter_end())
  }
}
