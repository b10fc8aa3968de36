"""The checks of exercise 5, in the order in which a student reads them."""

from __future__ import annotations

from dataclasses import replace

from rnngrade.checks.interface import Context, Failed, Passed, check
from rnngrade.checks.loading import load_required

from . import observations as of_text
from . import own_model, projection, shown, views
from . import states as of_states


@check()
def loads(context: Context) -> Passed:
    """The file loads"""
    return Passed("All that is asked for is there.", notes=load_required(context))


@check(after=(loads,))
def states(context: Context) -> Passed:
    """hidden_states gives the model's own states, at every position"""
    return of_states.judge(context)


@check(after=(states,))
def trace(context: Context) -> Passed:
    """hidden_states leaves no trace: no gradients, weights unchanged"""
    return of_states.judge_trace(context)


@check(after=(states,), settings=("accuracy",))
def model(context: Context) -> Passed:
    """The model tells sentiment"""
    return own_model.judge(context)


@check(after=(loads,), settings=("tolerance",))
def pca(context: Context) -> Passed:
    """project gives the principal components"""
    return projection.judge_pca(context)


@check(after=(loads,), settings=("sentences", "thresholds"))
def tsne(context: Context) -> Passed:
    """project keeps neighbours by t-SNE, repeatably, and for few states too"""
    return projection.judge_tsne(context)


@check(after=(loads,))
def figure(context: Context) -> Passed:
    """plot draws every point where it belongs, nothing cut off"""
    try:
        passed = views.judge_figure(context)
    except Failed as failure:
        failure.exhibits = shown.figures(context)
        raise
    return replace(passed, exhibits=shown.figures(context))


@check(after=(loads,))
def by_sentiment(context: Context) -> Passed:
    """A view coloured by sentiment, with a legend"""
    return views.judge_sentiment(context)


@check(after=(loads,))
def by_position(context: Context) -> Passed:
    """A view coloured by position, with a colour bar"""
    return views.judge_position(context)


@check(after=(loads,))
def labels(context: Context) -> Passed:
    """The axes are labelled"""
    return views.judge_labels(context)


@check(after=(loads,), settings=("words",))
def observations(context: Context) -> Passed:
    """What patterns do you observe?"""
    return of_text.judge(context)


CHECKS = (
    loads,
    states,
    trace,
    model,
    pca,
    tsne,
    figure,
    by_sentiment,
    by_position,
    labels,
    observations,
)
"""In the order in which they run."""
