"""Exercise 5 takes a right plot in any style for right, and says what is wrong with a wrong one."""

from __future__ import annotations

import copy
import math

import matplotlib as mpl
import numpy as np
import pytest
import seaborn as sns
import torch
from drawn_figures import (
    JUDGES,
    FigureContext,
    asked,
    colours,
    drawing,
    explained,
    figure_forms,
    given_points,
    judged,
    views,
)
from right_plots import RIGHT, ordinary
from wrong_plots import NAMED, TOLD, legend_swapped, limits_too_narrow

from rnngrade.checks.form import in_form
from rnngrade.checks.interface import Failed, Skipped
from rnngrade.worker.interface import BadReply

mpl.use("Agg")


def named(value):
    return value if isinstance(value, str) else value.__name__


@pytest.mark.parametrize("plot", RIGHT, ids=lambda plot: plot.__name__)
def test_a_right_plot_passes_in_any_style(plot):
    said = judged(plot)
    assert set(said.values()) == {"pass"}, said


@pytest.mark.parametrize(("plot", "check", "mistake"), NAMED, ids=named)
def test_a_wrong_plot_has_its_mistake_named(plot, check, mistake):
    said = judged(plot)
    assert said[check] == mistake, said


@pytest.mark.parametrize(("plot", "check", "words"), TOLD, ids=named)
def test_a_wrong_plot_is_explained(plot, check, words):
    said = judged(plot)
    assert words in said[check], said


def test_one_mistake_costs_one_check():
    for plot, check in ((legend_swapped, "sentiment"), (limits_too_narrow, "figure")):
        others = {name: said for name, said in judged(plot).items() if name != check}
        assert set(others.values()) == {"pass"}


def test_what_is_given_is_reproducible_and_apart():
    for seed in range(5):
        one, same = (_given(seed) for _ in range(2))
        assert torch.equal(one.points, same.points)
        distances = (one.points[:, None] - one.points).abs().amax(dim=2)
        assert float(distances.fill_diagonal_(9).min()) > 0.001
        assert 0 < int(one.sentiment.sum()) < len(one.sentiment)
        assert set(one.position.tolist()) == set(range(12))


def _given(seed):
    return given_points.given(torch.Generator().manual_seed(seed), 12, 1.0, (3.0, -5.0))


CATEGORIES = {"Accent", "Dark2", "Paired", "Pastel1", "Pastel2", "Set1", "Set2", "Set3", "flag"}
CATEGORIES |= {"tab10", "tab20", "tab20b", "tab20c", "okabe_ito", "petroff10", "prism"}


@pytest.mark.parametrize("count", [12, 14])
def test_every_scale_of_matplotlib_and_seaborn_is_one(count):
    for name in set(mpl.colormaps) - CATEGORIES - {f"{name}_r" for name in CATEGORIES}:
        sampled = mpl.colormaps[name](np.linspace(0, 1, count))[:, :3]
        assert colours.follow_a_scale(torch.from_numpy(sampled)), name
    for name in ("husl", "hls", "flare", "ch:s=-.2,r=.6", "light:#5A9"):
        assert colours.follow_a_scale(torch.tensor(sns.color_palette(name, count)).double()), name


@pytest.mark.parametrize("count", [12, 14])
def test_categories_and_random_colours_are_no_scale(count):
    for name in ("tab10", "tab20", "Set1", "Set2", "Set3", "Paired", "Dark2", "Accent"):
        of_each = mpl.colormaps[name](np.arange(count) % mpl.colormaps[name].N)[:, :3]
        of_the_range = mpl.colormaps[name](np.linspace(0, 1, count))[:, :3]
        for rgb in (of_each, of_the_range):
            assert not colours.follow_a_scale(torch.from_numpy(rgb)), name
    generator = torch.Generator().manual_seed(0)
    for _ in range(200):
        rgb = torch.rand(count, 3, generator=generator, dtype=torch.float64)
        assert not colours.follow_a_scale(rgb)


def test_lab_is_that_of_the_standard():
    rgb = torch.tensor([[1.0, 1, 1], [0, 0, 0], [1, 0, 0], [0, 0, 1]], dtype=torch.float64)
    expected = torch.tensor(
        [[100, 0, 0], [0, 0, 0], [53.24, 80.09, 67.20], [32.30, 79.19, -107.86]]
    )
    assert (colours.lab(rgb) - expected).abs().max() < 0.05


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("negative", 0),
        ("Positive reviews", 1),
        ("pos", 1),
        ("0", 0),
        ("1.0", 1),
        (r"$\mathdefault{1}$", 1),
        ("0 (negative)", 0),
        ("sentiment 1", 1),
        ("position 0", 0),
        ("positive/negative", None),
        ("0 and 1", None),
        ("10", None),
        ("class A", None),
    ],
)
def test_the_sentiment_that_a_text_names(text, expected):
    assert explained.class_named(text) == expected


CHANGES = [
    lambda answer: answer["figures"].extend(answer["figures"] * 8),
    lambda answer: answer.update(count=0),
    lambda answer: answer["figures"][0].update(pixels=torch.zeros(2, 2, 3)),
    lambda answer: answer["figures"][0].update(pixels=torch.zeros(2, 5000, 3, dtype=torch.uint8)),
    lambda answer: answer["figures"][0]["axes"][0]["marks"].update(xy=torch.tensor(1.0)),
    lambda answer: answer["figures"][0]["axes"][0]["marks"].update(xy=torch.zeros(20_000, 2)),
    lambda answer: answer["figures"][0]["axes"][0]["marks"].update(colours=torch.zeros(3, 4)),
    lambda answer: answer["figures"][0]["axes"][0]["texts"].extend(
        answer["figures"][0]["axes"][0]["texts"] * 2000
    ),
    lambda answer: answer["figures"][0]["colour_bars"][0].update(values=torch.zeros(0)),
    lambda answer: answer["figures"][0].update(axes=answer["figures"][0]["axes"] * 20),
]


@pytest.mark.parametrize("change", CHANGES)
def test_an_answer_of_another_form_is_none(change, answer):
    forged = copy.deepcopy(answer)
    change(forged)
    with pytest.raises(BadReply):
        drawing.parse(in_form(forged, figure_forms.DRAWN))


def test_forged_numbers_are_judged_without_an_error(answer):
    forged = copy.deepcopy(answer)
    for axes in forged["figures"][0]["axes"]:
        axes["box"] = [math.nan, -math.inf, 1e300, math.inf]
        for name in ("pixels", "diameters", "colours"):
            axes["marks"][name][::2] = math.inf
            axes["marks"][name][1::3] = math.nan
    context = FigureContext(None)
    context.ask = lambda *_, **__: forged
    for judge in JUDGES.values():
        with pytest.raises((Failed, Skipped)):
            judge(context)


def test_pictures_have_a_title_and_words(answer):
    ((title, pixels, words),) = views.pictures(drawing.parse(answer))
    assert title == "Figure 1 of 1"
    assert pixels.dtype is torch.uint8
    assert "2 axes with" in words


@pytest.fixture(scope="module")
def answer():
    points = given_points.given(torch.Generator().manual_seed(0), *asked.CALLS[0])
    context = FigureContext(ordinary)
    return context.ask(
        "draw",
        figure_forms.DRAWN,
        points=points.points,
        sentiment=points.sentiment,
        position=points.position,
    )


@pytest.mark.parametrize("label", ["pos.", "Position", "which word", "", "t", "posición", "p"])
def test_a_bar_of_positions_may_be_called_anything_but_a_sentiment(label):
    assert explained.OF_POSITION.search(label) or not explained.OF_SENTIMENT.search(label)


@pytest.mark.parametrize("label", ["sentiment", "Stimmung", "label", "negative to positive"])
def test_a_name_of_the_sentiments_is_known_as_such(label):
    assert explained.OF_SENTIMENT.search(label)
    assert not explained.OF_POSITION.search(label)
