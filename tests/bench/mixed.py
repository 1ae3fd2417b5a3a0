"""A folder as it comes from a crawl: four formats, and three files in a hundred broken.

``python -m tests.bench.mixed N JOBS`` writes N files from :mod:`tests.bench.synthesise` and the
sample corpus, runs the command line over them and checks that every file is accounted for once:
as a report, as a repeat of one, or as the failure that its way of being broken must end in.
"""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from itertools import cycle, islice
from pathlib import Path

from nlp_reports.corpus.results import Results
from tests.bench.synthesise import reports_of

SAMPLE = Path(__file__).parents[2] / "corpora" / "sample" / "reports"
BROKEN = 0.03
FORMATS = ("txt", "txt", "html", "txt", "docx", "html", "pdf", "txt", "html", "pdf")
_CONTENT = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType=
"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_RELATIONS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="word/document.xml" Type=
"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
</Relationships>"""
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def as_txt(text: str) -> bytes:
    """Plain text, every third in GB18030 as older sites serve it."""
    return text.encode("gb18030" if len(text) % 3 == 0 else "utf-8")


def as_html(text: str) -> bytes:
    """A page with navigation around the report."""
    lines = "".join(f"<p>{escape(line)}</p>\n" for line in text.split("\n"))
    head = (
        f"<html><head><meta charset=utf-8><title>{escape(text.split(maxsplit=1)[0])}</title></head>"
    )
    return f"{head}<body><div class=nav>首页</div><div>{lines}</div></body></html>".encode()


def as_docx(text: str) -> bytes:
    """The least that Word opens."""
    lines = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.split("\n"))
    body = f'<w:document xmlns:w="{_WORD}"><w:body>{lines}</w:body></w:document>'
    parts = {
        "[Content_Types].xml": _CONTENT,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": '<?xml version="1.0" encoding="UTF-8"?>' + body,
    }
    return _zipped({name: part.encode() for name, part in parts.items()})


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def as_pdf(text: str, password: str | None = None) -> bytes:
    """Pages of plain lines."""
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(595, 842), invariant=1, encrypt=password)
    lines = [line[at : at + 38] for line in text.split("\n") for at in range(0, len(line), 38)]
    for first in range(0, len(lines), 38):
        page.setFont(_song(), 12)
        for at, line in enumerate(lines[first : first + 38]):
            page.drawString(70, 770 - 18 * at, line)
        page.showPage()
    page.save()
    return out.getvalue()


@cache
def _song() -> str:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"


MAKERS: dict[str, Callable[[str], bytes]] = {
    "txt": as_txt,
    "html": as_html,
    "docx": as_docx,
    "pdf": as_pdf,
}


def noise(seed: str, size: int = 3000) -> bytes:
    """Bytes that mean nothing."""
    return random.Random(seed).randbytes(size)


def bomb() -> bytes:
    """A document that unpacks to a thousand times its size."""
    return _zipped({"[Content_Types].xml": _CONTENT.encode(), "word/document.xml": bytes(2**26)})


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"
WAYS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "empty.txt": ("EmptyFileError", lambda text: b""),
    "empty.pdf": ("EmptyFileError", lambda text: b""),
    "blank.txt": ("EmptyFileError", lambda text: b" \r\n" * (1 + len(text))),
    "cut.pdf": ("DamagedFileError", lambda text: as_pdf(text)[: 200 + len(text) % 700]),
    "cut.docx": ("DamagedFileError", lambda text: as_docx(text)[:-400]),
    "locked.pdf": ("EncryptedFileError", lambda text: as_pdf(text, "secret")),
    "locked.docx": ("EncryptedFileError", lambda text: _OLE + noise(text) + _LOCKED),
    "bomb.docx": ("LimitError", lambda text: bomb()),
    "picture.pdf": ("DamagedFileError", lambda text: _JPEG + noise(text)),
    "program.docx": ("DamagedFileError", lambda text: b"MZ" + noise(text)),
    "noise.txt": ("DamagedFileError", noise),
    "noise.html": ("DamagedFileError", noise),
    "mojibake.txt": ("NoTextError", lambda text: text.encode().decode("latin-1").encode()),
    "lost.html": ("NoTextError", lambda text: b"<title>404</title><body>Not Found</body>"),
    "script.html": ("NoTextError", lambda text: b"<html><script>a=1</script><body></body></html>"),
}
"""Ways of being broken: the error each must end in, and how to make one of a report's text."""
_DISGUISED = 50
"""Every so many sound files bear the ending of another format."""


def texts() -> Iterator[tuple[str, str]]:
    """Names and texts of reports without end, no two alike."""
    for number in range(10**6):
        yield from reports_of(number)


def files(count: int) -> Iterator[tuple[str, bytes, str | None]]:
    """Give names and bytes of ``count`` files, and the error of those that are broken."""
    sample = sorted(path for path in SAMPLE.rglob("*.*") if path.suffix[1:] in MAKERS)
    sample = sample[: count // 4]
    broken = round(BROKEN * count)
    for path in sample:
        yield f"sample {path.name}", path.read_bytes(), None
    source = texts()
    for way, (stem, text) in zip(islice(cycle(WAYS), broken), source, strict=False):
        error, make = WAYS[way]
        yield f"{stem[:-4]} {way}", make(text), error
    for at, (stem, text) in enumerate(islice(source, count - len(sample) - broken)):
        kind = FORMATS[at % len(FORMATS)]
        ending = FORMATS[(at + 4) % len(FORMATS)] if at % _DISGUISED == 9 else kind
        yield f"{stem[:-4]}.{ending}", MAKERS[kind](text), None


def write(count: int, folder: Path) -> dict[str, str | None]:
    """Write the files, five hundred in each folder; return the error of each path."""
    found = {}
    for at, (name, data, error) in enumerate(files(count)):
        path = folder / f"{at // 500:03d}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        found[str(path)] = error
    return found


def faults(expected: dict[str, str | None], results: Results) -> list[str]:
    """Say where the tables of a run do not account for every file as they should."""
    failed = dict(zip(results.failures["path"], results.failures["error"], strict=True))
    read = [*results.reports["path"], *results.duplicates["path"]]
    said = [f"{path} twice" for path, times in Counter([*read, *failed]).items() if times > 1]
    for path, error in expected.items():
        if failed.get(path) != error:
            said.append(f"{path}: expected {error}, got {failed.get(path)}")
        elif error is None and path not in set(read):
            said.append(f"{path}: lost")
    unknown = {*read, *failed} - expected.keys()
    return said + [f"{path}: nobody gave this" for path in sorted(unknown)]


def main() -> None:
    """Write the files, analyse them by the command line, and hold the tables against them."""
    count, jobs = int(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory() as place:
        expected = write(count, Path(place) / "in")
        out = Path(place) / "out"
        command = [sys.executable, "-m", "nlp_reports", "analyze", f"{place}/in"]
        start = time.perf_counter()
        code = subprocess.run([*command, "--out", out, "--jobs", jobs], check=False).returncode
        seconds = time.perf_counter() - start
        results = Results(out)
        wrong = faults(expected, results)
        said = {
            "files": count,
            "broken": sum(error is not None for error in expected.values()),
            "exit_code": code,
            "reports": len(results.reports),
            "duplicates": len(results.duplicates),
            "failures": results.failures["error"].value_counts().to_dict(),
            "seconds": round(seconds),
            "wrong": wrong[:20],
        }
    print(json.dumps(said, ensure_ascii=False))
    sys.exit(bool(wrong) or code != 2)


if __name__ == "__main__":
    main()
