"""Python imports this at its start where its folder is in PYTHONPATH: the clock is off by so many
seconds, in a program and in all that it starts."""

import datetime
import os

import time_machine

OFFSET = datetime.timedelta(seconds=float(os.environ["SOAK_CLOCK"]))
time_machine.travel(datetime.datetime.now(datetime.UTC) + OFFSET, tick=True).start()
