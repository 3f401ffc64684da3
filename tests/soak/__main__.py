"""``python -m tests.soak --minutes 30``: figures on standard output, exit code 1 on problems."""

import argparse
import tempfile
from pathlib import Path

from tests.soak.soak import Soak


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument(
        "--kills", type=int, default=200, help="at least so many, longer if need be"
    )
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="policy-search-soak-") as folder:
        figures = Soak(Path(folder), asked.seed, asked.clients).run(asked.minutes, asked.kills)
    print(figures.told())
    for problem in figures.problems[:20]:
        print(f"  {problem}")
    return 1 if figures.problems else 0


raise SystemExit(main())
