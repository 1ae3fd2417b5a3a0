"""Mutate real samples of each format: ``python tests/bench/fuzz_readers.py [CASES] [SEED]``.

Reads CASES (default 500) mutations of every format; of a DOCX file, mostly of a part inside it.
Anything but a report or a ``ReadError``, a read over ten seconds of processor time, or a resident
size over 1 GB counts as a fault; the exit code is 1 then. Formats may be named after the seed.
"""

from __future__ import annotations

import io
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from nlp_reports.errors import ReadError
from nlp_reports.readers import read
from nlp_reports.readers.limits import Limits

SAMPLE = Path(__file__).parents[2] / "corpora" / "sample" / "reports"
FORMATS = ("pdf", "docx", "html", "txt")
SLOWEST = 10.0
LARGEST = 1_000_000  # kilobytes
NO_OCR = Limits(pixels=1)


def mutated(data: bytes, dice: random.Random) -> bytes:
    """The bytes with some changed, doubled, dropped, moved or cut off."""
    made = bytearray(data)
    for _ in range(dice.randint(1, 12)):
        at = dice.randrange(len(made) or 1)
        size = min(dice.choice((1, 2, 8, 64, 512)), len(made) - at)
        kind = dice.randrange(5)
        if kind == 0:
            made[at : at + size] = dice.randbytes(size)
        elif kind == 1:
            made[at:at] = made[at : at + size]
        elif kind == 2:
            del made[at : at + size]
        elif kind == 3:
            part = made[at : at + size]
            del made[at : at + size]
            there = dice.randrange(len(made) or 1)
            made[there:there] = part
        elif dice.random() < 0.2:
            del made[at:]
    return bytes(made)


def inside(data: bytes, dice: random.Random) -> bytes:
    """An archive with one of its parts mutated: its checksums are right again."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(made, "w") as copy:
        names = whole.namelist()
        hit = dice.choice([n for n in names if n.startswith("word/")] or names)
        for name in names:
            part = whole.read(name)
            copy.writestr(name, mutated(part, dice) if name == hit else part)
    return made.getvalue()


def case(data: bytes, kind: str, dice: random.Random) -> bytes:
    """A mutation of a file; of archives, mostly of what is in them."""
    return inside(data, dice) if kind == "docx" and dice.random() < 0.7 else mutated(data, dice)


def main(cases: int = 500, seed: int = 1, formats: Sequence[str] = FORMATS) -> int:
    """Run all formats; the number of faults."""
    dice = random.Random(seed)
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for kind in formats:
            originals = [path.read_bytes() for path in sorted(SAMPLE.glob(f"*.{kind}"))]
            path = Path(folder, f"case.{kind}")
            outcomes: Counter[str] = Counter()
            slowest = 0.0
            for number in range(cases):
                path.write_bytes(case(dice.choice(originals), kind, dice))
                start = time.process_time()  # nothing here waits, and a clock counts neighbours
                outcome = one(path)
                took = time.process_time() - start
                slowest = max(slowest, took)
                outcomes[outcome] += 1
                if outcome.startswith("FAULT") or took > SLOWEST:
                    faults += 1
                    kept = Path(tempfile.gettempdir(), f"fault_{seed}_{number}.{kind}")
                    kept.write_bytes(path.read_bytes())
                    print(f"{kept}: {outcome}, {took:.1f} s")
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            faults += peak > LARGEST
            print(f"{kind}: {dict(outcomes)}, slowest {slowest:.2f} s, peak {peak // 1024} MB")
    return faults


def one(path: Path) -> str:
    """What reading a file comes to."""
    try:
        read(path, settings=NO_OCR)
    except ReadError as error:
        return type(error).__name__
    except Exception as error:  # the point of the exercise
        return f"FAULT {type(error).__name__}: {error}"
    return "read"


if __name__ == "__main__":
    sys.exit(bool(main(*map(int, sys.argv[1:3]), formats=sys.argv[3:] or FORMATS)))
