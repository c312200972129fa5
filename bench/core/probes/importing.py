"""Run by ``child.probe``: how long some import statements take (seconds), and which modules they load."""

from __future__ import annotations

import json
import sys
import time

tree, statements = sys.argv[1], sys.argv[2]
sys.path[0] = tree
code = compile(statements, "statements", "exec")
before = set(sys.modules)
started = time.process_time()
exec(code)  # noqa: S102 (the statements come from bench/core/cold.py)
seconds = time.process_time() - started
print(json.dumps({"seconds": seconds, "loaded": sorted(set(sys.modules) - before)}))
