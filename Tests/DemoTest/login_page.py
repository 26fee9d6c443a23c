"""The demo's page of logins and devices, as somebody uses it on one device of his."""

import itertools

from demo_page import DemoPage


def fresh_names():
    for number in itertools.count(1):
        for name in ("Ada", "Grace", "Barbara", "Margaret", "Frances", "Edsger"):
            yield name if number == 1 else f"{name} {number}"


class LoginPage(DemoPage):
    """A device: a browser of its own, with cookies of its own. Its user agent is the browser's, if none is given."""

    # Of users that nobody has been before: the server, and what it lists, is the same for all.
    names = fresh_names()

    def __init__(self, browser, server, view, user_agent=None):
        self.user = next(self.names)
        self._context = browser.call("Target.createBrowserContext")["browserContextId"]
        super().__init__(browser, server, view, "login", browserContextId=self._context)
        if user_agent:
            self.call("Network.setUserAgentOverride", userAgent=user_agent)

    def __exit__(self, *_):
        super().__exit__()
        self.browser.call("Target.disposeBrowserContext", browserContextId=self._context)

    def do(self, selector, clicks=1):
        """Clicks, and waits until nothing is under way any more. Several clicks come at once: none after an answer."""
        if clicks == 1:
            self.click(selector)
        else:
            self.evaluate(f"for (let i = 0; i < {clicks}; i += 1) document.querySelector('{selector}').click()")
        self.wait("document.documentElement.dataset.state === 'ready'", "the answer")

    def log_in(self, name, clicks=1):
        self.evaluate(f"document.querySelector('#name').value = '{name}'")
        self.do("#log-in", clicks)

    def steps(self):
        """Of each step its kind and its headline; the first step first."""
        return self.evaluate("""[...document.querySelectorAll('#steps li')].reverse()
            .map(e => [e.dataset.kind, e.querySelector('b').innerText])""")

    def devices(self):
        """Of each device that is listed what it is called, and whether it is this one."""
        return self.evaluate("""[...document.querySelectorAll('#devices li')].map(e =>
            [e.querySelector('b').innerText, e.querySelector('.tag').checkVisibility()])""")

    def session(self):
        """The handle of the session that the list says is this one."""
        return self.evaluate("document.querySelector('.device:has(.tag:not([hidden]))')?.dataset.session")

    def cookies(self):
        found = self.call("Network.getCookies")["cookies"]
        return [cookie["value"] for cookie in found if cookie["name"] == "demo-login"]
