"""Case numbers: who writes them, how they are corrected, which one stands, what the form says."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from elo_portal.office.models import AuditEntry, Notice
from elo_portal.office.refusals import NotNow
from networks.choices import Role
from reporting import commands, notices, registry
from reporting.forms.registering import CaseNumberForm
from reporting.models import CaseNumber
from reporting.permissions import can_register
from tests import builders
from tests.builders import NOW, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_printer", "english")]
LATER = helsinki(2014, 12, 16, 10, 30)


@pytest.fixture
def okm():
    return builders.ministry("OKM")


@pytest.fixture
def tem():
    return builders.ministry("TEM")


@pytest.fixture
def plan(okm, tem):
    return builders.sent_plan(builders.group("KAI"), in_round=builders.plan_round(ministries=(okm, tem), questions=1))


def standing(document):
    return {
        row.authority.name_on(NOW.date(), "fi"): row.number
        for row in registry.standing_numbers([document])[document.pk].values()
    }


class TestWhichOneStands:
    def test_each_ministry_has_its_own(self, plan, okm, tem):
        builders.case_number(plan, "VN/1/2014", by=builders.clerk(okm))
        builders.case_number(plan, "TEM/7/00.06.02/2014", by=builders.clerk(tem))
        assert standing(plan) == {"OKM": "VN/1/2014", "TEM": "TEM/7/00.06.02/2014"}

    def test_the_number_of_the_round_is_that_of_every_document(self, plan, okm):
        other = builders.sent_plan(builders.group("LAP"), in_round=plan.round)
        builders.case_number(plan.round, "VN/1/2014", by=builders.clerk(okm))
        assert [standing(plan), standing(other)] == [{"OKM": "VN/1/2014"}] * 2

    def test_a_documents_own_goes_before_its_rounds_whichever_came_first(self, plan, okm):
        other = builders.sent_plan(builders.group("LAP"), in_round=plan.round)
        clerk = builders.clerk(okm)
        builders.case_number(plan, "VN/2/2014", by=clerk)
        builders.case_number(plan.round, "VN/1/2014", by=clerk)
        builders.case_number(other, "VN/3/2014", by=clerk)
        assert [standing(plan), standing(other)] == [{"OKM": "VN/2/2014"}, {"OKM": "VN/3/2014"}]

    def test_a_correction_is_a_new_row_and_the_old_one_stays(self, plan, okm):
        clerk = builders.clerk(okm, "Kirsi Kirjaaja")
        first = builders.case_number(plan, "VN/1/2014", by=clerk)
        second = builders.case_number(plan, "VN/11/2014", by=clerk, base=first.pk, at=LATER)
        assert standing(plan) == {"OKM": "VN/11/2014"}
        rows = CaseNumber.objects.order_by("pk").values_list("number", "previous", "by__name", "at")
        assert list(rows) == [
            ("VN/1/2014", None, "Kirsi Kirjaaja", NOW),
            ("VN/11/2014", first.pk, "Kirsi Kirjaaja", LATER),
        ]
        assert registry.history(plan, okm.pk) == [second, first]

    def test_one_that_was_taken_away_gives_way_to_the_rounds(self, plan, okm):
        clerk = builders.clerk(okm)
        builders.case_number(plan.round, "VN/1/2014", by=clerk)
        own = builders.case_number(plan, "VN/2/2014", by=clerk)
        commands.take_case_number_away(plan, authority=okm, base=own.pk, by=builders.actor(clerk), at=LATER)
        assert standing(plan) == {"OKM": "VN/1/2014"}
        assert [row.number for row in registry.history(plan, okm.pk)] == ["", "VN/2/2014"]

    def test_writing_what_stands_writes_nothing(self, plan, okm):
        clerk = builders.clerk(okm)
        first = builders.case_number(plan, "VN/1/2014", by=clerk)
        assert builders.case_number(plan, " VN/1/2014 ", by=clerk) == first
        assert CaseNumber.objects.count() == 1

    def test_there_is_nothing_to_take_away(self, plan, okm):
        with pytest.raises(NotNow, match="There is no case number to take away"):
            commands.take_case_number_away(plan, authority=okm, base=0, by=builders.actor(builders.clerk(okm)), at=NOW)

    def test_an_empty_one_is_no_number(self, plan, okm):
        with pytest.raises(ValueError, match="not empty"):
            builders.case_number(plan, "  ", by=builders.clerk(okm))

    def test_the_log_has_who_and_what(self, plan, okm):
        clerk = builders.clerk(okm)
        builders.case_number(plan, "VN/1/2014", by=clerk)
        entry = AuditEntry.objects.get(act="case_number.write")
        assert (entry.subject, entry.user.pk, entry.details) == (
            f"reporting.document:{plan.pk}",
            clerk.pk,
            {"authority": okm.key, "number": "VN/1/2014"},
        )


class TestWho:
    def people(self, plan, okm, tem):
        both = builders.clerk(okm)
        builders.appointment(both, tem, Role.REGISTRY)
        return {
            "clerk of OKM": (builders.clerk(okm), [okm]),
            "clerk of TEM": (builders.clerk(tem), [tem]),
            "clerk of both": (both, [okm, tem]),
            "clerk of a ministry that is not addressed": (builders.clerk(), []),
            "secretary of OKM": (builders.secretary(okm), []),
            "administrator": (builders.admin(), []),
            "expert of the centre": (builders.expert(plan.group), []),
            "chair": (builders.chair(plan.group), []),
            "nobody": (builders.user(), []),
        }

    def test_a_clerk_writes_for_the_own_ministry_alone(self, plan, okm, tem):
        for name, (person, own) in self.people(plan, okm, tem).items():
            actor = builders.actor(person)
            assert [one for one in (okm, tem) if can_register(actor, plan.round, one.pk)] == own, name
            for ministry in (okm, tem):
                for target in (plan, plan.round):
                    with transaction.atomic():
                        try:
                            commands.write_case_number(target, "1/2014", authority=ministry, base=0, by=actor, at=NOW)
                        except PermissionDenied:
                            wrote = False
                        else:
                            wrote = True
                        assert wrote is (ministry in own), (name, ministry, target)
                        transaction.set_rollback(True)

    def test_of_a_report_only_when_the_round_is_addressed_to_the_registry(self, okm):
        report = builders.sent_document(in_round=builders.round_(ministries=(okm,), questions=1))
        clerk = builders.clerk(okm)
        with pytest.raises(PermissionDenied):
            builders.case_number(report, by=clerk)
        builders.addressed(report.round, okm)
        assert builders.case_number(report, by=clerk).number == "VN/1/2014"

    def test_what_has_not_been_sent_has_no_number(self, plan, okm):
        draft = builders.plan(builders.group("LAP"), in_round=plan.round)
        with pytest.raises(PermissionDenied):
            builders.case_number(draft, by=builders.clerk(okm))

    def test_the_last_day_of_the_appointment_is_the_last(self, plan, okm):
        clerk = builders.clerk(okm)
        clerk.person.appointments.update(until=NOW.date())
        assert can_register(builders.actor(clerk, helsinki(2014, 12, 15, 23, 59, 59)), plan.round, okm.pk) is True
        assert can_register(builders.actor(clerk, helsinki(2014, 12, 16, 0, 0)), plan.round, okm.pk) is False


class TestTwoAtOnce:
    def test_the_second_is_told_who_wrote_what(self, plan, okm):
        builders.case_number(plan, "VN/1/2014", by=builders.clerk(okm, "Eka Kirjaaja"), at=helsinki(2014, 12, 15, 9, 5))
        with pytest.raises(NotNow) as refusal:
            builders.case_number(plan, "VN/2/2014", by=builders.clerk(okm, "Toka Kirjaaja"))
        assert refusal.value.sentence == (
            "Eka Kirjaaja wrote the case number VN/1/2014 on 15.12.2014 at 9:05. "
            "Look at it again before you write another."
        )
        assert standing(plan) == {"OKM": "VN/1/2014"}

    def test_taking_away_meanwhile_is_told_too(self, plan, okm):
        clerk = builders.clerk(okm, "Eka Kirjaaja")
        first = builders.case_number(plan, "VN/1/2014", by=clerk)
        commands.take_case_number_away(plan, authority=okm, base=first.pk, by=builders.actor(clerk), at=NOW)
        with pytest.raises(NotNow) as refusal:
            builders.case_number(plan, "VN/2/2014", by=builders.clerk(okm), base=first.pk)
        assert refusal.value.sentence == (
            "Eka Kirjaaja took the case number away on 15.12.2014 at 9:00. Look at it again before you write another."
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_at_the_same_moment_one_is_told(okm, tem, at_once):
    plan = builders.sent_plan(builders.group("KAI"), in_round=builders.plan_round(ministries=(okm, tem), questions=1))
    clerks = [builders.actor(builders.clerk(okm)) for _ in range(2)]
    answers = at_once(
        *(
            lambda clerk=clerk, number=number: commands.write_case_number(
                plan, f"VN/{number}/2014", authority=okm, base=0, by=clerk, at=NOW
            )
            for number, clerk in enumerate(clerks, start=1)
        )
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["CaseNumber", "NotNow"]
    assert CaseNumber.objects.count() == 1


class TestDatabase:
    def refused(self, **columns):
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            CaseNumber.objects.create(**columns)
        return refusal.value.__cause__.diag.constraint_name

    @pytest.fixture
    def row(self, plan, okm):
        return {"authority": okm, "by": builders.person(), "at": NOW}

    def test_it_is_of_a_round_or_of_a_document(self, row, plan):
        name = "case_number_is_of_a_round_or_a_document"
        assert self.refused(**row, number="1/2014") == name
        assert self.refused(**row, number="1/2014", document=plan, round=plan.round) == name

    def test_two_first_numbers_fork_nothing(self, row, plan):
        CaseNumber.objects.create(**row, number="1/2014", document=plan)
        assert self.refused(**row, number="2/2014", document=plan) == "one_first_case_number_of_a_document"
        CaseNumber.objects.create(**row, number="1/2014", round=plan.round)
        assert self.refused(**row, number="2/2014", round=plan.round) == "one_first_case_number_of_a_round"

    def test_two_corrections_of_the_same_row_fork_nothing(self, row, plan):
        first = CaseNumber.objects.create(**row, number="1/2014", document=plan)
        CaseNumber.objects.create(**row, number="2/2014", document=plan, previous=first)
        assert "previous" in self.refused(**row, number="3/2014", document=plan, previous=first)

    def test_only_what_was_written_is_taken_away(self, row, plan):
        assert self.refused(**row, document=plan) == "only_a_written_case_number_is_taken_away"

    def test_a_row_never_changes(self, row, plan):
        CaseNumber.objects.create(**row, number="1/2014", document=plan)
        with pytest.raises(IntegrityError, match="is never changed or deleted"), transaction.atomic():
            CaseNumber.objects.update(number="2/2014")
        with pytest.raises(IntegrityError, match="is never changed or deleted"), transaction.atomic():
            connection.cursor().execute("DELETE FROM reporting_casenumber")
        assert CaseNumber.objects.get().number == "1/2014"


class TestForm:
    @pytest.mark.parametrize(
        "number",
        [
            "VN/2758/2020",
            "VN/12345/2024-OKM-3",
            "TEM/1234/00.06.02/2014",
            "12/345/2014",
            "KEHA/368/2019",
            "KA/15906/07.01.01.00/2021",
            "UUDELY/7740/2023",
        ],
    )
    def test_usual_forms_are_taken_as_they_are(self, number):
        form = CaseNumberForm({"number": f" {number} ", "base": "0"})
        assert form.is_valid()
        assert (form.cleaned_data["number"], form.asks_to_confirm) == (number, False)

    @pytest.mark.parametrize("number", ["VN/2758", "Dnro 5", "vn/2758/2020", "VN//2020", "2020", "VN/27 58/2020"])
    def test_an_unusual_form_is_asked_about_and_can_be_confirmed(self, number):
        form = CaseNumberForm({"number": number, "base": "0"})
        assert form.errors == {
            "is_confirmed": ["The case number is not in the usual form. Correct it, or confirm that it is right."]
        }
        assert form.asks_to_confirm is True
        confirmed = CaseNumberForm({"number": number, "base": "0", "is_confirmed": "on"})
        assert confirmed.is_valid()
        assert confirmed.cleaned_data["number"] == number

    def test_an_empty_one_is_refused(self):
        assert CaseNumberForm({"number": "  ", "base": "0"}).errors == {"number": ["Write the case number"]}

    def test_fifty_characters_are_taken_and_one_more_is_refused(self):
        fifty = "VN/" + "1" * 42 + "/2014"
        assert len(fifty) == 50
        assert CaseNumberForm({"number": fifty, "base": "0"}).is_valid()
        assert CaseNumberForm({"number": fifty.replace("/2014", "1/2014"), "base": "0"}).errors["number"] == [
            "Shorten the case number to at most 50 characters. Now it has 51."
        ]


class TestMails:
    """The numbers stand in the mails that leave after they were written."""

    def test_a_mail_that_leaves_before_has_none_and_one_after_has_all(self, plan, okm, tem):
        before = set(Notice.objects.values_list("pk", flat=True))
        assert not any("VN/1/2014" in one.text for one in Notice.objects.all())
        builders.case_number(plan.round, "VN/1/2014", by=builders.clerk(okm))
        builders.case_number(plan, "TEM/7/2014", by=builders.clerk(tem))
        builders.secretary(okm)
        expert = builders.expert(plan.group)
        commands.reopen(plan, by=builders.actor(expert), at=NOW)
        builders.send(plan, by=expert, at=LATER)
        after = Notice.objects.exclude(pk__in=before)
        assert {one.kind for one in after} == {notices.ARRIVED, notices.RECEIPT}
        for notice in after:
            assert "OKM: VN/1/2014" in notice.text
            assert "TEM: TEM/7/2014" in notice.text
            assert "TEM/7/2014" in notice.html
        assert not any("VN/1/2014" in one.text for one in Notice.objects.filter(pk__in=before))
