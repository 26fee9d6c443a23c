"use strict";
// Logs in, badly where that is wanted, and shows what the user is logged in with.

const PATIENCE = 60_000; // ms
const PATIENCE_FOR_LOST = 2_000; // the server keeps an answer that is to be lost for longer than that

const OUT_ELSEWHERE = ["You were logged out, from another device.",
  "This browser's cookie is still there, and so is the session's file. But the user's record does not name the session any "
  + "more, and is asked at every request: it counts as none."];
const LOST_LOGIN = "The answer was lost. Try again.";
const FROZEN = "for a minute it still answers what it was, and nobody can write by it.";

let account = { cart: 0, devices: [] }; // what the last answer said
let waiting = 0; // requests that have no answer yet

async function ask(method, path, { patience = PATIENCE, body } = {}) {
  const options = { method, body, cache: "no-store", signal: AbortSignal.timeout(patience) };
  const response = await fetch(`/api/account${path}`, options);
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return answer;
  throw new Error(answer?.error?.message ?? `An answer with status ${response.status} cannot be read.`);
}

/// Sends a request and tells what came of it. Others may be under way: none is waited for.
/// - Parameter told: from the answer and what there was before to the arguments of `tell`.
/// - Parameter lost: where no answer is expected, from what there was before to an explanation.
async function act(path, told, options, lost) {
  const before = account;
  waiting += 1;
  setState();
  fill({ trouble: "" });
  try {
    const answer = await ask("POST", path, options);
    tell(...told(answer, before));
    account = answer;
  } catch (error) {
    if (lost && error.name === "TimeoutError") tell("lost", LOST_LOGIN, lost(before));
    else fill({ trouble: error.name === "TypeError" ? "The server does not answer." : error.message });
  }
  waiting -= 1;
  await look();
}

/// Asks what there is, with the cookie that the browser has now.
async function look() {
  // The last one to come looks.
  if (waiting > 0) return;
  waiting += 1;
  setState();
  try {
    const answer = await ask("GET", "");
    if (account.user && !answer.user) tell("ended", ...OUT_ELSEWHERE);
    account = answer;
  } catch { fill({ trouble: "The server does not answer." }); }
  waiting -= 1;
  show();
  setState();
}

const short = (handle) => handle.slice(0, 6);
const books = ({ cart }) => cart ? `with ${plural(cart, "book")} in the cart` : "with an empty cart";

function login(answer, before) {
  const headline = `Logged in as ${answer.user}, ${books(answer)}.`, session = short(answer.session);
  if (!before.session || (before.user && before.user !== answer.user)) {
    return ["kept", headline, `Session ${session} begins with the login, under an id that no script can read.`];
  }
  if (before.session === answer.session) {
    return ["kept", headline, `Session ${session} goes on under a new id. The old id is frozen: ${FROZEN}`];
  }
  return ["kept", headline, `The request had an old id, which another login had frozen meanwhile. So this login got a session `
    + `of its own, ${session}: a copy of what the old id still answers, the cart. The browser keeps the cookie that comes `
    + "last; the other login's session is in the list, and can be ended there."];
}

const lostLogin = ({ session }) => session
  ? `The server has logged you in, under a new id that this browser has never heard of. Its cookie has the old id: ${FROZEN}`
  : "The server has logged you in, in a session that this browser has never heard of. The next login makes another.";

function put(answer, before) {
  return ["plain", `${plural(answer.cart, "book")} in the cart.`, before.session === answer.session
    ? `Saved in session ${short(answer.session)}, as it was found: had another request written meanwhile, both would be there.`
    : `There was no session: ${short(answer.session)} was made, and its id is in a cookie that no script can read.`];
}

const count = (before, after) => plural(before.devices.length - after.devices.length, "session");

byID("login").onsubmit = (event) => {
  event.preventDefault();
  const body = JSON.stringify({ name: byID("name").value.trim() }), isLost = byID("lose").checked;
  byID("lose").checked = false;
  if (isLost) act("/login?answer=lost", login, { body, patience: PATIENCE_FOR_LOST }, lostLogin);
  else act("/login", login, { body });
};
byID("put").onclick = () => act("/cart", put);
byID("look").onclick = look;
byID("log-out").onclick = () => act("/logout", (answer, before) => ["plain", "Logged out here.",
  `Session ${short(before.session)} is deleted, and out of the list. A request that is still under way cannot bring it back.`]);
byID("end-others").onclick = () => act("/end-others", (answer, before) => ["plain",
  `${count(before, answer)} ended.`, "By one write to the user's record, however many they are: it names only this one now. "
  + "A login that is under way does not get through."]);
const end = ({ session, name }) => act(`/end/${session}`, () => ["plain", `${name} is logged out.`,
  `One write takes session ${short(session)} out of the user's record. What is left of its file is swept later.`]);
// Who comes back to this page sees what is, and not what was.
addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") look(); });

function tell(kind, headline, explanation) {
  const step = made("li", "", made("b", "", headline), made("span", "", explanation));
  step.dataset.kind = kind;
  byID("steps").prepend(step);
  byID("nothing").hidden = true;
}

function show() {
  const { user, session, cart, devices } = account;
  fill({
    cart, count: devices.length, counted: `session${devices.length === 1 ? "" : "s"} of this user`,
    who: user ? `${user} is logged in here, by session ${short(session)}.`
      : session ? `Nobody is logged in here. The cart is in session ${short(session)}.` : "Nobody is logged in here.",
  });
  byID("devices").replaceChildren(...devices.map(row));
  byID("nobody").hidden = Boolean(user);
  byID("ends").hidden = !user;
}

function row(device) {
  const { session, name, address, unusedFor } = device, item = copyOf("device");
  const used = unusedFor < 60 ? "used just now" : `used ${plural(Math.floor(unusedFor / 60), "minute")} ago`;
  fill({ name, about: `${address} · ${used} · session\u00a0${short(session)}` }, item);
  item.dataset.session = session;
  item.querySelector(".tag").hidden = session !== account.session;
  item.querySelector("button").onclick = () => end(device);
  item.querySelector("button").ariaLabel = `Log out there: ${name}, session ${short(session)}`;
  return item;
}

function setState() { page.dataset.state = waiting > 0 ? "busy" : "ready"; }

look();
