internal import Lab

/// Where and how it was measured, and what the figures do not say.
struct PeerPageMethod {
  let report: PeerReport

  var section: Markup {
    let versions: [Markup] = report.versions.sorted { $0.key < $1.key }.map { entry($0.key, $0.value) }
    return """
      <section aria-labelledby="method">
      <h2 id="method">Environment and method</h2>
      <table class="environment">
      <caption>This run</caption>
      <tbody>
      \(entry("processor", "\(report.processor) × \(report.processors)"))
      \(entry("kernel", report.kernel))
      \(entry("file systems", report.places.map(\.filesystem).joined(separator: ", ")))
      \(versions)
      \(entry("sessions", Grouped(report.sessions).description))
      \(entry("payload, bytes", Grouped(report.payload).description))
      \(entry("rounds", Grouped(report.rounds).description))
      \(entry("begun", report.date))
      </tbody></table>
      <ul class="notes">
      <li><strong>Rounds.</strong> In each round everybody does a batch of the operation, in an order that rotates; \
      the ratio is taken round by round. Its median is shown, with the interval in which the median lies in 95 of 100 \
      cases, by rank alone. With several processes the slowest one counts.</li>
      <li><strong>Honest answers.</strong> Every load is checked for whose payload it is, one in 64 byte by byte. Who \
      promises atomic updates has those of four processes counted afterwards. A wrong answer ends the run.</li>
      <li><strong>SQLite:</strong> C interface, WAL, prepared statements, a table without row ids, pages out of a \
      mapping, a busy handler that does not sleep for milliseconds. <strong>LMDB:</strong> read transactions are reset and \
      renewed. <strong>Redis:</strong> a Unix socket, the update a script on the server. <strong>PHP</strong> and \
      <strong>Django</strong> time themselves, and are interpreters; Django's backend does not lock, so its updates \
      can be lost, as can those of the temporary file that is renamed.</li>
      <li><strong>Not in the library's figures:</strong> to parse a cookie into an id takes it \
      \(PeerText.microseconds(report.cookieMicroseconds)) µs once per request; the others take the bytes as they \
      are.</li>
      <li><strong>Not in the others' figures:</strong> deadlines, versions, checksums, and names that give no live \
      cookie away. The library has them, and pays for them here.</li>
      </ul>
      </section>
      """
  }

  private func entry(_ name: String, _ value: String) -> Markup {
    #"<tr><th scope="row">\#(name)</th><td>\#(value)</td></tr>"#
  }
}
