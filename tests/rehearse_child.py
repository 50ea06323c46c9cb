"""``greenroom`` with the tests' judge, as a process of its own: for terminals and for being killed."""

from __future__ import annotations

import sys

from fake_judge import FakeJudge

from greenroom import judges
from greenroom.cli import main

judges.TABLE["local"] = lambda settings: FakeJudge()
sys.exit(main(sys.argv[1:]))
