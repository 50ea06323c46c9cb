#!/usr/bin/env python3
"""Sets up and runs everything of this project from a fresh checkout; needs Python 3.11 or newer, nothing else.

./go review    install into .venv and print the review of an example answer
./go test      install the development set and run every check and test
./go voice     install what recordings and the microphone need ("./go voice base": the larger speech model too)
./go COMMAND   setup | lint | check | docs | bench | figures | train | crossval | lock
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = str(BIN / ("python.exe" if os.name == "nt" else "python"))
EXAMPLE = ["src/greenroom/examples/evening-route.txt", "--competency", "have-backbone", "--level", "sde2"]

LINT = [
    ("ruff", [PYTHON, "-m", "ruff", "check"]),
    ("format", [PYTHON, "-m", "ruff", "format", "--check", "--quiet"]),
    ("types", [PYTHON, "-m", "mypy"]),
    ("import contracts", [str(BIN / "lint-imports")]),
]
CHECKS = [
    ("guides", [PYTHON, "-m", "greenroom", "guide", "check"]),
    ("guide examples", [PYTHON, "-m", "greenroom", "guide", "test"]),
    ("generated docs", [PYTHON, "docs/build.py", "--check"]),
    ("question floors", [PYTHON, "-m", "bench.questions", "--floors", "bench/suite_floors.json"]),
    ("agreement floors", [PYTHON, "-m", "bench.agreement", "--floors", "bench/floors.json", "--committed"]),
]
LOCKED = ["--universal", "--python-version", "3.11", "--upgrade", "--generate-hashes"]
LOCKED += ["--no-emit-index-url", "--no-header", "--no-annotate", "--quiet"]
TESTS = [("tests", [PYTHON, "-m", "pytest"])]


def main(arguments: list[str]) -> int:
    """Run one command; its exit code."""
    if sys.version_info < (3, 11):
        return newer_python(arguments)
    command, *rest = arguments or ["help"]
    os.chdir(ROOT)
    if command == "review":
        setup("base")
        return run([PYTHON, "-m", "greenroom", "review", *(rest or EXAMPLE)])
    if command == "voice":
        return voice(rest)
    if command == "setup":
        setup("dev")
        return 0
    steps = {"lint": LINT, "check": CHECKS, "test": LINT + CHECKS + TESTS}
    if command in steps:
        setup("dev")
        return all_of(steps[command], rest)
    if command == "docs":
        setup("dev")
        return run([PYTHON, "docs/build.py", *rest])
    if command == "bench":
        setup("dev")
        return run([PYTHON, "-m", "bench.speed", *rest])
    if command == "figures":
        setup("dev")
        return run([PYTHON, "-m", "bench.measure", *rest])
    if command in ("train", "crossval"):
        setup("dev")
        pip("torch==2.13.0")
        pip("-e", ".[train]", "--no-build-isolation")
        return run([PYTHON, "-m", "training." + command, *rest])
    if command == "lock":
        return lock()
    print(__doc__)
    return 0 if command in ("help", "-h", "--help") else 2


def newer_python(arguments: list[str]) -> int:
    """Go on with a newer interpreter, if there is one."""
    for minor in range(19, 10, -1):
        found = shutil.which("python3.%d" % minor)
        if found:
            return subprocess.call([found, __file__, *arguments])
    sys.stderr.write("go: needs Python 3.11 or newer; this is %d.%d\n" % sys.version_info[:2])
    return 1


def setup(kind: str) -> None:
    """A virtual environment with the pinned requirements of ``kind`` and this checkout; quick when it is there."""
    wanted = fingerprint(kind)
    for stamp in (VENV / "installed-dev", VENV / f"installed-{kind}"):
        if stamp.is_file() and stamp.read_text() == fingerprint(stamp.name.removeprefix("installed-")):
            return
    began = time.monotonic()
    print(f"go: installing into {VENV.name} (once)", file=sys.stderr, flush=True)
    if not Path(PYTHON).exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    pip("--require-hashes", "-r", f"requirements/{kind}.txt")
    pip("--no-deps", "--no-build-isolation", "-e", ".")
    (VENV / f"installed-{kind}").write_text(wanted)
    print(f"go: installed in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def voice(rest: list[str]) -> int:
    """Install the extra ``voice``, or ``voice-base``, beside what is there."""
    if rest not in ([], ["base"]):
        sys.stderr.write("go: allowed: ./go voice, or ./go voice base\n")
        return 2
    setup("base")
    pip("--require-hashes", "-r", "requirements/voice%s.txt" % ("-base" if rest else ""))
    print("go: recordings can be reviewed now: .venv/bin/greenroom review answer.wav", file=sys.stderr)
    return 0


def fingerprint(kind: str) -> str:
    """Changes when what ``kind`` installs changes."""
    parts = (ROOT / "requirements" / f"{kind}.txt", ROOT / "pyproject.toml")
    return hashlib.sha256(b"\0".join(p.read_bytes() for p in parts)).hexdigest()


def pip(*arguments: str) -> None:
    """Install; ends the program with pip's own words when that fails."""
    command = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", *arguments]
    if subprocess.call(command):
        sys.exit("go: the installation failed; what pip said stands above")


def all_of(steps: list[tuple[str, list[str]]], rest: list[str]) -> int:
    """Run every step even after one fails; 1 where one did. ``rest`` goes to the last step."""
    steps = [*steps[:-1], (steps[-1][0], [*steps[-1][1], *rest])]
    failed = []
    for name, command in steps:
        began = time.monotonic()
        code = run(command)
        print(f"go: {name}: {'ok' if code == 0 else 'FAILED'} ({time.monotonic() - began:.0f} s)", flush=True)
        if code:
            failed.append(name)
    if failed:
        print(f"go: failed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


def run(command: list[str]) -> int:
    """The exit code of ``command``, run in the checkout."""
    return subprocess.call(command, cwd=ROOT)


def lock() -> int:
    """Write requirements/*.txt anew: pinned, hashed, without any address (needs uv)."""
    uv = shutil.which("uv", path=os.pathsep.join([str(BIN), os.environ.get("PATH", "")]))
    if not uv:
        sys.exit("go: uv is not installed; try: .venv/bin/pip install uv")
    for kind in ("base", "voice", "voice-base", "dev"):
        extra = [] if kind == "base" else ["--extra", kind]
        where = ["pyproject.toml", "requirements/build.in", *extra, "--output-file", f"requirements/{kind}.txt"]
        code = run([uv, "pip", "compile", *LOCKED, *where])
        if code:
            return code
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
