"""Uses the demo in a browser, light, dark and on a phone, and checks what it shows. Then breaks the page, to see that
the checks can fail.

usage: check-demo.py COMMAND FOLDER-FOR-SCREENSHOTS
"""

import os
import signal
import sys

from demo_page import VIEWS, DemoPage, Server, ServerFailure
from browser import Browser, BrowserFailure
from demo_breakages import BREAKAGES
from demo_checks import CHECKS, left
from login_breakages import LOGIN_BREAKAGES
from login_checks import LOGIN_CHECKS
from login_page import LoginPage


def main(command, folder):
    results = []

    def report(name, findings):
        findings = list(dict.fromkeys(findings))
        results.append(not findings)
        print(("✗ " if findings else "✓ ") + "; ".join([name] + findings[:5]), flush=True)

    def visit(page, name, checks):
        for words, check in checks:
            if check:
                report(f"{name}: {words}", check(page))
            else:
                page.evaluate("document.activeElement.blur()")
                page.screenshot(os.path.join(folder, f"demo-{name.replace(' ', '-')}.png"))

    def notices(page, name, breakage, checks):
        page.without_policy()
        page.evaluate(f"(async () => {{ {breakage} }})()")
        for check in checks[:-1]:
            list(check(page))
        noticed = list(checks[-1](page))
        report(f"broken on purpose: {name}", [] if noticed else ["nobody noticed"])

    with Browser() as browser:
        with Server(command) as server:
            for view, checks in LOGIN_CHECKS.items():
                with LoginPage(browser, server, VIEWS[view]) as page:
                    visit(page, f"login {view}", checks)
            for view, checks in CHECKS.items():
                fragment = "#strategy=rename" if view == "phone" else ""
                with DemoPage(browser, server, VIEWS[view], fragment) as page:
                    visit(page, view, checks)
        with Server(command) as server:
            for name, view, breakage, checks in LOGIN_BREAKAGES:
                with LoginPage(browser, server, VIEWS[view]) as page:
                    notices(page, name, breakage, checks)
            for name, view, breakage, checks in BREAKAGES:
                with DemoPage(browser, server, VIEWS[view]) as page:
                    notices(page, name, breakage, checks)
            server.stop(by_signal=True)
            report("the server stops by a signal", left(page))
    print(f"{results.count(True)} passed, {results.count(False)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    # What is open is closed: the server, the browser and its files.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
    try:
        sys.exit(main(*sys.argv[1:3]))
    except ServerFailure as failure:
        print(f"✗ {failure}", file=sys.stderr)
        sys.exit(1)
    except BrowserFailure as failure:
        print(f"The browser failed: {failure}", file=sys.stderr)
        sys.exit(3)
