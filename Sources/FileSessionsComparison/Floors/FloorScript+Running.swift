internal import CFileSessionsFloors
package import Lab

extension FloorScript {
  /// Makes the calls of the list, from the first to the last, again and again.
  /// - Throws: `environment` where a call answers otherwise than it did when it was recorded: what is timed is no
  ///   longer the operation then.
  package func run(in directory: CInt, _ repetitions: Int) throws(LabFailure) {
    var room = [UInt8](repeating: 0, count: longestRead)
    let strange = unsafe room.withUnsafeMutableBufferPointer { room in
      unsafe text.withUnsafeBytes { text in
        unsafe bytes.withUnsafeBufferPointer { bytes in
          unsafe file_sessions_floor_run(
            calls, calls.count, directory, text.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.baseAddress,
            room.baseAddress, Int64(repetitions))
        }
      }
    }
    guard strange >= 0 else { return }
    let step = strange < calls.count ? steps[Int(strange)].description : "the list"
    throw .environment("\(step) did not answer in the floor as it did when it was recorded")
  }
}
