"""What every test shares: how hard Hypothesis tries, and nothing else."""

from hypothesis import settings

# The same examples on every machine, so that a red run is about the change.
settings.register_profile("quick", derandomize=True, max_examples=25, deadline=None)
settings.register_profile("fixed", derandomize=True, max_examples=200, deadline=None)
# Chance, and much of it; a failure found here becomes a pinned test that day.
settings.register_profile("night", max_examples=50_000, deadline=None, print_blob=True)
settings.load_profile("fixed")
