import FileSessions
import FileSessionsTesting
import Foundation

let own = SessionStoreConformance { clock, lifetime in SerialStore(lifetime: lifetime, clock: clock) }
let wrapped = SessionStoreConformance { clock, lifetime in
  CountingStore(MemorySessionStore(lifetime: lifetime, clock: clock))
}
let failures = await own.run() + wrapped.run()
for failure in failures { print("OtherStore: \(failure)") }
guard failures.isEmpty else { exit(1) }
print("A store and a wrapper of another package pass all \(ConformanceCheck.all.count) checks.")
