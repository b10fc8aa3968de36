"""Wrong plots of exercise 5: each with the check that fails, and the mistake that is named."""

from __future__ import annotations

import numpy as np
from matplotlib import pyplot as plt
from right_plots import NAMES, classes, label, ordinary, scale


def views(points, sentiment, position, left_points=None, right_points=None):
    """The ordinary figure, of other points."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4), layout="constrained")
    classes(left, points if left_points is None else left_points, sentiment)
    scale(figure, right, points if right_points is None else right_points, position)
    label(left, right)
    return figure


def returns_nothing(points, sentiment, position):
    return None


def returns_an_empty_list(points, sentiment, position):
    return []


def returns_points(points, sentiment, position):
    return points


def blank(points, sentiment, position):
    return plt.figure()


def empty_axes(points, sentiment, position):
    return plt.subplots(1, 2)[0]


def lines_without_markers(points, sentiment, position):
    figure, axes = plt.subplots()
    axes.plot(*points.T)
    return figure


def invisible(points, sentiment, position):
    figure = views(points, sentiment, position)
    for axes in figure.axes:
        for part in axes.collections:
            part.set_visible(False)
    return figure


def last_positions_alone(points, sentiment, position):
    last = np.append(position[1:] == 0, True)
    return views(points[last], sentiment[last], position[last])


def one_class_alone(points, sentiment, position):
    kept = sentiment == 1
    figure, (left, right) = plt.subplots(1, 2)
    left.scatter(*points[kept].T)
    right.scatter(*points[kept].T, c=position[kept])
    return figure


def first_hundred(points, sentiment, position):
    return views(points[:60], sentiment[:60], position[:60])


def without_the_last(points, sentiment, position):
    return views(points[:-1], sentiment[:-1], position[:-1])


def swapped(points, sentiment, position):
    return views(points[:, ::-1], sentiment, position)


def standardised(points, sentiment, position):
    return views((points - points.mean(0)) / points.std(0), sentiment, position)


def jittered(points, sentiment, position):
    moved = points + np.ptp(points) * 0.02 * np.random.default_rng(0).normal(size=points.shape)
    return views(moved, sentiment, position)


def raising(points, sentiment, position):
    raise ValueError("the plot raises this")


def in_three_dimensions(points, sentiment, position):
    figure = plt.figure()
    axes = figure.add_subplot(projection="3d")
    axes.scatter(*points.T, position)
    return figure


def ten_figures(points, sentiment, position):
    return [plt.figure() for _ in range(10)]


def undrawable(points, sentiment, position):
    figure = views(points, sentiment, position)
    figure.axes[0].set_xlabel(r"$\nosuchthing$")
    return figure


def one_colour(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2)
    left.scatter(*points.T)
    right.scatter(*points.T)
    label(left, right)
    return figure


def by_sentence(points, sentiment, position):
    sentence = np.cumsum(position == 0) - 1
    figure, (left, right) = plt.subplots(1, 2)
    left.scatter(*points.T, c=sentence, cmap="tab10")
    right.scatter(*points.T, c=sentence)
    label(left, right)
    return figure


def by_running_index(points, sentiment, position):
    return views(points, sentiment, np.arange(len(points)))


def no_sentiment(points, sentiment, position):
    figure, axes = plt.subplots()
    scale(figure, axes, points, position)
    label(axes)
    return figure


def no_position(points, sentiment, position):
    figure, axes = plt.subplots()
    classes(axes, points, sentiment)
    label(axes)
    return figure


def categories(points, sentiment, position):
    return ordinary(points, sentiment, position, cmap="tab10")


def categories_repeated(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    classes(left, points, sentiment)
    for place in range(position.max() + 1):
        right.scatter(*points[position == place].T, color=f"C{place}", label=str(place))
    right.legend()
    label(left, right)
    return figure


def random_colours(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    classes(left, points, sentiment)
    colours = np.random.default_rng(1).random((position.max() + 1, 3))
    right.scatter(*points.T, c=colours[position])
    label(left, right)
    return figure


def no_colour_bar(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2)
    classes(left, points, sentiment)
    right.scatter(*points.T, c=position)
    label(left, right)
    return figure


def bar_of_other_colours(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    classes(left, points, sentiment)
    right.scatter(*points.T, c=position, cmap="plasma")
    figure.colorbar(plt.cm.ScalarMappable(plt.Normalize(0, 13), "viridis"), ax=right)
    label(left, right)
    return figure


def bar_reversed(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    classes(left, points, sentiment)
    right.scatter(*points.T, c=position, cmap="plasma")
    figure.colorbar(plt.cm.ScalarMappable(plt.Normalize(0, 13), "plasma_r"), ax=right)
    label(left, right)
    return figure


def no_legend(points, sentiment, position):
    figure = views(points, sentiment, position)
    figure.axes[0].get_legend().remove()
    return figure


def one_entry(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    left.scatter(*points.T, c=sentiment, cmap="bwr")
    left.legend(NAMES)
    scale(figure, right, points, position)
    label(left, right)
    return figure


def legend_swapped(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    for value, name in enumerate(reversed(NAMES)):
        left.scatter(*points[sentiment == value].T, label=name)
    left.legend()
    scale(figure, right, points, position)
    label(left, right)
    return figure


def bar_of_classes_swapped(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    scatter = left.scatter(*points.T, c=1 - sentiment, cmap="bwr")
    bar = figure.colorbar(scatter, ax=left, ticks=[0, 1])
    bar.set_ticklabels(NAMES)
    scale(figure, right, points, position)
    label(left, right)
    return figure


def hardly_apart(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    for value, name in enumerate(NAMES):
        left.scatter(*points[sentiment == value].T, color=("#1111ff", "#1515ff")[value], label=name)
    left.legend()
    scale(figure, right, points, position)
    label(left, right)
    return figure


def legend_cut_off(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2)
    scale(figure, left, points, position)
    classes(right, points, sentiment)
    right.legend(bbox_to_anchor=(1.25, 1), loc="upper left")
    label(left, right)
    return figure


def limits_too_narrow(points, sentiment, position):
    figure = views(points, sentiment, position)
    figure.axes[0].set_xlim(-10, 10)
    return figure


def limits_too_wide(points, sentiment, position):
    figure = views(points, sentiment, position)
    figure.axes[0].set(xlim=(-60, 60), ylim=(-60, 60))
    return figure


def label_cut_off(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2)
    figure.subplots_adjust(left=0.0)
    classes(left, points, sentiment)
    scale(figure, right, points, position)
    label(left, right)
    return figure


def unseen(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    left.scatter(*points.T, c=np.where(sentiment, "white", "blue"), s=4)
    scale(figure, right, points, position)
    label(left, right)
    return figure


def sentiments_sorted(points, sentiment, position):
    return views(points, np.sort(sentiment), position)


def sentiments_reversed(points, sentiment, position):
    return views(points, sentiment[::-1], position)


def positions_shifted(points, sentiment, position):
    return views(points, sentiment, np.roll(position, 1))


def positions_sorted(points, sentiment, position):
    return views(points, sentiment, np.sort(position))


def no_y_label(points, sentiment, position):
    figure = views(points, sentiment, position)
    figure.axes[1].set_ylabel("")
    return figure


def no_labels(points, sentiment, position):
    figure = views(points, sentiment, position)
    for axes in figure.axes[:2]:
        axes.set(xlabel="", ylabel=" ")
    return figure


def axes_off(points, sentiment, position):
    figure = views(points, sentiment, position)
    for axes in figure.axes[:2]:
        axes.set_axis_off()
    return figure


def shared_label_on_another_axis(points, sentiment, position):
    figure, (left, right) = plt.subplots(1, 2, sharey=True, layout="constrained")
    classes(left, points, sentiment)
    scale(figure, right, points, position)
    left.set(xlabel="PC 1", ylabel="PC 2")
    return figure


NAMED = [
    (returns_nothing, "figure", "no_data"),
    (returns_an_empty_list, "figure", "no_data"),
    (returns_points, "figure", "no_data"),
    (blank, "figure", "no_data"),
    (empty_axes, "figure", "no_data"),
    (lines_without_markers, "figure", "no_data"),
    (invisible, "figure", "no_data"),
    (last_positions_alone, "figure", "points_missing"),
    (one_class_alone, "figure", "points_missing"),
    (first_hundred, "figure", "points_missing"),
    (without_the_last, "figure", "points_missing"),
    (swapped, "figure", "coordinates_swapped"),
    (standardised, "figure", "points_moved"),
    (jittered, "figure", "points_moved"),
    (legend_cut_off, "figure", "cut_off"),
    (limits_too_narrow, "figure", "cut_off"),
    (label_cut_off, "figure", "cut_off"),
    (one_colour, "sentiment", "colours_constant"),
    (one_colour, "position", "colours_constant"),
    (by_sentence, "sentiment", "coloured_by_sentence"),
    (by_sentence, "position", "coloured_by_sentence"),
    (by_running_index, "position", "coloured_by_running_index"),
    (no_sentiment, "sentiment", "sentiment_missing"),
    (no_position, "position", "position_missing"),
    (categories, "position", "position_not_ordered"),
    (categories_repeated, "position", "position_not_ordered"),
    (random_colours, "position", "position_not_ordered"),
    (no_colour_bar, "position", "no_colour_bar"),
    (bar_of_other_colours, "position", "no_colour_bar"),
    (no_legend, "sentiment", "no_legend"),
    (one_entry, "sentiment", "no_legend"),
    (legend_swapped, "sentiment", "legend_swapped"),
    (bar_of_classes_swapped, "sentiment", "legend_swapped"),
    (sentiments_sorted, "sentiment", "colours_out_of_step"),
    (sentiments_reversed, "sentiment", "colours_out_of_step"),
    (positions_shifted, "position", "colours_out_of_step"),
    (positions_sorted, "position", "colours_out_of_step"),
]
"""Plots whose mistake has a name."""

TOLD = [
    (raising, "figure", "the plot raises this"),
    (in_three_dimensions, "figure", "three dimensions"),
    (ten_figures, "figure", "10 figures"),
    (undrawable, "figure", "cannot be drawn: ValueError"),
    (limits_too_wide, "figure", "crowded into"),
    (unseen, "figure", "can be seen"),
    (hardly_apart, "sentiment", "told apart"),
    (bar_reversed, "position", "the other way"),
    (no_y_label, "labels", "no label in the view coloured by position (y)"),
    (no_labels, "labels", "(x and y) and in"),
    (axes_off, "labels", "no label"),
    (shared_label_on_another_axis, "labels", "(x)"),
]
"""Plots that a message explains."""
