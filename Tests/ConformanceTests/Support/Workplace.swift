import FileSessions
import FileSessionsTesting

/// A store in a fresh directory, with a clock that stands still and a log of what the observer was told.
final class Workplace: Sendable {
  private let setting: Setting
  let directory: TemporaryDirectory
  let clock = ManualClock()
  let events: EventLog
  let store: FileSessionStore

  init(
    _ setting: Setting, _ change: (inout FileSessionStore.Configuration) -> Void = { _ in }
  ) throws {
    self.setting = setting
    directory = try setting.fileSystem.makeDirectory()
    events = EventLog()
    var configuration = FileSessionStore.Configuration(strategy: setting.strategy)
    configuration.clock = clock.sessionClock
    // No wait ends for being slow on a machine that has other things to do.
    configuration.lockTimeout = .seconds(600)
    configuration.observer = { [events] event in events.note(event.kind) }
    change(&configuration)
    store = try FileSessionStore(directory: directory.path("sessions"), configuration: configuration)
  }

  /// Another store on the same directory: to the kernel it is a stranger, as another process would be.
  func secondStore(
    _ change: (inout FileSessionStore.Configuration) -> Void = { _ in }
  ) throws -> FileSessionStore {
    var configuration = store.configuration
    change(&configuration)
    return try FileSessionStore(directory: path, configuration: configuration)
  }

  var path: String { directory.path("sessions") }
  var files: SessionFiles { SessionFiles(path, setting) }
}
