"""Each fact that is told of a training holds where it should, and only there."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import pytest
from confined import source
from loops import FIT, around, loop, steps, trained, trainers

from rnngrade.worker import Worker, Zygote

Start = Callable[..., Worker]
FORGETFUL = FIT.replace("optimizer.zero_grad()\n", "")


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    pool = trainers()
    yield pool
    pool.close()


def with_loss(loss: str) -> str:
    """Return steps with this loss of predictions ``p`` (8, 1), targets ``y`` and ``t`` (8,)."""
    return steps(f"p, t = model(x), y[:, 0]\n{FIT.replace('F.mse_loss(model(x), y)', loss)}", 5)


# Broadcast


BROADCAST_LOSSES = [
    "F.mse_loss(p, t)",
    "F.mse_loss(t, p)",
    "F.mse_loss(input=p, target=t)",
    "F.mse_loss(p, t, reduction='sum')",
    "nn.MSELoss()(p, t)",
    "F.l1_loss(p, t)",
    "F.smooth_l1_loss(p, t)",
    "F.huber_loss(p, t)",
    "((p - t) ** 2).mean()",
    "((t - p) ** 2).mean()",
    "(p - t).pow(2).sum()",
    "(p - t).square().sum() / 8",
    "(p - t).square().mean() / 2",
    "(p - t).square().mean().sqrt()",
    "(p - t).abs().mean()",
    "torch.mean(torch.square(torch.sub(p, t)))",
    "torch.subtract(p, t).square().mean()",
]


@pytest.mark.parametrize("loss", BROADCAST_LOSSES)
def test_a_loss_between_shapes_that_do_not_fit_is_told(start: Start, loss: str) -> None:
    shapes = trained(start, with_loss(loss)).facts["broadcast"]
    assert sorted(shapes) == [[8], [8, 1]]


FITTING_LOSSES = [
    "F.mse_loss(p, y)",
    "F.mse_loss(p[:, 0], t)",
    "F.mse_loss(p.squeeze(), t)",
    "((p - y) ** 2).mean()",
    "((p - y.mean()) ** 2).mean()",
    "((p - 1) ** 2).mean()",
    "((p - torch.ones(1)) ** 2).mean()",
    "(p.expand(8, 3) - y).square().mean()",
    "F.mse_loss(p, y) + 0 * (x[:, :, :1] - x[:, None, :, 0]).mean()",
    "F.cross_entropy(p.expand(8, 3), torch.zeros(8, dtype=torch.long))",
]


@pytest.mark.parametrize("loss", FITTING_LOSSES)
def test_a_loss_between_shapes_that_fit_is_no_broadcast(start: Start, loss: str) -> None:
    assert trained(start, with_loss(loss)).facts["broadcast"] is None


@pytest.mark.parametrize("where", ["with torch.device('cpu'):", "if True:"])
def test_a_broadcast_is_told_within_a_mode_of_the_students_too(start: Start, where: str) -> None:
    code = around(f"{where}\n    STEPS").replace(
        "F.mse_loss(model(x), y)", "F.mse_loss(model(x), y[:, 0])"
    )
    assert trained(start, code).facts["broadcast"] == [[8, 1], [8]]


def test_large_differences_are_not_kept(start: Start) -> None:
    code = loop("""
        rows, columns = torch.randn(1500, 1), torch.randn(1, 1500)
        far = sum((rows - columns).square().mean() for _ in range(40))
        (far + model(x).sum()).backward()
    """)
    assert trained(start, code, memory_bytes=2**28).facts["backwards"] == 1  # together: 360 MB


# Leftovers


def test_a_gradient_of_the_step_before_is_told_as_a_leftover(start: Start) -> None:
    facts = trained(start, steps(FORGETFUL)).facts
    assert (facts["leftovers"], facts["leftover_checks"]) == (19, 19)


@pytest.mark.parametrize("optimizer", ["Adam", "RMSprop"])
def test_leftovers_are_told_whatever_the_optimizer(start: Start, optimizer: str) -> None:
    facts = trained(start, steps(FORGETFUL, optimizer=f"{optimizer}(model.parameters())")).facts
    assert facts["leftovers"] == facts["leftover_checks"] > 0


@pytest.mark.parametrize(
    "zero",
    [
        "optimizer.zero_grad()",
        "model.zero_grad()",
        "for p in model.parameters():\n    p.grad = None",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_gradients_set_to_zero_leave_nothing(start: Start, zero: str, first: bool) -> None:
    lines = f"{zero}\n{FORGETFUL.strip()}" if first else f"{FORGETFUL.strip()}\n{zero}"
    facts = trained(start, steps(lines)).facts
    assert facts["leftovers"] == 0
    assert facts["leftover_checks"] > 0


# A state carried over


CARRIED = """
state = torch.zeros(1, 8, 4)
optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
for step in range(20):
    x, y = batch()
    output, state = model.rnn(x, state)
    loss = F.mse_loss(model.out(output[:, -1]), y)
    optimizer.zero_grad()
    loss.backward(BACKWARD)
    AFTER
"""


def carried(backward: str = "", after: str = "pass") -> str:
    return loop(CARRIED.replace("BACKWARD", backward).replace("AFTER", after))


def test_a_graph_that_grows_with_every_step_is_told_and_that_it_is_retained(start: Start) -> None:
    facts = trained(start, carried("retain_graph=True")).facts
    (first, few), (last, many) = facts["graph_nodes"][0], facts["graph_nodes"][-1]
    assert (first, last) == (1, 16)
    assert many > 8 * few
    assert facts["retained"] == 20


def test_a_state_that_is_detached_leaves_the_graph_as_it_was(start: Start) -> None:
    facts = trained(start, carried(after="state = state.detach()")).facts
    sizes = {nodes for _, nodes in facts["graph_nodes"][1:]}
    assert len(sizes) == 1
    assert facts["retained"] == 0


def test_a_graph_without_end_is_not_walked_to_its_end(start: Start) -> None:
    code = steps(
        """
        chain = model(x).sum()
        for _ in range(15_000):
            chain = chain * 1.0 + 0.0
        chain.backward()
        optimizer.step()
    """,
        1,
    )
    assert trained(start, code).facts["graph_nodes"] == [[1, 20_000]]


# Explosions


def test_a_loss_that_is_no_number_is_told_with_its_step_and_the_norm_before(start: Start) -> None:
    code = steps(
        """
        loss = F.mse_loss(model(x), y) * (300.0 if step == 6 else 1.0)
        if step == 7:
            loss = loss / 0.0 - loss / 0.0
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    """,
        optimizer="SGD(model.parameters(), lr=1e-5)",
    )
    told = trained(start, code)
    step, loss, norm = told.facts["nonfinite"]
    assert step == 8
    assert math.isnan(loss)
    assert norm == pytest.approx(told.column("gradient_norm")[6])
    assert norm > 50


def test_a_gradient_that_is_infinite_is_told_though_the_loss_is_a_number(start: Start) -> None:
    code = steps("""
        for p in model.parameters():
            p.grad = None
        loss = model(x).sum()
        if step == 3:
            loss = loss + 0 * torch.sqrt(model.out.bias * 0).sum()
        loss.backward()
        optimizer.step()
    """)
    told = trained(start, code)
    step, loss, norm = told.facts["nonfinite"]
    assert (step, math.isfinite(loss), math.isfinite(norm)) == (4, True, True)


def test_only_the_first_explosion_is_told(start: Start) -> None:
    told = trained(start, steps(FIT.replace("y)", "y) * float('inf')")))
    assert told.facts["nonfinite"][0] == 1
    assert math.isnan(told.facts["nonfinite"][2])


# Batches


def test_the_same_batch_for_ever_is_told(start: Start) -> None:
    code = steps("x, y = same\n" + FIT).replace("for step", "same = batch()\n    for step")
    facts = trained(start, code).facts
    assert facts["inputs"] > 5
    assert facts["distinct_inputs"] == 1


def test_fresh_batches_are_told_apart(start: Start) -> None:
    facts = trained(start, steps(FIT)).facts
    assert facts["inputs"] == facts["distinct_inputs"] > 5


@pytest.mark.parametrize("change", ["x.flip(0)", "x.flip(1)", "x * 1.0001", "x[:4]"])
def test_inputs_that_differ_a_little_are_told_apart(start: Start, change: str) -> None:
    lines = f"x, y = same\nx = x if step % 2 else {change}\ny = y[:len(x)]\n{FIT}"
    code = steps(lines).replace("for step", "same = batch()\n    for step")
    assert trained(start, code).facts["distinct_inputs"] == 2


def test_an_evaluation_between_the_steps_is_not_taken_for_a_batch(start: Start) -> None:
    code = steps(FIT + "with torch.no_grad():\n    model(torch.zeros(3, 5, 2))")
    facts = trained(start, code).facts
    assert facts["inputs"] == facts["distinct_inputs"] > 5


@pytest.mark.parametrize(
    ("mode", "layer", "is_told"),
    [
        ("eval", "nn.Dropout(0.5)", True),
        ("eval", "nn.BatchNorm1d(5)", True),
        ("train", "nn.Dropout(0.5)", False),
        ("eval", "nn.Tanh()", False),  # it is the same in both
    ],
)
def test_a_model_that_is_left_in_eval_is_told(
    start: Start, mode: str, layer: str, is_told: bool
) -> None:
    lines = f"model.layer = {layer}\nmodel.{mode}()\n{FIT}"
    facts = trained(start, steps(lines)).facts
    assert facts["inputs"] > 5
    assert facts["idle_in_eval"] == (facts["inputs"] if is_told else 0)


# Optimizers


@pytest.mark.parametrize(
    ("optimizer", "unoptimized", "moved"),
    [
        ("SGD(model.out.parameters(), lr=0.1)", 4, 2),
        ("SGD(Model().parameters(), lr=0.1)", 6, 0),
        ("SGD(model.parameters(), lr=0.1)", 0, 6),
        ("SGD([p for p in model.parameters()] + [nn.Parameter(torch.ones(1))], lr=0.1)", 0, 6),
    ],
)
def test_parameters_in_no_optimizer_are_counted(
    start: Start, optimizer: str, unoptimized: int, moved: int
) -> None:
    facts = trained(start, steps(FIT, optimizer=optimizer)).facts
    assert (facts["trained"], facts["unoptimized"], facts["moved"]) == (6, unoptimized, moved)
    assert facts["steps"] == 20


def test_a_model_made_anew_after_its_optimizer_is_in_none(start: Start) -> None:
    code = around("fresh = Model()\nSTEPS").replace("model(x)", "fresh(x)")
    facts = trained(start, code).facts
    assert (facts["unoptimized"], facts["moved"]) == (6, 0)


def test_frozen_parameters_need_no_optimizer(start: Start) -> None:
    code = around("model.rnn.requires_grad_(False)\nSTEPS")
    facts = trained(start, code).facts
    assert (facts["trained"], facts["unoptimized"]) == (2, 0)


def test_parameters_that_are_added_to_an_optimizer_later_are_in_it(start: Start) -> None:
    lines = "if step == 1:\n    optimizer.add_param_group({'params': model.rnn.parameters()})\n"
    code = steps(lines + FIT, optimizer="SGD(model.out.parameters(), lr=0.1)")
    assert trained(start, code).facts["unoptimized"] == 0


def test_without_a_step_nothing_moves(start: Start) -> None:
    facts = trained(start, steps(FIT.replace("optimizer.step()", ""))).facts
    assert (facts["steps"], facts["backwards"]) == (0, 20)
    assert (facts["trained"], facts["moved"], facts["optimizer"]) == (6, 0, "")


def test_steps_without_a_backward_pass_are_told(start: Start) -> None:
    told = trained(start, steps(FIT.replace("loss.backward()", "")))
    assert (told.facts["steps"], told.facts["backwards"]) == (20, 0)
    assert all(map(math.isnan, told.column("loss")))
    assert told.facts["nonfinite"] is None


def test_a_loop_of_nothing_that_can_be_seen_is_told_of_nothing(start: Start) -> None:
    facts = trained(start, loop("time.sleep(0.01)\nreturn model(x).tolist()")).facts
    assert (facts["steps"], facts["backwards"], facts["trained"], facts["inputs"]) == (0, 0, 0, 1)


def test_the_kind_of_optimizer_is_told_by_its_name(start: Start) -> None:
    assert trained(start, steps(FIT, 1, "NAdam(model.parameters())")).facts["optimizer"] == "NAdam"


@pytest.mark.parametrize(
    "lines", ["loss.backward(torch.ones(8, 1))", "torch.autograd.backward([loss.sum()])"]
)
def test_other_ways_to_call_backward_are_seen(start: Start, lines: str) -> None:
    told = trained(
        start, steps(f"loss = model(x)\noptimizer.zero_grad()\n{lines}\noptimizer.step()")
    )
    assert (told.facts["steps"], told.facts["backwards"], told.facts["moved"]) == (20, 20, 6)


@pytest.mark.parametrize(
    "lines",
    [
        "torch.autograd.backward([])",
        "torch.autograd.grad([], [])",
        "nn.utils.clip_grad_norm_([], 1.0)",
    ],
)
def test_a_strange_call_ends_as_it_does_without_observation(start: Start, lines: str) -> None:
    code = loop(
        f"try:\n    {lines}\nexcept Exception as error:\n    return type(error).__name__\nreturn ''"
    )
    worker = start()
    worker.load(source(code))
    assert trained(start, code).value == worker.ask("call", {"name": "train"})
