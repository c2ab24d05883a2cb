"""The form pack: what a person who made a mistake sees, with eyes or with a screen reader."""

from __future__ import annotations

import re

import pytest
from crispy_forms.utils import render_crispy_form
from django.utils import translation

from resilience_portal.ui.gallery import SampleForm


@pytest.fixture
def wrong() -> str:
    with translation.override("en"):
        return render_crispy_form(SampleForm({"notes": "words that stay", "people": "0"}))


def test_the_summary_leads_to_every_field_with_an_error(wrong):
    summary = re.search(r'<div class="summary".*?</div>', wrong, re.DOTALL).group()
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == ["id_who", "id_held_on", "id_people", "id_method", "id_use", "id_told"]
    assert all(f'id="{target}"' in wrong for target in targets)
    assert 'role="alert"' in summary


def test_each_error_is_tied_to_its_control(wrong):
    for name in ("who", "held_on", "people"):
        control = re.search(rf'<(?:input|select)[^>]*id="id_{name}"[^>]*>', wrong).group()
        assert 'aria-invalid="true"' in control
        described = re.search(r'aria-describedby="([^"]+)"', control).group(1).split()
        assert f"id_{name}_error" in described
        assert all(f'id="{one}"' in wrong for one in described)


def test_a_group_is_described_by_what_exists(wrong):
    for described in re.findall(r'<fieldset[^>]*aria-describedby="([^"]+)"', wrong):
        assert all(f'id="{one}"' in wrong for one in described.split())


def test_what_was_typed_is_still_there(wrong):
    assert "words that stay" in wrong


def test_optional_fields_say_so_and_required_ones_do_not(wrong):
    assert re.search(r">People <span class=\"req\">\(optional\)", wrong)
    assert not re.search(r">Date <span class=\"req\">", wrong)


def test_a_fold_opens_when_it_hides_an_error():
    form = SampleForm({})
    assert not re.search(r"<details[^>]* open", render_crispy_form(form))
    form = SampleForm({})
    form.full_clean()
    form.add_error("place", "Too far away.")
    assert re.search(r"<details[^>]* open", render_crispy_form(form))


def test_cards_say_what_a_choice_means():
    html = render_crispy_form(SampleForm())
    assert "<b>Totals only</b><span>Counted in figures. Nobody learns who spoke.</span>" in html


def test_buttons_and_counter():
    html = render_crispy_form(SampleForm())
    assert '<button type="submit" class="btn ghost" name="action" value="draft">Keep as draft</button>' in html
    assert 'data-counter-for="id_notes"' in html


def test_text_in_a_form_is_text():
    form = SampleForm({"notes": "</textarea><script>x</script>"}, initial={})
    form.fields["who"].help_text = "<b>hint</b>"
    html = render_crispy_form(form)
    assert "<script>" not in html
    assert "<b>hint</b>" not in html
