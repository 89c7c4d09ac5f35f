"""Frozen content (elo_portal/office/frozen.py)."""

import json
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elo_portal.office import frozen

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
CONTENT = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(TEXT.map(lambda t: unicodedata.normalize("NFC", t)), inner)
    ),
    max_leaves=12,
)


def in_nfc(value):
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [in_nfc(one) for one in value]
    if isinstance(value, dict):
        return {key: in_nfc(one) for key, one in value.items()}
    return value


def test_bytes_are_sorted_composed_and_without_spaces():
    content = {"b": [1, None, True], "a": "a\u0308 “x”", "ä": {}}
    assert frozen.canonical(content) == '{"a":"ä “x”","b":[1,null,true],"ä":{}}'.encode()


def test_fingerprint_is_sha256():
    assert frozen.fingerprint(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(CONTENT)
def test_what_was_frozen_is_read_again(content):
    data = frozen.canonical(content)
    assert frozen.load(data) == in_nfc(content)
    assert frozen.canonical(frozen.load(data)) == data
    assert json.loads(data) == in_nfc(content)


@pytest.mark.parametrize("content", [1.5, float("nan"), {"a": [0.1]}, {1: "a"}, {"a": {1}}, b"x", object()])
def test_what_has_no_canonical_form_is_refused(content):
    with pytest.raises(TypeError):
        frozen.canonical(content)


@pytest.mark.parametrize("content", [{"\u00e4": 1, "a\u0308": 2}, "\ud800"])
def test_text_that_is_ambiguous_is_refused(content):
    with pytest.raises(ValueError, match=r"same in NFC|surrogates not allowed"):
        frozen.canonical(content)


@pytest.mark.parametrize(
    "data", [b'{"b":1,"a":2}', b'{ "a":1}', b'{"a":1.0}', b'"a\xcc\x88"', b"{", b"\xff", b'{"a":1,"a":1}']
)
def test_bytes_that_we_did_not_make_are_not_read(data):
    with pytest.raises(frozen.NotCanonical):
        frozen.load(data)


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (datetime(2014, 8, 28, 11, 7, 32, 999999, UTC), "2014-08-28T14:07:32+03:00"),
        (datetime(2014, 12, 31, 21, 59, 59, tzinfo=UTC), "2014-12-31T23:59:59+02:00"),
        (datetime(2014, 12, 31, 22, 0, tzinfo=UTC), "2015-01-01T00:00:00+02:00"),
    ],
)
def test_a_moment_is_written_by_helsinkis_clock_and_read_as_it_was_written(at, written):
    assert frozen.moment(at) == written
    assert frozen.as_written(written) == datetime.fromisoformat(written[:19])


def test_a_fingerprint_is_printed_in_groups_of_eight():
    assert frozen.in_groups("0123456789abcdef" * 4) == " ".join(["01234567", "89abcdef"] * 4)
    assert frozen.in_groups(None) == ""
