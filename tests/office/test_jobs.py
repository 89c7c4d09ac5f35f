"""What the machine does after an act: a row first, the broker later, the effect once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from elo_portal.office import jobs
from elo_portal.office.jobs import kinds
from elo_portal.office.jobs.commands import BATCH, MOST_ATTEMPTS, do, publish_waiting
from elo_portal.office.models import Job

REAL = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def real_time():
    with time_machine.travel(REAL, tick=False) as traveller:
        yield traveller


@pytest.fixture
def effects(monkeypatch):
    """Kinds of job for a test, by name."""
    monkeypatch.setattr(kinds, "_effects", {})
    monkeypatch.setattr(kinds, "_long", set())
    return kinds._effects


def add(kind="test.effect", subject=7, key="key"):
    jobs.add(kind, subject, key=key)
    return Job.objects.get(key=key)


def state(job):
    job.refresh_from_db()
    return job.attempts, job.done_at, job.parked_at, job.last_error


@pytest.mark.django_db
class TestAdd:
    def test_the_same_key_is_written_once(self):
        add(subject=7)
        add(subject=8)
        assert list(Job.objects.values_list("kind", "subject", "key")) == [("test.effect", 7, "key")]

    def test_it_goes_away_with_the_act_that_failed(self):
        with transaction.atomic():
            add()
            transaction.set_rollback(True)
        assert not Job.objects.exists()

    def test_a_kind_has_one_effect(self, effects):
        jobs.register("test.effect", print)
        jobs.register("test.effect", print)
        with pytest.raises(ValueError, match="registered twice"):
            jobs.register("test.effect", repr)

    def test_a_kind_goes_to_a_queue_that_exists(self, effects):
        with pytest.raises(ValueError, match="no queue holidays"):
            jobs.register("test.effect", print, queue="holidays")


@pytest.mark.django_db
class TestPublish:
    def test_what_waits_is_published_once(self, real_time):
        job = add()
        published = []
        assert publish_waiting(published.append) == 1
        assert publish_waiting(published.append) == 0
        assert published == [job.pk]
        job.refresh_from_db()
        assert (job.published_at, job.times_published, job.attempts) == (REAL, 1, 0)

    def test_what_takes_long_has_a_queue_of_its_own(self, real_time, effects):
        jobs.register("test.long", print, queue=jobs.COMPILATIONS)
        short, long = add(), add("test.long", key="long")
        documents, compilations = [], []
        publish_waiting(documents.append, queue="documents")
        publish_waiting(compilations.append, queue="compilations")
        assert (documents, compilations) == ([short.pk], [long.pk])

    def test_it_goes_on_until_nothing_is_left(self):
        for number in range(2 * BATCH + 1):
            add(key=f"key {number}")
        published = []
        assert publish_waiting(published.append) == 2 * BATCH + 1
        assert published == list(Job.objects.order_by("pk").values_list("pk", flat=True))

    def test_what_was_not_done_in_time_is_sent_again(self, real_time, settings):
        settings.RESEND_AFTER_SECONDS = 1200
        job = add()
        published = []
        publish_waiting(published.append)
        real_time.shift(timedelta(seconds=1200))
        assert publish_waiting(published.append) == 0
        real_time.shift(timedelta(seconds=1))
        assert publish_waiting(published.append) == 1
        assert published == [job.pk, job.pk]
        job.refresh_from_db()
        assert job.times_published == 2

    def test_what_is_done_or_parked_is_not_sent_again(self, real_time, effects):
        done, parked = add(key="done"), add(key="parked")
        Job.objects.filter(pk=done.pk).update(done_at=REAL)
        Job.objects.filter(pk=parked.pk).update(parked_at=REAL)
        real_time.shift(timedelta(days=1))
        assert publish_waiting(pytest.fail) == 0

    def test_when_the_broker_is_away_nothing_is_marked_and_the_next_round_tries_again(self):
        both = [add(key="first").pk, add(key="second").pk]

        def no_broker(pk):
            raise ConnectionError

        with pytest.raises(ConnectionError):
            publish_waiting(no_broker)
        assert set(Job.objects.values_list("published_at", "times_published")) == {(None, 0)}
        published = []
        publish_waiting(published.append)
        assert published == both

    def test_when_the_broker_goes_away_half_way_only_what_has_gone_is_marked(self, real_time):
        first, second, third = (add(key=key) for key in ("first", "second", "third"))

        def broken_after_one(pk):
            if pk != first.pk:
                raise ConnectionError

        with pytest.raises(ConnectionError):
            publish_waiting(broken_after_one)
        assert set(Job.objects.values_list("pk", "published_at", "times_published")) == {
            (first.pk, REAL, 1),
            (second.pk, None, 0),
            (third.pk, None, 0),
        }


@pytest.mark.django_db
class TestDo:
    def test_the_effect_gets_the_subject_and_the_row_is_marked_done(self, effects, real_time):
        done = []
        effects["test.effect"] = done.append
        job = add(subject=42)
        assert do(job.pk) is True
        assert done == [42]
        assert state(job) == (1, REAL, None, "")

    def test_a_second_delivery_does_nothing(self, effects):
        done = []
        effects["test.effect"] = done.append
        job = add()
        do(job.pk)
        assert do(job.pk) is False
        assert done == [7]
        assert job.attempts + 1 == state(job)[0]

    def test_a_delivery_of_a_row_that_does_not_exist_does_nothing(self):
        assert do(1) is False

    def test_what_a_failed_effect_wrote_is_undone_and_the_failure_is_written_down(self, effects, real_time):
        def fail(subject):
            jobs.add("test.other", subject, key="other")
            raise OSError("disk full")

        effects["test.effect"] = fail
        job = add()
        publish_waiting(lambda pk: None)
        assert do(job.pk) is False
        assert state(job) == (1, None, None, "OSError: disk full")
        assert not Job.objects.filter(key="other").exists()
        assert (job.published_at, job.next_try_at) == (None, REAL + timedelta(seconds=10))

    def test_a_failed_job_is_published_again_when_its_time_has_come(self, effects, real_time):
        effects["test.effect"] = _fail
        job = add()
        publish_waiting(lambda pk: None)
        do(job.pk)
        published = []
        publish_waiting(published.append)
        assert published == []
        real_time.shift(timedelta(seconds=10))
        publish_waiting(published.append)
        assert published == [job.pk]

    def test_after_five_failures_it_is_parked(self, effects, real_time):
        effects["test.effect"] = _fail
        job = add()
        assert MOST_ATTEMPTS == 5
        for _ in range(4):
            do(job.pk)
        assert state(job) == (4, None, None, "ValueError: 7")
        do(job.pk)
        assert state(job) == (5, None, REAL, "ValueError: 7")
        assert list(Job.objects.parked()) == [job]
        assert do(job.pk) is False
        assert state(job)[0] == 5

    def test_a_kind_that_nobody_does_is_parked_in_the_end(self, effects, real_time):
        job = add(kind="test.unknown")
        for _ in range(5):
            do(job.pk)
        assert state(job) == (5, None, REAL, "KeyError: 'test.unknown'")

    def test_a_job_that_kills_its_worker_five_times_is_parked_at_the_sixth_delivery(self, effects, real_time):
        killed = []

        def kill(subject):
            killed.append(subject)
            raise SystemExit  # not an Exception: nobody is left to write the failure down

        effects["test.effect"] = kill
        job = add()
        for _ in range(5):
            with pytest.raises(SystemExit):
                do(job.pk)
        assert state(job) == (5, None, None, "")
        assert do(job.pk) is False
        assert state(job) == (5, None, REAL, "")
        assert killed == [7] * 5

    def test_a_parked_job_gets_another_five_attempts(self, effects, real_time):
        effects["test.effect"] = _fail
        job = add()
        for _ in range(5):
            do(job.pk)
        jobs.try_again(job)
        published = []
        publish_waiting(published.append)
        assert published == [job.pk]
        effects["test.effect"] = lambda subject: None
        assert do(job.pk) is True
        assert state(job) == (1, REAL, None, "")

    def test_what_is_done_is_not_tried_again(self, effects):
        effects["test.effect"] = lambda subject: None
        job = add()
        do(job.pk)
        before = state(job)
        jobs.try_again(job)
        assert state(job) == before

    def test_the_database_refuses_a_row_that_is_done_and_parked(self):
        job = add()
        with pytest.raises(IntegrityError, match="job_done_is_not_parked"), transaction.atomic():
            Job.objects.filter(pk=job.pk).update(done_at=REAL, parked_at=REAL)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_the_attempt_is_counted_before_the_effect_begins(self, effects, at_once):
        seen = []
        effects["test.effect"] = lambda subject: seen.extend(
            at_once(lambda: Job.objects.values_list("attempts", "done_at").get())
        )
        do(add().pk)
        assert seen == [(1, None)]

    def test_a_duplicate_delivery_leaves_while_the_first_works(self, effects, at_once):
        begun, may_end = threading.Event(), threading.Event()
        done = []

        def slow(subject):
            begun.set()
            assert may_end.wait(10)
            done.append(subject)

        effects["test.effect"] = slow
        job = add()

        def duplicate():
            assert begun.wait(10)
            try:
                return do(job.pk)
            finally:
                may_end.set()

        assert at_once(lambda: do(job.pk), duplicate) == [True, False]
        assert done == [7]
        assert state(job)[0] == 1

    def test_of_eight_deliveries_at_once_one_does_the_job(self, effects, at_once):
        done = []
        effects["test.effect"] = done.append
        job = add()
        answers = at_once(*[lambda: do(job.pk)] * 8)
        assert sorted(answers) == [False] * 7 + [True]
        assert done == [7]
        assert state(job)[1] is not None

    def test_two_relays_at_once_publish_each_job_once(self, at_once):
        for number in range(BATCH + 20):
            add(key=f"key {number}")
        published = []
        at_once(*[lambda: publish_waiting(published.append)] * 3)
        assert sorted(published) == list(Job.objects.order_by("pk").values_list("pk", flat=True))

    def test_a_worker_that_is_faster_than_the_relay_does_the_job(self, effects, at_once):
        """It may get the message before the relay has gone on to its next row."""
        done = []
        effects["test.effect"] = done.append
        add()
        at_once(lambda: publish_waiting(lambda pk: at_once(lambda: do(pk))))
        assert done == [7]
        assert list(Job.objects.values_list("attempts", "times_published", "parked_at")) == [(1, 1, None)]
        assert Job.objects.get().done_at is not None

    def test_a_job_is_not_published_before_its_act_is_committed(self, at_once):
        published = []
        with transaction.atomic():
            add()
            at_once(lambda: publish_waiting(published.append))
            assert published == []
        publish_waiting(published.append)
        assert len(published) == 1
        assert connection.in_atomic_block is False


def _fail(subject):
    raise ValueError(subject)
