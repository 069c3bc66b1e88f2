"""Every answer other than success that the four networks document, by name.

`CATALOGUE["x.CreditsDepleted"]` is the answer; `faults.add(documented="x.CreditsDepleted")` lets a
network give it. A name is the network and the vendor's own word for the answer, with a word more
where one word stands for several. Knows nothing of when an answer is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sandbox.catalogue import bluesky, linkedin, mastodon, x
from sandbox.catalogue.documented import Documented, Form, Reset

__all__ = ["CATALOGUE", "Documented", "Form", "Reset", "named", "names"]

_NETWORKS: Final = {
    "linkedin": linkedin.ROWS,
    "x": x.ROWS,
    "bluesky": bluesky.ROWS,
    "mastodon": mastodon.ROWS,
}
CATALOGUE: Final[Mapping[str, Documented]] = MappingProxyType(
    {f"{network}.{name}": row for network, rows in _NETWORKS.items() for name, row in rows.items()}
)


def names(network: str = "") -> list[str]:
    """Return the names of a network's answers; all names when there is no such network."""
    found = [name for name in CATALOGUE if name.partition(".")[0] == network]
    return found or list(CATALOGUE)


def named(name: str) -> Documented:
    """Return the answer of this name. Raises ValueError, which says what names there are."""
    row = CATALOGUE.get(name)
    if row is None:
        known = ", ".join(names(name.partition(".")[0]))
        message = f"no documented answer is named {name!r}; known are {known}"
        raise ValueError(message)
    return row
