#if CommandLineTool
import Testing

@testable import FileSessionsPeerReport

@Suite struct PeerRatioTests {
}
#endif
