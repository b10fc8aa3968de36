"""The substitute is of the real data's form, and the same each time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter

import pytest

from rnngrade.data import substitute as module
from rnngrade.data.interface import DataError
from rnngrade.data.letters import folded
from rnngrade.data.substitute import LISTS, faker_folders, substitute


def test_it_has_18_languages_some_large_and_some_small() -> None:
    pairs, _ = substitute()
    sizes = Counter(language for _, language in pairs)
    assert set(sizes) == set(LISTS)
    assert len(sizes) == 18
    assert min(sizes.values()) < 50
    assert max(sizes.values()) > 2000
    assert list(pairs) == sorted(set(pairs), key=lambda pair: (pair[1], pair[0]))


def test_it_has_many_names_some_of_them_of_several_languages() -> None:
    pairs, _ = substitute()
    names = {folded(name) for name, _ in pairs}
    assert len(names) > 12_000
    assert len(pairs) - len(names) > 300


def test_nearly_every_letter_of_its_names_is_a_latin_one() -> None:
    pairs, _ = substitute()
    lost = sum(len(folded(name)) < len(name) - 1 for name, _ in pairs)
    assert lost < 0.002 * len(pairs)
    assert all(folded(name) for name, _ in pairs)


def test_another_process_gets_the_same_and_at_once() -> None:
    code = "from rnngrade.data.substitute import substitute; print(substitute()[1])"
    began = time.monotonic()
    found = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert time.monotonic() - began < 5
    assert found.stdout.strip() == substitute()[1]


def test_its_edition_names_the_version_that_it_was_made_from() -> None:
    import faker

    assert substitute()[1].startswith(f"Faker {faker.VERSION}, ")


def test_a_faker_without_a_list_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(module.LISTS, "Czech", ("cs_CZ.surnames",))
    with pytest.raises(DataError, match=r"cannot be made from Faker: .*surnames") as caught:
        substitute()
    assert "rnngrade data fetch names" in caught.value.hint


def test_the_folder_of_faker_is_known_without_importing_it() -> None:
    (folder,) = faker_folders()
    assert (folder / "providers" / "person" / "cs_CZ").is_dir()
