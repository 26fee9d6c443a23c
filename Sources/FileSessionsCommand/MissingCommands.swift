#if CommandLineTool
internal import ArgumentParser
internal import Lab

#if !Peers
/// Stands for `peers` where its trait was left out, and says how to get it.
struct MissingPeersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "peers", shouldDisplay: false)

  @Argument(parsing: .captureForPassthrough) var rest: [String] = []

  func run() throws {
    throw LabFailure.wrongUse("'peers' was left out of this build: it needs the trait Peers; use make peers")
  }
}
#endif

#if !Demo
/// Stands for `demo` where its trait was left out, and says how to get it.
struct MissingDemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "demo", shouldDisplay: false)

  @Argument(parsing: .captureForPassthrough) var rest: [String] = []

  func run() throws {
    throw LabFailure.wrongUse("'demo' was left out of this build: it needs the trait Demo; use make demo")
  }
}
#endif
#endif
