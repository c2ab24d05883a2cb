"""A piece of work is done once: not lost, not twice, whoever dies in between."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from resilience_portal.outbox import queue, tasks
from resilience_portal.outbox.models import OutboxJob
from resilience_portal.outbox.queue import MAX_ATTEMPTS, WORKER_LOST, enqueue, working

TASK = "tests.unit"


@pytest.fixture
def sent(monkeypatch):
    """What the broker was told."""
    told = []
    monkeypatch.setattr(queue, "_broker_quiet_until", 0.0)
    monkeypatch.setattr(queue.current_app, "send_task", lambda task, args, **options: told.append((task, args[0])))
    return told


@pytest.fixture
def subject():
    return uuid.uuid4()


def job(subject):
    return OutboxJob.objects.get(subject=subject)


def lease_runs_out(subject):
    OutboxJob.objects.filter(subject=subject).update(lease_until=Now() - timedelta(seconds=1))


def falls_due(subject):
    OutboxJob.objects.filter(subject=subject).update(due_at=Now() - timedelta(seconds=1))


@pytest.mark.django_db
class TestAsking:
    def test_the_broker_hears_of_it_after_the_commit_only(self, subject, now, sent, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            enqueue(task=TASK, subject=subject, now=now)
            assert sent == []
        assert sent == [(TASK, str(subject))]

    def test_what_is_rolled_back_was_never_asked(self, subject, now, sent):
        with transaction.atomic():
            enqueue(task=TASK, subject=subject, now=now)
            transaction.set_rollback(True)
        assert not OutboxJob.objects.exists()
        assert sent == []

    def test_asked_twice_it_stays_one_row(self, subject, now, sent):
        assert enqueue(task=TASK, subject=subject, now=now).pk == enqueue(task=TASK, subject=subject, now=now).pk
        assert OutboxJob.objects.count() == 1

    def test_asked_many_times_before_the_commit_the_broker_hears_of_it_once(
        self, subject, now, sent, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            for _time in range(3):
                with transaction.atomic():
                    enqueue(task=TASK, subject=subject, now=now)
        assert sent == [(TASK, str(subject))]

    def test_asked_again_after_a_block_that_was_undone_the_broker_hears_of_it(
        self, subject, now, sent, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            with transaction.atomic():
                enqueue(task=TASK, subject=subject, now=now)
                transaction.set_rollback(True)
            enqueue(task=TASK, subject=subject, now=now)
        assert sent == [(TASK, str(subject))]

    def test_asked_again_after_it_was_done_it_is_a_new_row(self, subject, now, sent):
        enqueue(task=TASK, subject=subject, now=now)
        with working(task=TASK, subject=subject, now=now):
            pass
        enqueue(task=TASK, subject=subject, now=now)
        assert OutboxJob.objects.open().count() == 1
        assert OutboxJob.objects.count() == 2

    def test_asked_again_while_it_runs_it_runs_once_more(self, subject, now, sent):
        enqueue(task=TASK, subject=subject, now=now)
        with working(task=TASK, subject=subject, now=now) as lease:
            enqueue(task=TASK, subject=subject, now=now)
        assert lease
        assert job(subject).done_at is None
        with working(task=TASK, subject=subject, now=now) as again:
            assert again
        assert job(subject).done_at == now

    def test_a_broker_that_is_away_neither_fails_nor_delays_a_save(
        self, subject, now, monkeypatch, caplog, django_capture_on_commit_callbacks
    ):
        tries = []

        def refuse(*args, **options):
            tries.append(1)
            raise ConnectionRefusedError("redis://:a-password@10.0.0.7:6379")

        monkeypatch.setattr(queue, "_broker_quiet_until", 0.0)
        monkeypatch.setattr(queue.current_app, "send_task", refuse)
        with caplog.at_level(logging.WARNING), django_capture_on_commit_callbacks(execute=True):
            for _number in range(20):
                enqueue(task=TASK, subject=uuid.uuid4(), now=now)
        assert OutboxJob.objects.open().count() == 20
        assert len(tries) == 1, "each save waited for the broker anew"
        assert "ConnectionRefusedError" in caplog.text
        assert "a-password" not in caplog.text

    def test_work_for_later_is_not_done_now(self, subject, now, sent):
        OutboxJob.objects.create(task=TASK, subject=subject, created_at=now, due_at=Now() + timedelta(hours=1))
        with working(task=TASK, subject=subject, now=now) as lease:
            assert lease is None


@pytest.mark.django_db
class TestWorking:
    def test_done_once(self, subject, now, sent):
        enqueue(task=TASK, subject=subject, now=now)
        with working(task=TASK, subject=subject, now=now) as lease:
            assert lease
            with working(task=TASK, subject=subject, now=now) as second:
                assert second is None, "two workers had the same work in hand"
        with working(task=TASK, subject=subject, now=now) as third:
            assert third is None, "it was done twice"
        assert (job(subject).done_at, job(subject).attempts) == (now, 1)

    def test_nothing_to_do_without_a_row(self, subject, now):
        with working(task=TASK, subject=subject, now=now) as lease:
            assert lease is None

    def test_the_work_of_a_dead_worker_is_taken_up(self, subject, now, sent):
        enqueue(task=TASK, subject=subject, now=now)
        dead = working(task=TASK, subject=subject, now=now)
        dead.__enter__().end()
        lease_runs_out(subject)
        with working(task=TASK, subject=subject, now=now) as lease:
            assert lease
            assert lease.attempt == 2

    def test_who_lost_the_lease_can_no_longer_close_the_work(self, subject, now, sent):
        enqueue(task=TASK, subject=subject, now=now)
        with working(task=TASK, subject=subject, now=now) as slow:
            lease_runs_out(subject)
            other = working(task=TASK, subject=subject, now=now)
            other.__enter__()
            assert slow.renew() is False
            with pytest.raises(queue.LeaseLost):
                slow.check()
        assert job(subject).done_at is None, "the slow worker closed what the other one is doing"
        other.__exit__(None, None, None)
        assert job(subject).done_at == now

    def test_an_exception_is_tried_again_later_and_its_words_are_kept_nowhere(self, subject, now, sent, caplog):
        enqueue(task=TASK, subject=subject, now=now)
        with working(task=TASK, subject=subject, now=now):
            raise ValueError("what the imam told us in confidence")
        found = job(subject)
        assert (found.failure, found.failed_at, found.lease_until) == ("ValueError", None, None)
        assert not OutboxJob.objects.due().exists(), "tried again at once: a fault would spin"
        falls_due(subject)
        with working(task=TASK, subject=subject, now=now) as lease:
            assert lease
        assert "confidence" not in caplog.text

    def test_after_enough_attempts_it_is_given_up_and_somebody_is_told_once(self, subject, now, sent):
        told = []
        enqueue(task=TASK, subject=subject, now=now)
        for _attempt in range(MAX_ATTEMPTS + 2):
            falls_due(subject)
            with working(task=TASK, subject=subject, now=now, on_giving_up=lambda: told.append(1)) as lease:
                if lease:
                    raise ValueError
        assert (job(subject).failed_at, job(subject).failure, told) == (now, "ValueError", [1])

    def test_work_that_kills_every_worker_is_given_up_too(self, subject, now, sent):
        told = []
        enqueue(task=TASK, subject=subject, now=now)
        for _attempt in range(MAX_ATTEMPTS):
            working(task=TASK, subject=subject, now=now).__enter__().end()
            lease_runs_out(subject)
        with working(task=TASK, subject=subject, now=now, on_giving_up=lambda: told.append(1)) as lease:
            assert lease is None
        assert (job(subject).failure, told) == (WORKER_LOST, [1])


@pytest.mark.django_db(transaction=True)
class TestAtTheSameTime:
    def test_the_heartbeat_keeps_long_work_in_hand(self, subject, now, sent, settings):
        settings.OUTBOX_LEASE_SECONDS = 0.4
        enqueue(task=TASK, subject=subject, now=now)
        with working(task=TASK, subject=subject, now=now) as lease:
            time.sleep(1.2)  # three leases long
            with working(task=TASK, subject=subject, now=now) as second:
                assert second is None, "the lease ran out under a living worker"
            assert not lease.lost
        assert job(subject).done_at == now

    def test_of_ten_that_claim_at_once_one_gets_it(self, subject, now, sent):
        enqueue(task=TASK, subject=subject, now=now)
        start, got = threading.Barrier(10), []

        def claim():
            try:
                start.wait()
                with working(task=TASK, subject=subject, now=now) as lease:
                    if lease:
                        got.append(lease)
                        time.sleep(0.3)
            finally:
                connection.close()

        threads = [threading.Thread(target=claim) for _number in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(got) == 1
        assert job(subject).attempts == 1

    def test_of_ten_that_ask_at_once_one_row_comes(self, subject, now, sent):
        start, failed = threading.Barrier(10), []

        def ask():
            try:
                start.wait()
                enqueue(task=TASK, subject=subject, now=now)
            except Exception as error:
                failed.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=ask) for _number in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        assert OutboxJob.objects.count() == 1


@pytest.mark.django_db
class TestSweeping:
    def test_sends_what_nobody_holds(self, subject, now, sent):
        enqueue(task=TASK, subject=subject, now=now)
        assert tasks.sweep_now() == 1
        assert sent == [(TASK, str(subject))]

    def test_twice_in_a_row_it_sends_once(self, subject, now, sent):
        enqueue(task=TASK, subject=subject, now=now)
        tasks.sweep_now()
        assert tasks.sweep_now() == 0

    def test_leaves_be_what_is_in_hand_done_given_up_or_for_later(self, now, sent):
        def row(**fields):
            OutboxJob.objects.create(task=TASK, subject=uuid.uuid4(), created_at=now, **{"due_at": Now(), **fields})

        row(lease_until=Now() + timedelta(seconds=20))
        row(done_at=now)
        row(failed_at=now)
        row(due_at=Now() + timedelta(hours=1))
        assert tasks.sweep_now() == 0

    def test_what_the_broker_refused_is_sent_by_the_next_sweep(self, subject, now, sent, monkeypatch):
        enqueue(task=TASK, subject=subject, now=now)
        monkeypatch.setattr(tasks, "hint", lambda **_call: False)
        assert tasks.sweep_now() == 0
        monkeypatch.undo()
        monkeypatch.setattr(queue.current_app, "send_task", lambda task, args, **options: sent.append((task, args[0])))
        assert tasks.sweep_now() == 1
