"""What holds for the whole checkout: pins, sizes of modules, no trace of one machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))
MODULES = sorted((ROOT / "src").rglob("*.py"))


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda f: f.name)
def test_every_requirement_is_pinned_and_hashed(file: Path) -> None:
    entries = re.split(r"\n(?=\S)", file.read_text(encoding="utf-8").strip())
    loose = [e.splitlines()[0] for e in entries if not re.match(r"[\w.-]+==\S+", e) or "--hash=sha256:" not in e]
    assert len(entries) > 20
    assert loose == []


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda f: f.name)
def test_requirements_name_no_address(file: Path) -> None:
    assert not re.search(r"://|--(extra-)?index-url|--find-links|file:", file.read_text(encoding="utf-8"))


def test_every_direct_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    voice = project["dependencies"] + extras["voice"]
    pinned = {"base": project["dependencies"], "voice": voice, "dev": voice + extras["dev"]}
    pinned["voice-base"] = voice + extras["voice-base"]
    for kind, wanted in pinned.items():
        text = (ROOT / "requirements" / f"{kind}.txt").read_text(encoding="utf-8").lower()
        names = [re.match(r"[\w.-]+", w)[0].lower() for w in wanted if not w.startswith("greenroom[")]  # type: ignore[index]
        assert [n for n in names if not re.search(rf"^{re.escape(n)}==", text, re.MULTILINE)] == []


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    told = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(w for extra in extras.values() for w in extra)]
    names = [re.split(r"[<>=\[]", w)[0] for w in wanted]
    assert [n for n in names if n not in told] == []


def test_modules_are_one_thought_long() -> None:
    lengths = {str(m.relative_to(ROOT)): len(m.read_text(encoding="utf-8").splitlines()) for m in MODULES}
    assert {name: n for name, n in lengths.items() if n >= 400} == {}


def test_a_review_leaves_nothing_in_the_home_of_its_user(tmp_path: Path) -> None:
    """ONNX Runtime would keep a device id and a database of events there, to send them home."""
    home = tmp_path / "home"
    home.mkdir()
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "ORT_", "GREENROOM_"))}
    answer = ROOT / "src" / "greenroom" / "examples" / "front-desk.txt"
    command = [sys.executable, "-m", "greenroom", "review", str(answer), "-c", "have-backbone", "--no-fixes"]
    subprocess.run(command, env=clean | {"HOME": str(home)}, check=True, capture_output=True)
    assert list(home.rglob("*")) == []
