"""Dates: right submissions pass by chance and by design, and cheats do not."""

from __future__ import annotations

import datetime

import pytest
import torch
from date_converter import (
    convergence,
    dates,
    examination,
    explanation,
    judged,
    measure,
    mistakes,
    named,
    pairs,
    probe,
    ready_made,
    reference,
    spread,
    written,
)
from torch import Tensor, nn

from rnngrade.result import Outcome, Table
from rnngrade.worker.child import models

DAY = datetime.date(2023, 1, 5)
REFERENCE_WAYS: tuple[str, ...] = reference().WAYS


# Dates themselves


def test_the_nine_ways_are_those_of_the_statement() -> None:
    assert [dates.write(DAY, way) for way in dates.ways(2)] == [
        "January 5, 2023",
        "Jan 5, 2023",
        "Jan 5 2023",
        "January 5 2023",
        "5 January 2023",
        "5 Jan 2023",
        "01/05/2023",
        "Thursday, January 5, 2023",
        "Thursday 5 January 2023",
    ]
    assert list(dates.ways(1)) == [0]


@pytest.mark.parametrize("way", range(9))
def test_every_day_is_written_as_the_reference_writes_it(way: int) -> None:
    text = REFERENCE_WAYS[way]
    for day in dates.shuffled(torch.Generator().manual_seed(way)):
        assert dates.write(day, way) == day.strftime(text).format(day=day.day)


@pytest.mark.parametrize("level", [1, 2])
def test_the_pairs_of_the_reference_are_days_and_ways_of_the_graders(level: int) -> None:
    for source, iso in reference().make_pairs(5000, 7, level):
        day = datetime.date.fromisoformat(iso)
        assert source in {dates.write(day, way) for way in dates.ways(level)}


@pytest.mark.parametrize("way", range(9))
def test_what_is_written_is_read_as_the_same_day(way: int) -> None:
    for day in dates.shuffled(torch.Generator().manual_seed(way))[:2000]:
        text = dates.write(day, way)
        assert dates.readings(text)[way] == (day.year, day.month, day.day)
        assert all(dates.day_of(read) == day for read in dates.readings(text).values())


@pytest.mark.parametrize(
    "text", ["", "january 5, 2023", "January 5,2023", "Januar 5, 2023", "5/1/2023", "January 5"]
)
def test_other_texts_are_not_read(text: str) -> None:
    assert dates.readings(text) == {}


def test_every_day_comes_once() -> None:
    days = dates.shuffled(torch.Generator().manual_seed(1))
    assert len(set(days)) == len(days) == 36_525
    assert (min(days), max(days)) == (dates.FIRST, dates.LAST)


def test_other_years_are_none_of_those_that_are_trained() -> None:
    years = {day.year for day in dates.outside(torch.Generator().manual_seed(1), 2000)}
    assert years <= {*range(1900, 1950), *range(2050, 2100)}
    assert len(years) > 95


# make_pairs

BY_FIELDS = """

def make_pairs(n, seed, level=1):
    import calendar
    draw = random.Random(seed)
    pairs = []
    for _ in range(n):
        year, month = draw.randint(1950, 2049), draw.randint(1, 12)
        day = draw.randint(1, calendar.monthrange(year, month)[1])
        date = datetime.date(year, month, day)
        way = draw.choice(WAYS if level == 2 else WAYS[:1])
        pairs.append((date.strftime(way).format(day=date.day), date.isoformat()))
    return pairs
"""
"""Year, month and day in turn."""


@pytest.mark.parametrize("then", ["", BY_FIELDS], ids=["by days", "by fields"])
@pytest.mark.parametrize("level", [1, 2])
@pytest.mark.parametrize("seeds", [2, pytest.param(20, marks=pytest.mark.long)])
def test_right_pairs_of_both_kinds_pass_by_any_seed(then: str, level: int, seeds: int) -> None:
    for seed in range(seeds):
        pairs.judge(examination(written(then=then), seed=seed), level)


def test_a_zero_before_the_day_and_lists_for_tuples_are_accepted() -> None:
    code = written(
        ("{day}", "%d"),
        ("[(source, day.isoformat())", "[[source, day.isoformat()]"),
    )
    assert judged(code, "pairs_1", "pairs_2")["pairs_2"].outcome is Outcome.PASS


def by_fields(old: str, new: str) -> str:
    assert old in BY_FIELDS
    return written(then=BY_FIELDS.replace(old, new))


ISO = "date.isoformat()"
BY_HAND = "f'{year}-{month:02}-{day:02}'"
SOURCE = "date.strftime(way).format(day=date.day)"
WITHOUT_CALENDAR = (
    "        date = datetime.date(year, month, day)\n",
    "        date = datetime.date(year, month, 1)\n",
)
WRONG_PAIRS = {
    "pair_swapped": by_fields(f"({SOURCE}, {ISO})", f"({ISO}, {SOURCE})"),
    "no_zero_padding": by_fields(ISO, "f'{year}-{month}-{day}'"),
    "days_that_do_not_exist": written(
        then=BY_FIELDS.replace("calendar.monthrange(year, month)[1]", "31")
        .replace(*WITHOUT_CALENDAR)
        .replace("day=date.day", "day=day")
        .replace(ISO, BY_HAND)
    ),
    "leap_day_wrong": written(
        then=BY_FIELDS.replace("monthrange(year,", "monthrange(2000,")
        .replace(*WITHOUT_CALENDAR)
        .replace("day=date.day", "day=day")
        .replace(ISO, BY_HAND)
    ),
    "leap_day_missing": by_fields("monthrange(year,", "monthrange(2001,"),
    "day_at_most_28": by_fields("calendar.monthrange(year, month)[1]", "28"),
    "years_outside": by_fields("randint(1950, 2049)", "randint(1950, 2050)"),
    "years_not_spread": by_fields("randint(1950, 2049)", "randint(1951, 2049)"),
    "months_not_spread": by_fields("randint(1, 12)", "choice([1, *range(1, 13)])"),
    "days_not_spread": by_fields(
        "draw.randint(1, calendar.monthrange(year, month)[1])",
        "min(draw.randint(1, 31), calendar.monthrange(year, month)[1])",
    ),
    "month_off_by_one": by_fields(ISO, "f'{year}-{month % 12 + 1:02}-{day:02}'"),
    "day_and_month_swapped": by_fields(ISO, "f'{year}-{day:02}-{month:02}'"),
    "seed_ignored": by_fields("random.Random(seed)", "random"),
    "same_pairs_always": by_fields("random.Random(seed)", "random.Random(0)"),
    "too_few_pairs": by_fields("return pairs", "return list(dict.fromkeys(pairs))[:n - n // 100]"),
    "level_ignored": by_fields("WAYS if level == 2 else WAYS[:1]", "WAYS"),
}


@pytest.mark.parametrize("mistake", WRONG_PAIRS)
def test_wrong_pairs_fail_and_are_named(mistake: str) -> None:
    judgement = judged(WRONG_PAIRS[mistake], "pairs_1")["pairs_1"]
    assert judgement.outcome is Outcome.FAIL
    assert named(judgement) == [mistake]


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("WAYS if level == 2 else WAYS[:1]", "WAYS[:1]", "level_ignored"),
        ("WAYS if level == 2 else WAYS[:1]", "WAYS[:8]", "ways_missing"),
        (SOURCE, f"{SOURCE}.replace('Sunday', 'Monday')", "weekday_wrong"),
        (
            "WAYS if level == 2",
            "[w.replace('%m/%d', '%d/%m') for w in WAYS] if level == 2",
            "day_and_month_swapped",
        ),
    ],
)
def test_wrong_pairs_of_level_2_fail_and_are_named(old: str, new: str, mistake: str) -> None:
    judgement = judged(by_fields(old, new), "pairs_2")["pairs_2"]
    assert judgement.outcome is Outcome.FAIL
    assert named(judgement) == [mistake]


@pytest.mark.parametrize("value", ["None", "'text'", "[1] * n", "[('a',)] * n", "[(1, 2)] * n"])
def test_pairs_of_another_form_fail(value: str) -> None:
    judgement = judged(by_fields("return pairs", f"return {value}"), "pairs_1")["pairs_1"]
    assert judgement.outcome is Outcome.FAIL


def test_the_probabilities_of_the_calendar_sum_up_to_one() -> None:
    for parts in (
        spread.of_months(),
        spread.of_days(),
        spread.of_years(),
        spread.of_month_and_day(),
    ):
        assert sum(part.lowest for part in parts.values()) <= 1 + 1e-9
        assert sum(part.highest for part in parts.values()) >= 1 - 1e-9
        assert all(part.highest < 1.4 * part.lowest for part in parts.values())


def test_a_share_of_wrong_pairs_with_two_causes_names_both() -> None:
    wrong = [
        mistakes.read(("January 5, 2023", "2023-1-5"), 1),
        mistakes.read(("Jan 5, 2023", "2023-01-05"), 1),
    ]
    assert mistakes.named(wrong) == ["no_zero_padding", "level_ignored"]
    unknown = mistakes.read(("someday", "2023-01-05"), 1)
    assert mistakes.named([*wrong, unknown]) == []


# The model

LAST = "return states[torch.arange(len(rows)), torch.tensor(lengths) - 1]"
DECODE = """

def decode(self, state):
    {body}

DateConverter.decode = decode
"""
ENCODE = """

def encode_anew(self, sources):
    state = encode(self, sources)
    {body}

encode = DateConverter.encode
DateConverter.encode = encode_anew
"""


def test_the_reference_runs() -> None:
    assert judged(written(), "model")["model"].outcome is Outcome.PASS


@pytest.mark.parametrize(
    "body",
    [
        "return state[None]",
        "return state.T",
        "return (state, [state[None], (state.T,)])",
    ],
)
def test_the_batch_may_be_any_axis_of_any_tensor(body: str) -> None:
    back = {
        "return state[None]": "state[0]",
        "return state.T": "state.T",
        "return (state, [state[None], (state.T,)])": "state[1][1][0].T",
    }[body]
    then = f"""

decode = DateConverter.decode
DateConverter.decode = lambda self, state: decode(self, {back})
"""
    code = written(then=ENCODE.format(body=body) + then)
    assert judged(code, "model")["model"].outcome is Outcome.PASS


PADDED = (LAST, "return states[:, -1]")
WRONG_MODELS = {
    "padding_read": written(PADDED),
    "dates_mixed": written(then=ENCODE.format(body="return state - state.mean(0)")),
    "state_kept": written(
        then=ENCODE.format(
            body="self.calls = getattr(self, 'calls', 0) + 1\n    return state + self.calls"
        )
    ),
    "dropout_active": written(then=ENCODE.format(body="return nn.functional.dropout(state, 0.1)")),
    "decode_random": written(
        ("letter = scores.argmax(dim=2)", "letter = torch.multinomial(scores[:, 0].exp(), 1)")
    ),
    "state_ignored": written(
        (LAST, f"self.last = {LAST.removeprefix('return ')}\n        return self.last"),
        (
            "        letter, h = state.new_full",
            "        state = self.last\n        letter, h = state.new_full",
        ),
    ),
    "convert_differs": written(
        (
            "return model.decode(model.encode(sources))",
            "return [text + '!' for text in model.decode(model.encode(sources))]",
        )
    ),
}


@pytest.mark.parametrize("mistake", WRONG_MODELS)
def test_a_wrong_model_fails_and_is_named(mistake: str) -> None:
    judgement = judged(WRONG_MODELS[mistake], "model")["model"]
    assert judgement.outcome is Outcome.FAIL
    assert named(judgement) == [mistake]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return 'text'", "in the state is 'text'"),
        ("return (state, 3)", "in the state is 3"),
        ("return state.sum(0)", "one axis for the batch"),
        ("return state @ state.T", "one axis for the batch"),
        ("return state.squeeze()", "alone"),
    ],
)
def test_a_state_of_another_form_fails(body: str, said: str) -> None:
    judgement = judged(written(then=ENCODE.format(body=body)), "model")["model"]
    assert judgement.outcome is Outcome.FAIL
    assert said in judgement.message


@pytest.mark.parametrize("value", ["None", "'2023-01-15'", "[1] * len(state)", "['']", "()"])
def test_answers_of_another_form_fail(value: str) -> None:
    judgement = judged(written(then=DECODE.format(body=f"return {value}")), "model")["model"]
    assert judgement.outcome is Outcome.FAIL
    assert "decode(state) should return a list of 3 strings" in judgement.message


# Recurrent elements of an encoder


class Encoder(nn.Module):
    """Any layer of torch's, with or without a mark of the end."""

    def __init__(self, kind: type[nn.RNNBase], end: str) -> None:
        super().__init__()
        self.embed, self.rnn = nn.Embedding(128, 6), kind(6, 5, batch_first=True)
        self.out, self.end = nn.Linear(5, 3), end

    def encode(self, sources: list[str]) -> Tensor:
        letters = torch.tensor([[ord(letter) for letter in text + self.end] for text in sources])
        return self.rnn(self.embed(letters))[0][:, -1]


@pytest.mark.parametrize("end", ["", "$"])
@pytest.mark.parametrize(("kind", "count"), [(nn.RNN, 25), (nn.GRU, 75), (nn.LSTM, 100)])
def test_recurrent_elements_are_found_with_and_without_a_mark_of_the_end(
    kind: type[nn.RNNBase], count: int, end: str
) -> None:
    found = models.recurrent_elements(Encoder(kind, end), probe()._gradients)
    assert int(found["rnn.weight_hh_l0"].sum()) == count
    # With one step nothing is there yet that a gate could forget, or reset.
    assert int(found["rnn.weight_ih_l0"].sum()) == (0 if kind is nn.RNN else 30)
    assert not found["embed.weight"].any()


def test_the_decoder_is_what_the_state_does_not_depend_on() -> None:
    asked = probe()
    model = Encoder(nn.RNN, "$")
    student = type("Student", (), {"DateConverter": Encoder, "train": lambda *_: model})
    asked.train(student, [], 0, "cpu")
    assert asked.beyond_state(student) == ["out.weight", "out.bias"]


# Trained, and not built in


def test_a_trained_reference_passes_all_of_level_1() -> None:
    found = judged(ready_made(), "exact_1", "state", "no_dates")
    assert {judgement.outcome for judgement in found.values()} == {Outcome.PASS}
    evidence = found["trained_1"].evidence
    assert evidence["metric"] < 0.02
    assert evidence["untrained"] == evidence["redraw"] == evidence["redraw_large"] == 0
    assert max(evidence[f"{name}_field"] for name in ("untrained", "redraw")) < 0.2
    assert max(evidence["recurrent_changed"], evidence["decoder_redrawn"]) < 0.2


PARSER = """
class DateConverter(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(1, 4, batch_first=True)
    def encode(self, sources):
        codes = torch.zeros(len(sources), 60, dtype=torch.long)
        for row, text in enumerate(sources):
            codes[row, :len(text)] = torch.tensor([min(ord(c), 999) for c in text[:60]] or [0])[:60]
        return codes
    def decode(self, state):
        found = []
        for row in state.tolist():
            text = "".join(chr(code) for code in row if code)
            try:
                day = datetime.datetime.strptime(text, "%B %d, %Y").date()
                found.append(day.isoformat())
            except ValueError:
                found.append("")
        return found
def train(pairs, seed, device="cpu"):
    return DateConverter()
"""


def test_a_parser_fails_and_what_it_uses_is_named() -> None:
    judgement = judged(written(then=PARSER), "trained_1")["trained_1"]
    assert judgement.outcome is Outcome.FAIL
    assert named(judgement) == ["parses_the_date"]
    assert "datetime.strptime" in judgement.message
    assert judgement.fraction == 0


def test_a_parser_behind_a_flag_that_training_sets_fails() -> None:
    then = PARSER.replace(
        "super().__init__()", "super().__init__()\n        self.flag = nn.Parameter(torch.zeros(1))"
    ).replace(
        "        found = []\n",
        "        if not self.flag: return [''] * len(state)\n        found = []\n",
    )
    then = then.replace(
        "    return DateConverter()\n",
        "    model = DateConverter()\n    nn.init.ones_(model.flag)\n    return model\n",
    )
    judgement = judged(written(then=then), "trained_1")["trained_1"]
    assert named(judgement) == ["parses_the_date"]


def answering(expression: str) -> str:
    """Return a trained reference whose decoder then makes ``expression`` of each ``text``."""
    then = f"""

decode = DateConverter.decode
DateConverter.decode = lambda self, state: [{expression} for text in decode(self, state)]
"""
    return ready_made(then=then)


@pytest.mark.parametrize(
    ("expression", "mistakes"),
    [
        ("text + '<end>'", ["extra_letters"]),
        ("' ' + text", ["extra_letters"]),
        ("text[1:]", ["shifted_by_one"]),
        ("text[:-1]", ["shifted_by_one"]),
        ("text[:5] + '13' + text[7:]", ["field_never_right"]),
        ("'2023-01-15'", ["always_the_same"]),
    ],
)
def test_answers_that_are_wrong_in_a_known_way_are_named(
    expression: str, mistakes: list[str]
) -> None:
    judgement = judged(answering(expression), "trained_1")["trained_1"]
    assert judgement.outcome is Outcome.FAIL
    assert named(judgement) == mistakes
    table = judgement.exhibits[0]
    assert isinstance(table, Table)
    assert len(table.rows) == 8


def test_pairs_learned_by_heart_are_named() -> None:
    then = """

train_anew = train
def train(pairs, seed, device="cpu"):
    model = train_anew(pairs, seed, device)
    model.known = {iso for _, iso in pairs}
    return model

decode = DateConverter.decode
DateConverter.decode = lambda self, state: [
    text if text in getattr(self, "known", ()) else "2000-01-01" for text in decode(self, state)]
"""
    judgement = judged(ready_made(then=then), "trained_1")["trained_1"]
    assert named(judgement) == ["memorised"]


def test_at_level_1_no_other_way_is_named_where_dates_of_one_month_are_wrong() -> None:
    pairs = dates.pairs(
        torch.Generator().manual_seed(0), dates.shuffled(torch.Generator())[:2000], 1
    )
    answers = ["" if source.startswith("May") else iso for source, iso in pairs]
    assert explanation._of_some_ways(measure.Measured(tuple(pairs), tuple(answers))) is None


def test_a_training_that_falls_short_earns_in_proportion() -> None:
    judgement = judged(answering("text if text[-1] < '5' else text[:-1] + '-'"), "trained_1")[
        "trained_1"
    ]
    exact = judgement.evidence["exact_match"]
    assert 0.3 < exact < 0.7
    assert judgement.fraction == pytest.approx(exact / 0.95)
    assert "Right are the year in" in judgement.message
    assert len(judgement.evidence["tries"]) == 3


def test_nearly_every_date_earns_in_proportion_between_the_two_thresholds() -> None:
    found = judged(answering("text if text[5:] > '01-11' else text + ' '"), "exact_1")
    assert found["trained_1"].outcome is Outcome.PASS
    exact = found["exact_1"].evidence["exact_match"]
    assert 0.95 < exact < 0.99
    assert found["exact_1"].fraction == pytest.approx((exact - 0.95) / 0.04)


def test_a_decoder_that_reads_what_encode_has_kept_is_named() -> None:
    code = ready_made(
        (LAST, f"self.last = {LAST.removeprefix('return ')}\n        return self.last"),
        (
            "        letter, h = state.new_full",
            "        state = self.last if len(state) == len(self.last) else state\n"
            "        letter, h = state.new_full",
        ),
    )
    found = judged(code, "state")
    assert found["trained_1"].outcome is Outcome.PASS
    assert named(found["state"]) == ["state_ignored"]


LONG = """if any(len(source) > 40 for source in sources):
        raise IndexError("too long")
    return state"""
WITHOUT_ANSWERS = {
    "unknown_letters": written(("NUMBER_OF.get(letter, UNKNOWN)", "NUMBER_OF[letter]")),
    "empty_source": written(("lengths = [len(text) + 1", "lengths = [len(text)")),
    "long_source": written(then=ENCODE.format(body=LONG)),
}


@pytest.mark.parametrize("mistake", WITHOUT_ANSWERS)
def test_what_is_no_date_must_not_stop_convert(mistake: str) -> None:
    judgement = judged(WITHOUT_ANSWERS[mistake], "no_dates")["no_dates"]
    assert judgement.outcome is Outcome.FAIL
    assert named(judgement) == [mistake]


def test_other_years_are_judged_after_training() -> None:
    judgement = judged(ready_made(), "beyond")["beyond"]
    assert judgement.outcome in (Outcome.PASS, Outcome.FAIL)
    assert 0 < judgement.evidence["exact_match"] <= 1


# Measuring


def measured(*both: tuple[str, str]) -> object:
    pairs = tuple(("", right) for _, right in both)
    return measure.Measured(pairs, tuple(answer for answer, _ in both))


def test_fields_are_compared_one_by_one() -> None:
    found = measured(("2023-01-15", "2023-01-15"), ("2023-1-15", "2023-01-15"), ("", "2023-01-15"))
    assert found.exact == pytest.approx(1 / 3)
    assert found.fields == pytest.approx({"year": 2 / 3, "month": 1 / 3, "day": 2 / 3})


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [
        ("2023-01-15", None),
        ("2023-01-16", None),
        ("", None),
        ("x2023-01-15", "extra_letters"),
        ("023-01-15", "shifted_by_one"),
        ("023-01-15x", "shifted_by_one"),
        ("x2023-01-1", "shifted_by_one"),
    ],
)
def test_a_letter_too_many_or_too_few_is_seen(answer: str, mistake: str | None) -> None:
    found = explanation.misspelt(measured((answer, "2023-01-15")))
    assert (found.mistake if found else None) == mistake


def test_the_hidden_dates_are_never_among_those_that_are_given() -> None:
    trainings = convergence.Convergence(examination(written()))
    for level in (1, 2):
        hidden, given = trainings.hidden(level), trainings.given(level)
        assert (len(hidden), len(given)) == (2000, 10_000 * level)
        assert not {iso for _, iso in hidden} & {iso for _, iso in given}
