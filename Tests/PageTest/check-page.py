"""Checks the page of a comparison in a browser: light, dark and on a phone. Then breaks it, to see that each check
can fail.

usage: check-page.py compare.json compare.html FOLDER-FOR-SCREENSHOTS
"""

import json
import os
import sys
import tempfile

import breakages
import checks
from browser import Browser, BrowserFailure, Page, View

FINDINGS_SHOWN = 8
VIEWS = [
    View("light", 1280, 900, "light"),
    View("dark", 1280, 900, "dark"),
    View("phone", 390, 844, "light", is_phone=True),
]


def main(json_path, page_path, folder):
    with open(json_path) as file:
        report = json.load(file)
    with open(page_path) as file:
        html = file.read()
    with Browser() as browser:
        findings = []
        for view in VIEWS:
            with Page(browser, page_path, view) as page:
                path = os.path.join(folder, f"compare-{view.name}.png")
                page.screenshot(path)
                for name, check in checks.ALL:
                    found = list(dict.fromkeys(check(page, report, html)))
                    findings += [f"{view.name}: {name}: {finding}" for finding in found[:FINDINGS_SHOWN]]
                    if len(found) > FINDINGS_SHOWN:
                        findings.append(f"{view.name}: {name}: {len(found) - FINDINGS_SHOWN} more")
            print(f"{view.name}: {len(checks.ALL)} checks, screenshot {path}")
        for finding in findings:
            print("✗ " + finding)
        if findings:
            return 1
        undetected = breakages_undetected(browser, report, html)
    for breakage in undetected:
        print(f"✗ a page that is broken on purpose passes: {breakage}")
    return 1 if undetected else 0


def breakages_undetected(browser, report, html):
    """Each check has to notice what was broken for it, or it is no check."""
    undetected = []
    known = dict(checks.ALL)
    for breakage in breakages.ALL:
        broken = breakage.apply(html, report)
        if broken is None:
            print(f"  not applicable to this report: {breakage.description}")
            continue
        with tempfile.NamedTemporaryFile("w", suffix=".html", prefix="page-test-") as file:
            file.write(broken)
            file.flush()
            view = next(view for view in VIEWS if view.name == breakage.view)
            with Page(browser, file.name, view) as page:
                if not list(known[breakage.check](page, report, broken)):
                    undetected.append(f"{breakage.description} ({breakage.check})")
    print(f"{len(breakages.ALL)} pages that are broken on purpose, {len(undetected)} undetected")
    return undetected


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:4]))
    except BrowserFailure as failure:
        print(f"The browser failed: {failure}", file=sys.stderr)
        sys.exit(3)
