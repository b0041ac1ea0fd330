// The button that opens the browser's print window: hidden where there are no scripts, for it could do nothing.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
