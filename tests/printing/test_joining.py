"""Parts joined into one file: pages, tags, outline, links and page numbers, nothing lost and nothing twice."""

from datetime import datetime
from io import BytesIO

import outloud
import pikepdf
import pytest

from elo_portal.office.printing import printer
from elo_portal.office.printing.joining import Furniture, Part, join, places_of

MOMENT = datetime.fromisoformat("2015-01-01T00:00:00+02:00")
SHEET = "ministry_report"


def part(body: str) -> bytes:
    html = f'<html lang="fi"><body>{body}</body></html>'
    return printer.print_pdf(html, sheet=SHEET, title="Osa", language="fi", created=MOMENT, of=None).pdf


def furniture(pages: int) -> Furniture:
    pieces = [*"0123456789/", "Sivu", "Otsake", "Toinen"]
    html = "".join(f'<section class="sheet"><p class="digit">{piece}</p></section>' for piece in pieces)
    printed = printer.print_furniture(f'<html lang="fi"><body>{html}</body></html>', sheet=SHEET)
    return Furniture(printed, [number % 2 for number in range(pages)], 4.3)


FRONT = part('<h1 id="eka">Alku</h1><p><a href="elo-place:k1-äijä">Ensimmäinen</a></p>')
FIRST = part('<h1 id="k1">Kysymys</h1><h2 id="k1-äijä">Äijä</h2><p>Vastaus.</p>' + "<p>Rivi.</p>" * 90)
SECOND = part('<h2 id="k1-öisti">Öisti</h2><p>Toinen vastaus.</p><ul><li>kohta</li></ul>')
PAGES = 4
LABELS = {"k1-äijä": "Äijä, sivu 2"}


@pytest.fixture(scope="module")
def joined() -> bytes:
    return join([Part(FRONT), Part(FIRST), Part(SECOND, continues=True)], furniture=furniture(PAGES), labels=LABELS)


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(data))


def roles(element: pikepdf.Object) -> list[str]:
    kids = [kid for kid in element.K if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
    return [str(element.S)[1:], *(role for kid in kids for role in roles(kid))]


def test_places_are_told_by_page():
    found = places_of(FIRST)
    assert (found.pages, found.on_page) == (2, {"k1": 0, "k1-äijä": 0})


def test_checker_finds_no_error(joined, tmp_path):
    (tmp_path / "joined.pdf").write_bytes(joined)
    result = outloud.check(str(tmp_path / "joined.pdf"))
    assert (result.error, [one for one in result.findings if one.severity == "error"]) == (None, [])


def test_the_tags_of_all_parts_are_one_tree(joined):
    with opened(joined) as pdf:
        [document] = pdf.Root.StructTreeRoot.K
        found = roles(document)
        assert found[:5] == ["Document", "H1", "P", "Link", "H1"]
        assert (found.count("H1"), found.count("H2"), found.count("L")) == (2, 2, 1)
        assert found.count("P") == 1 + 91 + 1
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        keys = [int(key) for key in numbers[::2]]
        assert len(keys) == len(set(keys))
        assert max(keys) < int(pdf.Root.StructTreeRoot.ParentTreeNextKey)
        owners = dict(zip(keys, numbers[1::2], strict=True))
        for page in pdf.pages:
            # Every piece of marked content belongs to an element that says it is on this very page.
            for element in owners[int(page.obj.StructParents)]:
                on = [element.get("/Pg")] + [kid.Pg for kid in element.K if isinstance(kid, pikepdf.Dictionary)]
                assert page.obj.objgen in {one.objgen for one in on if one is not None}


def test_the_outline_goes_on_under_the_last_heading(joined):
    with opened(joined) as pdf, pdf.open_outline() as outline:
        assert [(item.title, [child.title for child in item.children]) for item in outline.root] == [
            ("Alku", []),
            ("Kysymys", ["Äijä", "Öisti"]),
        ]
        [second] = outline.root[1].children[1:]
        assert second.destination[0].objgen == pdf.pages[3].obj.objgen


def test_a_link_leads_into_another_part(joined):
    with opened(joined) as pdf:
        [area] = pdf.pages[0].Annots
        assert (str(area.Dest), str(area.Contents), "/A" in area) == ("k1-äijä", "Äijä, sivu 2", False)
        flat = list(pdf.Root.Names.Dests.Names)
        places = {str(name): place for name, place in zip(flat[::2], flat[1::2], strict=True)}
        assert sorted(places) == sorted(["eka", "k1", "k1-äijä", "k1-öisti"])
        assert places["k1-äijä"][0].objgen == pdf.pages[1].obj.objgen


def test_every_page_has_its_number_as_an_artifact(joined):
    with opened(joined) as pdf:
        assert len(pdf.pages) == PAGES
        for number, page in enumerate(pdf.pages, start=1):
            last = page.Contents[-1].read_bytes().split()
            assert last[:4] == [b"Q", b"/Artifact", b"<</Type", b"/Pagination>>"]
            drawn = [word for word in last if word.startswith(b"/Elo")]
            sheet = 12 + (number - 1) % 2
            assert drawn == [b"/Elo%d" % piece for piece in (sheet, 11, number, 10, PAGES)]


def test_the_same_parts_give_the_same_bytes(joined):
    again = join([Part(FRONT), Part(FIRST), Part(SECOND, continues=True)], furniture=furniture(PAGES), labels=LABELS)
    assert again == joined


def test_a_link_that_leads_nowhere_and_furniture_for_other_pages_are_refused():
    with pytest.raises(ValueError, match="k1-äijä, which no part has"):
        join([Part(FRONT)], furniture=furniture(1), labels={})
    with pytest.raises(ValueError, match="3 sheets of furniture for 2 pages"):
        join([Part(FIRST)], furniture=furniture(3), labels={})
