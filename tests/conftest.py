"""What holds for all tests."""

from hypothesis import settings

# How long an example takes says more of the machine's other work than of ours.
settings.register_profile("giaoban", deadline=None, max_examples=50)
settings.register_profile("thorough", deadline=None, max_examples=1000)  # of `make bench`
settings.load_profile("giaoban")
