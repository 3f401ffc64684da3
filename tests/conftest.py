"""No test may fail because the machine is slow: hypothesis measures no time."""

import os
import signal

from hypothesis import HealthCheck, settings

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts what runs in its background with Ctrl-C ignored, and the processes that tests
    # start, to be ended by it, would ignore it too.
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile(
    "policy-search",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    # CI tells of a change and not of luck; elsewhere each run looks further.
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("policy-search")
