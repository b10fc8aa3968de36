"""The adding problem: right submissions pass by chance and by design, and cheats do not."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from adding_problem import (
    ANYWHERE,
    BY_HALVES,
    EVALUATE,
    MODEL,
    TRAIN,
    convergence,
    examination,
    generator,
    honesty,
    judged,
    named,
    probe,
    student,
    task,
    written,
)
from torch import Tensor, nn

from rnngrade.checks.interface import Failed
from rnngrade.result import Outcome, Table
from rnngrade.worker.child import models

FRESH = {"kind": "fresh", "seed": 3, "change": None}


# The task itself


@pytest.mark.parametrize("by_halves", [False, True])
@pytest.mark.parametrize("length", [2, 3, 10, 200])
def test_examples_have_two_marks_and_the_sum_of_their_numbers(length: int, by_halves: bool) -> None:
    examples = task.draw(torch.Generator().manual_seed(1), 500, length, by_halves=by_halves)
    assert examples.x.shape == (500, length, 2)
    assert examples.x.dtype == torch.float32
    assert torch.equal(examples.mask.sum(dim=1), torch.full((500,), 2.0))
    assert torch.equal(examples.mask.nonzero()[:, 1].view(-1, 2), examples.places)
    marked = examples.numbers.double().gather(1, examples.places)
    assert torch.allclose(examples.y, marked.sum(dim=1))
    if by_halves:
        assert (examples.places[:, 0] < length // 2).all()
        assert (examples.places[:, 1] >= length // 2).all()


def test_chance_is_the_error_of_always_answering_the_mean() -> None:
    examples = task.draw(torch.Generator().manual_seed(1), 200_000, 5, by_halves=False)
    assert float((examples.y - 1).square().mean()) == pytest.approx(task.CHANCE, rel=0.02)


# adding_target


@pytest.mark.parametrize(
    "line",
    [
        "(numbers * mask).sum(dim=1, keepdim=True)",
        "(numbers * mask).sum(1).unsqueeze(1)",
        "torch.einsum('bt,bt->b', numbers, mask)[:, None]",
        "numbers[mask.bool()].view(-1, 2).sum(dim=1, keepdim=True)",
        "(numbers.double() * mask).sum(dim=1, keepdim=True)",
    ],
)
def test_a_right_target_passes_however_it_is_written(line: str) -> None:
    code = written(target=f"def adding_target(numbers, mask):\n    return {line}")
    assert judged(code, "target")["target"].outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("line", "mistakes"),
    [
        ("numbers.sum(dim=1, keepdim=True)", ["sums_all_numbers"]),
        ("(numbers * mask).sum(dim=1, keepdim=True) / 2", ["mean_of_two"]),
        ("numbers[mask.bool()].view(-1, 2).prod(dim=1, keepdim=True)", ["product_of_two"]),
        ("(numbers * mask).max(dim=1, keepdim=True).values", []),
        ("(numbers * mask).sum(dim=1)", []),
        ("(numbers * mask).sum(dim=1, keepdim=True).round().int()", []),
        ("(numbers * mask).sum(dim=1, keepdim=True) * float('nan')", []),
        ("None", []),
    ],
)
def test_a_wrong_target_fails_and_is_named(line: str, mistakes: list[str]) -> None:
    code = written(target=f"def adding_target(numbers, mask):\n    return {line}")
    judgement = judged(code, "target")["target"]
    assert judgement.outcome is Outcome.FAIL
    assert named(judgement) == mistakes


# make_batch


@pytest.mark.parametrize("batches", [ANYWHERE, BY_HALVES], ids=["anywhere", "by halves"])
@pytest.mark.parametrize("seeds", [10, pytest.param(60, marks=pytest.mark.long)])
def test_right_batches_of_both_kinds_pass_by_any_seed(batches: str, seeds: int) -> None:
    for seed in range(seeds):
        generator.judge(examination(written(batches=batches), seed=seed))


@pytest.mark.parametrize(
    ("batches", "by_halves"), [(ANYWHERE, False), (BY_HALVES, True)], ids=["anywhere", "by halves"]
)
def test_the_kind_of_marks_is_recognised(batches: str, by_halves: bool) -> None:
    assert generator.marks_by_halves(examination(written(batches=batches))) is by_halves


@pytest.mark.parametrize("pairs", [45, 25])
def test_right_batches_fail_by_chance_less_than_once_in_a_million(pairs: int) -> None:
    """By the binomial distribution itself, whose tail is heavier than the normal one's."""
    n, p = generator.SAMPLE, 1 / pairs
    allowed = generator.LARGEST_Z * math.sqrt(p * (1 - p) / n)

    def chance(count: int) -> float:
        ways = math.lgamma(n + 1) - math.lgamma(count + 1) - math.lgamma(n - count + 1)
        return math.exp(ways + count * math.log(p) + (n - count) * math.log1p(-p))

    spread = sum(chance(count) for count in range(n + 1) if abs(count / n - p) > allowed)
    uniform = 2 * math.exp(-2 * generator.KOLMOGOROV**2)
    assert pairs * spread + uniform < 1e-6


def test_marks_that_one_pair_of_steps_has_a_little_too_often_are_seen() -> None:
    """The test is not only safe but sharp: 4 % of the masks moved to one pair."""
    batches = ANYWHERE.replace(
        "    mask = ",
        "    places[torch.rand(batch_size, generator=generator) < 0.04] = "
        "torch.tensor([2, 6])\n    mask = ",
    )
    judgement = judged(written(batches=batches), "batches")["batches"]
    assert named(judgement) == ["marks_not_spread"]
    assert "at steps 3 and 7" in judgement.message


def batches_with(old: str, new: str, source: str = ANYWHERE) -> str:
    assert old in source
    return written(batches=source.replace(old, new))


NUMBERS = "numbers = torch.rand(batch_size, seq_len, generator=generator)"
PLACES = "torch.rand(batch_size, seq_len, generator=generator).topk(2, dim=1).indices"
RETURN = "torch.stack((numbers, mask), dim=2), adding_target(numbers, mask)"
WRONG_BATCHES = {
    "channels_swapped": batches_with("stack((numbers, mask)", "stack((mask, numbers)"),
    "time_first": batches_with("dim=2), adding", "dim=2).transpose(0, 1), adding"),
    "marks_coincide": batches_with(
        PLACES, "torch.randint(seq_len, (batch_size, 2), generator=generator)"
    ),
    "marks_fixed": batches_with(PLACES, "torch.tensor([[1, 3]]).expand(batch_size, 2)"),
    "marks_shared": batches_with(
        PLACES, "torch.randperm(seq_len, generator=generator)[:2].expand(batch_size, 2)"
    ),
    "marks_not_spread": batches_with(
        PLACES, "torch.rand(batch_size, seq_len - 1, generator=generator).topk(2, dim=1).indices"
    ),
    "numbers_not_uniform": batches_with(
        NUMBERS, "numbers = torch.rand(batch_size, seq_len, generator=generator) ** 1.1"
    ),
    "generator_ignored": batches_with(PLACES, PLACES.replace(", generator=generator", "")),
    "same_batch_always": batches_with("    numbers =", "    torch.manual_seed(0)\n    numbers ="),
    "targets_wrong": batches_with("adding_target(numbers, mask)", "numbers.sum(1, keepdim=True)"),
}


@pytest.mark.parametrize("mistake", WRONG_BATCHES)
def test_wrong_batches_fail_and_are_named(mistake: str) -> None:
    judgement = judged(WRONG_BATCHES[mistake], "batches")["batches"]
    assert judgement.outcome is Outcome.FAIL
    assert named(judgement) == [mistake]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (RETURN, RETURN.split(", adding")[0]),  # no targets
        (RETURN, f"({RETURN}, mask)"),
        ("adding_target(numbers, mask)", "adding_target(numbers, mask)[:, 0]"),
        ("scatter(1, places, 1.0)", "scatter(1, places, 0.9)"),
        (NUMBERS, NUMBERS + ".double()"),
        (NUMBERS, NUMBERS + " * 2 - 1"),
        ("topk(2", "topk(3"),
    ],
)
def test_batches_of_another_form_fail(old: str, new: str) -> None:
    assert judged(batches_with(old, new), "batches")["batches"].outcome is Outcome.FAIL


# Recurrent elements


class OfLayer(nn.Module):
    """Any layer of torch's, and a read-out."""

    def __init__(self, kind: type[nn.RNNBase], **options: object) -> None:
        super().__init__()
        self.layer = kind(2, 5, batch_first=True, **options)  # type: ignore[arg-type]
        self.out = nn.Linear(5, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.out(self.layer(x)[0][:, -1])


class ByHand(nn.Module):
    """A cell of raw matrices with meaningless names."""

    def __init__(self) -> None:
        super().__init__()
        self.p, self.q = nn.Parameter(torch.randn(2, 5)), nn.Parameter(torch.randn(5, 5) / 3)
        self.r, self.s = nn.Parameter(torch.randn(5)), nn.Parameter(torch.randn(5, 1))

    def first(self, x: Tensor) -> Tensor:
        return x.new_zeros(len(x), 5)

    def cell(self, x: Tensor, h: Tensor) -> Tensor:
        return torch.tanh(x @ self.p + h @ self.q + self.r)

    def forward(self, x: Tensor) -> Tensor:
        h = self.first(x)
        for step in x.unbind(1):
            h = self.cell(step, h)
        return h @ self.s


class Concatenated(ByHand):
    """One Linear for input and state together."""

    def __init__(self) -> None:
        super().__init__()
        del self.p, self.q, self.r
        self.both = nn.Linear(7, 5)

    def cell(self, x: Tensor, h: Tensor) -> Tensor:
        return torch.tanh(self.both(torch.cat((x, h), dim=1)))


class LearnedStart(ByHand):
    """A first state that is a parameter."""

    def __init__(self) -> None:
        super().__init__()
        self.start = nn.Parameter(torch.randn(5))

    def first(self, x: Tensor) -> Tensor:
        return self.start.expand(len(x), 5)


class Normed(ByHand):
    """A layer norm within the recurrence."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(5)

    def cell(self, x: Tensor, h: Tensor) -> Tensor:
        return torch.tanh(self.norm(x @ self.p + h @ self.q + self.r))


class FromZero(ByHand):
    """A recurrent matrix that starts at zero."""

    def __init__(self) -> None:
        super().__init__()
        nn.init.zeros_(self.q)


def recurrent(model: Callable[[], nn.Module]) -> dict[str, int]:
    """Return how many elements of each matrix are found to be recurrent."""
    built = model()
    found = models.recurrent_elements(built, probe()._gradients)
    return {name: int(found[name].sum()) for name, p in built.named_parameters() if p.dim() > 1}


RECURRENT: dict[str, tuple[Callable[[], nn.Module], dict[str, int]]] = {
    "nn.RNN": (
        lambda: OfLayer(nn.RNN),
        {"layer.weight_ih_l0": 0, "layer.weight_hh_l0": 25, "out.weight": 0},
    ),
    # With one step, nothing is there yet to be forgotten: 10 weights of that gate see the input.
    "nn.LSTM": (
        lambda: OfLayer(nn.LSTM),
        {"layer.weight_ih_l0": 10, "layer.weight_hh_l0": 100, "out.weight": 0},
    ),
    "nn.GRU": (
        lambda: OfLayer(nn.GRU),
        {"layer.weight_hh_l0": 75, "out.weight": 0},
    ),
    "two layers": (
        lambda: OfLayer(nn.RNN, num_layers=2),
        {
            "layer.weight_ih_l0": 0,
            "layer.weight_hh_l0": 25,
            "layer.weight_ih_l1": 0,
            "layer.weight_hh_l1": 25,
        },
    ),
    "a cell by hand": (ByHand, {"p": 0, "q": 25, "s": 0}),
    "one matrix for both": (Concatenated, {"both.weight": 25, "s": 0}),
    "a learned first state": (LearnedStart, {"p": 0, "q": 25, "s": 0}),
    "a layer norm": (Normed, {"p": 0, "q": 25, "s": 0}),
    "a matrix that starts at zero": (FromZero, {"p": 0, "q": 25, "s": 0}),
}


@pytest.mark.parametrize("name", RECURRENT)
def test_recurrent_elements_are_found_by_what_they_do_and_not_by_name(name: str) -> None:
    model, expected = RECURRENT[name]
    found = recurrent(model)
    assert {key: found[key] for key in expected} == expected


class Remembering(OfLayer):
    """It starts from where the last call has ended."""

    def forward(self, x: Tensor) -> Tensor:
        kept = getattr(self, "kept", None)
        output, self.kept = self.layer(x, None if kept is None else kept.detach())
        return self.out(output[:, -1])


def test_a_state_that_is_kept_between_calls_hides_no_recurrent_element() -> None:
    found = recurrent(lambda: Remembering(nn.GRU))
    assert found["layer.weight_hh_l0"] == 75


class Flat(nn.Module):
    """Nothing recurrent at all."""

    def __init__(self) -> None:
        super().__init__()
        self.into, self.out = nn.Linear(2, 5), nn.Linear(5, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.out(torch.relu(self.into(x)).sum(dim=1))


def test_where_nothing_is_recurrent_every_matrix_is_taken_for_it() -> None:
    assert recurrent(Flat) == {"into.weight": 10, "out.weight": 5}


def test_looking_at_a_model_leaves_it_as_it_was() -> None:
    model = OfLayer(nn.GRU)
    before = [p.detach().clone() for p in model.parameters()]
    asked = probe()
    asked.train(student(AddingModel=OfLayer, train=lambda *_: model), 10, 0, "cpu")
    for change in (None, "redraw", "redraw_large", "redraw_recurrent", "zero_recurrent"):
        spec = {"kind": "trained", "seed": 1, "change": change}
        asked.predict(student(), model=spec, xs=[torch.zeros(2, 4, 2)])
        asked.weights(student(), model=spec)
    assert all(torch.equal(p, start) for p, start in zip(model.parameters(), before, strict=True))
    assert all(p.grad is None or not p.grad.any() for p in model.parameters())


def test_zero_for_the_recurrent_elements_leaves_all_others() -> None:
    asked, given = probe(), student(AddingModel=Concatenated)
    plain = asked.weights(given, model=FRESH)
    changed = asked.weights(given, model=FRESH | {"change": "zero_recurrent"})
    both, before = (told["both.weight"].view(5, 7) for told in (changed, plain))
    assert torch.equal(both[:, :2], before[:, :2])
    assert before[:, 2:].all()
    assert not both[:, 2:].any()
    assert torch.equal(changed["s"], plain["s"])


# Trained, and not built in


def test_a_network_that_has_found_the_right_weights_passes() -> None:
    judgement = judged(written(), "trained_10")["trained_10"]
    assert judgement.outcome is Outcome.PASS
    assert "MSE 0.0000 at T = 10" in judgement.message
    evidence = judgement.evidence
    assert evidence["metric"] < 1e-9
    assert evidence["untrained"] > convergence.CHANCE / 2
    assert evidence["recurrent_zeroed"] > convergence.CHANCE / 2
    assert evidence["order_matters"] > 0.05
    assert evidence["slope"] == pytest.approx(1)


IN_ALL = "return self.read(state)"
CHEATS = {
    "built_in_formula": MODEL.replace(
        IN_ALL, f"{IN_ALL} * 0 + (x[..., 0] * x[..., 1]).sum(1, keepdim=True)"
    ),
    "order_blind": MODEL.replace(IN_ALL, "return self.read(torch.relu(self.into(x)).sum(dim=1))"),
    "recurrence_frozen": MODEL.replace(
        "        self.read =", "        self.within.requires_grad_(False)\n        self.read ="
    ),
}
WAY_AROUND = MODEL.replace(
    "        self.read =", "        self.also = nn.Linear(size, 1)\n        self.read ="
).replace(IN_ALL, "return self.read(torch.relu(self.into(x)).sum(dim=1)) + self.also(state)")
GATED = MODEL.replace(
    "        self.read =", "        self.gate = nn.Parameter(torch.zeros(1))\n        self.read ="
).replace(
    IN_ALL,
    "exact = (x[..., 0] * x[..., 1]).sum(1, keepdim=True)\n"
    "        return self.read(state) * (1 - self.gate) + exact * self.gate",
)


@pytest.mark.parametrize("mistake", CHEATS)
def test_an_answer_that_is_built_in_fails_and_is_named(mistake: str) -> None:
    judgement = judged(written(model=CHEATS[mistake]), "trained_10")["trained_10"]
    assert judgement.outcome is Outcome.FAIL
    assert "it was not learned" in judgement.message
    assert named(judgement) == [mistake]
    assert judgement.fraction == 0


@pytest.mark.parametrize(
    "size_of_recurrence",
    [
        "1e-2",
        "1e-6",
        "0.0",
    ],
)
def test_a_way_around_the_recurrence_fails_and_is_named(size_of_recurrence: str) -> None:
    read = f"{size_of_recurrence} * torch.randn(1, size)"
    train = TRAIN.replace("right += [", f"right += [{read}, torch.zeros(1)]\n    right += [")
    judgement = judged(written(model=WAY_AROUND, train=train), "trained_10")["trained_10"]
    assert judgement.outcome is Outcome.FAIL
    assert named(judgement) == ["recurrence_unused"]


def test_a_formula_behind_a_gate_that_training_opens_fails() -> None:
    train = """
        def train(seq_len, seed, device="cpu"):
            model = AddingModel()
            nn.init.ones_(model.gate)
            return model
    """
    judgement = judged(written(model=GATED, train=train), "trained_10")["trained_10"]
    assert judgement.outcome is Outcome.FAIL
    assert judgement.evidence["metric"] < 1e-9
    assert named(judgement)


def test_a_training_that_falls_short_earns_a_share_and_shows_every_try() -> None:
    code = written().replace("NOISE = 0.0", "NOISE = 0.05")
    judgement = judged(code, "trained_10")["trained_10"]
    assert judgement.outcome is Outcome.FAIL
    tries = judgement.evidence["tries"]
    metrics = [one["metric"] for one in tries]
    assert len(metrics) == 3
    assert len({one["seed"] for one in tries}) == 3
    assert judgement.evidence["metric"] == min(metrics)
    threshold = judgement.evidence["threshold"]
    expected = math.log(convergence.CHANCE / min(metrics)) / math.log(
        convergence.CHANCE / threshold
    )
    assert judgement.fraction == pytest.approx(max(0, expected))
    assert len(judgement.exhibits) == 3


OF_THE_MEAN = """
def train(seq_len, seed, device="cpu"):
    model = AddingModel()
    nn.init.zeros_(model.read.weight)
    nn.init.ones_(model.read.bias)
    return model
"""
"""It always answers the mean."""


def test_always_answering_the_mean_earns_next_to_nothing() -> None:
    judgement = judged(written(train=OF_THE_MEAN), "trained_10")["trained_10"]
    assert judgement.outcome is Outcome.FAIL
    assert judgement.evidence["metric"] == pytest.approx(1 / 6, rel=0.1)
    assert judgement.fraction < 0.05


RETURNED = {
    "None": "it returns None",
    "(AddingModel(), [])": "it returns a tuple",
    "nn.Linear(2, 1)": "an object of type Linear",
    "AddingModel": "an object of type type",
    "7": "an object of type int",
}


@pytest.mark.parametrize("value", RETURNED)
def test_what_is_no_model_is_said_to_be_none(value: str) -> None:
    code = written(train=f"def train(seq_len, seed, device='cpu'):\n    return {value}")
    judgement = judged(code, "trained_10")["trained_10"]
    assert judgement.outcome is Outcome.FAIL
    assert RETURNED[value] in judgement.message


def test_the_same_seed_gives_the_same_metric_and_another_one_another() -> None:
    code = written().replace("NOISE = 0.0", "NOISE = 0.01")
    first, again, other = (
        judged(code, "trained_10", seed=seed)["trained_10"].evidence["metric"] for seed in (0, 0, 1)
    )
    assert first == again != other


# evaluate


NOISY = written().replace("NOISE = 0.0", "NOISE = 0.01")


def evaluated(evaluate: str, seed: int = 0) -> tuple[Outcome, list[str]]:
    code = written(evaluate=evaluate).replace("NOISE = 0.0", "NOISE = 0.01")
    judgement = judged(code, "evaluate", seed=seed)["evaluate"]
    return judgement.outcome, named(judgement)


@pytest.mark.parametrize("examples", [50, 500, 2000, 5000])
def test_an_honest_measurement_passes_however_many_examples_it_takes(examples: int) -> None:
    for seed in range(3):
        outcome, _ = evaluated(EVALUATE.replace("2000", str(examples)), seed)
        assert outcome is Outcome.PASS


@pytest.mark.parametrize(
    "line",
    [
        "F.mse_loss(model(x), y)",
        "((model(x) - y) ** 2).mean().item()",
        "round(F.mse_loss(model(x), y).item(), 4)",
        "F.mse_loss(model(x), y).numpy()",
    ],
)
def test_an_honest_measurement_passes_however_it_is_returned(line: str) -> None:
    assert evaluated(EVALUATE.replace("F.mse_loss(model(x), y).item()", line))[0] is Outcome.PASS


@pytest.mark.parametrize(
    ("line", "mistakes"),
    [
        ("F.mse_loss(model(x), y).sqrt().item()", ["evaluate_rmse"]),
        ("F.l1_loss(model(x), y).item()", ["evaluate_mae"]),
        ("F.mse_loss(model(x), y, reduction='sum').item()", ["evaluate_sum"]),
        ("0.0001", ["evaluate_without_model"]),
        ("F.mse_loss(model(x), y).item() / 2", []),
        ("F.mse_loss(model(x), y).item() * 1.5", []),
        ("F.mse_loss(model(x), y).item() * float('nan')", []),
        ("str(F.mse_loss(model(x), y).item())", []),
        ("None", []),
    ],
)
def test_a_measurement_that_is_not_true_fails_and_is_named(line: str, mistakes: list[str]) -> None:
    evaluate = EVALUATE.replace("F.mse_loss(model(x), y).item()", line)
    judgement = judged(written(evaluate=evaluate, train=OF_THE_MEAN), "evaluate")["evaluate"]
    assert judgement.outcome is Outcome.FAIL
    assert named(judgement) == mistakes


def test_a_measurement_on_other_lengths_is_named() -> None:
    outcome, mistakes = evaluated(EVALUATE.replace("(2000, seq_len)", "(2000, 2 * seq_len)"))
    assert outcome is Outcome.FAIL
    assert mistakes == ["evaluate_other_data"]


def test_the_table_sets_what_is_said_beside_what_was_measured() -> None:
    (table,) = judged(NOISY, "evaluate")["evaluate"].exhibits
    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == ["10", "50"]
    assert all(len(row) == len(table.columns) for row in table.rows)


def measured(mse: float, examples: int = 2000) -> object:
    """Return a measurement of normal errors."""
    errors = torch.randn(examples, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    squared = errors.square() / errors.square().mean() * mse
    return convergence.Measured(squared, squared.sqrt(), 0.0)


def test_the_tolerance_of_a_report_is_that_of_two_samples() -> None:
    # The variance of a squared normal error is twice the square of its mean.
    for mse in (1e-3, 0.17):
        for examples in (100, 2000):
            error = 5 * mse * math.sqrt(2) * math.sqrt(1 / 2000 + 1 / examples)
            bound = honesty.tolerance(measured(mse), examples)
            assert bound == pytest.approx(error + 1e-3 * mse + 1e-4, rel=0.1)


def test_the_tolerance_is_smaller_the_more_examples_there_are() -> None:
    bounds = [honesty.tolerance(measured(0.1), examples) for examples in (1, 10, 100, 10_000)]
    assert bounds == sorted(bounds, reverse=True)


def test_without_a_model_there_is_nothing_to_evaluate() -> None:
    code = written(train="def train(seq_len, seed, device='cpu'):\n    raise ValueError('no')")
    assert judged(code, "evaluate")["evaluate"].outcome is Outcome.SKIP


def test_make_batch_that_fails_is_marked_anywhere() -> None:
    code = written(batches="def make_batch(batch_size, seq_len, generator=None):\n    return None")
    assert generator.marks_by_halves(examination(code)) is False
    with pytest.raises(Failed, match="should return two tensors"):
        generator.judge(examination(code))
