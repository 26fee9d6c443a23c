import FileSessions
import Testing

@Suite("Which descriptors are held")
struct DescriptorCacheTests {
  private func digest(_ number: UInt64) -> SessionDigest { SessionDigest(number << 40 | number, 2, 3, number) }

  @Test("What is kept is lent, to any number of users at once")
  func lent() {
    var cache = DescriptorCache(capacity: 8)
    #expect(cache.borrow(digest(1)) == nil)
    #expect(cache.keep(7, for: digest(1)) == nil)
    #expect(cache.borrow(digest(1)) == 7)
    #expect(cache.borrow(digest(1)) == 7)
    #expect(cache.keep(7, for: digest(1)) == nil)
    #expect(cache.keep(7, for: digest(1)) == nil)
    #expect(cache.count == 1)
  }

  @Test("Of two that are opened at once one is closed")
  func twice() {
    var cache = DescriptorCache(capacity: 8)
    #expect(cache.keep(7, for: digest(1)) == nil)
    #expect(cache.keep(8, for: digest(1)) == 8)
    #expect(cache.borrow(digest(1)) == 7)
  }

  @Test("What is dropped is lent to nobody, and closed when its last user is done")
  func dropped() {
    var cache = DescriptorCache(capacity: 8)
    _ = cache.keep(7, for: digest(1))
    _ = cache.borrow(digest(1))
    _ = cache.borrow(digest(1))
    #expect(cache.drop(7) == false)
    #expect(cache.borrow(digest(1)) == nil)
    // A fresh one takes its place while the old one is still in use.
    #expect(cache.keep(9, for: digest(1)) == nil)
    #expect(cache.keep(7, for: digest(1)) == 7)
    #expect(cache.borrow(digest(1)) == 9)
    #expect(cache.holds(9) && !cache.holds(7))
  }

  @Test("A descriptor that is not held is closed by who opened it")
  func foreign() {
    var cache = DescriptorCache(capacity: 8)
    #expect(cache.drop(5) == true)
  }

  @Test("It is bounded: what was not used for a while makes way, what is in use does not")
  func bounded() {
    var cache = DescriptorCache(capacity: 8)
    for number in 1...8 { #expect(cache.keep(CInt(number), for: digest(UInt64(number))) == nil) }
    for number in 1...8 { #expect(cache.borrow(digest(UInt64(number))) == CInt(number)) }
    // All are in use: who comes now is not kept.
    #expect(cache.keep(9, for: digest(9)) == 9)
    for number in 1...8 { #expect(cache.keep(CInt(number), for: digest(UInt64(number))) == nil) }
    let closed = cache.keep(9, for: digest(9))
    #expect(closed != nil && closed != 9)
    #expect(cache.count == 8)
    // Of those that are left the one that is used stays longest.
    let last = (1...8).filter { cache.borrow(digest(UInt64($0))) != nil }.map { CInt($0) }
    #expect(last.count == 7)
    #expect(cache.removeUnused() == [9])
    for number in last { #expect(cache.keep(number, for: digest(UInt64(number))) == nil) }
    #expect(cache.removeUnused().sorted() == last)
    #expect(cache.count == 0)
  }

  @Test("A forked child forgets all; what is in use there its user closes")
  func forgotten() {
    var cache = DescriptorCache(capacity: 8)
    _ = cache.keep(3, for: digest(1))
    _ = cache.keep(4, for: digest(2))
    _ = cache.borrow(digest(2))
    #expect(cache.removeAll() == [3])
    #expect(cache.borrow(digest(2)) == nil)
    #expect(cache.drop(4) == true)
  }
}
