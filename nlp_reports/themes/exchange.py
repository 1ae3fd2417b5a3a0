"""Items out to a labelling tool and back: CSV, XLSX, Label Studio, doccano, Prodigy.

A :class:`Task` goes out and comes back whole: identity, text, sampling probability, labels with
the main one first, marked spans. The text's digest travels along, so that a text that was edited
on the way is refused, as is a span that does not lie in it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from nlp_reports.errors import DataError
from nlp_reports.plugins import Registry
from nlp_reports.themes.labels import Labelled, Mark


@dataclass(frozen=True, slots=True)
class Task:
    """An item to be labelled, or labelled.

    Args:
        item: report and item, e.g. ``linyuan_2021/i003``.
        text: what the coder reads.
        role: its role.
        group: issuer: splits keep it together.
        probability: with which it was drawn, in 0..1, 0 excluded.
        labels: keys of themes, the main one first; empty where not yet labelled.
        spans: evidence that the coder marked.
        coder: who labelled it.
        options: the keys that there are to choose from.
    """

    item: str
    text: str
    role: str
    group: str
    probability: float = 1.0
    labels: tuple[str, ...] = ()
    spans: tuple[Mark, ...] = ()
    coder: str = ""
    options: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The first 12 hexadecimal digits of the text's SHA-256."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    def labelled(self) -> Labelled:
        """The task as a row to train on."""
        weight = 1 / self.probability
        return Labelled(
            self.text,
            self.role,
            self.labels,
            self.group,
            item=self.item,
            weight=weight,
            spans=self.spans,
            coder=self.coder,
        )


Writer = Callable[[Sequence[Task]], bytes]
Reader = Callable[[bytes], Iterable[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write tasks, and to read them back."""

    suffix: str
    write: Writer
    read: Reader


formats: Registry[Format] = Registry("label format", group="nlp_reports.label_formats")


def write(tasks: Sequence[Task], path: Path, format: str) -> None:
    """Write tasks for a labelling tool.

    Args:
        tasks: what to label.
        path: the file.
        format: ``csv``, ``xlsx``, ``labelstudio``, ``doccano`` or ``prodigy``.
    """
    path.write_bytes(formats.get(format).write(tasks))


def read(path: Path, format: str) -> list[Task]:
    """Read tasks back.

    Raises:
        DataError: a task lacks a field, its text was edited, or a span lies outside the text.
    """
    try:
        rows = list(formats.get(format).read(path.read_bytes()))
        return [_task(row, f"{path}, task {at}") for at, row in enumerate(rows, start=1)]
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise DataError(f"{path}: no {format} file of ours ({error!r}); export it again") from error


def _task(row: dict[str, Any], where: str) -> Task:
    known = {field.name for field in fields(Task)}
    own = {key: value for key, value in row.items() if key in known}
    task = Task(**own | {"options": tuple(own.get("options", ()))})
    if task.digest != row["digest"]:
        raise DataError(f"{where} ({task.item}): the text was edited; restore it as exported")
    if not 0 < task.probability <= 1:
        raise DataError(f"{where} ({task.item}): probability {task.probability} is not in 0..1")
    for start, end, key in task.spans:
        if not 0 <= start < end <= len(task.text):
            raise DataError(f"{where} ({task.item}): span {start}-{end} {key} is not in the text")
    return task


def _identity(task: Task) -> dict[str, Any]:
    """What a tool has to carry along untouched."""
    kept = {key: value for key, value in asdict(task).items() if key not in ("labels", "spans")}
    return {**kept, "digest": task.digest}


def _marks(rows: Iterable[Sequence[Any]]) -> tuple[Mark, ...]:
    return tuple((int(start), int(end), str(key)) for start, end, key in rows)


_COLUMNS = (
    "item",
    "role",
    "group",
    "probability",
    "text",
    "labels",
    "spans",
    "coder",
    "options",
    "digest",
)


def _flat(task: Task) -> list[str]:
    row = _identity(task) | {
        "labels": ",".join(task.labels),
        "options": ",".join(task.options),
        "spans": json.dumps(task.spans) if task.spans else "",
        "probability": repr(task.probability),
    }
    return [str(row[column]) for column in _COLUMNS]


def _unflat(row: dict[str, Any]) -> dict[str, Any]:
    row = {key: "" if value is None else str(value) for key, value in row.items()}
    return row | {
        "labels": _keys(row["labels"]),
        "options": _keys(row.get("options", "")),
        "spans": _marks(json.loads(row["spans"] or "[]")),
        "probability": float(row["probability"]),
    }


def _keys(text: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in text.replace("，", ",").split(",") if key.strip())


def _write_csv(tasks: Sequence[Task]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([_COLUMNS, *map(_flat, tasks)])
    return out.getvalue().encode("utf-8-sig")  # with BOM, or Excel takes it for GBK


def _read_csv(data: bytes) -> Iterable[dict[str, Any]]:
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return [_unflat(row) for row in rows]


def _write_xlsx(tasks: Sequence[Task]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("items")
    for row in (list(_COLUMNS), *map(_flat, tasks)):
        sheet.append([_cell(sheet, text) for text in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, text: str) -> Any:
    """A cell that stays text, though it may begin with = or look like a number."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell


def _read_xlsx(data: bytes) -> Iterable[dict[str, Any]]:
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
    rows = sheet.iter_rows(values_only=True)
    head = [str(name) for name in next(rows)]
    return [_unflat(dict(zip(head, row, strict=False))) for row in rows if any(row)]


def _lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _rows(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.decode("utf-8-sig").split("\n") if line.strip()]


def _write_doccano(tasks: Sequence[Task]) -> bytes:
    return _lines(
        _identity(task) | {"label": list(task.labels), "entities": [list(m) for m in task.spans]}
        for task in tasks
    )


def _read_doccano(data: bytes) -> Iterable[dict[str, Any]]:
    for row in _rows(data):
        labels = tuple(one for one in row["label"] if isinstance(one, str))
        spans = [one for one in row["label"] if not isinstance(one, str)]
        spans += [_entity(one) for one in row.get("entities", ())]
        yield row | {"labels": labels, "spans": _marks(spans)}


def _entity(mark: Any) -> Sequence[Any]:
    """A marked place as we write it, or as doccano's projects with relations do."""
    if isinstance(mark, dict):
        return mark["start_offset"], mark["end_offset"], mark["label"]
    return list(mark)


def _write_prodigy(tasks: Sequence[Task]) -> bytes:
    return _lines(
        {
            "text": task.text,
            "meta": {
                key: value
                for key, value in _identity(task).items()
                if key not in ("text", "options")
            },
            "accept": list(task.labels),
            "options": [{"id": key, "text": key} for key in task.options],
            "spans": [{"start": s, "end": e, "label": key} for s, e, key in task.spans],
        }
        for task in tasks
    )


def _read_prodigy(data: bytes) -> Iterable[dict[str, Any]]:
    for row in _rows(data):
        if row.get("answer", "accept") == "accept":
            spans = _marks((m["start"], m["end"], m["label"]) for m in row.get("spans", ()))
            labels = tuple(row.get("accept", ()))
            options = tuple(str(one["id"]) for one in row.get("options", ()))
            own = {"text": row["text"], "labels": labels, "spans": spans, "options": options}
            yield row["meta"] | own


def _write_labelstudio(tasks: Sequence[Task]) -> bytes:
    rows = []
    for task in tasks:
        result: list[dict[str, Any]] = []
        if task.labels:
            result.append(_choice({"choices": list(task.labels)}, "choices", "themes"))
        for start, end, key in task.spans:
            value = {"start": start, "end": end, "text": task.text[start:end], "labels": [key]}
            result.append(_choice(value, "labels", "evidence"))
        done = [{"result": result}] if result else []
        rows.append({"data": _identity(task), "annotations": done})
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


def _choice(value: dict[str, Any], kind: str, name: str) -> dict[str, Any]:
    return {"from_name": name, "to_name": "text", "type": kind, "value": value}


def _read_labelstudio(data: bytes) -> Iterable[dict[str, Any]]:
    for row in json.loads(data.decode("utf-8-sig")):
        done = [one for one in row.get("annotations", ()) if not one.get("was_cancelled")]
        result = done[-1]["result"] if done else []
        labels = [key for one in result for key in one["value"].get("choices", ())]
        spans = [
            _as_read(row["data"]["text"], one["value"]) for one in result if one["type"] == "labels"
        ]
        yield row["data"] | {"labels": tuple(labels), "spans": _marks(spans)}


def _as_read(text: str, value: dict[str, Any]) -> Mark:
    """A marked place; the tool says what stands there, and may count in other units than ours."""
    start, end = value["start"], value["end"]
    if value.get("text", text[start:end]) != text[start:end]:
        raise ValueError(f"{value['text']!r} does not stand at {start}-{end}")
    return start, end, value["labels"][0]


formats.register("csv")(Format(".csv", _write_csv, _read_csv))
formats.register("xlsx")(Format(".xlsx", _write_xlsx, _read_xlsx))
formats.register("doccano")(Format(".jsonl", _write_doccano, _read_doccano))
formats.register("prodigy")(Format(".jsonl", _write_prodigy, _read_prodigy))
formats.register("labelstudio")(Format(".json", _write_labelstudio, _read_labelstudio))
