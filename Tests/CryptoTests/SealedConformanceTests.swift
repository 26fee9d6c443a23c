#if Crypto
import FileSessions
import FileSessionsCrypto
import FileSessionsTesting
import TestSupport
import Testing

@Suite("A sealed store keeps every promise of the one beneath")
struct SealedConformanceTests {
  @Test("With names as they are", arguments: StoreKind.allCases, ConformanceCheck.all)
  func plainNames(_ kind: StoreKind, _ check: ConformanceCheck) async throws {
    try await conformance(kind, names: nil).run(check)
  }

  @Test("With hidden names", arguments: StoreKind.allCases, ConformanceCheck.all)
  func hiddenNames(_ kind: StoreKind, _ check: ConformanceCheck) async throws {
    try await conformance(kind, names: 9).run(check)
  }

  private func conformance(_ kind: StoreKind, names: UInt8?) -> SessionStoreConformance<SealedSessionStore> {
    SessionStoreConformance(patience: .seconds(600)) { clock, lifetime in
      try SealedSessionStore(kind.open(clock, lifetime: lifetime), [1, 2], names: names)
    }
  }
}
#endif
