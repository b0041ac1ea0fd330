// A phrase that is pressed is put into the field above it, behind what stands there; it is sent by the form's own button.
document.addEventListener("click", (event) => {
  const phrase = event.target.closest("[data-phrase]");
  const area = (phrase?.closest(".field") ?? phrase?.closest("form"))?.querySelector("textarea");
  if (!area) return;
  const before = area.value.trimEnd();
  area.value = before + (before && !/[。；，.,;!?！？]$/.test(before) ? "；" : "") + phrase.textContent;
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
});
