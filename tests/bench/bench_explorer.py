"""How heavy and how quick the explorer is: ``python tests/bench/bench_explorer.py [REPORTS]``.

Prints one run on one machine: file size, time to the first view, to full-text search, per filter.
"""

from __future__ import annotations

import json
import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

import nlp_reports as nr
from nlp_reports.corpus.tables import schemas
from nlp_reports.views.explorer import write_explorer

_LEVELS = ("province", "city", "county", "township", "department", "institution")
_KINDS = ("教育", "公安", "财政", "卫生健康", "民政", "交通运输", "政府", None)
_ACTIVE = 'document.querySelector(\'[data-facet="{}"][data-value^="{}"]\').click()'


def make(folder: Path, size: int, seed: int = 0) -> nr.Results:
    """Write a result folder with ``size`` reports of about a dozen items each."""
    dice = random.Random(seed)
    own = nr.Corpus(nr.sample_reports()).analyze(folder / "sample")
    clauses = [c for text in own.items["text"] for c in text.split("，")]
    items = own.items.to_dict("records")
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in schemas()}
    for number in range(size):
        rows["reports"].append(_report(dice, number))
        for at in range(dice.randint(8, 16)):
            rows["items"].append(_item(dice, number, at, dice.choice(items), clauses))
        if number >= 5:
            rows["reuse"] += [_pair(dice, number, at) for at in range(0, 6, 2)]
    out = folder / "synthetic"
    out.mkdir()
    for name, schema in schemas().items():
        pq.write_table(schema.table(rows[name]), out / f"{name}.parquet")
    counts = {name: len(found) for name, found in rows.items()}
    (out / "manifest.json").write_text(json.dumps({"counts": counts}), "utf-8")
    return nr.Results(out)


def _name(dice: random.Random, length: int) -> str:
    return "".join(chr(dice.randint(0x4E00, 0x9FA5)) for _ in range(length))


def _report(dice: random.Random, number: int) -> dict[str, Any]:
    place, year = random.Random(number // 5), 2019 + number % 5
    region, level = _name(place, 2) + "县", place.choice(_LEVELS)
    cross, past = dice.random() / 2, dice.random() / 2
    mean = 3 * dice.random()
    return {
        "report_id": f"r{number:06}",
        "path": f"reports/{number:06}.pdf",
        "sha256": f"{number:064x}",
        "title": f"{region}人民政府{year}年政府信息公开工作年度报告",
        "issuer": f"{region}人民政府{number // 5}",
        "level": level,
        "kind": place.choice(_KINDS),
        "region": region,
        "year": year,
        "form": "2021",
        "problems": dice.randint(0, 6),
        "measures": dice.randint(0, 6),
        "supervisions": dice.randint(0, 6),
        "scored_chars": 400,
        "substance_mean": mean,
        "substance_low": max(0, mean - 0.3),
        "substance_high": min(3, mean + 0.3),
        "mandated": 0.0,
        "own_past": past,
        "cross_issuer": cross,
        "novel": 1 - past - cross,
        "checks_failed": dice.choice((0, 0, 0, 1)),
    }


def _item(
    dice: random.Random, number: int, at: int, like: dict[str, Any], clauses: list[str]
) -> dict[str, Any]:
    text = "，".join([*dice.sample(clauses, 3), f"{_name(dice, 4)}{dice.randint(1, 999)}件"])
    names = ("role", "status", "themes", "practices", "why")
    row = {name: list(v) if hasattr(v := like[name], "tolist") else v for name in names}
    level = dice.randint(0, 3)
    found = {"level": level, "substance": float(level), "p_substantive": level / 3}
    row = {key: value for key, value in row.items() if isinstance(value, str | list)}
    row = {"report_id": f"r{number:06}", "item_id": f"i{at:03}", **row, "text": text}
    shares = {"own_past": 0.2, "cross_issuer": dice.random() / 2, "mandated": 0.0}
    return {**row, **(found if like["role"] not in ("activity", "context") else {}), **shares}


def _pair(dice: random.Random, number: int, at: int) -> dict[str, Any]:
    kind = "own_past" if number % 5 else "cross_issuer"
    other = number - 1 if number % 5 else dice.randrange(number)
    return {
        "report_id": f"r{number:06}",
        "item_id": f"i{at:03}",
        "other_report_id": f"r{other:06}",
        "other_item_id": f"i{at:03}",
        "kind": kind,
        "shared_chars": 30,
        "share": 0.6,
        "first_year": 2019,
        "alignment": "",
    }


def measure(page: Path) -> dict[str, float]:
    """Drive Chromium over the page; times in seconds, filters in milliseconds."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in ("headless", "no-sandbox", "disable-gpu", "window-size=1440,950"):
        options.add_argument(f"--{flag}")
    # Without the path, selenium looks for a driver on the network.
    service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
    browser = webdriver.Chrome(options=options, service=service)
    try:
        first = []
        for _ in range(5):
            start = time.perf_counter()
            browser.get(page.as_uri())
            _wait(browser, "document.body.dataset.ready === 'all'")
            whole = time.perf_counter() - start
            first.append(float(browser.execute_script("return document.body.dataset.first")))
        views = {"first view s, least of 5": min(first) / 1000}
        views["first view s, median of 5"] = statistics.median(first) / 1000
        return {**views, "search in items s": whole, **_filters(browser)}
    finally:
        browser.quit()


def _filters(browser: Any) -> dict[str, float]:
    took = []
    browser.execute_script(
        "document.querySelectorAll('details').forEach(d => { d.open = true; }); speak()"
    )
    clicks = [
        ("year", "2021"),
        ("level", "县级"),
        ("role", "问题"),
        ("step", "2"),
        ("theme", "政策"),
    ]
    for facet, value in [*clicks, *clicks]:
        browser.execute_script(_ACTIVE.format(facet, value))
        took.append(float(browser.execute_script("return document.body.dataset.took")))
    search = "corpus.query = arguments[0]; refresh(); return +document.body.dataset.took"
    words = [browser.execute_script(search, word) for word in ("解读", "2021 县", "不存在的词")]
    browser.execute_script("corpus.query = ''; refresh()")
    order = "document.querySelector('[data-column=substance_mean]').click()"
    browser.execute_script(order)
    return {
        "filter ms, median": statistics.median(took),
        "filter ms, most": max(took),
        "search ms, most": max(words),
        "sort ms": float(browser.execute_script("return document.body.dataset.took")),
    }


def _wait(browser: Any, script: str) -> None:
    while not browser.execute_script(f"return !!({script})"):
        time.sleep(0.01)


def main() -> None:
    """Make, write, measure, print."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as name:
        results = make(Path(name), size)
        start = time.perf_counter()
        page = write_explorer(results, Path(name) / "explorer.html")
        made = time.perf_counter() - start
        print(f"reports {size}, items {results.manifest['counts']['items']}")
        print(f"written in {made:.1f} s, {page.stat().st_size / 1e6:.1f} MB")
        for what, value in measure(page).items():
            print(f"{what}: {value:.2f}")


if __name__ == "__main__":
    main()
