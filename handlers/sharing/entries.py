"""What stands in a person's share form, between one press and the next.

A platform keeps what is typed as long as a field keeps its name. So a field whose text the program
replaces gets a new name: its generation grows. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from chat.screens import context_of
from chat.stimuli import Values
from handlers import carried
from handlers.sharing import when
from handlers.sharing.when import When

NETWORKS = "networks"
"""The field in which accounts are ticked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entries:
    """The state of the form. `ticked` None: nothing was asked yet, so all accounts count."""

    item: int
    edit: bool = False
    """Whether other suggestions can be chosen as well."""
    more: bool = False
    """Whether share links of all networks are shown."""
    ticked: tuple[str, ...] | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    """What is typed, by network; a missing network has its suggestion."""
    generations: Mapping[str, int] = field(default_factory=dict)
    picks: Mapping[str, int] = field(default_factory=dict)
    """The suggestion whose text stands in the field, where it is not the one assigned."""
    chosen: Mapping[str, int] = field(default_factory=dict)
    """The suggestion that is chosen in the form."""
    when: When = field(default_factory=When)

    def caption_field(self, network: str) -> str:
        """The name of the field for a network's text."""
        return f"caption:{network}:{self.generations.get(network, 0)}"

    def context(self, *, asked: bool) -> tuple[tuple[str, str], ...]:
        """What travels with the form; `asked` when it has a field for accounts."""
        carried: dict[str, str | int] = {
            "item": self.item,
            "mode": "edit" if self.edit else "share",
            "more": int(self.more),
            "asked": int(asked),
        }
        carried |= {f"gen:{network}": n for network, n in self.generations.items() if n}
        carried |= {f"pick:{network}": n for network, n in self.picks.items()}
        return context_of(**carried)

    def with_text(self, network: str, text: str) -> Entries:
        """Another text in a network's field, whatever was typed."""
        return replace(
            self,
            texts={**self.texts, network: text},
            generations=self._next_generation(network),
        )

    def with_chosen(self) -> Entries:
        """The chosen suggestions in their fields, in place of what was typed."""
        changed = [n for n, pick in self.chosen.items() if self.picks.get(n) != pick]
        entries = self
        for network in changed:
            entries = replace(
                entries,
                texts={n: text for n, text in entries.texts.items() if n != network},
                picks={**entries.picks, network: self.chosen[network]},
                generations=entries._next_generation(network),
            )
        return entries

    def _next_generation(self, network: str) -> dict[str, int]:
        return {**self.generations, network: self.generations.get(network, 0) + 1}


def suggestion_field(network: str) -> str:
    """The name of the field in which a network's suggestion is chosen."""
    return f"suggestion:{network}"


def read(context: Mapping[str, str], values: Values, networks: Collection[str]) -> Entries:
    """The state of a form that came back. Raises Missing for one that is not ours."""
    entries = Entries(
        item=carried.number(context, "item"),
        edit=context.get("mode") == "edit",
        more=context.get("more") == "1",
        ticked=values.choices(NETWORKS) if context.get("asked") == "1" else None,
        generations=_numbers(context, "gen:"),
        picks=_numbers(context, "pick:"),
    )
    typed = {network: entries.caption_field(network) for network in networks}
    chosen = {network: values.choice(suggestion_field(network)) for network in networks}
    return replace(
        entries,
        texts={n: values.text(name) for n, name in typed.items() if name in values},
        chosen={n: int(pick) for n, pick in chosen.items() if pick is not None and pick.isdigit()},
        when=when.read(values),
    )


def _numbers(context: Mapping[str, str], prefix: str) -> dict[str, int]:
    return {
        name.removeprefix(prefix): int(value)
        for name, value in context.items()
        if name.startswith(prefix) and value.isdigit()
    }
