"""The buttons of a screen, and what they lead to."""

from __future__ import annotations

from chat.parts import Button, Buttons, ContentCard
from chat.press import Press
from chat.screens import Form, Home, Post


def buttons(screen: Form | Home | Post) -> list[Button]:
    """Every button that a screen offers, in reading order."""
    parts = screen.body if isinstance(screen, Form) else screen.parts
    return [
        button
        for part in parts
        if isinstance(part, Buttons | ContentCard)
        for button in part.buttons
    ]


def presses(screen: Form | Home | Post) -> list[Press]:
    """Every press that a screen offers."""
    return [button.press for button in buttons(screen) if button.press is not None]


def urls(screen: Form | Home | Post) -> list[str]:
    """Every address that a screen's buttons open."""
    return [button.url for button in buttons(screen) if button.url is not None]


def button(screen: Form | Home | Post, name: str, **args: object) -> Button:
    """The first button that leads to this press with at least these arguments."""
    wanted = {key: str(value) for key, value in args.items()}.items()
    for found in buttons(screen):
        press = found.press
        if press is not None and press.name == name and wanted <= dict(press.args).items():
            return found
    raise AssertionError(f"no button leads to {name}")
