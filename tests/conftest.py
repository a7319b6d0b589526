"""What holds for all tests."""

from hypothesis import settings

# How long an example takes says more of the machine's other work than of ours.
settings.register_profile("giaoban", deadline=None)
settings.load_profile("giaoban")
