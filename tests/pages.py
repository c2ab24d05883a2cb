"""Pages as a browser has them: a form is opened, filled in and sent with all that it holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import lxml.html
from django.test import Client

Fields = dict[str, list[str]]


def form_in(html: str, address: str) -> Fields:
    """What a browser would send of the form of this page that leads to its own address, as it stands."""
    for form in lxml.html.fromstring(html).forms:
        if form.method == "POST" and (form.get("action") or address) == address:
            return fields_of(form)
    raise AssertionError(f"no form on {address}")


def fields_of(form: Any) -> Fields:
    """Name -> values, in the order of the page. The line break that opens a text area is none of its text."""
    found: Fields = {}
    for field in form.inputs:
        if not field.name or "disabled" in field.attrib or field.get("type") in ("submit", "button", "file"):
            continue
        if field.tag == "select":
            chosen = [option.get("value", option.text) for option in field.iter("option") if "selected" in option.attrib]
            first = next((option.get("value", option.text) for option in field.iter("option")), None)
            is_list = "multiple" in field.attrib
            values = chosen or ([] if is_list or first is None else [first])
        elif field.get("type") in ("checkbox", "radio"):
            values = [field.get("value", "on")] if "checked" in field.attrib else []
        elif field.tag == "textarea":
            values = [(field.text or "").removeprefix("\n")]
        else:
            values = [field.get("value", "")]
        if values:
            found.setdefault(field.name, []).extend(values)
    return found


def opened(client: Client, address: str) -> Fields:
    """The form of this page as it is opened."""
    return form_in(client.get(address).content.decode(), address)


def press(client: Client, page: str, to: str, typed: Mapping[str, Any] | None = None) -> Any:
    """Opens a page and presses the button of its form that leads to `to`, with what the form holds and what is typed in it."""
    return client.post(to, {**form_in(client.get(page).content.decode(), to), **(typed or {})})


def send(client: Client, address: str, typed: Mapping[str, Any]) -> Any:
    """Opens the form and sends it with what is typed in place of all else that can be seen; what is hidden goes along."""
    html = client.get(address).content.decode()
    hidden = {
        field.name: field.get("value", "")
        for form in lxml.html.fromstring(html).forms
        if form.method == "POST" and (form.get("action") or address) == address
        for field in form.inputs
        if field.get("type") == "hidden" and field.name
    }
    return client.post(address, {**hidden, **typed})
