// The diagram of a procedure: larger, smaller, on the whole screen; a click on an arrow tells what the table says of it.
const frame = document.getElementById("picture");
const picked = document.querySelector("[data-picked]");
const LARGEST = 4;
let zoom = 0;

for (const one of document.querySelectorAll("[data-scripted]")) one.hidden = false;
for (const button of document.querySelectorAll("[data-zoom]")) {
  button.addEventListener("click", () => {
    frame.classList.remove(`zoom-${zoom}`);
    zoom = Math.min(LARGEST, Math.max(0, zoom + Number(button.dataset.zoom)));
    frame.classList.add(`zoom-${zoom}`);
  });
}
for (const button of document.querySelectorAll("[data-whole-screen]")) {
  if (!frame.requestFullscreen) button.hidden = true;
  button.addEventListener("click", () => frame.requestFullscreen());
}

// An arrow of the picture stands for one or several moves; a line of the table for all the moves of its transition.
function linesOf(arrow) {
  const moves = arrow.dataset.moves.split(" ");
  return Array.from(document.querySelectorAll("#arrows tr[data-moves]")).filter((line) =>
    line.dataset.moves.split(" ").some((move) => moves.includes(move)));
}

function show(lines) {
  const heads = Array.from(document.querySelectorAll("#arrows th"), (head) => head.textContent);
  picked.replaceChildren(...lines.map((line) => {
    const list = document.createElement("dl");
    list.className = "facts";
    Array.from(line.cells).forEach((cell, place) => {
      if (cell.classList.contains("empty")) return;
      const name = document.createElement("dt");
      const words = document.createElement("dd");
      name.textContent = heads[place];
      words.append(...Array.from(cell.childNodes, (node) => node.cloneNode(true)));
      list.append(name, words);
    });
    return list;
  }));
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn-small";
  close.textContent = picked.dataset.close;
  close.addEventListener("click", () => picked.replaceChildren());
  picked.append(close);
  picked.scrollIntoView({ block: "nearest" });
}

frame.addEventListener("click", (event) => {
  const arrow = event.target.closest("[data-moves]");
  if (arrow) show(linesOf(arrow));
});
