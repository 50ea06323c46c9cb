"""Whether msgspec survives threads that meet a type at the same time: python -m bench.web_types. 1 where it does not.

While it does not, ``greenroom.web.types_ready`` is needed.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import types
from typing import Any

import msgspec

TRIES = 5
ROUNDS = 200
DEEP, WIDE, THREADS = 6, 12, 4


def one_round(number: int) -> None:
    """Types that nobody has seen, read by several threads at once."""
    module = types.ModuleType(f"unseen{number}")
    sys.modules[module.__name__] = module
    module.__dict__.update(tuple=tuple, int=int)
    for k in range(DEEP):
        inner = f"A{k - 1}" if k else "int"
        fields = [(f"f{j}", f"tuple[{inner}, ...]") for j in range(WIDE)]
        made = msgspec.defstruct(f"A{k}", fields, kw_only=True, module=module.__name__)
        module.__dict__[f"A{k}"] = made
    top = module.__dict__[f"A{DEEP - 1}"]
    gate = threading.Barrier(THREADS)

    def read() -> None:
        gate.wait()
        msgspec.convert(value(DEEP - 1), top)

    threads = [threading.Thread(target=read) for _ in range(THREADS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def value(depth: int) -> dict[str, Any]:
    """What a type of this depth is read from."""
    inner = [value(depth - 1)] if depth else [1]
    return {f"f{j}": inner if j in (0, WIDE - 1) else [] for j in range(WIDE)}


def main() -> int:
    """Several processes of it; 1 where one was ended."""
    if sys.argv[1:] == ["here"]:
        sys.setswitchinterval(1e-6)
        for number in range(ROUNDS):
            one_round(number)
        return 0
    command = [sys.executable, "-m", "bench.web_types", "here"]
    ended = [subprocess.run(command, check=False).returncode for _ in range(TRIES)]
    print(f"msgspec {msgspec.__version__}: {sum(code < 0 for code in ended)} of {TRIES} ended by a fault of memory")
    return 1 if any(ended) else 0


if __name__ == "__main__":
    sys.exit(main())
