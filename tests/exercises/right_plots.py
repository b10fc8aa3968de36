"""Right plots of exercise 5, in many styles: each is a function as a student writes it."""

from __future__ import annotations

import itertools

import matplotlib as mpl
import numpy as np
import seaborn as sns
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

NAMES = ("negative", "positive")


def label(*axes):
    for one in axes:
        one.set_xlabel("PC 1")
        one.set_ylabel("PC 2")


def classes(axes, points, sentiment, **given):
    for value, name in enumerate(NAMES):
        axes.scatter(*points[sentiment == value].T, label=name, **given)
    axes.legend()


def scale(figure, axes, points, position, **given):
    scatter = axes.scatter(*points.T, c=position, **given)
    figure.colorbar(scatter, ax=axes, label="position")
    return scatter


def ordinary(points, sentiment, position, **given):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    classes(left, points, sentiment)
    scale(figure, right, points, position, **given)
    label(left, right)
    return figure


def state_that_returns_none(points, sentiment, position):
    plt.figure(figsize=(11, 4))
    plt.subplot(1, 2, 1)
    plt.scatter(points[:, 0], points[:, 1], c=["red" if s else "blue" for s in sentiment])
    handles = [
        plt.scatter([], [], c=c, label=n) for c, n in zip(("blue", "red"), NAMES, strict=False)
    ]
    plt.legend(handles=handles)
    plt.xlabel("x")
    plt.ylabel("y")
    plt.subplot(1, 2, 2)
    plt.scatter(points[:, 0], points[:, 1], c=position, cmap="plasma")
    plt.colorbar(label="position")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.tight_layout()
    plt.show()


def state_with_gcf(points, sentiment, position):
    state_that_returns_none(points, sentiment, position)
    return plt.gcf()


def figure_without_pyplot(points, sentiment, position):
    figure = Figure(figsize=(9, 4), layout="tight")
    left, right = figure.subplots(1, 2)
    classes(left, points, sentiment, s=8)
    scale(figure, right, points, position, s=8)
    label(left, right)
    return figure


def two_figures(points, sentiment, position):
    one, left = plt.subplots()
    classes(left, points, sentiment)
    other, right = plt.subplots()
    scale(other, right, points, position)
    label(left, right)
    return [one, other]


def two_figures_left_open(points, sentiment, position):
    two_figures(points, sentiment, position)


def tuple_with_axes(points, sentiment, position):
    figure = ordinary(points, sentiment, position)
    return figure, figure.axes


def dict_of_figures(points, sentiment, position):
    one, other = two_figures(points, sentiment, position)
    return {"sentiment": one, "position": other}


def array_of_axes(points, sentiment, position):
    figure = ordinary(points, sentiment, position)
    return np.array(figure.axes)


def seaborn_scatterplot(points, sentiment, position):
    sns.set_theme()
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 5))
    sns.scatterplot(x=points[:, 0], y=points[:, 1], hue=np.array(NAMES)[sentiment], ax=left)
    sns.scatterplot(
        x=points[:, 0], y=points[:, 1], hue=position, palette="viridis", ax=right, legend=False
    )
    norm = plt.Normalize(position.min(), position.max())
    figure.colorbar(plt.cm.ScalarMappable(norm, "viridis"), ax=right, label="position")
    label(left, right)
    sns.reset_orig()
    return figure


def seaborn_hues_with_legends(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 5))
    sns.scatterplot(x=points[:, 0], y=points[:, 1], hue=sentiment, ax=left)
    sns.scatterplot(x=points[:, 0], y=points[:, 1], hue=position, ax=right)
    label(left, right)
    return figure


def seaborn_relplot(points, sentiment, position):
    import pandas as pd

    frame = pd.DataFrame({"x": points[:, 0], "y": points[:, 1], "position": position})
    frame["sentiment"] = np.array(NAMES)[sentiment]
    one = sns.relplot(frame, x="x", y="y", hue="sentiment", style="sentiment")
    other = sns.relplot(frame, x="x", y="y", hue="position", palette="flare")
    return [one, other]


def seaborn_columns_by_class(points, sentiment, position):
    import pandas as pd

    frame = pd.DataFrame({"x": points[:, 0], "y": points[:, 1], "position": position})
    frame["sentiment"] = np.array(NAMES)[sentiment]
    one = sns.relplot(frame, x="x", y="y", hue="sentiment", col="sentiment")
    other = sns.relplot(frame, x="x", y="y", hue="position", col="sentiment")
    return one.figure, other.figure


def lines_with_markers(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    for value, name in enumerate(NAMES):
        left.plot(*points[sentiment == value].T, "o", label=name)
    left.legend()
    colours = plt.cm.coolwarm(np.linspace(0, 1, position.max() + 1))
    for place, colour in enumerate(colours):
        right.plot(*points[position == place].T, "x", color=colour, label=f"word {place + 1}")
    right.legend(fontsize=5)
    label(left, right)
    return figure


def a_scatter_for_each_point(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    norm = plt.Normalize(0, position.max())
    for (x, y), s, p in zip(points, sentiment, position, strict=False):
        left.scatter(x, y, color=("tab:red", "tab:green")[s], marker="ov"[s])
        right.scatter(x, y, color=plt.cm.viridis(norm(p)))
    handles = [Line2D([], [], marker="o", ls="", color="tab:red", label="0")]
    handles += [Line2D([], [], marker="v", ls="", color="tab:green", label="1")]
    left.legend(handles=handles)
    figure.colorbar(mpl.cm.ScalarMappable(norm, "viridis"), ax=right)
    label(left, right)
    return figure


def a_scatter_for_each_position(points, sentiment, position):
    figure, (left, right) = plt.subplots(2, 1, figsize=(6, 9), layout="constrained")
    classes(left, points, sentiment)
    mappable = plt.cm.ScalarMappable(plt.Normalize(0, 20), "magma")
    for place in range(position.max() + 1):
        right.scatter(*points[position == place].T, color=mappable.to_rgba(place))
    figure.colorbar(mappable, ax=right)
    label(left, right)
    return figure


def rgba_arrays(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    colours = np.array([[0.8, 0.1, 0.1, 1], [0.1, 0.1, 0.8, 1]])[sentiment]
    colours[:, 3] = 0.4 + 0.6 * position / position.max()
    left.scatter(*points.T, c=colours)
    for name, colour in zip(NAMES, ([0.8, 0.1, 0.1], [0.1, 0.1, 0.8]), strict=False):
        left.scatter([], [], color=colour, label=name)
    left.legend(loc="upper right")
    scale(figure, right, points, position, cmap="Blues", edgecolors="black", linewidths=0.3)
    label(left, right)
    return figure


def hex_strings(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    left.scatter(*points.T, c=np.array(["#3366cc", "#dc3912"])[sentiment], alpha=0.5)
    patches = [
        mpl.patches.Patch(color=c, label=n)
        for c, n in zip(("#3366cc", "#dc3912"), NAMES, strict=False)
    ]
    left.legend(handles=patches, title="sentiment")
    scale(figure, right, points, position, cmap="hsv")
    label(left, right)
    return figure


def cycle_colours_and_hollow_marks(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    for value, name in enumerate(NAMES):
        own = points[sentiment == value]
        left.scatter(*own.T, facecolors="none", edgecolors=f"C{value}", label=name)
    left.legend()
    scale(figure, right, points, position, cmap="jet", marker="x")
    label(left, right)
    return figure


def dark_background(points, sentiment, position):
    with plt.style.context("dark_background"):
        figure = ordinary(points, sentiment, position)
        figure.canvas.draw()
    return figure


def legend_outside(points, sentiment, position):
    figure, axes = plt.subplots(1, 2, figsize=(9, 4), layout="constrained")
    for value, name in enumerate(NAMES):
        axes[0].scatter(*points[sentiment == value].T, label=name)
    figure.legend(loc="outside upper center", ncols=2)
    scale(figure, axes[1], points, position)
    figure.supxlabel("first component")
    figure.supylabel("second component")
    return figure


def legend_beside_the_axes(points, sentiment, position):
    figure, axes = plt.subplots(2, 1, figsize=(7, 9))
    classes(axes[0], points, sentiment)
    axes[0].legend(bbox_to_anchor=(1.02, 1), loc="upper left")
    scale(figure, axes[1], points, position)
    label(*axes)
    figure.tight_layout()
    return figure


def shared_axes(points, sentiment, position):
    figure, axes = plt.subplots(1, 2, sharex=True, sharey=True, layout="constrained")
    classes(axes[0], points, sentiment)
    scale(figure, axes[1], points, position)
    for one in axes:
        label(one)
        one.label_outer()
    return figure


def texts_as_labels(points, sentiment, position):
    figure, axes = plt.subplots(1, 2)
    classes(axes[0], points, sentiment)
    scale(figure, axes[1], points, position)
    figure.text(0.5, 0.02, "component 1", ha="center")
    figure.text(0.02, 0.5, "component 2", va="center", rotation="vertical")
    return figure


def trajectories_below(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    starts = [*np.flatnonzero(position == 0), len(points)]
    for axes in (left, right):
        for low, high in itertools.pairwise(starts):
            axes.plot(*points[low:high].T, "-", color="grey", lw=0.5, zorder=0)
    classes(left, points, sentiment)
    last = np.append(position[1:] == 0, True)
    left.scatter(*points[last].T, marker="*", color="black", s=60, label="last word")
    left.legend()
    scale(figure, right, points, position)
    label(left, right)
    return figure


def four_panels(points, sentiment, position):
    figure, axes = plt.subplots(2, 2, figsize=(10, 8), layout="constrained")
    norm = plt.Normalize(0, position.max())
    for value, name in enumerate(NAMES):
        own = sentiment == value
        axes[0, value].scatter(*points[own].T, color=("red", "blue")[value])
        axes[0, value].set_title(name)
        last = axes[1, value].scatter(*points[own].T, c=position[own], norm=norm)
    figure.colorbar(last, ax=axes[1])
    label(*axes.flat)
    return figure


def huge(points, sentiment, position):
    figure = ordinary(points, sentiment, position, s=60)
    figure.set_size_inches(40, 20)
    figure.set_dpi(300)
    return figure


def mapped_classes(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    scatter = left.scatter(*points.T, c=sentiment, cmap="bwr")
    left.legend(*scatter.legend_elements(), title="sentiment")
    scatter = right.scatter(*points.T, c=position + 1, cmap="inferno_r")
    right.legend(*scatter.legend_elements(), title="word", fontsize=6)
    label(left, right)
    return figure


def colour_bars_for_both(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    scatter = left.scatter(*points.T, c=sentiment, cmap=mpl.colors.ListedColormap(["k", "y"]))
    bar = figure.colorbar(scatter, ax=left, ticks=[0.25, 0.75])
    bar.set_ticklabels(NAMES)
    scale(
        figure,
        right,
        points,
        position / position.max(),
        cmap=sns.color_palette("crest", as_cmap=True),
    )
    label(left, right)
    return figure


def steps_of_a_scale(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    classes(left, points, sentiment)
    count = position.max() + 1
    norm = mpl.colors.BoundaryNorm(np.arange(count + 1) - 0.5, count)
    scale(figure, right, points, position, cmap=plt.get_cmap("cividis", count), norm=norm)
    label(left, right)
    return figure


def late_positions_clipped(points, sentiment, position):
    return ordinary(points, sentiment, position, vmin=0, vmax=10)


def subfigures(points, sentiment, position):
    figure = plt.figure(figsize=(10, 4), layout="constrained")
    left, right = figure.subfigures(1, 2)
    classes(one := left.subplots(), points, sentiment)
    scale(right, other := right.subplots(), points, position)
    label(one, other)
    return [left, right]


def one_position_at_a_time_with_own_colours(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    classes(left, points, sentiment)
    ends = np.array([1.0, 0.9, 0.2]), np.array([0.1, 0.0, 0.4])
    for place in range(position.max() + 1):
        share = place / position.max()
        colour = tuple((1 - share) * ends[0] + share * ends[1])
        given = {"label": f"{place}"} if place % 4 == 0 else {}
        right.scatter(*points[position == place].T, color=[colour], **given)
    right.legend()
    label(left, right)
    return figure


def float32_points(points, sentiment, position):
    return ordinary(points.astype(np.float32), sentiment, position, cmap="cubehelix")


def joint_grids(points, sentiment, position):
    one = sns.JointGrid(x=points[:, 0], y=points[:, 1], hue=sentiment)
    one.plot(sns.scatterplot, sns.histplot)
    other = sns.JointGrid(x=points[:, 0], y=points[:, 1], hue=position)
    other.plot_joint(sns.scatterplot)
    label(one.ax_joint, other.ax_joint)
    one.figure.tight_layout()
    other.figure.tight_layout()
    return one, other


def a_part_enlarged(points, sentiment, position):
    figure = ordinary(points, sentiment, position)
    for axes, values in zip(figure.axes, (sentiment, position), strict=False):
        inset = axes.inset_axes([0.7, 0.05, 0.28, 0.28])
        colours = np.array(["tab:blue", "tab:orange"])[values] if values is sentiment else values
        inset.scatter(*points.T, c=colours)
        inset.set(xlim=(-1, 1), ylim=(-1, 1))
    return figure


def closed(points, sentiment, position):
    figure = ordinary(points, sentiment, position)
    plt.close(figure)
    return figure


def labels_in_colour(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    for value, name in enumerate(NAMES):
        own = points[sentiment == value]
        left.scatter(*own.T, color=f"C{value}")
        left.annotate(name, own.mean(axis=0), color=f"C{value}", weight="bold")
    scale(figure, right, points, position)
    label(left, right)
    return figure


RIGHT = [
    function
    for function in list(globals().values())
    if callable(function)
    and getattr(function, "__module__", "") == __name__
    and function.__name__ not in ("label", "classes", "scale")
]
