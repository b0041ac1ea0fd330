// A form is saved as a draft two seconds after the last key. Whoever leaves it sooner, or puts the telephone away, has it
// saved as they go, by a request that outlives the page. What was sent by its button is no draft.
const typed = new Set(); // forms, by their ids: one that was given more rows is another element
const underway = new Set(); // those whose request may still be cut off by leaving
const lineOf = (form) => form?.querySelector(".draft-kept[hx-post]");
const drop = (id) => [typed, underway].forEach((forms) => forms.delete(id));

const leave = () => {
  for (const id of new Set([...typed, ...underway])) {
    drop(id);
    const form = document.getElementById(id);
    const line = lineOf(form);
    if (!line) continue;
    // Files are not kept with a draft.
    const words = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    const request = { method: "POST", body: new URLSearchParams(words), headers: { "HX-Request": "true" }, keepalive: true };
    fetch(line.getAttribute("hx-post"), request).catch(() => {}); // longer than a browser lets outlive its page
  }
};

document.addEventListener("input", (event) => {
  const form = event.target.closest("form");
  if (lineOf(form)) typed.add(form.id);
});
document.addEventListener("submit", (event) => drop(event.target.id));
document.addEventListener("htmx:beforeRequest", ({ target }) => {
  const id = target.matches(".draft-kept") && target.closest("form").id;
  if (typed.delete(id)) underway.add(id);
});
document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  const id = target.matches(".draft-kept") && target.closest("form")?.id;
  if (underway.delete(id) && !detail.successful) typed.add(id);
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") leave();
});
window.addEventListener("pagehide", leave);
