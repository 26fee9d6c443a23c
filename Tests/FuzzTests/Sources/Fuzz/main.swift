import CFuzzer
import Glibc

// Fuzz TARGET [libFuzzer's options and corpora]; `Fuzz --list` names the targets.
let words = CommandLine.arguments
if words.count == 2, words[1] == "--list" {
  for target in FuzzTarget.allCases where !target.isPlanted { print(target.rawValue) }
  exit(0)
}
guard words.count > 1, let chosen = FuzzTarget(rawValue: words[1]) else {
  print("Fuzz TARGET [OPTION…]: one of \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))")
  exit(2)
}
unsafe FuzzTarget.current = chosen
// libFuzzer reads the name of the program and its options.
var arguments = unsafe ([words[0]] + words.dropFirst(2)).map { unsafe strdup($0) }
let status = unsafe arguments.withUnsafeMutableBufferPointer { arguments in
  unsafe fuzzer_run(CInt(arguments.count), arguments.baseAddress) { start, count in
    // The very buffer of libFuzzer, not a copy: what is read beyond its end is noticed by address sanitizer.
    unsafe FuzzTarget.current.run(Span(_unsafeElements: UnsafeBufferPointer(start: start, count: count)))
    return 0
  }
}
exit(status)
