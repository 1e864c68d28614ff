// Rectangles on a photo, drawn with mouse or finger; the number fields hold them, and work alone where this does not run.
"use strict";

const form = document.querySelector("form[data-marks]");
const stage = form.querySelector(".marking");
const sheet = stage.querySelector("svg");
const rows = [...form.querySelectorAll(".marks tbody tr")].map((row) => [...row.querySelectorAll("input")]);
const percent = (value) => Math.min(100, Math.max(0, value));

function draw() {
  sheet.replaceChildren();
  for (const row of rows) {
    const [left, top, wide, high] = row.map((input) => Number(input.value) || 0);
    if (!wide || !high) continue;
    const mark = document.createElementNS(sheet.namespaceURI, "rect");
    const facts = { x: left, y: top, width: wide, height: high };
    for (const name of Object.keys(facts)) mark.setAttribute(name, facts[name]);
    sheet.append(mark);
  }
}

function at(event) {
  const box = sheet.getBoundingClientRect();
  return [
    percent(((event.clientX - box.left) / box.width) * 100),
    percent(((event.clientY - box.top) / box.height) * 100),
  ];
}

function fill(row, from, to) {
  const low = [0, 1].map((axis) => Math.floor(Math.min(from[axis], to[axis])));
  const high = [0, 1].map((axis) => Math.ceil(Math.max(from[axis], to[axis])));
  [low[0], low[1], high[0] - low[0], high[1] - low[1]].forEach((value, n) => (row[n].value = value));
  draw();
}

let begun = null;

sheet.addEventListener("pointerdown", (event) => {
  const row = rows.find((inputs) => inputs.every((input) => !input.value.trim()));
  if (!row) return;
  sheet.setPointerCapture(event.pointerId);
  begun = { row, from: at(event) };
});
sheet.addEventListener("pointermove", (event) => begun && fill(begun.row, begun.from, at(event)));
for (const end of ["pointerup", "pointercancel"]) {
  sheet.addEventListener(end, () => {
    if (begun && begun.row.slice(2).some((input) => !Number(input.value))) begun.row.forEach((input) => (input.value = ""));
    begun = null;
    draw();
  });
}
form.addEventListener("input", draw);
stage.classList.add("by-hand");
form.querySelector("[data-with-hand]").hidden = false;
draw();
