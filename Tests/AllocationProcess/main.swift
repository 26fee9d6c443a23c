// A program that counts what the synchronous verbs take from the heap, for a test to read.
//
// It is a program of its own since the counter defines malloc for the whole of it, and since the test library allocates
// at every throw.
//
// It takes a directory that does not exist yet, and prints lines of three words: a preset, an operation, and how many
// allocations one such operation makes. Of `control` it makes three on purpose.

import CAllocationCounter
import FileSessions
import Foundation

guard allocation_counter_is_available() != 0 else {
  print("unavailable")
  exit(0)
}
#if DEBUG
print("unoptimised")
exit(0)
#else
try Counting.run(in: CommandLine.arguments[1])
#endif
