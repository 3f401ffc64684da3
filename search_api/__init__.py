"""The HTTP service and the command line."""

import os

from indexer.runtime.own_processes import ONE_THREAD

# Before NumPy is loaded, which counts the processors then. What a question is compared with takes
# a sixth of a millisecond on one processor; two that wait for each other take several.
for _name, _value in ONE_THREAD.items():
    os.environ.setdefault(_name, _value)
