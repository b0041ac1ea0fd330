// Charts of the dashboard, drawn from the tables beneath them: the figures are the same because they are those.
// Without scripts, and on paper, the tables keep bars of their own.

const FONT = "13px system-ui, sans-serif";
const pen = document.createElement("canvas").getContext("2d");
pen.font = FONT;

function fitting(label, room) {
  let shown = label;
  while (shown && pen.measureText(shown === label ? shown : `${shown}…`).width > room) shown = shown.slice(0, -1);
  return shown === label ? label : `${shown.trimEnd()}…`;
}

const tone = (at, name) => getComputedStyle(at).getPropertyValue(name).trim();

function read(table) {
  return [...table.tBodies[0].rows].map((row) => ({
    label: row.cells[0].textContent.trim(),
    figures: [...row.querySelectorAll("td.figure")].map((cell) => ({
      many: Number(cell.textContent.trim()) || 0,
      way: cell.querySelector("a")?.href,
    })),
  }));
}

// Months stand in columns, the oldest first, a part for each kind; the last figure of a row is their sum.
function months(table) {
  const heads = [...table.tHead.rows[0].querySelectorAll("th.figure")].slice(0, -1);
  const rows = read(table).reverse();
  return {
    lying: false,
    labels: rows.map((row) => row.label),
    ways: rows.map((row) => row.figures.at(-1).way),
    parts: heads
      .map((head, at) => ({
        label: head.textContent.trim(),
        tone: `--chart-${(at % 10) + 1}`,
        many: rows.map((row) => row.figures[at].many),
      }))
      .filter((part) => part.many.some(Boolean)),
  };
}

// What waits lies in bars, a line each: what is overdue first, then the rest.
function waiting(table) {
  const rows = read(table);
  const [whole, late] = [...table.tHead.rows[0].querySelectorAll("th.figure")].map((head) => head.textContent.trim());
  return {
    lying: true,
    labels: rows.map((row) => row.label),
    ways: rows.map((row) => row.figures[0].way),
    parts: [
      { label: late, tone: "--bad", many: rows.map((row) => row.figures[1].many) },
      { label: whole, tone: "--accent", many: rows.map((row) => row.figures[0].many), whole: true },
    ],
  };
}

// A bar reaches to the sum of its part and those before it; the longest is painted first and the others over it.
function heaped(parts) {
  const sums = [];
  for (const part of parts) {
    const below = sums.at(-1);
    sums.push(part.whole || !below ? part.many : part.many.map((many, at) => many + below[at]));
  }
  return sums.reverse();
}

function settings(place, told, width) {
  const ink = tone(place, "--soft");
  const count = told.labels.length;
  const height = told.lying ? 40 + count * 30 : 260;
  const parts = [...told.parts].reverse();
  const label = { stroke: ink, font: FONT, ticks: { show: false } };
  const longest = Math.max(...told.labels.map((one) => pen.measureText(one).width));
  const room = told.lying ? Math.min(width * 0.45, longest + 2) : width / count;
  const names = {
    ...label,
    grid: { show: false },
    splits: told.labels.map((_, at) => at),
    values: (_, at) => at.map((one) => fitting(told.labels[one] ?? "", room)),
  };
  const figures = { ...label, grid: { stroke: tone(place, "--line"), width: 1 }, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] };
  return {
    width,
    height,
    padding: [8, 16, 0, 8],
    cursor: { y: false, x: !told.lying, points: { show: false }, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: [-0.6, count - 0.4], ori: told.lying ? 1 : 0, dir: told.lying ? -1 : 1 },
      y: { ori: told.lying ? 0 : 1, range: (_, low, high) => [0, Math.max(1, high) * 1.05] },
    },
    axes: told.lying
      ? [{ ...names, side: 3, size: room + 12 }, { ...figures, side: 2, size: 32 }]
      : [{ ...names, side: 2, size: 32 }, { ...figures, side: 3, size: 40 }],
    series: [
      { value: (_, at) => told.labels[at] ?? "", label: place.dataset.of },
      ...parts.map((part) => ({
        label: part.label,
        fill: tone(place, part.tone),
        stroke: tone(place, "--card"),
        width: 1,
        paths: uPlot.paths.bars({ size: [0.7, 48] }),
        points: { show: false },
        value: (chart, _, series, at) => (at === null ? "" : part.many[at]),
      })),
    ],
  };
}

function draw(place) {
  const table = document.querySelector(`#${place.dataset.table} .table-frame table`);
  const told = { months, waiting }[place.dataset.chart](table);
  const data = [told.labels.map((_, at) => at), ...heaped(told.parts)];
  place.replaceChildren();
  const chart = new uPlot(settings(place, told, place.clientWidth), data, place);
  chart.over.addEventListener("click", () => {
    const way = told.ways[chart.cursor.idx];
    if (way) window.location.assign(way);
  });
  place.closest(".card").classList.add("has-chart");
  return chart;
}

for (const place of document.querySelectorAll("[data-chart]")) {
  let chart = draw(place);
  new ResizeObserver(() => {
    if (place.clientWidth && Math.abs(place.clientWidth - chart.width) > 1) chart = draw(place);
  }).observe(place);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    chart = draw(place);
  });
}
