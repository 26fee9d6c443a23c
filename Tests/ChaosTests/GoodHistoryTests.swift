import FileSessionsChaos
import Testing

/// Histories in which nothing is wrong, however late or unknown things are.
@Suite struct GoodHistoryTests {
  @Test func oneAfterTheOther() {
    var script = Script()
    script.load(nil, 0...5)
    let first = script.begin(.create, 10...20)
    let second = script.update(first, 30...40)
    script.load(second, 50...60)
    let third = script.update(second, 70...80, .saveIfVersion)
    script.call(.touch, 81...82)
    script.call(.delete, 90...100)
    script.load(nil, 110...120)
    script.call(.update, 121...125, .absent, token: 99)
    let fresh = script.begin(.put, 130...140)
    script.load(fresh, 150...160)
    #expect(third.depth == 2)
    #expect(script.findings.isEmpty)
  }

  @Test func atTheSameTimeEitherOrderWillDo() {
    var script = Script()
    let first = script.begin(.create, 0...10)
    // The later one to begin came first.
    let second = script.update(first, 30...90)
    let third = script.update(second, 20...100)
    script.load(first, 25...95)
    script.load(third, 26...94)
    script.load(third, 110...120)
    #expect(script.findings.isEmpty)
  }

  @Test func deleteAndCreateWithinOneLoad() {
    var script = Script()
    let first = script.begin(.create, 0...10)
    script.call(.delete, 20...60)
    script.load(first, 15...55)
    script.load(nil, 25...58)
    let second = script.begin(.create, 30...70)
    script.load(second, 40...80)
    #expect(script.findings.isEmpty)
  }

  @Test func plainSavesInAnyOrder() {
    var script = Script()
    script.begin(.create, 0...10)
    let second = script.begin(.save, 20...100)
    let third = script.begin(.save, 20...100)
    script.load(third, 30...40)
    script.load(second, 110...120)
    #expect(script.findings.isEmpty)
  }

  @Test func killedWriteNeedNotShow() {
    var script = Script()
    let first = script.begin(.create, 0...10)
    _ = script.killed(.update, of: first, 20...30)
    _ = script.killed(.save, 20...31)
    script.load(first, 40...50)
    let second = script.update(first, 60...70)
    script.load(second, 80...90)
    #expect(script.findings.isEmpty)
  }

  @Test func killedWriteMayShow() {
    var script = Script()
    let first = script.begin(.create, 0...10)
    let second = script.killed(.update, of: first, 20...30)
    script.load(first, 22...25)
    script.load(second, 40...50)
    let third = script.update(second, 60...70)
    script.load(third, 80...90)
    #expect(script.findings.isEmpty)
  }

  /// Nobody loaded what it left but the update that came after.
  @Test func killedWriteMayShowInAnUpdate() {
    var script = Script()
    let first = script.begin(.create, 0...10)
    let second = script.killed(.update, of: first, 20...30)
    script.load(script.update(second, 60...70), 80...90)
    #expect(script.findings.isEmpty)
  }

  @Test(arguments: [true, false]) func killedDelete(isDone: Bool) {
    var script = Script()
    let first = script.begin(.create, 0...10)
    script.call(.delete, 20...30, .unknown)
    script.load(isDone ? nil : first, 40...50)
    #expect(script.findings.isEmpty)
  }

  @Test func killedCreateMayShow() {
    var script = Script()
    script.load(nil, 0...10)
    let first = script.killed(.create, 20...30)
    script.call(.create, 40...50, .duplicate, token: 98)
    script.load(first, 60...70)
    #expect(script.findings.isEmpty)
  }

  @Test func rotation() {
    var script = Script()
    let first = script.begin(.create, 0...10)
    script.call(.rotate, 20...30, token: 50)
    script.call(.loadNew, 31...35, token: 50, seeing: first)
    script.load(first, 40...50, isRotated: true)
    script.call(.update, 51...55, .rotated, token: 51)
    script.call(.delete, 60...70)
    script.load(nil, 80...90)
    #expect(script.findings.isEmpty)
  }

  @Test func rotationAtOnce() {
    var script = Script()
    let first = script.begin(.create, 0...10)
    script.call(.rotateAtOnce, 20...30, token: 50)
    script.call(.loadNew, 31...35, token: 50, seeing: first)
    script.load(nil, 40...50)
    script.load(script.begin(.create, 60...70), 80...90)
    #expect(script.findings.isEmpty)
  }
}
