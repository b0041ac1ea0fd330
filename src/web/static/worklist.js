// The worklist with scripts: ticking all, keys to go by, and a refresh that waits while somebody is at work.
// Everything here can be done without it, too.

const list = () => document.getElementById("found");
const ticks = () => [...document.querySelectorAll("#found td.pick input")];
const ticked = () => ticks().filter((box) => box.checked);
const rows = () => [...document.querySelectorAll("#found tbody tr")];
const linkOf = (row) => row.querySelector(".lead a");
const typing = (at) => at.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog[open]");

function count() {
  const all = document.getElementById("pick-all");
  const shown = document.getElementById("pick-count");
  if (!all || !shown) return;
  const many = ticked().length;
  all.closest("label").hidden = false;
  all.checked = many > 0 && many === ticks().length;
  all.indeterminate = many > 0 && !all.checked;
  shown.textContent = many ? ` (${many})` : "";
}

document.addEventListener("change", (event) => {
  if (event.target.id === "pick-all") for (const box of ticks()) box.checked = event.target.checked;
  if (event.target.closest("td.pick, .pick-all")) count();
});

// Whoever ticks, types or stands in the list is not disturbed: the next round asks again.
const busy = () => ticked().length > 0 || typing(document.activeElement) || list()?.contains(document.activeElement);
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.id === "beside" && event.target.dataset.again && busy()) event.preventDefault();
});

// A list that is drawn anew keeps its ticks.
let kept = [];
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.id === "found") kept = ticked().map((box) => box.value);
});
document.addEventListener("htmx:afterSettle", () => {
  for (const box of ticks()) if (kept.includes(box.value)) box.checked = true;
  kept = [];
  count();
});

function go(step) {
  const all = rows();
  const at = all.indexOf(document.activeElement.closest("#found tbody tr"));
  const row = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
  if (row) linkOf(row).focus();
}

function tick() {
  const box = document.activeElement.closest("#found tbody tr")?.querySelector("td.pick input");
  if (box) box.click();
}

const KEYS = {
  j: () => go(1),
  k: () => go(-1),
  x: tick,
  "/": () => document.getElementById("q")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  const within = list()?.contains(event.target);
  if (within && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    go(event.key === "ArrowDown" ? 1 : -1);
  } else if (KEYS[event.key] && document.getElementById("keys")) {
    // Single keys can be turned off in the account: then the page has no list of them (WCAG 2.1.4).
    event.preventDefault();
    KEYS[event.key]();
  }
});

count();
