import FileSessions

let directory = CommandLine.arguments[1]
for (name, strategy) in FileSessionStore.Strategy.presets {
  var configuration = FileSessionStore.Configuration(strategy: strategy)
  configuration.unsoundStrategies = .allow
  let store = try FileSessionStore(directory: directory + "/" + name, configuration: configuration)
  let session = try await store.create(Array("hello".utf8))
  for i in 0..<100 { try await store.update(session.id) { $0.payload.append(contentsOf: "\(i) ".utf8) } }
  let loaded = try await store.load(session.id)!
  print(name, String(decoding: loaded.payload, as: UTF8.self).count, loaded.version)
  try await store.save(Array(repeating: 65, count: 5000), for: session.id)
  print(try await store.load(session.id)!.payload.count)
  let new = try await store.rotate(session.id)
  print(try await store.load(session.id)!.payload.count, try await store.load(new)!.payload.count)
  do { try await store.save([], for: session.id) } catch { print(error) }
  let clock = ContinuousClock()
  func bench() throws {
  let b = store.blocking
  var bytes = [UInt8](repeating: 1, count: 512)
  let id = try b.create(bytes.span).id
  let n = 20000
  var t = try clock.measure { for _ in 0..<n { _ = try b.load(id) { p, _ in p.count } } }
  print("load", t / n)
  t = try clock.measure { for _ in 0..<n { try b.save(bytes.span, for: id) } }
  print("save", t / n)
  t = try clock.measure { for _ in 0..<n { try b.update(id) { $0.payload[0] &+= 1 } } }
  print("update", t / n)
  bytes[0] = 2
  }
  try bench()
  try await store.withLock(new) { l in
    try await l.save([1,2,3])
    do { try await store.save([], for: new) } catch { print(error) }
  }
  try await store.delete(session.id)
  print(try await store.load(session.id) as Any, try await store.load(new) as Any)
  print(try await store.sweep())
  await store.close()
  do { _ = try await store.load(new) } catch { print(error) }
}
