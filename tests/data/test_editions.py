"""Both editions are known by their digests, and no other one passes for them."""

from __future__ import annotations

import pytest
from published import FOLDERS, NEEDS_REAL_DATA, SMALL, real

from rnngrade.data.editions import EDITIONS, differences, edition, unknown_edition


@NEEDS_REAL_DATA
@pytest.mark.parametrize("name", FOLDERS)
def test_an_edition_is_known(name: str) -> None:
    assert edition(real(name)) == name
    assert differences(real(name)) == []


@NEEDS_REAL_DATA
def test_a_byte_a_file_or_a_mixture_makes_another_edition() -> None:
    files = real()
    changed = files | {"Greek.txt": files["Greek.txt"] + b"\n"}
    assert (edition(changed), differences(changed)) == (None, ["Greek.txt"])
    more = files | {"Welsh.txt": b"Abad\n"}
    assert (edition(more), differences(more)) == (None, ["Welsh.txt"])
    less = {name: content for name, content in files.items() if name != "Irish.txt"}
    assert (edition(less), differences(less)) == (None, ["Irish.txt"])
    mixed = files | {"Russian.txt": real("20,074 lines")["Russian.txt"]}
    assert (edition(mixed), differences(mixed)) == (None, [])


def test_every_edition_has_the_18_languages() -> None:
    assert [len(digests) for digests in EDITIONS.values()] == [18, 18]


def test_an_unknown_edition_is_named_by_all_that_it_holds() -> None:
    names = {
        unknown_edition(files)
        for files in (SMALL, SMALL | {"Czech.txt": b"Adamek\n"}, {"Czech.txt": SMALL["Czech.txt"]})
    }
    assert len(names) == 3
    assert all(name.startswith("unknown, ") for name in names)
