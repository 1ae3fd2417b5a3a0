"""Inputs and outputs at addresses that fsspec knows."""

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from nlp_reports.corpus.inputs import digest, fetched, find
from nlp_reports.corpus.results import Results
from nlp_reports.errors import UsageError
from nlp_reports.pipeline import Corpus
from tests.unit.test_run import tables, write_reports


@pytest.fixture
def memory():
    import fsspec

    system = fsspec.filesystem("memory")
    yield system
    system.rm("/", recursive=True) if system.ls("/") else None


def test_a_store_is_searched_and_read(memory):
    for name in ("b.txt", "a/c.pdf", "a/.hidden.pdf", "a/notes.xyz"):
        memory.pipe(f"/bucket/{name}", name.encode())
    assert find(["memory://bucket"]) == ["memory:///bucket/a/c.pdf", "memory:///bucket/b.txt"] or (
        find(["memory://bucket"]) == ["memory://bucket/a/c.pdf", "memory://bucket/b.txt"]
    )
    first = find(["memory://bucket/*.txt"])[0]
    with fetched(first) as place:
        assert place.read_bytes() == b"b.txt"
        assert place.parts[-2:] == ("bucket", "b.txt"), "folders may name the issuer"
    before = digest(first)
    memory.pipe("/bucket/b.txt", b"longer now")
    assert digest(first) != before
    assert digest("memory://bucket/none.txt") is None


class WebHDFS(BaseHTTPRequestHandler):
    """What fsspec asks of a store that it reaches over HTTP: a folder of this machine, served."""

    root: Path

    def do_GET(self) -> None:
        place, asked = self._asked()
        if not place.exists():
            gone = {"exception": "FileNotFoundException", "message": f"no {place.name}"}
            self._answer(json.dumps({"RemoteException": gone}).encode(), 404)
        elif asked["op"] == "GETFILESTATUS":
            self._answer(json.dumps({"FileStatus": self._status(place)}).encode())
        elif asked["op"] == "LISTSTATUS":
            listed = [self._status(child) for child in place.iterdir()]
            self._answer(json.dumps({"FileStatuses": {"FileStatus": listed}}).encode())
        elif asked["op"] == "GETFILECHECKSUM":
            digest = hashlib.sha256(place.read_bytes()).hexdigest()
            self._answer(json.dumps({"FileChecksum": {"bytes": digest}}).encode())
        else:
            first = int(asked["offset"])
            self._answer(place.read_bytes()[first : first + int(asked["length"])])

    def do_PUT(self) -> None:
        place, asked = self._asked()
        if asked["op"] == "MKDIRS":
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.write_bytes(self._body())
        self._answer(b"{}")

    def do_POST(self) -> None:
        place, _ = self._asked()
        with place.open("ab") as file:
            file.write(self._body())
        self._answer(b"{}")

    def _asked(self) -> tuple[Path, dict[str, str]]:
        address = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        return self.root / unquote(address.path).removeprefix("/webhdfs/v1/"), asked

    def _status(self, place: Path) -> dict[str, object]:
        about = place.stat()
        kind = "DIRECTORY" if place.is_dir() else "FILE"
        whole = {"pathSuffix": place.name, "type": kind, "length": about.st_size}
        return {**whole, "modificationTime": about.st_mtime_ns // 10**6}

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"] or 0))

    def _answer(self, body: bytes, code: int = 200) -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Location", f"http://{self.headers['Host']}{self.path}")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def served(tmp_path) -> Iterator[str]:
    """The address of a store on this machine, in ``tmp_path``."""
    handler = type("Here", (WebHDFS,), {"root": tmp_path})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"webhdfs://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_from_a_server_to_a_server(tmp_path, monkeypatch, served):
    pytest.importorskip("requests")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = write_reports(tmp_path / "in")
    (folder / "empty.txt").write_bytes(b"")
    plain = Corpus(folder).analyze(tmp_path / "plain")
    out = f"{served}/shared/out"
    Corpus(f"{served}/in").analyze(out, n_jobs=2)
    results = Results(out)
    assert results.reports["path"].str.startswith(f"{served}/in/").all()
    assert list(results.failures["path"]) == [f"{served}/in/empty.txt"]
    assert tables(results.folder)["items.parquet"] == tables(plain.folder)["items.parquet"]
    told: list[tuple[int, int, int, str]] = []
    (folder / "石门县_2022.txt").unlink()
    Corpus(f"{served}/in/*").analyze(out, progress=lambda *now: told.append(now))
    assert told[0][0] > 0, "what has not changed there is not read again"
    assert len(Results(out).reports) == 5


def test_results_in_a_store_of_objects(tmp_path, monkeypatch, memory):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = write_reports(tmp_path / "in")
    Corpus(folder).analyze("memory://bucket/out")
    written = {path.rpartition("/")[2] for path in memory.ls("/bucket/out", detail=False)}
    assert {"manifest.json", "methods.md", "issuers.csv", "items.parquet"} <= written
    issuers = memory.cat("/bucket/out/issuers.csv").decode("utf-8-sig")
    edited = issuers.replace("白溪县人民政府,白溪县人民政府,白", "白溪县人民政府,甲,白")
    memory.pipe("/bucket/out/issuers.csv", edited.encode())
    Corpus(folder).analyze("memory://bucket/out")
    assert "甲" in set(Results("memory://bucket/out").reports["issuer_id"]), "edits there are kept"


def test_an_address_nobody_knows():
    with pytest.raises(UsageError, match="nowhere"):
        find(["nowhere://bucket/a.txt"])


def test_from_address_to_address(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = write_reports(tmp_path / "in")
    (folder / "empty.txt").write_bytes(b"")
    plain = Corpus(folder).analyze(tmp_path / "plain")
    address = f"file://{tmp_path}/shared/out"
    Corpus(f"file://{folder}").analyze(address)
    results = Results(address)
    assert len(results.reports) == 6
    assert results.reports["path"].str.startswith("file://").all()
    assert results.failures["message"].str.startswith("file://").all()
    assert tables(results.folder)["items.parquet"] == tables(plain.folder)["items.parquet"]
