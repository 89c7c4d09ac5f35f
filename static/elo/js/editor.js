// While someone writes: counts characters, estimates the length, and warns before unsaved text is left behind.
// The server measures the length exactly at every save; in between the estimate goes on from what it measured.
const form = document.querySelector("[data-editor]");
const fields = [...form.querySelectorAll("[data-answer]")];
const meter = form.querySelector("[data-pages]");
const here = form.querySelector("[data-here]");
const language = document.documentElement.lang || "fi";
const whole = new Intl.NumberFormat(language, { useGrouping: "always" });
const tenths = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

let isDirty = fields.some((field) => "unsaved" in field.dataset);

function characters() {
  return fields.reduce((sum, field) => sum + field.value.length, 0);
}

function count(field) {
  const place = document.getElementById(`count-${field.dataset.answer}`);
  place.textContent = place.dataset.characters.replace("{count}", whole.format(field.value.length));
}

const perPage = meter ? Number(meter.dataset.perPage) : 1;
const most = meter ? Number(meter.dataset.max) : 0;
// What was measured is the saved text: a text that could not be saved is on top of it.
const base = meter && meter.dataset.exact
  ? Number(meter.dataset.exact) - Number(meter.dataset.characters) / perPage
  : Number(meter?.dataset.base);
let isOver = meter ? meter.classList.contains("pages--full") : false;

function measure() {
  if (!meter) { return; }
  const pages = Math.max(0, base + characters() / perPage);
  const about = tenths.format(Math.ceil(pages * 10 - 0.001) / 10);
  meter.querySelector("[data-pages-value]").textContent =
    meter.dataset.about.replace("{pages}", about).replace("{limit}", String(most));
  meter.querySelectorAll("[data-sheet]").forEach((sheet, number) => {
    const part = Math.max(0, Math.min(1, pages - number));
    sheet.setAttribute("height", String(part * Number(sheet.dataset.h)));
  });
  meter.classList.toggle("pages--full", pages > most);
  if (pages > most !== isOver) {
    // A screen reader hears the crossing of the limit and nothing else.
    isOver = pages > most;
    meter.querySelector("[data-pages-live]").textContent = isOver ? meter.dataset.over : meter.dataset.within;
  }
}

for (const field of fields) {
  field.addEventListener("input", () => {
    isDirty = true;
    count(field);
    measure();
  });
  field.addEventListener("focus", () => { here.value = field.dataset.answer; });
}
if (isDirty) { measure(); }
form.addEventListener("change", () => { isDirty = true; });
form.addEventListener("submit", () => { isDirty = false; });

window.addEventListener("beforeunload", (event) => {
  if (isDirty) { event.preventDefault(); }
});

// A page taken from the browser's memory would save over the text with an old revision in hand.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && !isDirty) { window.location.reload(); }
});
