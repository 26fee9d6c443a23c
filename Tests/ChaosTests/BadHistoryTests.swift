import FileSessionsChaos
import Testing

/// Histories that no order of their calls explains: each is found, as what it is.
@Suite struct BadHistoryTests {
  @Test func lostUpdate() {
    var script = Script()
    let first = script.begin(.create, 0...10)
    script.update(first, 20...40)
    script.load(script.update(first, 21...41), 50...60)
    #expect(script.findings.contains(.lostUpdate))
  }

  /// The update that took its place was killed, and shows only in one that followed.
  @Test func updateLostToAKilledOne() {
    var script = Script()
    let first = script.begin(.create, 0...10)
    script.update(first, 20...40)
    let other = script.killed(.update, of: first, 21...41)
    script.load(script.update(other, 50...60), 70...80)
    #expect(script.findings.contains(.lostUpdate))
  }

  /// Only the hash still tells: its tail begins behind the place.
  @Test func updateLostLongAgo() {
    var script = Script()
    let first = script.begin(.create, 0...10)
    var value = script.update(first, 20...30)
    for index in 0..<6 { value = script.update(value, Int64(40 + 20 * index)...Int64(50 + 20 * index)) }
    let forged = ChainValue(
      session: 0, base: value.base, depth: value.depth, hash: value.hash ^ 1,
      tail: ChainValue.Tail(value.tail[0], value.tail[1], value.tail[2], value.tail[3]))
    script.load(forged, 300...310)
    #expect(script.findings == [.lostUpdate])
  }

  @Test func updateAppliedTwice() {
    var script = Script()
    let first = script.begin(.create, 0...10)
    let second = script.killed(.update, of: first, 20...30)
    script.load(second, 31...32)
    script.load(second.extended(by: second.token), 40...50)
    #expect(script.findings == [.writtenTwice])
  }

  @Test func staleRead() {
    var script = Script()
    let first = script.begin(.create, 0...10)
    script.update(first, 20...30)
    script.load(first, 31...40)
    #expect(script.findings == [.staleRead])
  }

  @Test func staleReadAfterAnotherRead() {
    var script = Script()
    let first = script.begin(.create, 0...10)
    let second = script.killed(.update, of: first, 20...100)
    script.load(second, 30...40)
    script.load(first, 50...60)
    #expect(script.findings == [.staleRead])
  }

  @Test func resurrectedByAnUpdate() {
    var script = Script()
    let first = script.begin(.create, 0...10)
    script.call(.delete, 30...40)
    let second = script.update(first, 20...50)
    script.load(second, 60...70)
    #expect(script.findings.contains(.resurrected))
  }

  @Test func resurrectedBySave() {
    var script = Script()
    script.begin(.create, 0...10)
    script.call(.delete, 20...30)
    script.begin(.save, 40...50)
    #expect(script.findings == [.resurrected])
  }

  @Test func resurrectedByKilledSave() {
    var script = Script()
    script.begin(.create, 0...10)
    let saved = script.killed(.save, 15...50)
    script.call(.delete, 20...30)
    script.load(saved, 60...70)
    #expect(script.findings == [.resurrected])
  }

  @Test func vanished() {
    var script = Script()
    script.begin(.create, 0...10)
    script.load(nil, 20...30)
    #expect(script.findings == [.vanished])
  }

  @Test func vanishedForAMoment() {
    var script = Script()
    let first = script.begin(.create, 0...10)
    script.call(.delete, 15...90, .unknown)
    script.load(nil, 20...30)
    script.load(first, 40...50)
    #expect(script.findings.contains(.vanished))
  }

  @Test func createdOverASession() {
    var script = Script()
    script.begin(.create, 0...10)
    script.begin(.create, 20...30)
    #expect(script.findings == [.createdTwice])
  }

  @Test func lostSave() {
    var script = Script()
    let first = script.begin(.create, 0...10)
    script.begin(.save, 20...30)
    script.load(first, 40...50)
    #expect(script.findings == [.valueCameBack])
  }

  /// An update read before the save and wrote after it.
  @Test func saveLostToAnUpdate() {
    var script = Script()
    let first = script.begin(.create, 0...10)
    script.begin(.save, 30...40)
    script.load(script.update(first, 20...50), 60...70)
    #expect(script.findings == [.valueCameBack])
  }

  @Test func tornValue() {
    var script = Script()
    script.begin(.create, 0...10)
    script.call(.load, 20...30, .torn)
    #expect(script.findings == [.tornValue])
  }

  @Test func valueOfNobody() {
    var script = Script()
    script.begin(.create, 0...10)
    script.load(ChainValue(session: 0, begunBy: 77), 20...30)
    #expect(script.findings.contains(.unknownValue))
  }

  @Test func valueBeforeItsWrite() {
    var script = Script()
    let first = script.begin(.create, 0...10)
    let later = first.extended(by: 2)
    script.load(later, 20...30)
    script.update(first, 40...50)
    #expect(script.findings.contains(.unknownValue))
  }

  @Test func failedWriteThatShows() {
    var script = Script()
    let first = script.begin(.create, 0...10)
    script.call(.update, 20...30, .failed, token: 40)
    script.load(first.extended(by: 40), 50...60)
    #expect(script.findings == [.failedWriteShows, .unexpectedError])
  }

  @Test func writtenAfterRotation() {
    var script = Script()
    let first = script.begin(.create, 0...10)
    script.call(.rotate, 20...30, token: 50)
    script.load(first, 31...35, isRotated: true)
    script.update(first, 40...50)
    #expect(script.findings == [.writtenAfterRotation])
  }

  @Test func rotationThatLosesAnUpdate() {
    var script = Script()
    let first = script.begin(.create, 0...10)
    script.update(first, 12...15)
    script.call(.rotate, 20...30, token: 50)
    script.call(.loadNew, 31...35, token: 50, seeing: first)
    #expect(script.findings.contains(.staleRead))
  }

  @Test func rotationThatLeadsNowhere() {
    var script = Script()
    script.begin(.create, 0...10)
    script.call(.rotate, 20...30, token: 50)
    script.call(.loadNew, 31...35, .absent, token: 50)
    #expect(script.findings == [.vanished])
  }

  /// The operations that show it, and no others.
  @Test func evidenceIsShort() throws {
    var script = Script()
    var value = script.begin(.create, 0...10)
    for index in 1..<20 { value = script.update(value, Int64(20 * index)...Int64(20 * index + 10)) }
    let last = script.update(value, 1000...1010)
    script.load(value, 1100...1110)
    let finding = try #require(HistoryCheck.findings(in: script.operations).first)
    #expect(finding.evidence.map(\.invoked) == [1000, 1100])
    #expect(HistoryText.lines(finding.evidence).count == 4)
    #expect(last.depth == 20)
  }
}
