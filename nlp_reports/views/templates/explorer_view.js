// The page: facets, table, plot, panel. Text goes in as text only, never as markup.

const $ = (id) => document.getElementById(id);
const ROW = 30;
const NUMBERS = new Set(["year", "problems", "measures", "supervisions", "substance_mean", "mandated",
  "own_past", "cross_issuer", "novel", "checks_failed"]);
const SHARES = new Set(["mandated", "own_past", "cross_issuer", "novel"]);
const COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#666666"];
let corpus, lang, at = -1, order = ["report_id", false], points = [];

const say = (key, group = "explorer") => {
  const pair = corpus.labels[group][key];
  return pair ? pair[lang === "zh" ? 0 : 1] : String(key);
};

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

function shownValue(facet, value) {
  if (value === null) return say("unknown");
  if (facet.key === "level") return say(value, "level");
  if (facet.key === "role") return say(value, "role");
  if (facet.key === "step") return say(String(value), "substance");
  if (facet.key === "theme") return value[lang === "zh" ? 1 : 2] + (value[0] === "practice" ? " ◦" : "");
  return String(value);
}

function shownCell(column, at) {
  const value = corpus.cell(column, at);
  if (value === null) return "–";
  if (column === "level") return say(value, "level");
  if (SHARES.has(column)) return Math.round(100 * value) + " %";
  return column === "substance_mean" ? value.toFixed(2) : String(value);
}

function drawFacets() {
  const open = new Set([...document.querySelectorAll("details[open]")].map((d) => d.dataset.key));
  const first = !$("facets").childElementCount;
  $("facets").replaceChildren(...corpus.facets.map((f) => {
    const values = make("div", { class: "values" });
    const box = make("details", { "data-key": f.key },
      make("summary", {}, say(f.key), make("span", { class: "on" })));
    if (first ? ["year", "level", "role", "step"].includes(f.key) : open.has(f.key)) box.open = true;
    if (f.values.length > 12) {
      box.append(make("input", { type: "text", placeholder: say("more"), "aria-label": say("more"),
        oninput: (event) => { f.narrow = event.target.value.toLowerCase(); drawValues(f, values); } }));
    }
    box.append(values);
    f.box = box;
    drawValues(f, values);
    return box;
  }));
}

function drawValues(f, values) {
  const list = f.values.map((value, n) => ({ n, text: shownValue(f, value), count: f.counts[n] || 0 }))
    .filter((v) => !f.narrow || v.text.toLowerCase().includes(f.narrow) || f.chosen.has(v.n));
  if (["kind", "region", "theme"].includes(f.key)) list.sort((a, b) => b.count - a.count || a.n - b.n);
  values.replaceChildren(...list.slice(0, 80).map((v) => {
    const tick = make("input", { type: "checkbox", "data-facet": f.key, "data-value": v.text,
      onchange: (event) => { f.chosen[event.target.checked ? "add" : "delete"](v.n); refresh(); } });
    tick.checked = f.chosen.has(v.n);
    return make("label", { class: v.count ? "" : "none" }, tick, make("span", {}, v.text),
      make("span", { class: "n" }, String(v.count)));
  }));
  f.box.querySelector(".on").textContent = f.chosen.size ? "● " + f.chosen.size : "";
}

function updateFacets() { // in place: what has the focus keeps it
  for (const f of corpus.facets) {
    const focused = document.activeElement && f.box.contains(document.activeElement)
      ? document.activeElement.dataset.value : null;
    drawValues(f, f.box.querySelector(".values"));
    if (focused) {
      [...f.box.querySelectorAll("[data-value]")].find((tick) => tick.dataset.value === focused)?.focus();
    }
  }
}

function drawHead() {
  $("head").className = "row";
  $("head").replaceChildren(...corpus.columns.map((column) => {
    const here = order[0] === column;
    return make("button", { type: "button", role: "columnheader", "data-column": column,
      class: NUMBERS.has(column) ? "num" : "", title: say(column),
      "aria-sort": here ? (order[1] ? "descending" : "ascending") : "none",
      onclick: () => { order = [column, here ? !order[1] : NUMBERS.has(column)]; refresh(); } },
    say(column) + (here ? (order[1] ? " ▾" : " ▴") : ""));
  }));
}

function drawRows() {
  const { scrollTop, clientHeight } = $("rows");
  const from = Math.max(0, Math.floor(scrollTop / ROW) - 5);
  const to = Math.min(corpus.shown.length, Math.ceil((scrollTop + clientHeight) / ROW) + 5);
  $("space").style.height = corpus.shown.length * ROW + "px";
  const rows = [];
  for (let n = from; n < to; n++) {
    const report = corpus.shown[n];
    const row = make("div", { class: "row" + (report === at ? " at" : ""), role: "row", "aria-rowindex": n + 1,
      "data-report": report, onclick: () => choose(report, true) },
    ...corpus.columns.map((column) => make("span", { role: "gridcell", class: NUMBERS.has(column) ? "num" : "",
      title: column === "issuer" ? shownCell(column, report) : "" }, shownCell(column, report))));
    row.style.top = n * ROW + "px";
    rows.push(row);
  }
  if (!corpus.shown.length) rows.push(make("div", { class: "empty" }, say("nothing")));
  $("rows").replaceChildren($("space"), ...rows);
}

function drawPlot() {
  const canvas = $("plot"), ratio = window.devicePixelRatio || 1;
  const width = canvas.clientWidth, height = canvas.clientHeight;
  canvas.width = width * ratio; canvas.height = height * ratio;
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  const left = 44, top = 12, right = 110, bottom = 38;
  const x = (value) => left + 8 + value * (width - left - right - 16);
  const y = (value) => height - bottom - 6 - (value / 3) * (height - top - bottom - 12);
  pen.font = "12px " + getComputedStyle(document.body).fontFamily;
  pen.strokeStyle = "#e5e5e5"; pen.fillStyle = "#444";
  pen.textAlign = "right"; pen.textBaseline = "middle";
  for (const value of [0, 1, 2, 3]) { line(pen, left, y(value), width - right, y(value)); pen.fillText(value, left - 6, y(value)); }
  pen.textAlign = "center"; pen.textBaseline = "top";
  for (const value of [0, 0.25, 0.5, 0.75, 1]) { line(pen, x(value), top, x(value), height - bottom); pen.fillText(100 * value + " %", x(value), height - bottom + 5); }
  pen.fillText(say("axis_x"), (left + width - right) / 2, height - 15);
  pen.save(); pen.translate(12, (top + height - bottom) / 2); pen.rotate(-Math.PI / 2); pen.fillText(say("axis_y"), 0, -6); pen.restore();
  const levels = Object.keys(corpus.labels.level), means = corpus.reports.substance_mean;
  points = [];
  const size = corpus.shown.length > 2000 ? 1.8 : corpus.shown.length > 300 ? 2.8 : 4;
  pen.globalAlpha = corpus.shown.length > 2000 ? 0.45 : 0.75;
  const used = new Set();
  for (const report of corpus.shown) {
    if (means[report] === null || corpus.reuse[report] === null) continue;
    const level = corpus.name("level", report) ?? "unknown";
    used.add(level);
    const point = [x(corpus.reuse[report]), y(means[report]), report];
    points.push(point);
    pen.fillStyle = COLOURS[Math.max(0, levels.indexOf(level))];
    if (size < 2) pen.fillRect(point[0] - size, point[1] - size, 2 * size, 2 * size); // much quicker
    else { pen.beginPath(); pen.arc(point[0], point[1], size, 0, 7); pen.fill(); }
  }
  pen.globalAlpha = 1;
  const here = points.find((point) => point[2] === at);
  if (here) { pen.strokeStyle = "#000"; pen.lineWidth = 2; pen.beginPath(); pen.arc(here[0], here[1], size + 3, 0, 7); pen.stroke(); }
  pen.textAlign = "left"; pen.textBaseline = "middle";
  levels.filter((level) => used.has(level)).forEach((level, n) => {
    pen.fillStyle = COLOURS[levels.indexOf(level)];
    pen.beginPath(); pen.arc(width - right + 16, top + 10 + n * 18, 4.5, 0, 7); pen.fill();
    pen.fillStyle = "#333"; pen.fillText(say(level, "level"), width - right + 26, top + 10 + n * 18);
  });
  canvas.setAttribute("aria-label", `${say("axes")}: ${points.length}`);
}

function line(pen, x1, y1, x2, y2) { pen.lineWidth = 1; pen.beginPath(); pen.moveTo(x1, y1); pen.lineTo(x2, y2); pen.stroke(); }

function nearest(event) {
  const box = $("plot").getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  let best = null, least = 144;
  for (const point of points) {
    const far = (point[0] - x) ** 2 + (point[1] - y) ** 2;
    if (far < least) { least = far; best = point; }
  }
  return best;
}

function hover(event) {
  const point = nearest(event), tip = $("tip");
  tip.hidden = !point;
  $("plot").style.cursor = point ? "pointer" : "default";
  if (!point) return;
  const report = point[2];
  tip.textContent = `${corpus.cell("issuer", report) ?? corpus.cell("report_id", report)} ${corpus.cell("year", report) ?? ""} · `
    + `${say("substance_mean")} ${shownCell("substance_mean", report)} · ${Math.round(100 * corpus.reuse[report])} %`;
  tip.style.left = Math.min(point[0] + 12, $("plot").clientWidth - 240) + "px";
  tip.style.top = point[1] + 28 + "px";
}

async function choose(report, open) {
  at = report;
  drawRows(); drawPlot();
  if (open) await drawPanel(report);
}

async function drawPanel(report) {
  const panel = $("panel");
  panel.hidden = false;
  const close = make("button", { class: "close", type: "button", onclick: closePanel }, say("close"));
  panel.replaceChildren(close, make("p", {}, say("loading")));
  const { items, checks } = await corpus.detail(report);
  if (at !== report) return; // another one was chosen meanwhile
  const who = `${corpus.cell("issuer", report) ?? say("unknown")} ${corpus.cell("year", report) ?? ""}`;
  const facts = ["level", "kind", "region"].map((column) => shownCell(column, report)).filter((text) => text !== "–");
  const low = corpus.cell("substance_low", report), high = corpus.cell("substance_high", report);
  const interval = low === null || high === null ? "" : ` (${low.toFixed(2)}–${high.toFixed(2)})`;
  facts.push(`${say("substance_mean")} ${shownCell("substance_mean", report)}${interval}`);
  const parts = [close, make("h2", {}, who), make("p", { class: "facts" }, corpus.cell("title", report) ?? ""),
    make("p", { class: "facts" }, facts.join(" · ")),
    make("p", { class: "facts" }, `${say("file")}: ${corpus.cell("path", report)}`)];
  if (corpus.pages) parts.push(make("p", {}, make("a", { href: corpus.pages[report], target: "_blank", rel: "noopener" }, say("page_link"))));
  for (const [check, note, likely] of checks) {
    parts.push(make("p", { class: "failed" }, `✗ ${say(check, "check")}: ${note ?? ""}${likely ? ` (${say(likely, "likely")})` : ""}`));
  }
  const blocks = await Promise.all(items.map((item, n) => itemBlock(report, item, n)));
  panel.replaceChildren(...parts, ...blocks);
  panel.scrollTop = 0;
  drawPlot(); // it may be narrower now
}

// Notes name what was found in both languages, then quote it: "日期 a date: 3月; …".
function oneLanguage(why) {
  return why.split("; ").map((note) => {
    const found = note.match(/^([^\x00-\x7f]+) ([\x20-\x7e]+?)(: .*)?$/s);
    return found ? (lang === "zh" ? found[1] : found[2]) + (found[3] ?? "") : note;
  }).join("; ");
}

async function itemBlock(report, item, n) {
  const [id, text, status, page, substance, why, mandated, own, cross, sources, answers] = item;
  const i = corpus.first[report] + n, role = corpus.roles[+corpus.role[i]];
  const what = [id, say(role, "role")];
  if (status) what.push(say(status, "status"));
  if (page !== null) what.push(say("page").replace("{n}", page));
  if (substance !== null) what.push(`${say("substance_mean")} ${substance.toFixed(1)}`);
  for (const [name, share] of [["mandated", mandated], ["own_past", own], ["cross_issuer", cross]]) {
    if (share) what.push(`${say(name)} ${Math.round(100 * share)} %`);
  }
  if (answers.length) what.push(`${say("answers")} ${answers.join(", ")}`);
  const chips = corpus.themes[i].map((key) => make("span", { class: "chip" }, corpus.keys[key][lang === "zh" ? 1 : 2]));
  const block = make("div", { class: `item ${role}` + (corpus.matched[i] ? "" : " off") },
    make("div", { class: "what" }, what.join(" · "), ...chips), make("p", {}, text),
    why ? make("div", { class: "why" }, `${say("why")}: ${oneLanguage(why)}`) : null);
  for (const [kind, other, otherItem, share] of sources) {
    const { items } = await corpus.detail(other);
    const name = `${corpus.cell("issuer", other) ?? ""} ${corpus.cell("year", other) ?? ""}`;
    block.append(make("div", { class: "same" }, `${say("same_as")} `,
      make("button", { type: "button", onclick: () => choose(other, true) }, name),
      ` ${say(kind)} ${Math.round(100 * share)} % “${items[otherItem][1]}”`));
  }
  return block;
}

function closePanel() { $("panel").hidden = true; drawPlot(); $("table").focus(); }

function refresh() {
  const start = performance.now();
  corpus.filter();
  if (order[0] !== "report_id") corpus.sort(order[0], order[1]);
  updateFacets(); drawHead();
  $("rows").scrollTop = 0;
  drawRows(); drawPlot();
  $("count").textContent = `${corpus.shown.length} ${say("of")} ${corpus.size} ${say("reports")}`;
  document.body.dataset.took = (performance.now() - start).toFixed(1);
}

function speak() { // everything that has words
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  document.title = say("heading");
  $("lang").textContent = lang === "zh" ? "English" : "中文";
  document.querySelectorAll("[data-label]").forEach((node) => { node.textContent = say(node.dataset.label); });
  $("search").placeholder = say("search");
  $("search").setAttribute("aria-label", say("search_label"));
  drawFacets(); refresh();
  if (!$("panel").hidden) drawPanel(at);
}

function save() {
  const url = URL.createObjectURL(new Blob([corpus.csv()], { type: "text/csv;charset=utf-8" }));
  make("a", { href: url, download: "reports.csv" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

function clearAll() {
  corpus.facets.forEach((f) => { f.chosen.clear(); f.narrow = ""; });
  $("search").value = corpus.query = "";
  drawFacets(); refresh();
}

function keyboard(event) {
  const typing = event.target.tagName === "INPUT" && event.target.type !== "checkbox";
  if (event.key === "Escape" && !$("panel").hidden) closePanel();
  if (event.key === "/" && !typing) { $("search").focus(); event.preventDefault(); }
  if (!$("table").contains(event.target)) return;
  const now = corpus.shown.indexOf(at), step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
  if (event.key === "Enter" && event.target === $("table") && at >= 0) choose(at, true);
  if (step === undefined || !corpus.shown.length) return;
  const next = Math.min(corpus.shown.length - 1, Math.max(0, now + step));
  const { scrollTop, clientHeight } = $("rows");
  if (next * ROW < scrollTop) $("rows").scrollTop = next * ROW;
  if ((next + 1) * ROW > scrollTop + clientHeight) $("rows").scrollTop = (next + 1) * ROW - clientHeight;
  choose(corpus.shown[next], !$("panel").hidden);
  event.preventDefault();
}

async function begin() {
  if (typeof DecompressionStream === "undefined") throw new Error("too_old");
  const data = await unpack("reports");
  lang = data.lang;
  data.part_size = data.part; delete data.part; // "part" is a method
  corpus = new Corpus(data);
  speak();
  let waiting;
  $("search").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { corpus.query = $("search").value; refresh(); }, 120);
  });
  $("rows").addEventListener("scroll", () => requestAnimationFrame(drawRows));
  $("plot").addEventListener("mousemove", hover);
  $("plot").addEventListener("mouseleave", () => { $("tip").hidden = true; });
  $("plot").addEventListener("click", (event) => { const point = nearest(event); if (point) choose(point[2], true); });
  $("export").addEventListener("click", save);
  $("clear").addEventListener("click", clearAll);
  $("lang").addEventListener("click", () => { lang = lang === "zh" ? "en" : "zh"; speak(); });
  window.addEventListener("resize", () => { drawRows(); drawPlot(); });
  document.addEventListener("keydown", keyboard);
  document.body.dataset.ready = "first view";
  document.body.dataset.first = performance.now().toFixed(0); // ms since the page was asked for
  setTimeout(() => corpus.readTexts(() => {
    document.body.dataset.ready = "all";
    if (corpus.query) refresh();
  }), 50);
}

begin().catch((error) => {
  const text = error.message === "too_old"
    ? "浏览器过旧，无法读取压缩数据；请用较新的 Chrome、Edge、Firefox 或 Safari。 This browser is too old."
    : "数据不完整，请重新生成此页。 The data are incomplete; write this page again.";
  document.body.prepend(text);
});
