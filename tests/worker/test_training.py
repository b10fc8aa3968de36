"""A worker trains under a budget, and tells of every step, however the loop is written."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from confined import source
from loops import AMPLE, FIT, Told, around, loop, steps, trained, trained_in, trainers

from rnngrade.training.observations import MAX_STEPS, Observations
from rnngrade.worker import (
    BadReply,
    StudentError,
    Worker,
    WorkerCrash,
    Zygote,
)
from rnngrade.worker.interface import COLUMNS, Budget, BudgetUsedUp, Frame

Start = Callable[..., Worker]
SPIN = "while True:\n    pass"


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    pool = trainers()
    yield pool
    pool.close()


def test_every_step_is_told_with_loss_norms_and_learning_rate(start: Start) -> None:
    code = loop("""
        optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
        schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.5)
        seen = []
        for step in range(20):
            x, y = batch()
            loss = F.mse_loss(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            grads = torch.cat([p.grad.flatten() for p in model.parameters()])
            seen.append([loss.item(), float(grads.norm())])
            nn.utils.clip_grad_norm_(model.parameters(), 0.01)
            optimizer.step()
            schedule.step()
        return seen
    """)
    told = trained(start, code)
    losses, norms = zip(*told.value, strict=True)
    assert told.column("step") == list(range(1, 21))
    assert told.column("loss") == pytest.approx(losses)
    assert told.column("gradient_norm") == pytest.approx(norms, rel=1e-5)
    assert told.column("clipped_norm") == pytest.approx([0.01] * 20, rel=1e-3)
    assert told.column("learning_rate") == pytest.approx([0.1 * 0.5**n for n in range(20)])
    assert all(2**20 < memory < 2**40 for memory in told.column("memory_bytes"))
    assert (told.facts["clipped"], told.facts["clip_at"]) == (20, 0.01)
    assert told.facts["optimizer"] == "Adam"


def test_cpu_seconds_are_measured_from_outside_and_grow(start: Start) -> None:
    told = trained(start, steps(FIT + "time.sleep(0.04)"))
    seconds = told.column("cpu_seconds")
    assert seconds == sorted(seconds)
    assert 0 < seconds[-1] <= told.cpu_seconds
    assert told.seconds == sorted(told.seconds)
    assert told.seconds[-1] <= told.cpu_seconds


def test_reports_come_while_it_trains(start: Start) -> None:
    told = trained(start, steps(FIT + "time.sleep(0.05)"))
    assert len(told.reports) >= 3
    counts = [report.facts["steps"] for report in told.reports]
    assert counts == sorted(counts)
    assert counts[0] < 20


def test_the_change_of_the_largest_matrix_is_told(start: Start) -> None:
    code = loop("""
        weight = nn.Parameter(torch.ones(3, 3))
        optimizer = torch.optim.SGD([nn.Parameter(torch.ones(1)), weight], lr=0.1)
        for step in range(3):
            weight.grad = weight.detach().clone()
            optimizer.step()
    """)
    changes = trained(start, code).column("relative_change")
    assert changes == pytest.approx([0.1] * 3, rel=1e-4)


def test_a_long_training_is_told_in_bounded_reports(start: Start) -> None:
    code = loop("""
        w = nn.Parameter(torch.ones(1))
        optimizer = torch.optim.SGD([w], lr=1e-4)
        for step in range(1000):
            optimizer.zero_grad()
            w.square().backward()
            optimizer.step()
    """)
    told = trained(start, code)
    assert told.facts["steps"] == 1000
    assert all(len(report.rows) <= 200 for report in told.reports)
    assert told.column("step")[-1] > 900 or told.rows.shape[0] > 50


def test_the_model_can_be_asked_afterwards(start: Start) -> None:
    worker = start()
    worker.load(source(steps(FIT)))
    before = worker.ask("call", {"name": "weights"})
    trained_in(worker)
    after = worker.ask("call", {"name": "weights"})
    assert not any(torch.equal(one, other) for one, other in zip(before, after, strict=True))


def test_a_second_training_is_told_from_its_own_beginning(start: Start) -> None:
    worker = start()
    worker.load(source(steps(FIT, 5)))
    trained_in(worker)
    again = trained_in(worker)
    assert again.column("step") == [1, 2, 3, 4, 5]
    assert again.facts["backwards"] == 5


def test_outside_a_training_nothing_is_told(start: Start) -> None:
    worker = start()
    worker.load(source(steps(FIT)))
    assert worker.ask("call", {"name": "train"}) is None
    assert worker.ask("echo", {"value": 1}) == 1


def test_what_is_printed_at_each_step_is_kept(start: Start) -> None:
    worker = start()
    worker.load(source(steps(FIT + "print(step, loss.item() > 0)", 3)))
    trained_in(worker)
    assert worker.output == "0 True\n1 True\n2 True\n"


# Budgets


def test_it_is_stopped_after_cpu_seconds_though_wall_time_is_left(start: Start) -> None:
    worker = start()
    worker.load(source(loop(SPIN)))
    with pytest.raises(BudgetUsedUp, match=r"stopped after 0\.2 s of CPU time, in `train`"):
        trained_in(worker, Budget(cpu_seconds=0.2, wall_seconds=60))
    assert not worker.alive


def test_time_to_load_that_is_charged_is_cpu_time_in_the_message(start: Start) -> None:
    slow = "class Slow:\n    while time.process_time() < 5.6:\n        pass\n"
    worker = start()
    worker.load(source(loop(SPIN, slow)))
    with pytest.raises(BudgetUsedUp, match=r"stopped after 1 s of CPU time"):
        trained_in(worker, Budget(cpu_seconds=1, wall_seconds=60))


def test_sleeping_takes_no_cpu_seconds(start: Start) -> None:
    told = trained(start, loop("time.sleep(0.5)"), Budget(cpu_seconds=0.3, wall_seconds=60))
    assert told.cpu_seconds < 0.3


def test_the_budget_begins_with_the_training(start: Start) -> None:
    worker = start()
    code = "def spin():\n    until = time.process_time() + 0.3\n" + (
        "    while time.process_time() < until:\n        pass\n"
    )
    worker.load(source(loop("return 7", before=code)))
    worker.ask("call", {"name": "spin"})
    assert trained_in(worker, Budget(cpu_seconds=0.25, wall_seconds=60)).value == 7


@pytest.mark.parametrize("cpu_seconds", [20, None])
def test_a_training_that_sleeps_is_stopped_by_wall_time(
    start: Start, cpu_seconds: float | None
) -> None:
    with pytest.raises(BudgetUsedUp, match=r"stopped after 0\.3 s, in `train`"):
        trained(start, loop("time.sleep(100)"), Budget(cpu_seconds, wall_seconds=0.3))


def test_what_was_told_before_the_budget_ran_out_is_kept(start: Start) -> None:
    told = Told()
    with pytest.raises(BudgetUsedUp):
        trained(
            start,
            steps(FIT + "time.sleep(0.05)", 10**6),
            Budget(cpu_seconds=20, wall_seconds=1),
            told,
        )
    assert told.facts["steps"] > 0
    assert len(told.rows) > 0


def test_it_is_stopped_after_so_many_steps(start: Start) -> None:
    told, worker = Told(), start()
    worker.load(source(steps(FIT, 10**6)))
    with pytest.raises(BudgetUsedUp, match="stopped: more than 5 optimizer steps") as caught:
        trained_in(worker, Budget(20, 60, max_steps=5), told)
    assert told.facts["steps"] == 5
    assert caught.value.frames[-1].function == "train"
    assert not worker.alive


def test_as_many_steps_as_the_budget_has_are_fine(start: Start) -> None:
    told = trained(start, steps(FIT, 5), Budget(20, 60, max_steps=5))
    assert told.facts["steps"] == 5


@pytest.mark.parametrize("caught", ["Exception", "RuntimeError"])
def test_a_loop_that_catches_exceptions_is_stopped_too(start: Start, caught: str) -> None:
    lines = f"""
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        while True:
            try:
                model(x).sum().backward()
                optimizer.step()
            except {caught}:
                pass
    """
    with pytest.raises(BudgetUsedUp, match="more than 5"):
        trained(start, loop(lines), Budget(20, 60, max_steps=5))


# What goes wrong


def test_an_exception_in_the_loop_costs_neither_the_worker_nor_what_was_told(start: Start) -> None:
    told, worker = Told(), start()
    code = steps(FIT + "if step == 2:\n    raise ValueError('no')")
    worker.load(source(code))
    line = code.splitlines().index("            raise ValueError('no')") + 1
    with pytest.raises(StudentError, match="ValueError: no") as caught:
        trained_in(worker, told=told)
    assert caught.value.frames == (Frame(line, "train"),)
    assert told.facts["steps"] == 3
    assert worker.ask("echo", {"value": 1}) == 1


@pytest.mark.parametrize("call", ["exit()", "raise SystemExit", "raise KeyboardInterrupt"])
def test_leaving_the_interpreter_is_an_exception_like_any_other(start: Start, call: str) -> None:
    with pytest.raises(StudentError):
        trained(start, loop(call))


def test_a_process_that_ends_is_a_crash(start: Start) -> None:
    told = Told()
    with pytest.raises(WorkerCrash, match="exit code 3"):
        trained(start, steps(FIT + "time.sleep(0.4)\nif step == 1:\n    os._exit(3)"), told=told)
    assert told.facts["steps"] >= 1


def test_an_exception_without_a_step_is_told_too(start: Start) -> None:
    told = Told()
    with pytest.raises(StudentError):
        trained(start, loop("1 / 0"), told=told)
    assert (told.facts["steps"], len(told.rows)) == (0, 0)


# Every kind of loop


BY_HAND = """
loss = F.mse_loss(model(x), y)
loss.backward()
with torch.no_grad():
    for p in model.parameters():
        p -= 0.1 * p.grad
        p.grad = None
"""
BY_GRAD = """
loss = F.mse_loss(model(x), y)
parameters = list(model.parameters())
grads = torch.autograd.grad(loss, parameters)
with torch.no_grad():
    for p, grad in zip(parameters, grads):
        p -= 0.1 * grad
"""
LBFGS = """
def closure():
    optimizer.zero_grad()
    loss = F.mse_loss(model(x), y)
    loss.backward()
    return loss
optimizer.step(closure)
"""
IN_PARTS = """
optimizer.zero_grad()
for part in range(4):
    x, y = batch()
    loss = F.mse_loss(model(x), y) / 4
    loss.backward()
optimizer.step()
"""
PENALTY = """
x.requires_grad_()
error = F.mse_loss(model(x), y)
slope, = torch.autograd.grad(error, x, create_graph=True)
loss = error + slope.square().mean()
optimizer.zero_grad()
loss.backward()
optimizer.step()
"""
CHECKPOINTED = """
from torch.utils.checkpoint import checkpoint
loss = F.mse_loss(checkpoint(model, x.requires_grad_(), use_reentrant=True), y)
optimizer.zero_grad()
loss.backward()
optimizer.step()
"""
TWO_LOSSES = """
optimizer.zero_grad()
F.mse_loss(model(x), y).backward()
F.mse_loss(model(-x), -y).backward()
optimizer.step()
"""
OWN_START = """
h_0 = torch.zeros(1, 8, 4, requires_grad=True)
loss = F.mse_loss(model(x, h_0), y)
optimizer.zero_grad()
loss.backward()
optimizer.step()
"""
LOADER = """
loader = torch.utils.data.DataLoader(
    torch.utils.data.TensorDataset(torch.randn(40, 5, 2), torch.randn(40, 1)),
    batch_size=8, shuffle=True, num_workers=2,
)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(4):
    for x, y in loader:
        loss = F.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
"""


COMPILED = FIT.replace("model(x)", "torch.compile(model)(x)")
OWN_MODE = """
from torch.overrides import TorchFunctionMode
class Counting(TorchFunctionMode):
    def __torch_function__(self, func, types, args=(), kwargs=None):
        return func(*args, **(kwargs or {}))
with Counting():
    STEPS
"""
IN_A_THREAD = """
def work():
    STEPS
thread = threading.Thread(target=work)
thread.start()
thread.join()
"""
LOOPS = {
    "SGD": steps(FIT),
    "SGD with momentum": steps(FIT, optimizer="SGD(model.parameters(), lr=0.1, momentum=0.9)"),
    "AdamW": steps(FIT, optimizer="AdamW(model.parameters())"),
    "RMSprop": steps(FIT, optimizer="RMSprop(model.parameters())"),
    "groups of parameters": steps(
        FIT,
        optimizer="SGD([{'params': model.rnn.parameters()}, "
        "{'params': model.out.parameters(), 'lr': 0.2}], lr=0.1)",
    ),
    "zero_grad at the end": steps(
        FIT.replace("optimizer.zero_grad()\n", "") + "optimizer.zero_grad()"
    ),
    "zero_grad to zeros": steps(FIT.replace("zero_grad()", "zero_grad(set_to_none=False)")),
    "LBFGS with a closure": steps(LBFGS, optimizer="LBFGS(model.parameters(), lr=0.1, max_iter=4)"),
    "gradients accumulated over parts": steps(IN_PARTS),
    "two losses": steps(TWO_LOSSES),
    "a penalty on a gradient": steps(PENALTY),
    "checkpointed activations": steps(CHECKPOINTED),
    "a first state that takes gradients": steps(OWN_START),
    "a DataLoader": loop(LOADER),
    "a compiled model": steps(COMPILED),
    "torch.device around the loop": around("with torch.device('cpu'):\n    STEPS"),
    "torch.device around each step": steps(
        "with torch.device('cpu'):" + textwrap.indent(FIT, "    ")
    ),
    "a default device": around("torch.set_default_device('cpu')\nSTEPS"),
    "a mode of their own around the loop": around(OWN_MODE),
    "a thread": around(IN_A_THREAD),
    "half precision": around("with torch.autocast('cpu', dtype=torch.bfloat16):\n    STEPS"),
}


@pytest.mark.parametrize("code", LOOPS.values(), ids=LOOPS)
def test_every_kind_of_loop_is_observed_and_nothing_of_it_looks_like_a_mistake(
    start: Start, code: str
) -> None:
    told = trained(start, code)
    facts = told.facts
    assert facts["steps"] == 20
    assert told.column("step") == list(range(1, 21))
    assert all(math.isfinite(loss) for loss in told.column("loss"))
    assert all(0 < norm < 100 for norm in told.column("gradient_norm")[1:])
    assert facts["backwards"] >= 20
    assert (facts["unoptimized"], facts["leftovers"], facts["clipped"]) == (0, 0, 0)
    assert facts["leftover_checks"] > 0
    assert (facts["broadcast"], facts["nonfinite"]) == (None, None)
    assert facts["moved"] == facts["trained"]


WITHOUT_OPTIMIZER = {
    "steps by hand": steps(BY_HAND),
    "torch.autograd.grad": steps(BY_GRAD),
}


@pytest.mark.parametrize("code", WITHOUT_OPTIMIZER.values(), ids=WITHOUT_OPTIMIZER)
def test_a_loop_without_an_optimizer_is_told_by_its_backward_passes(
    start: Start, code: str
) -> None:
    told = trained(start, code)
    assert (told.facts["steps"], told.facts["backwards"], told.facts["optimizer"]) == (0, 20, "")
    assert told.column("step") == list(range(1, 21))
    # The same model, batches and steps as those of SGD.
    plain = trained(start, LOOPS["SGD"])
    assert told.column("loss") == pytest.approx(plain.column("loss"), rel=1e-4)
    assert told.column("gradient_norm") == pytest.approx(plain.column("gradient_norm"), rel=1e-4)
    assert all(map(math.isnan, told.column("learning_rate")))
    assert (told.facts["trained"], told.facts["moved"]) == (6, 6)
    assert told.facts["distinct_inputs"] > 5
    assert told.facts["nonfinite"] is None


def test_parameters_that_a_loop_replaces_are_not_said_to_stand_still(start: Start) -> None:
    code = steps("""
        loss = F.mse_loss(x[:, 0] @ w, y)
        loss.backward()
        w = (w - 0.1 * w.grad).detach().requires_grad_()
    """).replace(
        "    optimizer = ", "    w = torch.randn(2, 1, requires_grad=True)\n    optimizer = "
    )
    told = trained(start, code)
    assert (told.facts["trained"], told.facts["moved"]) == (0, 0)
    assert told.column("step") == list(range(1, 21))


def test_a_functional_gradient_is_trained_and_judged_though_little_is_seen(start: Start) -> None:
    code = loop("""
        from torch.func import functional_call, grad
        values = {name: p.detach().clone() for name, p in model.named_parameters()}
        slope = grad(lambda v, x, y: F.mse_loss(functional_call(model, v, (x,)), y))
        for step in range(20):
            found = slope(values, *batch())
            values = {name: value - 0.1 * found[name] for name, value in values.items()}
        return 7
    """)
    told = trained(start, code)
    assert told.value == 7
    assert (told.facts["backwards"], told.facts["steps"], told.facts["nonfinite"]) == (20, 0, None)


def test_several_optimizers_are_told_each_with_its_own_norm(start: Start) -> None:
    code = loop("""
        first = torch.optim.SGD(model.rnn.parameters(), lr=0.1)
        second = torch.optim.Adam(model.out.parameters(), lr=0.2)
        norms = []
        for step in range(10):
            x, y = batch()
            first.zero_grad(); second.zero_grad()
            F.mse_loss(model(x), y).backward()
            for part in (model.rnn, model.out):
                grads = [p.grad.flatten() for p in part.parameters()]
                norms.append(float(torch.cat(grads).norm()))
            first.step(); second.step()
        return norms
    """)
    told = trained(start, code)
    assert told.facts["steps"] == 20
    assert told.column("learning_rate") == pytest.approx([0.1, 0.2] * 10)
    assert told.column("gradient_norm")[2:] == pytest.approx(told.value[2:], rel=1e-4)
    assert (told.facts["unoptimized"], told.facts["leftovers"]) == (0, 0)


def test_taking_turns_with_two_models_is_no_leftover(start: Start) -> None:
    code = loop("""
        other = Model()
        pairs = [(m, torch.optim.SGD(m.parameters(), lr=0.1)) for m in (model, other)]
        for step in range(20):
            for own, optimizer in pairs:
                optimizer.zero_grad()
                F.mse_loss(model(x) - other(x), y).backward()
                optimizer.step()
    """)
    facts = trained(start, code).facts
    assert (facts["leftovers"], facts["unoptimized"]) == (0, 0)


def test_a_fresh_model_in_the_middle_is_no_mistake(start: Start) -> None:
    code = loop("""
        for length in (3, 4):
            fresh = Model()
            optimizer = torch.optim.SGD(fresh.parameters(), lr=0.1)
            for step in range(70):
                loss = F.mse_loss(fresh(torch.randn(8, length, 2)), y)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
    """)
    told = trained(start, code)
    assert told.facts["leftovers"] <= 1
    assert (told.facts["unoptimized"], told.facts["moved"]) == (0, told.facts["trained"])
    assert all(norm > 0 for norm in told.column("gradient_norm") if not math.isnan(norm))


@pytest.mark.parametrize("by", ["value", "hand"])
def test_norms_before_and_after_any_clipping_are_told(start: Start, by: str) -> None:
    clip = {
        "value": "nn.utils.clip_grad_value_(model.parameters(), 1e-3)",
        "hand": "for p in model.parameters():\n    p.grad.clamp_(-1e-3, 1e-3)",
    }[by]
    told = trained(start, steps(FIT.replace("optimizer.step()", f"{clip}\noptimizer.step()"), 5))
    assert all(norm > 0.05 for norm in told.column("gradient_norm"))
    assert all(norm < 0.01 for norm in told.column("clipped_norm"))
    assert told.facts["clipped"] == (5 if by == "value" else 0)


def test_a_sparse_gradient_has_no_norm_and_is_no_explosion(start: Start) -> None:
    code = loop("""
        letters = nn.Embedding(5, 3, sparse=True)
        optimizer = torch.optim.SGD(letters.parameters(), lr=0.1)
        for step in range(5):
            optimizer.zero_grad()
            letters(torch.tensor([1, 2])).square().mean().backward()
            optimizer.step()
    """)
    told = trained(start, code)
    assert all(map(math.isnan, told.column("gradient_norm")))
    assert told.facts["nonfinite"] is None


# Observing changes nothing


@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_observing_changes_no_draw_and_no_trained_weight(start: Start, dropout: float) -> None:
    code = loop(f"""
        optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
        losses = []
        for step in range(60):
            x, y = batch()
            loss = F.mse_loss(F.dropout(model(x), {dropout}), y)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 0.1)
            optimizer.step()
            losses.append(loss.item())
        return weights() + [torch.rand(3), torch.tensor([random.random()]), torch.tensor(losses)]
    """)
    worker = start()
    worker.load(source(code))
    unobserved = worker.ask("call", {"name": "train"})
    observed = trained(start, code).value
    assert all(torch.equal(one, other) for one, other in zip(unobserved, observed, strict=True))


def test_a_student_who_wraps_backward_is_observed_all_the_same(start: Start) -> None:
    before = """
        calls = []
        original = torch.Tensor.backward
        def counting(self, *args, **kwargs):
            calls.append(1)
            return original(self, *args, **kwargs)
        torch.Tensor.backward = counting
    """
    told = trained(
        start,
        loop("for step in range(5):\n    model(x).sum().backward()\nreturn len(calls)", before),
    )
    assert told.value >= 5
    assert told.facts["backwards"] == 5


# Forgeries


FORGE = """
import json, os, struct
def channel():
    for number in range(3, 100):
        try:
            if os.readlink(f"/proc/self/fd/{number}").startswith("socket"):
                return number
        except OSError:
            pass
def observed(rows, shape, dtype="F64", **facts):
    size = {"F64": 8, "F32": 4}[dtype] * math.prod(shape)
    place = {"dtype": dtype, "shape": shape, "data_offsets": [0, size]}
    about = json.dumps({"0": place}).encode()
    body = struct.pack("<Q", len(about)) + about + bytes(size) if rows == "tensor" else b""
    told = {"tensor": 0} if rows == "tensor" else rows
    value = {"dict": {"rows": told, "facts": {"dict": facts}}}
    header = json.dumps({"kind": "observed", "value": value}).encode()
    return struct.pack("!4sBIQ", b"RNNG", 1, len(header), len(body)) + header + body
def send(frame):
    view = memoryview(frame)
    while view:
        view = view[os.write(channel(), view):]
"""


def facts_in_json() -> str:
    facts: dict[str, Any] = dict(Observations().facts)
    return repr(json.loads(json.dumps(facts | {"clip_at": 1.0})))


@pytest.mark.parametrize(
    "frame",
    [
        "observed(None, [])",
        "observed([[1.0] * 8], [])",
        'observed("tensor", [8])',
        'observed("tensor", [2, 7])',
        'observed("tensor", [2, 8], "F32")',
    ],
)
def test_a_forged_report_of_another_form_is_a_bad_reply_and_ends_the_worker(
    start: Start, frame: str
) -> None:
    worker = start()
    worker.load(source(loop(f"send({frame})\ntime.sleep(100)", FORGE)))
    with pytest.raises(BadReply, match="damaged report of its training"):
        trained_in(worker)
    assert not worker.alive


def test_a_report_larger_than_a_reply_is_refused_before_it_is_read(start: Start) -> None:
    code = loop('send(observed("tensor", [2**17, 8]))\ntime.sleep(100)', FORGE)
    with pytest.raises(BadReply, match="announced a reply of"):
        trained(start, code, reply_bytes=2**16)


def test_a_report_is_no_answer_to_a_question(start: Start) -> None:
    worker = start()
    worker.load(source(loop(f'send(observed("tensor", [1, 8], **{facts_in_json()}))', FORGE)))
    with pytest.raises(BadReply, match="unexpected reply"):
        worker.ask("call", {"name": "train"})
    assert not worker.alive


def test_forged_numbers_are_told_and_change_no_answer(start: Start) -> None:
    facts = facts_in_json()
    code = loop(f'send(observed("tensor", [3, 8], **{facts}))\nreturn 7', FORGE)
    told = trained(start, code)
    assert told.value == 7
    assert told.column("loss") == [0.0, 0.0, 0.0]


def test_a_flood_of_reports_does_not_grow_the_graders_memory(start: Start) -> None:
    facts = facts_in_json()
    code = loop(
        f'frame = observed("tensor", [1000, 8], **{facts})\nfor _ in range(400):\n    send(frame)',
        FORGE,
    )
    kept, worker = Observations(), start()
    worker.load(source(code))
    before = resident()
    worker.train("call", {"name": "train"}, AMPLE, lambda seen, _: kept.add(seen))
    assert resident() - before < 10 * 2**20  # 26 MB came
    assert len(kept.column("loss")) <= 2 * MAX_STEPS + 1


def resident() -> int:
    """Return the bytes of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def test_an_endless_flood_ends_with_the_budget(start: Start) -> None:
    facts = facts_in_json()
    code = loop(
        f'frame = observed("tensor", [9, 8], **{facts})\nwhile True:\n    send(frame)', FORGE
    )
    with pytest.raises(BudgetUsedUp):
        trained(start, code, Budget(cpu_seconds=0.2, wall_seconds=5))


def test_columns_are_the_same_on_both_sides() -> None:
    from rnngrade.worker.child import observe

    assert len(COLUMNS) == observe.COLUMNS
