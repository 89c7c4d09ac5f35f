"""The map: every region in one place, centres of any day in one piece, nothing overlapping."""

import re
from datetime import date
from itertools import combinations

import pytest

from networks.commands.reference import load_reference
from networks.maps import CELLS, PLACES, cells_of, centres_on_map, shape_of
from networks.models import Coverage, Region
from tests import builders

HEXAGON, HALF = 6, 4


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


def area(path: str) -> float:
    ring = points(path)
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


@pytest.mark.parametrize(
    ("regions", "cells"),
    [
        ({"18"}, ["KAI"]),
        ({"15", "16"}, ["POH"]),
        ({"05", "07"}, ["HÄM"]),
        ({"05"}, ["HÄM-"]),
        ({"07", "08", "09"}, ["HÄM+", "KAS"]),
        ({"21"}, []),
        (set(), []),
    ],
)
def test_the_cells_of_regions(regions, cells):
    assert cells_of(regions) == cells


def test_one_cell_is_a_hexagon_and_half_of_one_has_four_corners():
    whole, left, right = shape_of(["HÄM"], 0), shape_of(["HÄM-"], 0), shape_of(["HÄM+"], 0)
    assert (len(points(whole.path)), len(points(left.path)), len(points(right.path))) == (HEXAGON, HALF, HALF)
    assert area(left.path) == pytest.approx(area(right.path), rel=0.01)
    assert area(left.path) + area(right.path) == pytest.approx(area(whole.path), rel=0.01)
    assert left.x < whole.x < right.x


def test_two_neighbours_have_one_outline_and_an_area_of_two():
    both, one = shape_of(["POP", "KAI"], 0), shape_of(["KAI"], 0)
    assert len(points(both.path)) == 2 * HEXAGON - 2
    assert area(both.path) == pytest.approx(2 * area(one.path), rel=0.01)


@pytest.mark.parametrize("cells", [["LAP", "UUD"], ["POS", "HÄM-"], ["SAT", "KAS", "KAI"]])
def test_regions_that_do_not_touch_are_pieces_of_one_shape(cells):
    shape = shape_of(cells)
    pieces = [f"M{piece}" for piece in shape.path.split("M")[1:]]
    assert sorted(area(piece) for piece in pieces) == pytest.approx(
        sorted(area(shape_of([cell]).path) for cell in cells), rel=0.01
    )
    first = shape_of(cells[:1])
    assert (shape.x, shape.y) == (first.x, first.y)


@pytest.mark.django_db
class TestCentres:
    @pytest.fixture(autouse=True)
    def reference(self):
        load_reference()

    @pytest.mark.parametrize(
        ("day", "count"), [(date(2014, 12, 15), 15), (date(2025, 12, 31), 15), (date(2026, 1, 1), 10)]
    )
    def test_every_region_with_a_cell_is_in_one_centre(self, day, count):
        centres = centres_on_map(day)
        assert len(centres) == count
        assert all(one.abbreviation and one.name for one in centres)
        covered = [
            code
            for one in centres
            for code in Coverage.objects.on(day)
            .filter(organisation=one.organisation)
            .values_list("region__code", flat=True)
            if code in CELLS
        ]
        assert sorted(covered) == sorted(CELLS)
        whole = sum(area(shape_of([name], 0).path) for name in PLACES)
        assert sum(area(shape_of(cells, 0).path) for cells in map(self.cells, centres)) == pytest.approx(
            whole, rel=0.01
        )

    def cells(self, one):
        return cells_of(set(one.organisation.coverage.values_list("region__code", flat=True)))

    def test_in_2014_kainuu_is_a_hexagon_in_the_north(self):
        kainuu = next(one for one in centres_on_map(date(2014, 12, 15)) if one.abbreviation == "KAI")
        assert (kainuu.shape.x, kainuu.shape.y) == (199.0, 57.4)
        assert len(points(kainuu.shape.path)) == HEXAGON

    def test_names_stand_apart(self):
        for day in (date(2014, 12, 15), date(2026, 1, 1)):
            for one, other in combinations(centres_on_map(day), 2):
                assert abs(one.shape.x - other.shape.x) > 30 or abs(one.shape.y - other.shape.y) > 30

    def test_one_without_a_region_is_not_drawn(self):
        builders.organisation()
        assert len(centres_on_map(date(2014, 12, 15))) == 15
        assert Region.objects.filter(code="21").exists()

    def test_three_queries(self, django_assert_num_queries):
        with django_assert_num_queries(3):
            centres_on_map(date(2014, 12, 15))
