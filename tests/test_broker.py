"""The embedded broker: a message is whole or not there, and an unreadable control file can't come about."""

from __future__ import annotations

import json
from pathlib import Path

from celery import Celery
from django.conf import settings

from resilience_portal import broker


def test_a_message_never_stands_half_written_under_its_name(tmp_path, monkeypatch):
    seen = []
    real = broker.os.replace
    monkeypatch.setattr(broker.os, "replace", lambda draft, path: (seen.append(Path(draft).read_text()), real(draft, path)))
    broker.write_whole(tmp_path / "1.celery.msg", '{"a": 1}')
    assert seen == ['{"a": 1}']
    assert [path.name for path in tmp_path.iterdir()] == ["1.celery.msg"]


def test_what_is_known_of_the_queue_is_left_as_it_is(tmp_path):
    broker.know_the_queue(tmp_path, "celery")
    path = tmp_path / "celery.exchange"
    assert json.loads(path.read_text()) == [["celery", "", "celery"]]
    path.write_text('[["celery", "", "celery"], ["x", "", "y"]]')
    broker.know_the_queue(tmp_path, "celery")
    assert "x" in path.read_text()


def test_messages_go_through_it_and_come_back(tmp_path):
    for name in ("messages", "control", "processed"):
        (tmp_path / name).mkdir()
    broker.know_the_queue(tmp_path / "control", "celery")
    options = {"data_folder_in": str(tmp_path / "messages"), "data_folder_out": str(tmp_path / "messages")}
    options |= {"control_folder": str(tmp_path / "control"), "processed_folder": str(tmp_path / "processed")}
    app = Celery("probe", broker="filesystem://", set_as_current=False)
    app.conf.update(broker_transport="resilience_portal.broker:Transport", broker_transport_options=options)
    app.send_task("outbox.probe", ["an-id"])
    with app.connection_for_read() as connection, connection.SimpleQueue("celery") as queue:
        message = queue.get(timeout=5)
        assert "an-id" in str(message.payload)
        message.ack()
    assert not hasattr(settings, "CELERY_RESULT_BACKEND") or not settings.CELERY_RESULT_BACKEND
