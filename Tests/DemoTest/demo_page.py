"""The demo's server as a child process, and its page as a visitor uses it."""

import os
import select
import signal
import subprocess
import sys
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "PageTest"))
import browser as chromium
from browser import Page, View

# The two processes of the server are the only ones that can be reached.
chromium.FLAGS = [flag + " , EXCLUDE 127.0.0.1" if "host-resolver-rules" in flag else flag for flag in chromium.FLAGS]

REQUESTS = 50
PATIENCE = 120  # seconds, for the checker on a busy machine
CLICKS_AT_MOST = 40  # naive loses updates in every run, and drops a session in most
VIEWS = {view.name: view for view in [
    View("light", 1280, 900, "light"), View("dark", 1280, 900, "dark"), View("phone", 360, 740, "light", is_phone=True),
    View("phone-dark", 360, 740, "dark", is_phone=True)]}


class ServerFailure(Exception):
    """It does not start, or does not stop."""


class Server:
    """Use it in a `with`: it ends when its input closes, and so does what it has started."""

    def __init__(self, command):
        self._process = subprocess.Popen(
            [command, "demo", "serve", "--port", "0", "--until-input-closes"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, start_new_session=True)
        ready, _, _ = select.select([self._process.stdout], [], [], 60)
        words = self._process.stdout.readline().split() if ready else []
        if words[:1] != ["ready"]:
            self.__exit__()
            raise ServerFailure(f"the server says '{' '.join(words)}' instead of where it is ready")
        self.url = words[1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.stop()
        except ServerFailure:
            # Its own group: nothing else is in it.
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def stop(self, by_signal=False):
        if by_signal:
            self._process.send_signal(signal.SIGTERM)
        else:
            self._process.stdin.close()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            raise ServerFailure("the server does not stop") from None


class DemoPage(Page):
    """A page that a server has, not a file; what a visitor does with it, and what it then shows."""

    def __init__(self, browser, server, view, path="", **target):
        self._address = server.url + path
        super().__init__(browser, self._address, view, **target)
        self.server = server
        self.wait("document.documentElement.dataset.state === 'ready'", "the page to be ready")
        self.about = self.evaluate("fetch('/api/about').then(answer => answer.json())")
        self.origins = [urllib.parse.urlsplit(process)[:2] for process in self.about["processes"]]

    # Page makes the address of a file from its argument.
    url = property(lambda self: self._address, lambda self, _: None)

    def without_policy(self):
        """What breaks the page comes from elsewhere; the page's own content security policy would not let it in."""
        self.call("Page.setBypassCSP", enabled=True)
        self._forget()
        self.call("Page.reload")
        self.browser.wait_for("Page.loadEventFired", self._session)
        self.wait("document.documentElement.dataset.state === 'ready'", "the page to be ready")

    def wait(self, condition, purpose):
        end = time.monotonic() + PATIENCE
        while not self.evaluate(condition):
            if time.monotonic() > end:
                raise BrowserFailure(f"waited in vain for {purpose}: " + self.evaluate("document.body.innerText")[:400])
            time.sleep(0.05)

    def click(self, selector):
        """With a mouse, where the element is."""
        x, y = self.evaluate(f"""(() => {{ const e = document.querySelector('{selector}');
            e.scrollIntoView({{block: 'center', behavior: 'instant'}});
            const box = e.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }})()""")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def choose(self, strategy):
        self.click(f'label:has(input[value="{strategy}"])')

    def run(self, button):
        """Until the run is over and, where something failed, explained."""
        self.click(button)
        self.wait("document.documentElement.dataset.state === 'ready'", "the end of the run")
        self.wait("!document.querySelector('#how:not([hidden])[data-state=\"waiting\"]')", "the explanation")

    def row(self, strategy):
        found = self.evaluate(f"""({{...document.querySelector('#results tr[data-strategy="{strategy}"]').dataset}})""")
        return {key: int(found[key]) for key in ("runs", "requests", "dropped", "lost", "errors", "mixed")}

    def summary(self):
        return self.evaluate("(({key, ...data}) => data)(document.getElementById('summary').dataset)")

    def text(self, selector):
        return self.evaluate(f"document.querySelector('{selector}').innerText")
