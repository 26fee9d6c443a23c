"""What is checked of the demo's page: each check yields what is wrong, in words."""

import os
import socket
import urllib.parse

from demo_page import CLICKS_AT_MOST, REQUESTS
import looks
from keyboard import ENTER, STOP, TAB, focus


def start(page):
    """Every strategy can be chosen and has a row, and the address says which one is chosen."""
    names = [strategy["name"] for strategy in page.about["strategies"]]
    for what, selector in [("choice", "input[name=strategy]"), ("row", "#results tr[data-strategy]")]:
        found = page.evaluate(f"[...document.querySelectorAll('{selector}')].map(e => e.dataset.strategy ?? e.value)")
        if sorted(found) != sorted(names):
            yield f"there is a {what} for {found} instead of {names}"
    wanted = page.url.partition("=")[2]
    chosen = page.evaluate("document.querySelector('input:checked')?.value")
    if wanted and chosen != wanted:
        yield f"{chosen} is chosen, the address says {wanted}"
    for name in names:
        group = "sound" if is_sound(page, name) else "broken"
        if page.evaluate(f"!document.querySelector('#{group} [value={name}]')"):
            yield f"{name} is in the wrong group"


def keeps(strategy):
    def check(page):
        page.choose(strategy)
        for _ in range(3):
            page.run("#run-once")
            yield from shown(page, strategy)
            summary = page.summary()
            if [summary[key] for key in ("loggedIn", "survived", "acknowledged")] != [str(REQUESTS)] * 3:
                yield f"it kept {summary}"
        row = page.row(strategy)
        if row != {"runs": 3, "requests": 3 * REQUESTS, "dropped": 0, "lost": 0, "errors": 0, "mixed": 0}:
            yield f"after three runs there is {row}: {page.text('#summary')}"
        if page.text(f'tr[data-strategy="{strategy}"] [data-key=words]') != "kept all":
            yield f"the verdict is '{page.text(f'tr[data-strategy={strategy}] [data-key=words]')}'"
        if page.evaluate(f"!!document.querySelector('#how[data-strategy={strategy}]:not([hidden])')"):
            yield "a failure is explained that did not happen"
    return check


def loses(page):
    page.choose("rename")
    page.run("#run-until")
    yield from shown(page, "rename")
    row = page.row("rename")
    if row["lost"] == 0:
        yield f"no update was lost in {row['runs']} runs"


def drops(page):
    """Until it fails, and then on until it fails as it did in the ticket."""
    page.choose("naive")
    for _ in range(CLICKS_AT_MOST):
        page.run("#run-until")
        yield from shown(page, "naive")
        row = page.row("naive")
        if row["dropped"] + row["lost"] + row["errors"] + row["mixed"] == 0:
            yield f"nothing failed in {row['runs']} runs"
        if row["dropped"] + row["errors"] + row["mixed"] > 0:
            return
    yield f"no session was dropped or damaged in {page.row('naive')['runs']} runs"


def every(page):
    page.run("#run-every")
    for name in (strategy["name"] for strategy in page.about["strategies"]):
        row = page.row(name)
        if row["runs"] != 1 or row["requests"] != REQUESTS:
            yield f"{name} ran {row['runs']} times"
        if is_sound(page, name) and row["dropped"] + row["lost"] + row["errors"] + row["mixed"]:
            yield f"{name} is sound, and {row}"
        verdict = page.text(f'tr[data-strategy="{name}"] [data-key=words]')
        if not is_sound(page, name) and verdict == "kept all":
            yield f"the luck of {name} is called a promise"
    yield from shown(page, page.summary()["strategy"])


def shown(page, strategy):
    """The cells, the figures, the sentence, the row and their data say the same."""
    summary, row = page.summary(), page.row(strategy)
    kinds = page.evaluate("[...document.querySelectorAll('#grid .cell')].map(e => e.dataset.kind)")
    if len(kinds) != REQUESTS or kinds.count("ok") != int(summary["loggedIn"]):
        yield f"{kinds.count('ok')} of {len(kinds)} cells are logged in, the data say {summary['loggedIn']}"
    if not set(kinds) <= {"ok", "dropped", "error", "mixed"}:
        yield f"after the run there are cells that are {set(kinds)}"
    marks = page.evaluate("""[...document.querySelectorAll('#grid .cell')].map(e => e.dataset.kind + ' '
        + e.firstChild.data + ' ' + e.dataset.process + ' ' + e.lastChild.textContent)""")
    expected = {"ok": "✓", "dropped": "✗", "error": "!", "mixed": "≠"}
    for kind, mark, process, small in (words.split(" ") for words in marks):
        if expected.get(kind) != mark or process != small:
            yield f"a cell that is {kind}, answered by {process}, shows {mark} and {small}"
    figures = {"ok": "loggedIn", "survived": "survived", "acknowledged": "acknowledged"}
    for key, name in figures.items():
        if page.text(f'[data-key="{key}"]') != summary[name]:
            yield f"the figure of {key} is {page.text(f'[data-key={key}]')}, the data say {summary[name]}"
    sentence = (f"{strategy}: {summary['loggedIn']} of {REQUESTS} came back logged in, {summary['survived']} of "
                f"{summary['acknowledged']} acknowledged updates survived")
    if not page.text("#summary").startswith(sentence):
        yield f"the summary is '{page.text('#summary')}' instead of '{sentence} …'"
    for key in ("runs", "requests", "dropped", "lost", "errors"):
        text = page.text(f'tr[data-strategy="{strategy}"] [data-key="{key}"]')
        if text != str(row[key]):
            yield f"the row says {text} {key}, its data {row[key]}"
    verdict = page.text(f'tr[data-strategy="{strategy}"] [data-key=words]')
    for key, words in {"dropped": "dropped {}", "lost": "lost {}", "errors": "{} error", "mixed": "mixed up {}"}.items():
        if (words.format(row[key]) in verdict) != (row[key] > 0):
            yield f"with {row[key]} {key} the verdict is '{verdict}'"


def explained(strategy, titles):
    def check(page):
        how = page.evaluate("""(() => { const e = document.getElementById('how');
            return {...e.dataset, isVisible: e.checkVisibility()}; })()""")
        if not how["isVisible"] or how.get("state") != "shown" or how.get("strategy") != strategy:
            yield f"the failure is not explained: {how}"
            return
        if not any(title in how["title"] for title in titles):
            yield f"what happened is explained as a {how['title']}"
        steps = page.evaluate("""[...document.querySelectorAll('#steps li')].filter(e => e.checkVisibility())
            .map(e => [e.querySelector('b').textContent, e.querySelector('span').textContent,
                getComputedStyle(e.firstElementChild).color, e.firstElementChild.getBoundingClientRect().left])""")
        if len(steps) < 3:
            yield f"the schedule has {len(steps)} steps"
        if {letter for letter, *_ in steps if letter} < {"A", "B"}:
            yield f"its clients are {sorted({letter for letter, *_ in steps})}"
        looks_of = {}
        for letter, words, colour, left in steps:
            if len(words) < 4:
                yield f"a step is '{words}'"
            looks_of.setdefault(letter, set()).add((colour, left))
        if len({frozenset(look) for look in looks_of.values()}) < len(looks_of):
            yield "two clients look alike"
        if "file-sessions check replay " not in page.text("#how"):
            yield "it does not say how to replay it"
    return check


def both(page):
    """Every visit was sent, in turn to either process, and either answered."""
    visits = [request["request"]["url"] for request in page.events("Network.requestWillBeSent")
              if request["request"]["url"].endswith("/visit")]
    rows = [page.row(strategy["name"]) for strategy in page.about["strategies"]]
    if len(visits) != sum(row["requests"] for row in rows):
        yield f"{len(visits)} visits were sent, the table says {sum(row['requests'] for row in rows)}"
    for origin in page.origins:
        if 2 * sum(urllib.parse.urlsplit(url)[:2] == origin for url in visits) != len(visits):
            yield f"{origin[1]} did not get half of the visits"
    answered = page.evaluate("[...new Set([...document.querySelectorAll('#grid .cell')].map(e => e.dataset.process))]")
    if sorted(answered) != ["1", "2"]:
        yield f"the processes that answered are {answered}"


def console(page):
    for message in page.events("Runtime.consoleAPICalled"):
        if message["type"] in ("error", "assert"):
            yield f"console: {message['args'][:1]}"
    for exception in page.events("Runtime.exceptionThrown"):
        yield f"exception: {exception['exceptionDetails']['text']}"
    for entry in (event["entry"] for event in page.events("Log.entryAdded")):
        # The browser itself logs answers with an error, which broken strategies give.
        parts = urllib.parse.urlsplit(entry.get("url", "")).path.split("/")
        is_expected = entry["source"] == "network" and parts[1:2] == ["api"] and not is_sound(page, parts[2])
        if entry["level"] == "error" and not is_expected:
            yield f"log: {entry['text']} {entry.get('url', '')}"


def network(page):
    for request in page.events("Network.requestWillBeSent"):
        url = request["request"]["url"]
        if urllib.parse.urlsplit(url)[:2] not in page.origins and not url.startswith("data:"):
            yield f"asks for {url[:80]}"


def structure(page):
    """For who does not see it: names, headings, roles."""
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(e => +e.tagName[1])")
    if levels.count(1) != 1 or any(after > before + 1 for before, after in zip(levels, levels[1:])):
        yield f"the levels of the headings are {levels}"
    wrong = page.evaluate("""(() => {
      const all = (selector, isWrong) => [...document.querySelectorAll(selector)].filter(isWrong).length;
      const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
      const controls = e => document.getElementById(e.getAttribute('aria-controls'));
      return {
        'tables without a caption': all('table', e => !e.caption?.textContent.trim()),
        'heading cells without a scope': all('th', e => !e.scope),
        'cells of the grid without words': all('#grid .cell', e => !/^Request \\d+: \\w+/.test(e.ariaLabel)),
        'identifiers that occur twice': ids.length - new Set(ids).size,
        'buttons that control nothing': all('button', e => !controls(e)),
        'buttons without a name': all('button', e => !e.textContent.trim()),
        'choices without a description': all('input', e => !document.getElementById(e.getAttribute('aria-describedby'))
          ?.textContent),
        'summaries that are not read out': all('#summary', e => e.role !== 'status' || !e.textContent.trim()),
        'pages without a language': document.documentElement.lang ? 0 : 1,
        'pages without a main part': document.querySelectorAll('main').length === 1 ? 0 : 1,
      }; })()""")
    yield from (f"{count} {words}" for words, count in wrong.items() if count)


def keyboard(page):
    """Without a mouse: Tab to the strategies, an arrow to the next one, Tab to the button, Enter."""
    # Wherever the last click was, Tab would go on from there.
    page.evaluate("document.querySelector('a').focus()")
    for _ in range(30):
        page.press(*TAB)
        stop, name = page.evaluate(STOP), page.evaluate("document.activeElement.id || document.activeElement.name || ''")
        if stop is None:
            break
        if name == "strategy":
            before = page.evaluate("document.activeElement.value")
            page.press("ArrowDown", 40)
            if page.evaluate("document.querySelector('input:checked').value") == before:
                yield "an arrow does not choose another strategy"
            # The ring is around the choice, with its name.
            stop = page.evaluate(STOP.replace("getComputedStyle(e)", "getComputedStyle(e.closest('label'))"))
        yield from focus(stop, name)
        if name == "run-once":
            chosen = page.evaluate("document.querySelector('input:checked').value")
            before = page.row(chosen)["runs"]
            page.press(*ENTER)
            page.wait("document.documentElement.dataset.state === 'ready'", "the end of the run")
            if page.row(chosen)["runs"] != before + 1:
                yield "Enter on the button runs nothing"
            if page.evaluate("document.activeElement.id") != "run-once":
                yield "the run takes the focus away"
            return
    yield "Tab never reaches the button"


def touch(page):
    """What is touched is 44 pixels high and wide, or a word in a sentence."""
    small = page.evaluate("""[...document.querySelectorAll('button, label, select, summary')].filter(e => {
        const box = e.getBoundingClientRect(); return box.width && (box.width < 44 || box.height < 44); })
        .map(e => e.textContent.trim())""")
    for name in small:
        yield f"'{name}' is too small for a finger"


def stopped(page):
    """Words, no exception, where nobody answers; and nothing is left."""
    page.server.stop()
    before = page.row("rename")["runs"]
    page.click("#run-once")
    page.wait("document.documentElement.dataset.state === 'ready'", "the run that cannot be")
    if "does not answer" not in page.text("[role=alert]"):
        yield f"the page says '{page.text('[role=alert]')}'"
    if page.row("rename")["runs"] != before:
        yield "a run that could not be is counted"
    for exception in page.events("Runtime.exceptionThrown"):
        yield f"exception: {exception['exceptionDetails']['text']}"
    yield from left(page)


def left(page):
    for scheme, address in page.origins:
        host, port = address.split(":")
        with socket.socket() as probe:
            if probe.connect_ex((host, int(port))) == 0:
                yield f"after the stop somebody still answers at {address}"
    if os.path.exists(page.about["directory"]):
        yield f"after the stop {page.about['directory']} is still there"


def is_sound(page, name):
    return any(strategy["name"] == name and strategy["isSound"] for strategy in page.about["strategies"])


def of_looks(check):
    return lambda page: check(page, None, None)


torn = explained("naive", ["torn", "read", "missing", "error"])
lost = explained("rename", ["lost update"])
overflow, contrast, scheme = (of_looks(check) for check in (looks.overflow, looks.contrast, looks.scheme))

CHECKS = {
    "light": [
        ("the page starts, with every strategy", start), ("lockFileRename keeps all", keeps("lockFileRename")),
        ("slots keeps all", keeps("slots")), ("rename loses updates", loses), ("how rename does it", lost),
        ("naive drops sessions", drops), ("how naive does it", torn), ("both processes answer", both),
        ("names and headings", structure), ("nothing sticks out", overflow), ("contrast", contrast),
        ("colour scheme", scheme), ("screenshot", None), ("keyboard", keyboard),
        ("nothing on the console", console), ("no request elsewhere", network)],
    "dark": [
        ("every strategy in turn", every), ("nothing sticks out", overflow), ("contrast", contrast),
        ("colour scheme", scheme), ("screenshot", None), ("nothing on the console", console),
        ("no request elsewhere", network)],
    "phone": [
        ("the address chooses", start), ("nothing sticks out at first", overflow), ("rename loses updates", loses),
        ("how rename does it", lost), ("nothing sticks out", overflow), ("large enough for fingers", touch),
        ("contrast", contrast), ("screenshot", None), ("nothing on the console", console),
        ("no request elsewhere", network), ("the server stops", stopped)],
}
