// Asks every two seconds how far the machine has come with what the page tells of, until all is done or ten minutes
// have gone.
const EVERY = 2000;
const LONGEST = 10 * 60 * 1000;
const place = document.querySelector("[data-status]");
const began = Date.now();

function take(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-status-part]");
  if (!fresh) { return false; }
  const steps = place.querySelector("[data-steps]");
  const said = place.querySelector("[data-said]");
  const newSteps = fresh.querySelector("[data-steps]");
  const newSaid = fresh.querySelector("[data-said]");
  if (steps.innerHTML !== newSteps.innerHTML) { steps.replaceChildren(...newSteps.childNodes); }
  if (said.textContent !== newSaid.textContent) {
    const hadFocus = said.contains(document.activeElement);
    said.replaceChildren(...newSaid.childNodes);
    if (hadFocus) { said.querySelector("a")?.focus(); }
  }
  // What stands elsewhere on the page and changes along, such as the day that a rehearsal plays.
  for (const part of fresh.querySelectorAll("template[data-for]")) {
    document.getElementById(part.dataset.for)?.replaceChildren(part.content);
  }
  return "goesOn" in fresh.dataset;
}

async function look() {
  try {
    const answer = await fetch(place.dataset.status, { credentials: "same-origin", headers: { Accept: "text/html" } });
    // A sign-in page has come instead: the link on the page still works.
    if (answer.redirected || answer.status === 401) { return; }
    if (answer.ok && !take(await answer.text())) { return; }
  } catch {
    // No answer now; the next may come.
  }
  wait();
}

function wait() {
  if (Date.now() - began < LONGEST) { window.setTimeout(look, EVERY); }
}

if (place && "goesOn" in place.querySelector("[data-status-part]").dataset) { wait(); }
