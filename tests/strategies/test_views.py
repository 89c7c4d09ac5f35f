"""The pages of strategies: reading, writing together, checking, adopting, files."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from elo_portal.office.middleware import SESSION_LANGUAGE
from elo_portal.office.models import AuditEntry, Print, PrintedFile
from networks.choices import Role
from strategies import commands
from strategies.models import Strategy, StrategyVersion
from tests import builders
from tests.builders import LONG_AGO, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_day")]


@pytest.fixture
def fixed_day(monkeypatch):
    monkeypatch.setattr("elo_portal.office.clock.now", lambda: NOW)


@pytest.fixture
def group():
    return builders.group("KAI")


@pytest.fixture
def expert(group):
    return builders.expert(group, "Aino Heikkinen")


@pytest.fixture
def draft(group, expert):
    builders.goal_set()
    return builders.strategy_draft(group, by=expert)


def signed_in(user):
    """Reads the portal in the language of the source."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[SESSION_LANGUAGE] = "en"
    session.save()
    return client


def address(name, strategy, query=""):
    return reverse(name, args=[strategy.pk]) + query


def page_of(user, name, strategy, query=""):
    response = signed_in(user).get(address(name, strategy, query))
    assert response.status_code == 200
    return response.content.decode()


def fields(version, **changes):
    """What the editor's own page sends, unchanged but for the changes."""
    version.refresh_from_db()
    words = version.current.content
    data = {"base": version.current.number}
    for name in ("title", "language", "vision", "mission", "definition", "purpose", "basis", "implementer"):
        data[name] = words[name]
    for name in ("values", "key_themes", "preparers"):
        data[name] = "\r\n".join(words[name])
    for name, empty in (
        ("goals", {"text": "", "national": []}),
        ("links", {"label": "", "url": ""}),
        ("themes", {"heading": "", "text": ""}),
    ):
        for number, row in enumerate([*words[name], empty]):
            data |= {f"{name}-{number}-{column}": value for column, value in row.items()}
    return {**data, **changes}


class TestList:
    def test_regions_without_a_strategy_are_a_gap_and_the_centre_may_begin(self, group, expert, draft):
        without = builders.region("Koillismaa")
        builders.coverage(builders.responsible(group), without)
        own = signed_in(expert).get(reverse("strategy_list")).content.decode()
        theirs = signed_in(builders.secretary()).get(reverse("strategy_list")).content.decode()
        assert f"{reverse('strategy_new')}?region={without.code}" in own
        assert "state--luonnos" in own
        assert "Koillismaa" in theirs
        assert reverse("strategy_new") not in theirs
        assert "state--luonnos" not in theirs

    def test_one_without_a_task_reads_nothing(self, draft):
        builders.adopt(draft)
        page = signed_in(builders.user()).get(reverse("strategy_list")).content.decode()
        assert "You have no task in the network now" in page
        assert "Alueen strategia" not in page

    def test_the_menu_leads_to_the_strategies(self, expert):
        for user in (expert, builders.secretary(), builders.admin()):
            page = signed_in(user).get(reverse("strategy_list")).content.decode()
            assert f'<a href="{reverse("strategy_list")}" aria-current="page">' in page


class TestReading:
    def test_the_version_in_force_is_read_first(self, draft, expert):
        builders.adopt(draft, by=expert)
        new = commands.begin_version(draft.strategy, by=builders.actor(expert), at=NOW)
        builders.save_strategy(new, by=expert, vision="Uusi visio")
        assert "Ohjaus kantaa läpi elämän." in page_of(expert, "strategy_detail", draft.strategy)
        assert "Uusi visio" in page_of(expert, "strategy_detail", draft.strategy, "?version=2")
        secretary = builders.secretary()
        page = page_of(secretary, "strategy_detail", draft.strategy)
        assert "Version 2" not in page
        assert signed_in(secretary).get(address("strategy_detail", draft.strategy, "?version=2")).status_code == 404

    def test_every_part_is_on_the_page(self, draft, expert):
        builders.save_strategy(
            draft,
            by=expert,
            vision="Ensin **tärkein**",
            mission="- yksi\n- kaksi",
            goals=[{"text": "Ohjaus on osuvaa", "national": ["2011-2"]}],
        )
        builders.adopt(draft, by=expert)
        page = page_of(builders.secretary(), "strategy_detail", draft.strategy)
        for part in (
            "<li>yksi</li>",
            "Ohjaus on osuvaa",
            "Uskomme mahdollisuuksiin",
            "asiakaslähtöisyys",
            "Ohjaus on matka.",
            "Tiivistää verkostoa.",
            "Maakuntaohjelma.",
            'href="https://alue.example/ohjelma"',
            "Verkosto",
            "Toimijat tuntevat toisensa.",
            "Opisto",
            "ELO-ryhmä toteuttaa.",
            "Goal 2011/2",
            "Approved by Ryhmä on 1.1.2010.",
        ):
            assert part in page
        assert "Goal 2011/1" not in page

    def test_what_a_version_changed(self, draft, expert):
        builders.adopt(draft, by=expert)
        new = commands.begin_version(draft.strategy, by=builders.actor(expert), at=NOW)
        builders.save_strategy(new, by=expert, mission="Ohjaamme aina yhdessä.")
        builders.adopt(new, by=expert, since=NOW.date())
        page = page_of(builders.secretary(), "strategy_detail", draft.strategy, "?changes=1")
        assert "<ins>aina </ins>" in page or "<ins> aina</ins>" in page
        assert "Ohjaus kantaa" not in page

    @pytest.mark.parametrize("query", ["?version=9", "?version=x", "?version=9999999999"])
    def test_a_version_that_there_is_not(self, draft, expert, query):
        assert signed_in(expert).get(address("strategy_detail", draft.strategy, query)).status_code == 404

    def test_goals_are_shown_in_three_languages_with_the_translation_marked(self, expert):
        builders.goal_set("2011", until=date(2019, 12, 31))
        page = signed_in(expert).get(reverse("goal_list")).content.decode()
        for part in ('lang="fi"', "Tavoite 2011/1", "Mål 2011/1", "Goal 2011/1", "Translation: the ELO portal"):
            assert part in page
        assert "1.1.2010–31.12.2019" in page


class TestFiles:
    def test_the_content_is_downloaded_as_it_was_frozen(self, draft, expert):
        version = builders.adopt(draft, by=expert)
        to = reverse("strategy_json", args=[version.pk, version.identifier])
        response = signed_in(builders.secretary()).get(to)
        assert response.content == bytes(version.content)
        assert json.loads(response.content)["title"] == "Alueen strategia"
        assert AuditEntry.objects.filter(act="strategy.export").count() == 1

    def test_the_pdf_is_the_stored_one(self, draft, expert):
        version = builders.adopt(draft, by=expert)
        to = reverse("strategy_pdf", args=[version.pk, version.identifier])
        client = signed_in(builders.secretary())
        assert "still being printed" in client.get(to).content.decode()
        printed = Print.objects.create(key=version.print_key, sha256="0" * 64, size=4, pages=1, printed_at=NOW)
        PrintedFile.objects.create(print=printed, pdf=b"%PDF")
        response = client.get(to)
        assert (response.content, response["Content-Type"]) == (b"%PDF", "application/pdf")
        assert client.get(reverse("strategy_pdf", args=[version.pk, "STR-0-0"])).status_code == 404

    def test_a_draft_has_no_files(self, draft, expert):
        to = reverse("strategy_json", args=[draft.pk, draft.identifier])
        assert signed_in(expert).get(to).status_code == 404

    def test_the_preview_is_a_pdf_marked_as_a_draft(self, draft, expert):
        response = signed_in(expert).get(address("strategy_preview", draft.strategy))
        assert response.content.startswith(b"%PDF-")
        assert "luonnos" in response["Content-Disposition"]


class TestBeginning:
    def test_a_new_strategy_opens_in_the_editor(self, group, expert):
        where = builders.region()
        builders.coverage(builders.responsible(group), where)
        client = signed_in(expert)
        assert client.get(reverse("strategy_new"), {"region": where.code}).context["form"].initial["regions"] == [
            where.pk
        ]
        response = client.post(
            reverse("strategy_new"), {"regions": [where.pk], "title": "Kainuun strategia", "language": "fi"}
        )
        strategy = Strategy.objects.get()
        assert response.url == address("strategy_write", strategy)
        assert (strategy.versions.get().title, list(strategy.regions.all())) == ("Kainuun strategia", [where])

    def test_what_is_missing_is_said_beside_the_field(self, group, expert):
        where = builders.region()
        builders.coverage(builders.responsible(group), where)
        page = signed_in(expert).post(reverse("strategy_new"), {"title": "", "language": "fi"}).content.decode()
        assert "Choose at least one region" in page
        assert "Write the title of the strategy" in page
        assert Strategy.objects.count() == 0

    def test_an_expert_of_two_centres_chooses_which(self, group, expert):
        second = builders.organisation()
        builders.appointment(expert, second)
        first_region, second_region = builders.region(), builders.region()
        builders.coverage(builders.responsible(group), first_region)
        builders.coverage(second, second_region)
        client, to = signed_in(expert), reverse("strategy_new")
        data = {"title": "Strategia", "language": "fi", "regions": [second_region.pk]}
        wrong = client.post(to, {**data, "centre": builders.responsible(group).pk}).content.decode()
        assert "Choose regions that the centre covers" in wrong
        assert "Choose the centre that coordinates" in client.post(to, data).content.decode()
        client.post(to, {**data, "centre": second.pk})
        assert Strategy.objects.get().coordinator == second

    def test_a_centre_whose_regions_all_have_one_is_told(self, expert, draft):
        page = signed_in(expert).get(reverse("strategy_new")).content.decode()
        assert "Every region of your centre has a strategy already" in page
        assert "<form action" not in page.split("<main")[1].split("</main>")[0]

    def test_a_reader_of_a_centre_begins_nothing(self, group):
        reader = builders.user()
        builders.appointment(reader, builders.responsible(group), Role.READER)
        assert signed_in(reader).get(reverse("strategy_new")).status_code == 403

    def test_a_new_version_and_then_the_same_again(self, draft, expert):
        builders.adopt(draft, by=expert)
        client = signed_in(expert)
        for _time in range(2):
            response = client.post(address("strategy_new_version", draft.strategy))
            assert response.url == address("strategy_write", draft.strategy)
        assert [one.number for one in draft.strategy.versions.all()] == [2, 1]


class TestWriting:
    def save(self, user, version, **changes):
        return signed_in(user).post(address("strategy_write", version.strategy), fields(version, **changes))

    def test_the_editor_shows_what_is_saved_and_an_empty_row_of_each_list(self, draft, expert):
        page = page_of(expert, "strategy_write", draft.strategy)
        for part in ('id="goals-1-text"', 'id="links-1-url"', 'id="themes-1-heading"', "Toimijat tuntevat toisensa."):
            assert part in page
        assert 'id="themes-2-heading"' not in page

    def test_every_field_is_saved(self, draft, expert):
        response = self.save(
            expert,
            draft,
            title="Uusi nimi",
            language="sv",
            vision="Visio\r\n\r\nkaksi",
            values="Yksi\r\n\r\n Kaksi ",
            **{
                "goals-0-national": ["2011-2"],
                "goals-1-text": "Toinen tavoite",
                "links-1-label": "Toinen",
                "links-1-url": "http://toinen.example/",
                "themes-0-heading": "",
                "themes-0-text": "",
                "themes-1-heading": "Uusi teema",
                "themes-1-text": "Sen teksti",
            },
        )
        assert response.url == address("strategy_write", draft.strategy)
        draft.refresh_from_db()
        assert StrategyVersion.objects.get(pk=draft.pk).words == {
            **builders.strategy_words(),
            "title": "Uusi nimi",
            "language": "sv",
            "vision": "Visio\n\nkaksi",
            "values": ["Yksi", "Kaksi"],
            "goals": [
                {"text": "Ohjaus on osuvaa", "national": ["2011-2"]},
                {"text": "Toinen tavoite", "national": []},
            ],
            "links": [
                {"label": "Ohjelma", "url": "https://alue.example/ohjelma"},
                {"label": "Toinen", "url": "http://toinen.example/"},
            ],
            "themes": [{"heading": "Uusi teema", "text": "Sen teksti"}],
        }
        assert draft.current.by == expert.person

    def test_sending_the_page_as_it_is_saves_nothing(self, draft, expert):
        self.save(expert, draft)
        assert draft.saves.count() == 2

    @pytest.mark.parametrize(
        ("action", "name", "end"),
        [
            ("add-themes", "strategy_write", "#themes-1-heading"),
            ("add-goals", "strategy_write", "#goals-1-text"),
            ("add-nothing", "strategy_write", ""),
            ("check", "strategy_check", ""),
            ("preview", "strategy_preview", ""),
        ],
    )
    def test_buttons_save_and_lead_on(self, draft, expert, action, name, end):
        response = self.save(expert, draft, action=action, vision="Uusi")
        assert response.url == address(name, draft.strategy, end)
        draft.refresh_from_db()
        assert draft.current.content["vision"] == "Uusi"

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"title": " "}, "Write the title of the strategy"),
            ({"title": "x" * 201}, "Shorten the title to at most 200 characters"),
            ({"vision": "x" * 50_001}, "Vision has 50\xa0001 characters. Shorten it to 50\xa0000."),
            ({"values": "x" * 1001}, "Values: one line is longer than 1\xa0000 characters."),
            ({"links-0-url": "javascript:alert(1)"}, "Write the address of the link in the form"),
            ({"links-0-url": "ftp://alue.example/"}, "Write the address of the link in the form"),
            ({"links-0-url": ""}, "Write the address of the link in the form"),
            ({"themes-0-heading": "x" * 201}, "Heading of theme text 1 has 201 characters."),
            (
                dict.fromkeys(("vision", "mission", "purpose", "basis", "definition"), "x" * 45000),
                "The strategy has 225\xa0",
            ),
        ],
    )
    def test_bad_input_is_named_and_nothing_typed_is_lost(self, draft, expert, changes, sentence):
        response = self.save(expert, draft, implementer="Tämä oli hyvää tekstiä.", **changes)
        page = response.content.decode()
        assert response.status_code == 200
        assert sentence in page
        assert "<title>Error: " in page
        assert "Tämä oli hyvää tekstiä." in page
        assert all(value in page for value in changes.values() if value.strip())
        assert draft.saves.count() == 2

    @pytest.mark.parametrize("lacking", ["base", "vision", "themes-0-heading"])
    def test_a_form_that_is_not_ours_is_refused(self, draft, expert, lacking):
        data = {key: value for key, value in fields(draft).items() if not key.startswith(lacking.partition("-")[0])}
        response = signed_in(expert).post(address("strategy_write", draft.strategy), data)
        assert (response.status_code, draft.saves.count()) == (400, 2)

    def test_a_made_up_base_is_refused(self, draft, expert):
        assert self.save(expert, draft, base=77, vision="x").status_code == 400

    def test_the_second_of_two_sees_both_and_chooses(self, draft, group, expert):
        mine = fields(draft, vision="Ohjaus kantaa koko elämän.", mission="Oma missio")
        self.save(expert, draft, vision="Ohjaus kantaa aina.")
        chair = builders.chair(group, "Jari Kemppainen")
        client = signed_in(chair)
        told = client.post(address("strategy_write", draft.strategy), mine)
        page = told.content.decode()
        assert told.status_code == 409
        assert "Aino Heikkinen changed this at the same time as you." in page
        assert "<del>aina.</del>" in page
        assert ">\nOhjaus kantaa koko elämän.</textarea>" in page
        assert ">\nOma missio</textarea>" in page
        draft.refresh_from_db()
        assert draft.current.content["vision"] == "Ohjaus kantaa aina."
        waiting = page_of(chair, "strategy_write", draft.strategy)
        assert "A text of yours waits in the history." in waiting
        base = told.context["form"].initial["base"]
        chosen = client.post(address("strategy_write", draft.strategy), {**mine, "base": base})
        assert chosen.status_code == 302
        draft.refresh_from_db()
        assert (draft.current.content["vision"], draft.current.content["mission"]) == (
            "Ohjaus kantaa koko elämän.",
            "Oma missio",
        )
        assert {save.content["vision"] for save in draft.saves.all()} == {
            "",
            "Ohjaus kantaa läpi elämän.",
            "Ohjaus kantaa aina.",
            "Ohjaus kantaa koko elämän.",
        }

    def test_changes_of_other_parts_are_joined_and_told(self, draft, group, expert):
        mine = fields(draft, mission="Oma missio")
        self.save(expert, draft, vision="Toisen visio")
        response = signed_in(builders.chair(group)).post(address("strategy_write", draft.strategy), mine, follow=True)
        page = response.content.decode()
        assert "Somebody else had changed other parts at the same time" in page
        assert "Toisen visio" in page
        assert "Oma missio" in page

    def test_what_is_saved_after_adopting_is_given_back(self, draft, group, expert):
        mine = fields(draft, vision="Myöhästynyt visio")
        builders.adopt(draft, by=expert)
        response = signed_in(builders.chair(group)).post(address("strategy_write", draft.strategy), mine)
        assert response.status_code == 409
        assert "Myöhästynyt" in response.content.decode()
        assert draft.saves.get(is_aside=True).content["vision"] == "Myöhästynyt visio"

    def test_without_a_draft_there_is_nothing_to_write(self, draft, expert):
        builders.adopt(draft, by=expert)
        assert signed_in(expert).get(address("strategy_write", draft.strategy)).url == draft.strategy.get_absolute_url()
        assert signed_in(expert).get(address("strategy_preview", draft.strategy)).status_code == 404

    def test_a_goal_of_an_older_set_stays_a_choice(self, draft, expert):
        builders.goal_set("1990", until=LONG_AGO)
        builders.save_strategy(draft, by=expert, goals=[{"text": "Tavoite", "national": ["1990-1"]}])
        assert page_of(expert, "strategy_write", draft.strategy).count('value="1990-1"') == 2
        self.save(expert, draft, vision="Uusi")
        draft.refresh_from_db()
        assert draft.current.content["goals"] == [{"text": "Tavoite", "national": ["1990-1"]}]


class TestHistory:
    def test_every_save_is_listed_with_what_it_changed(self, draft, expert):
        builders.save_strategy(draft, by=expert, vision="Uusi", values=["Toinen"])
        page = page_of(expert, "strategy_history", draft.strategy)
        assert "3 saves, newest first" in page
        assert ">Vision, Values</td>" in page
        assert "Aino Heikkinen" in page
        shown = page_of(expert, "strategy_history", draft.strategy, "?save=3")
        assert "<ins>Uusi</ins>" in shown

    def test_a_save_is_brought_back(self, draft, expert):
        builders.save_strategy(draft, by=expert, vision="Uusi")
        to = address("strategy_history", draft.strategy)
        assert signed_in(expert).post(to, {"save": 2, "base": 3}).url == address("strategy_write", draft.strategy)
        draft.refresh_from_db()
        assert draft.current.content["vision"] == "Ohjaus kantaa läpi elämän."
        assert signed_in(expert).post(to, {"save": 2, "base": 4}).url == to
        assert signed_in(expert).post(to, {"save": 99, "base": 4}).status_code == 404

    def test_a_save_brought_back_while_another_wrote_shows_both(self, draft, group, expert):
        builders.save_strategy(draft, by=expert, vision="Uusi")
        builders.save_strategy(draft, by=expert, vision="Uudempi")
        to = address("strategy_history", draft.strategy)
        response = signed_in(builders.chair(group)).post(to, {"save": 2, "base": 3})
        assert response.status_code == 409
        draft.refresh_from_db()
        assert draft.current.content["vision"] == "Uudempi"


class TestAdopting:
    def decision(self, version, **changes):
        version.refresh_from_db()
        return {
            "checked": version.current.number,
            "since": "1.1.2015",
            "until": "",
            "decided_by": "Kainuun ELO-ryhmä",
            "decided_on": "12.12.2014",
            **changes,
        }

    def test_the_check_offers_the_decision_to_the_expert_alone(self, draft, group, expert):
        own = page_of(expert, "strategy_check", draft.strategy)
        chairs = page_of(builders.chair(group), "strategy_check", draft.strategy)
        assert "Adopt the strategy" in own
        assert 'value="KAI-ryhmä"' in own
        assert "Adopt the strategy" not in chairs
        assert "by an expert of the coordinating centre: Aino Heikkinen." in chairs

    def test_what_is_missing_stops_and_what_is_empty_is_noted(self, draft, expert):
        builders.save_strategy(draft, by=expert, goals=[], purpose="")
        page = page_of(expert, "strategy_check", draft.strategy)
        assert "Write at least one goal" in page
        assert "Nothing has been written: Purpose of the strategy" in page
        assert "Adopt the strategy" not in page

    def test_adopting_leads_to_the_version(self, draft, expert):
        response = signed_in(expert).post(address("strategy_check", draft.strategy), self.decision(draft))
        draft.refresh_from_db()
        assert response.url == draft.get_absolute_url()
        assert (draft.since, draft.until, draft.decided_by, draft.decided_on) == (
            date(2015, 1, 1),
            None,
            "Kainuun ELO-ryhmä",
            date(2014, 12, 12),
        )
        assert (draft.adopted_by, draft.adopted_at) == (expert.person, NOW)

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"since": ""}, "Write the day on which the strategy comes into force"),
            ({"since": "tammikuu"}, "Write the day in the form dd.mm.yyyy"),
            ({"until": "31.12.2014"}, "The last day must not be before the first day."),
            ({"decided_on": "16.12.2014"}, "The day of the decision is still to come."),
            ({"decided_by": ""}, "Write who approved the strategy"),
        ],
    )
    def test_a_decision_that_cannot_be_is_named(self, draft, expert, changes, sentence):
        response = signed_in(expert).post(address("strategy_check", draft.strategy), self.decision(draft, **changes))
        assert sentence in response.content.decode()
        draft.refresh_from_db()
        assert draft.is_draft

    def test_a_version_may_not_come_before_the_one_before(self, draft, expert):
        builders.adopt(draft, by=expert, since=date(2015, 1, 1))
        new = commands.begin_version(draft.strategy, by=builders.actor(expert), at=NOW)
        response = signed_in(expert).post(address("strategy_check", draft.strategy), self.decision(new))
        assert "Write a day after 1.1.2015" in response.content.decode()

    def test_a_change_since_the_check_is_told(self, draft, group, expert):
        decision = self.decision(draft)
        builders.save_strategy(draft, by=builders.chair(group), vision="Vielä yksi muutos")
        response = signed_in(expert).post(address("strategy_check", draft.strategy), decision, follow=True)
        assert "The text has changed since you checked it." in response.content.decode()
        draft.refresh_from_db()
        assert draft.is_draft

    def test_without_a_draft_there_is_nothing_to_adopt(self, draft, expert):
        builders.adopt(draft, by=expert, since=NOW.date() + timedelta(days=9))
        assert signed_in(expert).get(address("strategy_check", draft.strategy)).url == draft.strategy.get_absolute_url()
