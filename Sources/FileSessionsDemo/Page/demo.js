"use strict";
// Logs in, sends fifty requests at once, and counts what comes back.

const REQUESTS = 50, RUNS_AT_MOST = 20;
const PATIENCE = 60_000; // ms; the server itself gives up much sooner
// For each kind of answer its mark and its words.
const KINDS = {
  idle: ["", "not sent yet"], waiting: ["·", "waiting for the answer"], ok: ["✓", "logged in"],
  dropped: ["✗", "dropped"], error: ["!", "error"], mixed: ["≠", "logged in as another user"],
};

const nameInAddress = () => new URLSearchParams(location.hash.slice(1)).get("strategy");

let about; // what `/api/about` says
let chosen; // the name of a strategy
let isStopped = false;
const known = new Map(); // for each name the strategy, with its row and the counts of all of its runs

/// Ends what is going on, where the strategy is not to blame.
class Interruption extends Error {}

/// What a server process answers; its `error` is what went wrong there, in words.
async function ask(process, method, path) {
  const origin = about ? about.processes[process - 1] : location.origin;
  const options = { method, mode: "cors", credentials: "include", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
  const response = await fetch(origin + path, options).catch(() => {
    throw new Interruption(`Process ${process}, ${origin}, does not answer. If it was stopped, start it and reload.`);
  });
  const body = await response.json().catch(() => null);
  if (response.ok && body) return body;
  return { error: body?.error?.message ?? `an answer with status ${response.status} that cannot be read` };
}

/// Logs in, sends the fifty, looks what is there, and logs out.
async function run(name) {
  const cells = resetCells();
  const login = await ask(1, "POST", `/api/${name}/login`);
  if (login.error) throw new Interruption(`Nobody could log in: ${login.error}`);
  const result = { ok: 0, dropped: 0, errors: 0, mixed: 0 };
  const begin = performance.now();
  // The browser sends as many at a time as it opens connections: usually six to each process.
  await Promise.all(cells.map((cell, index) => visit(cell, index, name, login.user, result)));
  result.elapsed = Math.round(performance.now() - begin);
  if (result.interruption) throw result.interruption;
  const last = await ask(1, "GET", `/api/${name}/session`);
  // What logging out answers does not matter: the next run logs in anew.
  await ask(1, "POST", `/api/${name}/logout`);
  if (last.error) result.errors += 1, result.message ??= last.error;
  result.acknowledged = result.ok + result.mixed;
  // An update that was answered with an error may be there all the same, and stand in for one that was lost.
  const count = last.loggedIn && last.user === login.user ? last.count : 0;
  result.survived = Math.min(count, result.acknowledged);
  result.lost = result.acknowledged - result.survived;
  result.hasFailed = result.dropped + result.lost + result.errors + result.mixed > 0;
  return result;
}

async function visit(cell, index, name, user, result) {
  const process = 1 + (index % about.processes.length);
  show(cell, index, "waiting");
  try {
    const answer = await ask(process, "POST", `/api/${name}/visit`);
    const kind = answer.error ? "error" : !answer.loggedIn ? "dropped" : answer.user === user ? "ok" : "mixed";
    result[kind === "error" ? "errors" : kind] += 1;
    result.message ??= answer.error;
    show(cell, index, kind, answer.process ?? process, answer.error);
  } catch (interruption) {
    result.interruption = interruption;
    show(cell, index, "error", "", "no answer");
  }
  fill({ ok: result.ok, errors: result.errors });
}

function resetCells() {
  const cells = Array.from({ length: REQUESTS }, () => Object.assign(made("span"), { role: "img" }));
  byID("grid").replaceChildren(...cells.map((cell) => made("li", "", cell)));
  cells.forEach((cell, index) => show(cell, index, "idle"));
  fill({ ok: "–", survived: "–", acknowledged: "–", errors: "–", elapsed: "–" });
  for (const figure of document.querySelectorAll(".figure")) delete figure.dataset.verdict;
  return cells;
}

function show(cell, index, kind, process = "", message = "") {
  const [mark, words] = KINDS[kind], by = process && `process ${process}`;
  cell.className = `cell ${kind}`;
  cell.title = cell.ariaLabel = [`Request ${index + 1}: ${words}`, message, by].filter(Boolean).join(", ");
  Object.assign(cell.dataset, { kind, process });
  cell.replaceChildren(mark, process && made("small", "", process));
}

/// Adds a run to what is shown, and puts it into words.
function record(strategy, result) {
  const { name, counts } = strategy;
  const { ok, survived, acknowledged, lost, errors, elapsed, message } = result;
  counts.runs += 1;
  counts.requests += REQUESTS;
  for (const key of ["dropped", "lost", "errors", "mixed"]) counts[key] += result[key];
  showRow(strategy);
  fill({ ok, survived, acknowledged, errors, elapsed });
  const isKept = { ok: ok === REQUESTS, survived: lost === 0 && ok > 0, errors: errors === 0 };
  for (const key in isKept) byID(`figure-${key}`).dataset.verdict = isKept[key] ? "kept" : "seen";
  Object.assign(byID("summary").dataset, { strategy: name, loggedIn: ok, survived, acknowledged });
  return `${name}: ${ok} of ${REQUESTS} came back logged in, ${survived} of ${acknowledged} acknowledged updates survived, `
    + `${plural(errors, "error")}, ${elapsed} ms.${message ? ` The first error: ${message}` : ""}`;
}

function showRow({ row, isSound, counts }) {
  const { mixed, ...columns } = counts, { runs, dropped, lost, errors } = columns;
  const wrong = [dropped && `dropped ${dropped}`, lost && `lost ${lost}`, errors && plural(errors, "error"),
    mixed && `mixed up ${mixed}`].filter(Boolean).join(", ");
  // No failure of a broken strategy is luck, and must not look like a promise.
  const [verdict, words] = wrong ? ["bad", wrong] : runs === 0 ? ["none", "not run yet"]
    : isSound ? ["good", "kept all"] : ["luck", "kept all, so far"];
  Object.assign(row.dataset, counts, { verdict });
  fill({ ...columns, words }, row);
}

/// Shows the schedule by which a strategy fails, as the checker explains it.
async function explain(name) {
  const strategy = known.get(name), how = byID("how");
  how.hidden = false;
  Object.assign(how.dataset, { strategy: name, state: "waiting" });
  fill({ failure: name, lead: "The checker is exploring every schedule. That may take some seconds …" });
  const answer = strategy.explanation
    ?? await ask(1, "GET", `/api/${name}/explanation`).catch(({ message }) => ({ error: message }));
  if (how.dataset.strategy !== name) return; // another one was asked for meanwhile
  if (!answer.error) strategy.explanation = answer;
  if (answer.failures?.length) return showExplanation(strategy);
  how.dataset.state = "none";
  fill({ lead: answer.error ? `There is none: ${answer.error}` : "The checker finds no schedule by which it fails." });
}

function showExplanation({ name, counts: { dropped, lost }, explanation: { failures, guarantees } }) {
  // Whose session is dropped has lost its updates, too, but that is the smaller part of the story.
  const wanted = dropped ? [/torn/i, /missing|read/i] : lost ? [/lost update/i] : [];
  const found = wanted.map((title) => failures.find((failure) => title.test(failure.title))).find(Boolean) ?? failures[0];
  const steps = found.steps.map(stepFrom), others = failures.filter((failure) => failure !== found);
  fill({
    failure: `${name}: ${found.title}`, lead: "The shortest of all the schedules of its system calls that lead there.",
    token: `file-sessions check replay ${found.token}`,
    others: others.length ? `It fails in other ways, too: ${others.map(({ title }) => title).join(", ")}.` : "",
    guarantees: guarantees.length ? `What it does guarantee: ${guarantees.join(", ")}.` : "It guarantees nothing.",
  });
  byID("steps").replaceChildren(...steps);
  byID("steps").style.setProperty("--clients", Math.max(2, ...steps.map((step) => step.dataset.client)));
  Object.assign(byID("how").dataset, { state: "shown", title: found.title });
}

/// From `3. A: open(session) = 10 ⇒ load: …`. Without a letter it concerns every client.
function stepFrom(text) {
  const [, letter = "", words] = text.match(/^\s*(?:\d+\.)?\s*(?:([A-D]):\s)?\s*(.*)$/s);
  const [call, ...outcomes] = words.split(/\s*(?=⇒)/);
  const step = made("li", "", made("div", "step", made("b", "", letter), made("span", "", call),
    ...outcomes.map((outcome) => made("i", "", outcome))));
  step.dataset.client = " ABCD".indexOf(letter || " ");
  return step;
}

/// Runs strategies in turn, all of them or until one fails, and says what came of it.
async function runAll(names, untilOneFails = false) {
  if (page.dataset.state !== "ready") return;
  setState("running");
  isStopped = false;
  fill({ trouble: "", summary: "Running …" });
  const failed = [], isOne = names.length === 1;
  let summary, trouble = "";
  try {
    for (const [index, name] of names.entries()) {
      fill({ now: isOne ? name : `${name}, ${index + 1} of ${names.length}${untilOneFails ? " at most" : ""}` });
      const result = await run(name), words = record(known.get(name), result);
      if (result.hasFailed) failed.push(name);
      summary = isOne ? words : `${words} ${plural(index + 1, "run")}, ${failed.length} failed.`;
      if (isStopped || (untilOneFails && result.hasFailed)) break;
    }
  } catch (interruption) {
    [trouble, summary] = [interruption.message, "This run was interrupted, and does not count."];
  }
  fill({ summary, trouble });
  setState("ready");
  // Only now: the checker would take the processors from the requests.
  if (failed.length) await explain(failed.includes(chosen) ? chosen : failed[0]);
}

function setState(state) {
  page.dataset.state = state;
  // Not `disabled`, which would take the focus away from the button that was pressed.
  for (const button of document.querySelectorAll(".buttons button")) {
    button.ariaDisabled = state !== (button.id === "stop" ? "running" : "ready");
  }
}

byID("run-once").onclick = () => runAll([chosen]);
byID("run-until").onclick = () => runAll(Array(RUNS_AT_MOST).fill(chosen), true);
byID("run-every").onclick = () => runAll([...known.keys()]);
byID("stop").onclick = () => { isStopped = true; };

function choose(name) {
  if (!known.has(name)) return;
  chosen = name;
  const { what, origin, isSound } = known.get(name);
  document.querySelector(`input[value="${name}"]`).checked = true;
  fill({ tag: isSound ? "sound" : "broken", chosen: `${what}. From: ${origin}.` });
  byID("chosen").dataset.sound = isSound;
}

function add(strategy) {
  const { name, what, isSound } = strategy, chip = copyOf("chip"), row = copyOf("row");
  const counts = { runs: 0, requests: 0, dropped: 0, lost: 0, errors: 0, mixed: 0 };
  const input = chip.querySelector("input"), button = row.querySelector("button");
  fill({ name, what }, chip);
  fill({ name }, row);
  row.dataset.strategy = input.value = name;
  input.onchange = () => { choose(name); history.replaceState(null, "", `#strategy=${name}`); };
  input.setAttribute("aria-describedby", chip.querySelector(".what").id = `what-${name}`);
  button.ariaLabel = `How? The way ${name} fails`;
  button.onclick = () => { explain(name); byID("how").scrollIntoView(); };
  byID(isSound ? "sound" : "broken").append(chip);
  byID("rows").append(row);
  known.set(name, { ...strategy, row, counts });
  showRow(known.get(name));
}

async function begin() {
  resetCells();
  const answer = await ask(1, "GET", "/api/about").catch(({ message }) => ({ error: message }));
  if (answer.error) return fill({ setting: "", trouble: answer.error });
  about = answer;
  const addresses = about.processes.map((address, index) => `${index + 1} at ${address}`).join(" and ");
  fill({ setting: `Processes ${addresses}; ${about.directory} on ${about.fileSystem}.` });
  for (const strategy of about.strategies.toSorted((one, other) => other.isSound - one.isSound)) add(strategy);
  choose(about.strategies[0].name);
  choose("naive");
  choose(nameInAddress());
  addEventListener("hashchange", () => choose(nameInAddress()));
  setState("ready");
}

begin();
