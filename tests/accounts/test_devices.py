"""Where an account is signed in, in words."""

from __future__ import annotations

import pytest
from django.test import Client

from resilience_portal.accounts.templatetags.devices import device_words
from tests.cast import Cast, cast  # noqa: F401

ON_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (ON_WINDOWS, "Chrome on Windows"),
        (f"{ON_WINDOWS} Edg/126.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_people_name_it(agent: str, words: str) -> None:
    assert device_words(agent) == words


@pytest.mark.django_db
def test_the_list_of_sessions_says_it(cast: Cast) -> None:  # noqa: F811
    client = Client(HTTP_USER_AGENT=ON_WINDOWS)
    cast.ana.set_password("a long enough pass phrase")
    cast.ana.save()
    client.post("/staff/account/login/", {"login": cast.ana.username, "password": "a long enough pass phrase"})
    page = client.get("/staff/account/sessions/").content.decode()
    assert "Chrome on Windows" in page
    assert "Mozilla" not in page
