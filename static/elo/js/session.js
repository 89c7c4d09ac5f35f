// Warns before the session ends. The server is asked before anything is said: another tab may have gone on working.
const region = document.querySelector("[data-session]");
const warnSeconds = Number(region.dataset.warn);
let endsAt = Date.now() + Number(region.dataset.left) * 1000;
let shown = "";
let timer = 0;

function show(name) {
  if (shown === name) { return; }
  shown = name;
  region.replaceChildren();
  if (name) { region.append(document.getElementById(`session-${name}`).content.cloneNode(true)); }
}

function minutes(left) {
  for (const place of region.querySelectorAll("[data-minutes]")) {
    const text = String(Math.max(1, Math.round(left / 60)));
    if (place.textContent !== text) { place.textContent = text; }
  }
}

function wait(seconds) {
  window.clearTimeout(timer);
  timer = window.setTimeout(look, Math.max(1, seconds) * 1000);
}

// A new sign-in makes a new CSRF token; the forms of this page still hold the old one.
function renewTokens(token) {
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) { field.value = token; }
}

function take(answer) {
  endsAt = Date.now() + answer.left * 1000;
  if (answer.left <= 0) { show("ended"); return; }
  if (answer.person !== region.dataset.person) { show("other"); return; }
  renewTokens(answer.token);
  if (answer.left > warnSeconds) {
    show(shown === "ended" || shown === "other" ? "back" : shown === "back" ? "back" : "");
    wait(answer.left - warnSeconds);
    return;
  }
  show(answer.last ? "last" : "warning");
  minutes(answer.left);
  wait(Math.min(30, answer.left));
}

async function ask(address, options) {
  const response = await fetch(address, { credentials: "same-origin", headers: { Accept: "application/json" }, ...options });
  if (!response.ok) { throw new Error(String(response.status)); }
  return response.json();
}

async function look() {
  try {
    take(await ask(region.dataset.check));
  } catch {
    // No answer is not a signed-out user: try again, and say only what the clock knows.
    if (Date.now() > endsAt) { show("ended"); }
    wait(30);
  }
}

region.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const hadFocus = region.contains(document.activeElement);
  try {
    take(await ask(form.action, { method: "POST", body: new FormData(form) }));
    if (hadFocus) { document.getElementById("content").focus({ preventScroll: true }); }
  } catch {
    look();
  }
});

// Timers sleep with the computer, so the question is asked again when someone comes back to the page.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && Date.now() > endsAt - warnSeconds * 1000) { look(); }
});

wait(Number(region.dataset.left) - warnSeconds);
