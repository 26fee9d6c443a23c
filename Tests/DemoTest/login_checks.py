"""What is checked of the page of logins and devices: each check yields what is wrong, in words."""

from demo_checks import console, contrast, network, overflow, scheme, structure, touch
from demo_page import VIEWS
from keyboard import ENTER, STOP, TAB, focus
from login_page import LoginPage

TELEPHONE = ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
             "Version/18.5 Mobile/15E148 Safari/604.1")


def cart(page):
    page.do("#put")
    yield from expect(page, user=None, books=1, devices=[])
    if page.steps() != [["plain", "1 book in the cart."]]:
        yield f"it tells {page.steps()}"


def double_click(page):
    """Both answers are a login with the cart, and so is what the browser is left with."""
    before = page.cookies()
    page.log_in(page.user, clicks=2)
    yield from expect(page, user=page.user, books=1, devices=[True, False])
    logins = [["kept", f"Logged in as {page.user}, with 1 book in the cart."]] * 2
    if page.steps()[-2:] != logins:
        yield f"it tells {page.steps()}"
    answered = [event["response"]["status"] for event in page.events("Network.responseReceived")
                if event["response"]["url"].endswith("/api/account/login")]
    if answered != [200, 200]:
        yield f"two clicks were answered with {answered}"
    if page.cookies() == before:
        yield "the id is that of before the login"
    page.do("#put")
    yield from expect(page, user=page.user, books=2, devices=[True, False])


def ends_others(page):
    page.do("#end-others")
    yield from expect(page, user=page.user, books=2, devices=[True])
    if page.steps()[-1] != ["plain", "1 session ended."]:
        yield f"it tells {page.steps()[-1]}"


def logout(page):
    page.do("#log-out")
    yield from expect(page, user=None, books=0, devices=[])
    if page.cookies():
        yield "the cookie stays"


def lost_answer(page):
    """The server logs in, and the browser does not hear of it; with what it still has it logs in all the same."""
    page.do("#put")
    before = page.cookies()
    page.do("label:has(#lose)")
    page.log_in(page.user)
    yield from expect(page, user=None, books=1, devices=[])
    if page.steps()[-1] != ["lost", "The answer was lost. Try again."]:
        yield f"it tells {page.steps()[-1]}"
    if page.cookies() != before:
        yield "the lost answer has brought a cookie"
    page.log_in(page.user)
    # The login whose answer was lost is one of the user's sessions: it took place.
    yield from expect(page, user=page.user, books=1, devices=[True, False])


def two_devices(page):
    """Each sees the other, and is out when the other says so."""
    user = next(page.names)
    with LoginPage(page.browser, page.server, VIEWS["phone"], TELEPHONE) as telephone:
        page.log_in(user)
        telephone.log_in(user)
        page.do("#look")
        names = [page.devices(), telephone.devices()]
        laptop = "Chrome on Linux"
        if names != [[["Safari on iPhone", False], [laptop, True]], [["Safari on iPhone", True], [laptop, False]]]:
            yield f"the devices are {names}"
            return
        if page.evaluate("[...document.querySelectorAll('#devices .quiet')].some(e => !/^127.0.0.1 · used just now/"
                         ".test(e.innerText))"):
            yield f"of the devices it says {page.text('#devices')}"
        page.do(f'[data-session="{telephone.session()}"] button')
        yield from expect(page, user=user, devices=[True])
        yield from ended(telephone)
        telephone.log_in(user)
        telephone.do("#end-others")
        yield from expect(telephone, user=user, books=0, devices=[True])
        yield from ended(page)
        yield from console(telephone)


def ended(page):
    page.do("#look")
    yield from expect(page, user=None, books=0, devices=[])
    if page.steps()[-1] != ["ended", "You were logged out, from another device."]:
        yield f"it tells {page.steps()[-1]}"


def crowd(page):
    """For the picture: everything that the page can show."""
    with LoginPage(page.browser, page.server, VIEWS["phone"], TELEPHONE) as telephone:
        telephone.log_in(page.user)
        page.do("#put")
        page.do("label:has(#lose)")
        page.log_in(page.user)
        page.log_in(page.user, clicks=2)
        telephone.do("#end-others")
        page.do("#look")
        page.do("#put")
        page.log_in(page.user, clicks=2)
        if len(page.devices()) < 3 or {kind for kind, _ in page.steps()} != {"plain", "lost", "kept", "ended"}:
            yield f"it shows {page.devices()} and {page.steps()}"


def expect(page, user, devices, books=None):
    """The words, the figures and the list say the same."""
    who = page.text("#who")
    if not who.startswith(f"{user or 'Nobody'} is logged in here"):
        yield f"it says '{who}' instead of naming {user}"
    found = page.devices()
    if sorted((own for _, own in found), reverse=True) != devices:
        yield f"the devices are {found}"
    if page.text("[data-key=count]") != str(len(devices)):
        yield f"{page.text('[data-key=count]')} sessions are counted"
    if books is not None and page.text("[data-key=cart]") != str(books):
        yield f"{page.text('[data-key=cart]')} books are in the cart instead of {books}"
    if page.evaluate("document.querySelector('#ends').checkVisibility()") != bool(user):
        yield "who may log out, and who not, is mixed up"
    if page.text("[role=alert]"):
        yield f"it complains: {page.text('[role=alert]')}"


def login_keyboard(page):
    """Without a mouse: Tab to the name, type it, Enter."""
    page.evaluate("document.querySelector('a').focus()")
    for _ in range(10):
        page.press(*TAB)
        stop, name = page.evaluate(STOP), page.evaluate("document.activeElement.id")
        if stop is None:
            break
        yield from focus(stop, name)
        if name == "name":
            page.evaluate("document.activeElement.select()")
            page.call("Input.insertText", text="Frances")
            page.press(*ENTER)
            page.wait("document.documentElement.dataset.state === 'ready'", "the answer")
            if not page.text("#who").startswith("Frances is logged in here"):
                yield f"Enter leads to '{page.text('#who')}'"
            return
    yield "Tab never reaches the name"


LOOKS = [("nothing sticks out", overflow), ("contrast", contrast), ("colour scheme", scheme), ("screenshot", None),
         ("nothing on the console", console), ("no request elsewhere", network)]

LOGIN_CHECKS = {
    "light": [
        ("a cart before the login", cart), ("two clicks are one login", double_click),
        ("every other session ends", ends_others), ("a logout", logout),
        ("a lost answer, and another try", lost_answer),
        ("two devices", two_devices), ("with the keyboard", login_keyboard), ("names and headings", structure),
        ("all at once", crowd)] + LOOKS,
    "dark": [("all at once", crowd)] + LOOKS,
    "phone": [
        ("nothing sticks out at first", overflow), ("a cart before the login", cart),
        ("two clicks are one login", double_click), ("all at once", crowd), ("large enough for fingers", touch)] + LOOKS,
    "phone-dark": [("all at once", crowd)] + LOOKS,
}
