"use strict";
// The data: reading, filtering, counting, sorting. No element of the page is touched here.

const whole = new Promise((go) => document.addEventListener("DOMContentLoaded", go, { once: true }));

async function unpack(name) {
  const block = document.getElementById("data-" + name);
  if (!block) throw new Error(name);
  const letters = atob(block.textContent);
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

function picked(facet, i) {
  if (!facet.chosen.size) return true;
  for (let n = facet.start[i]; n < facet.start[i + 1]; n++) if (facet.pick[facet.flat[n]]) return true;
  return false;
}

class Corpus {
  constructor(data) {
    Object.assign(this, data);
    this.size = this.counts.length;
    this.first = new Uint32Array(this.size + 1);
    this.counts.forEach((n, at) => { this.first[at + 1] = this.first[at] + n; });
    this.texts = new Array(this.size).fill(null); // what is searched, once the parts are there
    this.parts = new Map();
    const r = this.reports;
    this.reuse = r.own_past.map((own, at) =>
      r.novel[at] === null ? null : (own || 0) + (r.cross_issuer[at] || 0));
    this.heads = r.report_id.map((id, at) =>
      [this.name("issuer", at), r.title[at], this.name("region", at), this.name("kind", at), id]
        .filter(Boolean).join(" ").toLowerCase());
    this.facets = this.makeFacets();
    this.query = "";
    this.shown = Uint32Array.from({ length: this.size }, (_, at) => at);
    this.matched = new Uint8Array(this.role.length).fill(1);
  }

  name(column, at) {
    const { names, codes } = this.reports[column];
    return codes[at] < 0 ? null : names[codes[at]];
  }

  cell(column, at) {
    const values = this.reports[column];
    return values.names ? this.name(column, at) : values[at];
  }

  makeFacets() {
    const years = [...new Set(this.reports.year)].sort((a, b) => (a ?? 9999) - (b ?? 9999));
    const yearAt = new Map(years.map((year, at) => [year, at]));
    const coded = (column) => {
      const { names, codes } = this.reports[column];
      const absent = codes.includes(-1);
      return { values: absent ? [...names, null] : names, of: (at) => codes[at] < 0 ? names.length : codes[at] };
    };
    const facet = (key, kind, rest) => ({ key, kind, chosen: new Set(), counts: [], ...rest });
    const ones = (letters) => // one value per item at most: itself where its value lies, in one array
      ({ start: Uint32Array.from({ length: letters.length + 1 }, (_, i) => i),
        flat: Int16Array.from(letters, (letter) => letter === "-" ? -1 : +letter) });
    const start = new Uint32Array(this.themes.length + 1);
    this.themes.forEach((keys, i) => { start[i + 1] = start[i] + keys.length; });
    return [
      facet("year", "report", { values: years, of: (at) => yearAt.get(this.reports.year[at]) }),
      facet("level", "report", coded("level")),
      facet("kind", "report", coded("kind")),
      facet("region", "report", coded("region")),
      facet("role", "item", { values: this.roles, ...ones(this.role) }),
      facet("theme", "item", { values: this.keys, start, flat: Int16Array.from(this.themes.flat()) }),
      facet("step", "item", { values: [0, 1, 2, 3], ...ones(this.step) }),
    ];
  }

  filter() {
    const ofReport = this.facets.filter((f) => f.kind === "report");
    const ofItem = this.facets.filter((f) => f.kind === "item");
    for (const f of this.facets) {
      f.counts = new Uint32Array(f.values.length);
      f.pick = Uint8Array.from(f.values, (_, n) => !f.chosen.size || f.chosen.has(n) ? 1 : 0);
      f.last = new Int32Array(f.values.length).fill(-1);
    }
    const itemFilter = ofItem.some((f) => f.chosen.size);
    const found = [];
    const words = this.query.toLowerCase().split(/\s+/).filter(Boolean);
    for (let at = 0; at < this.size; at++) {
      if (words.length && !words.every((w) => this.says(at, w))) continue;
      let only = null, failed = 0;
      for (const f of ofReport) if (!f.pick[f.of(at)]) { failed++; only = f; }
      if (failed > 1) continue;
      const any = this.items(at, ofItem, itemFilter, failed === 0);
      if (itemFilter && !any) continue;
      if (failed) { only.counts[only.of(at)]++; continue; }
      found.push(at);
      for (const f of ofReport) f.counts[f.of(at)]++;
    }
    this.shown = Uint32Array.from(found);
  }

  // Whether an item of the report passes all item facets; counts values, each once a report.
  items(at, facets, filtering, counting) {
    let any = false;
    for (let i = this.first[at]; i < this.first[at + 1]; i++) {
      let failed = 0, only = null;
      if (filtering) for (const f of facets) if (!picked(f, i)) { failed++; only = f; }
      this.matched[i] = failed === 0 ? 1 : 0;
      any = any || failed === 0;
      if (!counting || failed > 1) continue;
      for (const f of facets) {
        if (failed && f !== only) continue;
        for (let n = f.start[i]; n < f.start[i + 1]; n++) {
          const value = f.flat[n];
          if (value >= 0 && f.last[value] !== at) { f.last[value] = at; f.counts[value]++; }
        }
      }
    }
    return any;
  }

  says(at, word) {
    return this.heads[at].includes(word) || (this.texts[at] !== null && this.texts[at].includes(word));
  }

  sort(column, down) {
    const values = this.reports[column];
    const order = values.names
      ? (at) => values.codes[at] < 0 ? null : values.codes[at]
      : (at) => values[at];
    const sign = down ? -1 : 1;
    const keys = new Float64Array(this.size);
    for (const at of this.shown) keys[at] = order(at) ?? Infinity; // absent last, always
    const rest = (a, b) => (keys[a] === Infinity) - (keys[b] === Infinity) || a - b;
    this.shown.sort((a, b) => (keys[a] === Infinity || keys[b] === Infinity ? rest(a, b)
      : sign * (keys[a] - keys[b]) || a - b));
  }

  async part(number) {
    await whole; // the parts stand behind the script, so that the first view need not wait for them
    if (!this.parts.has(number)) this.parts.set(number, unpack("part" + number));
    return this.parts.get(number);
  }

  async detail(at) {
    const part = await this.part(Math.floor(at / this.part_size));
    const [items, checks] = part[at % this.part_size];
    return { items, checks };
  }

  async readTexts(done) {
    for (let start = 0; start < this.size; start += this.part_size) {
      const part = await this.part(start / this.part_size);
      part.forEach(([items], n) => {
        this.texts[start + n] = items.map((item) => item[1]).join("\n").toLowerCase();
      });
      await new Promise((go) => setTimeout(go)); // let clicks through
    }
    done();
  }

  csv() {
    const columns = ["report_id", "title", ...this.columns, "path"];
    const cell = (value) => {
      if (value === null || value === undefined) return "";
      if (typeof value === "number") return String(value);
      const safe = /^[=+\-@\t\r]/.test(value) ? "'" + value : value; // Excel would compute it
      return /[",\n\r]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
    };
    const rows = Array.from(this.shown, (at) => columns.map((c) => cell(this.cell(c, at))).join(","));
    return "\ufeff" + [columns.join(","), ...rows].join("\r\n") + "\r\n";
  }
}
