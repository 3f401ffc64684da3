"""No test may fail because the machine is slow: hypothesis measures no time."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "policy-search",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    # CI tells of a change and not of luck; elsewhere each run looks further.
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("policy-search")
