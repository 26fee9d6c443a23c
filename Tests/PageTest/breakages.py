"""Pages that are broken on purpose: for each, which check has to notice."""

import re


class Breakage:
    def __init__(self, description, check, change, view="light"):
        self.description, self.check, self.change, self.view = description, check, change, view

    def apply(self, html, report):
        """`None` where this report offers nothing to break that way."""
        broken = self.change(html, report)
        return None if broken == html else broken


def substitute(pattern, replacement):
    return lambda html, report: re.sub(pattern, replacement, html, count=1, flags=re.S)


def style(rules):
    return lambda html, report: html.replace("</style>", rules + "</style>", 1)


def script(text):
    return lambda html, report: html.replace("</body>", f"<script>{text}</script></body>", 1)


def other_operations_per_second(html, report):
    return re.sub(r'(data-json="rows/0/operations_per_second">)([\d,.]+)', r"\g<1>1\2", html, count=1)


def unseen_as_kept(html, report):
    return html.replace(">not seen</td>", ">kept</td>", 1)


def without_last_row(html, report):
    name = report["rows"][-1]["strategy"]
    return re.sub(rf'<tr data-strategy="{re.escape(name)}">.*?</tr>', "", html, count=1, flags=re.S)


def without_meaning(html, report):
    for meaning in ("logged out for no reason", "an item vanished from the cart", "logged out, and yet"):
        html = html.replace(meaning, "something")
    return html


ALL = [
    Breakage("a row is missing", "rows", without_last_row),
    Breakage("a description is missing", "rows", substitute(r"<details .*?</details>", "")),
    Breakage("a number is another", "numbers", other_operations_per_second),
    Breakage("a latency is another", "numbers", substitute(r'(p99_us">)([\d,.]+)(</td>)', r"\g<1>9\2\3")),
    Breakage("a share is another", "numbers", substitute(r'(data-json="hot">)([\d.]+)', r"\g<1>1\2")),
    Breakage("a number is missing", "numbers", substitute(r' data-json="rows/0/fairness"', "")),
    Breakage("a ratio to a floor is another", "numbers", substitute(r'(/ratio">)([\d.]+)', r"\g<1>1\2")),
    Breakage("the interval of a ratio is missing", "numbers", substitute(r'<span class="interval">.*?</td>', "</td>")),
    Breakage("luck is called a kept promise", "numbers", unseen_as_kept),
    Breakage("a mark stands elsewhere", "marks", substitute(r'(class="mark" x=")\d+', r"\g<1>1")),
    Breakage(
        "a floor stands elsewhere", "marks",
        substitute(r'(class="mark" x=")(\d+)([^>]*floor_us")', r"\g<1>1\2\3")),
    Breakage("a floor is not drawn", "marks", substitute(r'<svg class="mark"[^>]*floor_us".*?</svg>', "")),
    Breakage("a distribution is not drawn", "marks", substitute(r'<path class="shape[^>]*>', "")),
    Breakage("a violation is not explained", "meanings", without_meaning),
    Breakage("violations are not red", "meanings", style(".meaning h3 { color: #176639 !important }")),
    Breakage(
        "'not seen' looks like 'kept'", "meanings",
        style("td.cell.unseen, td.cell.kept { all: unset !important; }")),
    Breakage(
        "a badge says something else", "meanings",
        substitute(r'(<summary>.*?class="badge )\w+">[^<]*', r'\1kept">fine')),
    Breakage("an error on the console", "console", script("console.error('broken')")),
    Breakage("an exception", "console", script("undefined.broken")),
    Breakage("a request", "network", script("fetch('https://example.invalid/x').catch(() => 0)")),
    Breakage("a picture from elsewhere", "network", substitute("</main>", '<img alt="" src="other.png"></main>')),
    Breakage("wider than a phone", "overflow", style(".plot { min-width: 40rem }"), view="phone"),
    Breakage("a table that cannot be scrolled", "overflow", substitute(' tabindex="0"', ""), view="phone"),
    Breakage("pale text", "contrast", style(":root { --quiet: #b9c0c6 }")),
    Breakage("pale text in the dark", "contrast", style("body { --quiet: #444b52 }"), view="dark"),
    Breakage("pale floors", "contrast", style(":root { --floor: #b9c0c6 }")),
    Breakage("no dark colours", "scheme", substitute(r"prefers-color-scheme: dark", "width < 1px"), view="dark"),
    Breakage("a table without a caption", "structure", substitute(r"<caption>.*?</caption>", "")),
    Breakage("a picture without words", "structure", substitute(r' role="img" aria-label="[^"]*"', "")),
    Breakage("no visible focus", "keyboard", style(":focus-visible { outline: none !important }")),
    Breakage(
        "a button out of reach", "keyboard",
        substitute('<button type="button"', '<button type="button" tabindex="-1"')),
    Breakage(
        "a button that does nothing", "keyboard",
        substitute("button.addEventListener", "void button.addEventListener.bind")),
]
