import Foundation
import Testing

@Suite("The source keeps its own rules")
struct TidyTests {
  @Test(
    "The engine has no lock, atomic, task, clock, global or stored state that changes: it can be re-run on its results",
    arguments: ["Engine", "Format", "Verbs"])
  func engineIsPure(_ folder: String) throws {
    let forbidden = [
      "Mutex", "Atomic", "Task", "async", "await", "Clock", "Date", "DispatchQueue", "Thread", "Semaphore",
      "static var",
      "import Synchronization", "import Dispatch", "import CFileSessions", "nonisolated(unsafe)", "SystemRandom",
      ".random(in", "actor ",
    ]
    for file in try SourceTree.files("Sources/FileSessions/\(folder)") {
      for word in forbidden {
        let lines = file.code.filter { $0.contains(word) && !isComputed($0) }
        #expect(lines.isEmpty, "\(file.name) has '\(word)': \(lines)")
      }
      let globals = file.code.filter { $0.hasPrefix("var ") || $0.hasPrefix("let ") }
      #expect(globals.isEmpty, "\(file.name) has a global: \(globals)")
    }
  }

  /// A computed static property holds nothing.
  private func isComputed(_ line: Substring) -> Bool { line.contains("static var") && line.contains("{") }

  @Test("The library imports nothing but the toolchain's own and the shim")
  func imports() throws {
    let allowed: Set = ["CFileSessions", "Synchronization", "Dispatch", "Glibc", "Musl", "Darwin"]
    for file in try SourceTree.files("Sources/FileSessions") {
      for line in file.code where line.contains("import ") {
        let module = line.split(separator: " ").last.map(String.init) ?? ""
        #expect(allowed.contains(module), "\(file.name): \(line)")
      }
    }
  }

  @Test("Every lock kind, scope and write mode opens with what it guarantees, how it fails and where it is unreliable")
  func essays() throws {
    let kinds = try SourceTree.files("Sources/FileSessions/Strategy/Locks").map { "Strategy/Locks/\($0.title)" }
    let locks = kinds + ["LockFileScope", "DataFileScope", "SlotScope"].map { "Engine/Locks/\($0)" }
    let writes = ["TruncateOnOpen", "InPlace", "RenameOver", "SlotWrite"].map { "Engine/Writes/\($0)" }
    for name in locks + writes {
      let url = SourceTree.root.appendingPathComponent("Sources/FileSessions/\(name).swift")
      let text = try String(contentsOf: url, encoding: .utf8).prefix(4000)
      #expect(text.hasPrefix("// "), "\(name) does not open with an essay")
      #expect(text.contains("Guarantees"), "\(name) does not say what it guarantees")
      #expect(text.contains("How it fails"), "\(name) does not say how it fails")
      #expect(text.contains("Where it is unreliable"), "\(name) does not say where it is unreliable")
    }
  }

  @Test("Each wrapper of the shim has the common prefix")
  func prefix() throws {
    let header = try String(
      contentsOf: SourceTree.root.appendingPathComponent("CShims/include/CFileSessions.h"), encoding: .utf8)
    let functions = header.matches(of: /(?m)^[a-z].*?\b(\w+)\(/).map { String($0.1) }
    #expect(functions.count > 30)
    for function in functions { #expect(function.hasPrefix("file_sessions_")) }
  }

  @Test("The top level is the one that was agreed on")
  func topLevel() throws {
    let entries = try FileManager.default.contentsOfDirectory(atPath: SourceTree.root.path).filter {
      !$0.hasPrefix(".")
    }
    let agreed: Set = ["Package.swift", "Package.resolved", "CShims", "Sources", "Tests", "Makefile", "README.md"]
    #expect(Set(entries).subtracting(agreed).isEmpty, "\(entries)")
  }
}
