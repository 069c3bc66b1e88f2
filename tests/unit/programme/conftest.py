"""Settings of the property tests in this folder."""

from __future__ import annotations

from hypothesis import settings

# The machines that run this are shared: an example's time on the wall says nothing about the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
