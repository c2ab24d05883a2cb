"""A finished file of a report, between the exports that make it and the hatch that publishes it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RenderedFile:
    """`language` is empty where one file serves all."""

    name: str
    media_type: str
    body: bytes
    language: str = ""
