import Glibc

/// Ends the process, which libFuzzer takes for a crash, where something does not hold.
func expect(_ holds: @autoclosure () -> Bool, _ what: @autoclosure () -> String) {
  guard !holds() else { return }
  print("DOES NOT HOLD: \(what())")
  fflush(nil)
  abort()
}
