"""Templates compile; pages that must always answer do, in three languages."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import get_template, render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.architecture.source import ROOT
from tests.cast import Cast, cast  # noqa: F401 - `cast` is a fixture

TEMPLATES = sorted(str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.html"))
ACCOUNT_PAGES = ("account_change_password", "mfa_index", "mfa_activate_totp", "usersessions_list", "account_logout")


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles(name):
    get_template(name)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_need_no_context(name, language):
    with translation.override(language):
        html = render_to_string(name)
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in html
    assert html.count("<h1>") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_sign_in_page_speaks_the_language(language):
    html = Client().get(reverse("account_login"), headers={"accept-language": language}).text
    assert f'lang="{language}"' in html
    assert 'autocomplete="current-password"' in html


@pytest.mark.django_db
def test_a_wrong_password_is_said_without_telling_which_was_wrong(cast: Cast):  # noqa: F811
    answer = Client().post(reverse("account_login"), {"login": cast.ana.username, "password": "wrong"})
    assert 'class="summary"' in answer.text
    other = Client().post(reverse("account_login"), {"login": "nobody-at-all", "password": "wrong"})
    wrong = [line for line in answer.text.splitlines() if "summary" in line]
    assert wrong == [line for line in other.text.splitlines() if "summary" in line]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ACCOUNT_PAGES)
def test_account_pages_stand_in_our_frame(name, cast: Cast, client):  # noqa: F811
    client.force_login(cast.ana)
    answer = client.get(reverse(name), follow=True)  # some ask for the password once more
    assert answer.status_code == 200
    assert 'class="gate' in answer.text
    assert answer.text.count("<h1>") == 1


@pytest.mark.django_db
def test_signing_out_is_a_button_not_a_link(cast: Cast, client):  # noqa: F811
    client.force_login(cast.ana)
    html = client.get(reverse("mfa_index"), follow=True).text
    assert f'action="{reverse("account_logout")}"' in html
    assert f'href="{reverse("account_logout")}"' not in html


def test_the_gallery_draws_every_part(rf):
    from resilience_portal.ui.views import gallery

    request = rf.get("/gallery/", {"lang": "ar", "theme": "dark"})
    request.user = AnonymousUser()
    html = gallery(request).text
    assert '<html lang="ar" dir="rtl" data-theme="dark">' in html
    assert html.count("<h1>") == 1
    ids = [part.split('"')[0] for part in html.split(' id="')[1:]]
    assert sorted({one for one in ids if ids.count(one) > 1}) == []


def test_the_gallery_is_not_there_in_production(client, db):
    assert client.get("/gallery/").status_code == 404
