"""What is read of figures is bounded, whatever a student's objects are and do."""

from __future__ import annotations

import time
import warnings

import matplotlib as mpl
import numpy as np
import pytest
import torch
from matplotlib import pyplot as plt
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from rnngrade.worker.child import figure_parts, figures, marks
from rnngrade.worker.child.describe import describe
from rnngrade.worker.child.wire import PREFIX, Opaque, encode

mpl.use("Agg")
POINTS = np.random.default_rng(0).normal(size=(50, 2))


@pytest.fixture(autouse=True)
def closed():
    with figures.closed():
        yield


def read_one(returned):
    """Return the description of the only figure, which must be fit to be sent."""
    read = figures.read(returned)
    sent = describe(read, 2**26)
    assert not isinstance(sent, Opaque)
    assert PREFIX.unpack_from(encode("value", sent))[2] < 2**20
    (figure,) = read["figures"]
    return figure


def scattered(**given):
    figure, axes = plt.subplots()
    axes.scatter(*POINTS.T, **given)
    return figure, axes


def test_points_and_pixels_are_those_drawn():
    figure, _ = scattered(c=np.arange(50), s=100)
    read = read_one(figure)
    points = read["axes"][0]["marks"]
    assert torch.equal(points["xy"], torch.from_numpy(POINTS))
    x, y = points["pixels"][7].round().int().tolist()
    drawn = read["pixels"][len(read["pixels"]) - 1 - y, x] / 255
    topmost = (points["pixels"][8:] - points["pixels"][7]).norm(dim=1).min() > 20
    assert not topmost or (drawn - points["colours"][7, :3]).abs().max() < 0.02
    assert read["pixels"].shape == (480, 640, 3)
    assert points["diameters"][0] == pytest.approx(10 * 100 / 72)


def test_a_transform_of_the_points_is_taken_into_account():
    figure, axes = plt.subplots()
    shift = mpl.transforms.Affine2D().translate(3, 4)
    axes.plot(*POINTS.T, "o", transform=shift + axes.transData)
    read = read_one(figure)["axes"][0]["marks"]["xy"]
    assert torch.allclose(read, torch.from_numpy(POINTS + np.array([3, 4])))


def test_points_come_in_the_order_in_which_they_are_drawn():
    figure, axes = plt.subplots()
    axes.scatter([0], [0], zorder=5)
    axes.plot([1], [1], "o", zorder=1)
    axes.scatter([2], [2], visible=False)
    assert read_one(figure)["axes"][0]["marks"]["xy"].tolist() == [[1, 1], [0, 0]]


def test_thousands_of_artists_are_read():
    figure, axes = plt.subplots()
    for _ in range(40):
        axes.plot(*POINTS.T, "o")
    for x, y in [*POINTS] * 40:
        axes.add_artist(mpl.lines.Line2D([x], [y], marker="o"))
    read = read_one(figure)
    assert len(read["axes"][0]["marks"]["xy"]) == 4000
    assert not read["error"]


def test_a_million_points_are_read_in_part():
    figure, axes = plt.subplots()
    axes.scatter(*np.zeros((2, 500_000)), s=1)
    read = read_one(figure)
    assert len(read["axes"][0]["marks"]["xy"]) == marks.MAX_MARKS
    assert read["left_out"] == f"{500_000 - marks.MAX_MARKS} points or artists"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda f, a: [f.add_artist(mpl.lines.Line2D([], [])) for _ in range(30_000)], "parts"),
        (lambda f, a: a.xaxis.set_major_locator(FixedLocator(np.linspace(0, 1, 50_000))), "parts"),
        (lambda f, a: a.plot(np.zeros(3_000_000)), "points or pixels"),
        (lambda f, a: a.imshow(np.zeros((2000, 2000))), "points or pixels"),
        (lambda f, a: a.set_title("x" * 2**20), "characters"),
        (lambda f, a: f.text(0, 0, "x" * 2**20), "characters"),
    ],
)
def test_what_would_take_too_long_is_not_drawn(spoil, words):
    figure, axes = scattered()
    spoil(figure, axes)
    before = time.monotonic()
    read = read_one(figure)
    assert words in read["error"]
    assert not read["pixels"].numel()
    assert time.monotonic() - before < 10


def test_a_huge_figure_is_drawn_small():
    figure, _ = scattered()
    figure.set_size_inches(300, 100)
    figure.set_dpi(1000)
    assert max(read_one(figure)["pixels"].shape) <= figures.MAX_PIXELS
    assert read_one(Figure(figsize=(1e7, 1e7)))["pixels"].numel() <= 3 * figures.MAX_PIXELS**2


def test_points_without_a_place_are_read():
    figure, axes = plt.subplots()
    axes.plot([np.nan, 1, np.inf], [0, np.nan, 1], "o")
    axes.scatter(np.ma.masked_array([1.0, 2.0], [True, False]), [0, 1])
    assert not torch.isfinite(read_one(figure)["axes"][0]["marks"]["xy"]).all()


def test_infinite_limits_are_an_error_or_none():
    figure, axes = scattered()
    axes.viewLim.x1 = np.inf
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        read_one(figure)


class Refusing(PathCollection):
    def get_offsets(self):
        raise RuntimeError("no")

    def draw(self, renderer):
        pass


def test_an_artist_that_raises_is_counted_and_left_out():
    figure, axes = scattered()
    axes.add_artist(Refusing([]))
    read = read_one(figure)
    assert len(read["axes"][0]["marks"]["xy"]) == 50
    assert read["left_out"] == "1 points or artists"


class Unsaved(Figure):
    def savefig(self, *args, **given):
        raise RuntimeError("no")


class Undrawn(Figure):
    def draw(self, renderer):
        raise RuntimeError("not with me")


def test_a_figure_of_a_class_of_its_own_is_read():
    figure = Unsaved()
    figure.subplots().scatter(*POINTS.T)
    assert read_one(figure)["pixels"].numel()
    assert read_one(Undrawn())["error"] == "RuntimeError: not with me"


class Sly:
    @property
    def figure(self):
        raise RuntimeError("no")


class Endless:
    @property
    def figure(self):
        return Endless()


def test_what_is_no_figure_holds_none():
    for returned in (None, 3, "figure", Sly(), Endless(), [Sly(), [Endless()]], {}, np.zeros(3)):
        assert figures.read(returned)["source"] == "none"
    loop: list[object] = []
    loop.append(loop)
    assert figures.read(loop)["count"] == 0


def test_a_figure_counts_once_and_many_are_counted():
    figure, axes = scattered()
    assert figures.read([figure, axes, {"it": figure}, np.array([axes])])["count"] == 1
    with plt.rc_context({"figure.max_open_warning": 0}):
        read = figures.read([plt.figure() for _ in range(30)])
    assert (read["count"], len(read["figures"])) == (30, figures.MAX_FIGURES)


def test_axes_texts_and_legend_entries_are_bounded():
    figure, many = plt.subplots(6, 6)
    for axes in many.flat:
        axes.set_axis_off()
    for number in range(100):
        many[0, 0].plot([0], [0], "o", label=f"{number}" + 20 * "x")
        many[0, 0].text(0, 0, f"{number}")
    many[0, 0].legend()
    read = read_one(figure)
    assert len(read["axes"]) == figure_parts.MAX_AXES
    assert len(read["axes"][0]["texts"]) <= figure_parts.MAX_ANNOTATIONS + 20
    assert len(read["legends"][0]["entries"]) == figure_parts.MAX_ENTRIES
    assert "axes" in read["left_out"]


def test_texts_of_many_figures_fit_into_a_reply():
    made = []
    for _ in range(figures.MAX_FIGURES):
        made.append(Figure(figsize=(2, 2)))
        for _ in range(80):
            made[-1].text(0.5, 0.5, "ü" * 30, fontsize=2)
    read = figures.read(made)
    assert "texts" in read["figures"][-1]["left_out"]
    assert PREFIX.unpack_from(encode("value", describe(read, 2**26)))[2] < 2**20


def test_pyplot_is_closed_before_and_after():
    plt.figure()
    with figures.closed():
        assert not plt.get_fignums()
        plt.figure()
        assert figures.read(None)["source"] == "open"
    assert not plt.get_fignums()
