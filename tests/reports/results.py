"""Results as graders give them, made by hand: what every report is read and tested with."""

from __future__ import annotations

import math
from dataclasses import replace

from confusions import SENTIMENT, languages
from curves import ERRORS, blows_up, learns, never_learns
from scatters import positions, sentiments
from small_png import small_picture

from rnngrade.result import (
    CheckResult,
    Diagnosis,
    Environment,
    ExerciseTag,
    Outcome,
    Result,
    SubmissionTag,
    Times,
)
from rnngrade.submission.interface import Location

LABELS = {
    "loads": ("The file loads and defines MyRNN", 0),
    "own_recurrence": ("The recurrence is your own, without nn.RNN", 0),
    "forward": ("MyRNN runs forward", 0),
    "shapes": ("Shapes, dtypes and device are right", 10),
    "parameters": ("The weights are registered and can be trained", 15),
    "outputs": ("Outputs equal nn.RNN's, step by step", 30),
    "hidden_state": ("h_0 is used and h_n is the last state", 15),
    "gradients": ("Gradients equal nn.RNN's, back to the first step", 15),
    "independence": ("Calls and examples do not influence each other", 5),
    "learns": ("It learns a small memory task", 10),
    "cuda": ("The same on a GPU", 0),
}
NO_TANH = Diagnosis(
    "no_tanh",
    "There is no tanh: your outputs are W_xh x_t + W_hh h_{t-1} + b, a linear recurrence.",
    "Apply torch.tanh to the sum before it becomes the new hidden state.",
)
PRE_ACTIVATIONS = Diagnosis(
    "pre_activations",
    "Your outputs are the values before tanh; the state that is carried on is right.",
    "Store the state after tanh as the output of each step.",
)
H_N_ZERO = Diagnosis("h_n_zero", "h_n is all zeros.", "Return the state after the last step.")
LEAKS = Diagnosis(
    "leaks_between_calls",
    "State leaks between calls: without h_0 a call starts from where the last call ended.",
    "Keep the hidden state in a local variable of forward, not on self, and start from zeros.",
)
HOSTILE = (
    "\x1b[2J\x1b[31mred\x1b[0m [bold]markup[/bold] [/] :smile: <script>alert(1)</script> "
    "\x1b]0;title\x07\x9b31m\r\nline 2\tx\x00\x07\x08 \ud800 \u202egnp.exe\u2028 =cmd|' /C calc'!A0"
)


def passed(name: str, **changes: object) -> CheckResult:
    label, points = LABELS[name]
    check = CheckResult(
        name, label, Outcome.PASS, points, points, "As it should be.", duration=0.01
    )
    return replace(check, **changes)


def lost(name: str, outcome: Outcome, message: str, **changes: object) -> CheckResult:
    label, points = LABELS[name]
    return replace(
        CheckResult(name, label, outcome, 0.0, points, message, duration=0.02), **changes
    )


def skipped(*names: str, needs: str) -> list[CheckResult]:
    return [
        lost(name, Outcome.SKIP, f"Not run: it needs “{LABELS[needs][0]}” first.") for name in names
    ]


def no_gpu() -> CheckResult:
    return lost(
        "cuda",
        Outcome.SKIP,
        "No GPU was used, so this was not tried; it costs nothing.",
        max_points=0.0,
        applies=False,
    )


def result(
    *checks: CheckResult,
    name: str = "ex1_my_rnn.py",
    loaded: str | None = "definitions",
    output: str = "",
    passed: bool | None = None,
) -> Result:
    score = sum(check.points for check in checks)
    most = sum(check.max_points for check in checks if not check.bonus)
    return Result(
        package_version="0.1.0",
        exercise=ExerciseTag("ex1", "1.0.0"),
        submission=SubmissionTag(name, "5f" * 32, loaded),
        score=score,
        max_score=most,
        pass_mark=0.6,
        passed=score >= 0.6 * most if passed is None else passed,
        checks=checks,
        output=output,
        environment=Environment("3.11.7", "2.13.0", "cpu", 2, "Linux x86_64"),
        seed=20260417,
        limits={
            "wall_seconds": 10.0,
            "cpu_seconds": 60.0,
            "memory_bytes": 1024**3,
            "output_bytes": 65536,
            "reply_bytes": 64 * 1024**2,
            "scratch_bytes": 64 * 1024**2,
            "scratch_files": 1000,
            "threads": 64,
        },
        layers=("memory-limit", "cpu-limit", "pid-namespace", "landlock", "seccomp"),
        times=Times("2026-04-17T09:30:00Z", 1.84),
    )


ALL_RIGHT = result(
    *(
        passed(name)
        for name in ("loads", "own_recurrence", "forward", "shapes", "parameters", "outputs")
    ),
    passed(
        "hidden_state",
        notes=("h_n is (batch, hidden_size); the exercise asks for (1, batch, hidden_size).",),
        evidence={"largest_error": 4.4e-16, "at": [0, 6, 2], "tolerance": 1e-9},
    ),
    *(passed(name) for name in ("gradients", "independence")),
    passed("learns", message="The loss fell to 0.0031.", evidence={"loss": 0.0031, "steps": 300}),
    no_gpu(),
    output="torch.Size([2, 4, 5]) torch.Size([1, 2, 5])\n",
)
STUB = result(
    passed("loads"),
    passed("own_recurrence"),
    lost(
        "forward",
        Outcome.FAIL,
        "NotImplementedError: MyRNN.forward is still to be written",
        hint="Start with one step: h = torch.tanh(x[:, 0] @ W_xh.T + h @ W_hh.T + b).",
        location=Location("ex1_my_rnn.py", 28),
        source_line='raise NotImplementedError("MyRNN.forward is still to be written")',
    ),
    *skipped(*list(LABELS)[3:-1], needs="forward"),
    no_gpu(),
)
SYNTAX_ERROR = result(
    lost(
        "loads",
        Outcome.FAIL,
        "SyntaxError: '(' was never closed",
        hint="Close the bracket that is opened on this line.",
        location=Location("ex1_my_rnn.py", 21),
        source_line="h = torch.tanh(x[:, t] @ self.W_xh.T + h @ self.W_hh.T + self.b",
    ),
    *skipped(*list(LABELS)[1:-1], needs="loads"),
    no_gpu(),
    loaded=None,
)
ONE_DIAGNOSIS = result(
    *(passed(name) for name in ("loads", "own_recurrence", "forward", "shapes", "parameters")),
    lost(
        "outputs",
        Outcome.FAIL,
        "1 204 of 1 260 numbers differ from nn.RNN's; the largest error is 14.2, at example 0, "
        "step 6, unit 2 (allowed: 1e-09).",
        diagnosis=(NO_TANH,),
        evidence={"largest_error": 14.213, "at": [0, 6, 2], "ratio": math.inf, "loss": math.nan},
    ),
    lost(
        "hidden_state",
        Outcome.FAIL,
        "h_n differs from nn.RNN's by up to 9.81 (allowed: 1e-09).",
        diagnosis=(NO_TANH,),
    ),
    *skipped("gradients", needs="outputs"),
    passed("independence"),
    passed("learns"),
    no_gpu(),
    output="h tensor([[0.1, 0.2]])\n" * 40,
    loaded="whole",
)
TWO_DIAGNOSES = result(
    *(passed(name) for name in ("loads", "own_recurrence", "forward", "shapes")),
    lost(
        "parameters",
        Outcome.FAIL,
        "2 of 3 weights receive gradients.",
        points=7.5,
        hint="Make every weight an nn.Parameter.",
    ),
    lost(
        "outputs",
        Outcome.FAIL,
        "All 1 260 numbers differ from nn.RNN's; the largest error is 2.1 (allowed: 1e-09).",
        diagnosis=(PRE_ACTIVATIONS, LEAKS),
    ),
    lost("hidden_state", Outcome.FAIL, "h_n is 0 everywhere.", diagnosis=(H_N_ZERO,)),
    *skipped("gradients", "independence", "learns", needs="outputs"),
    no_gpu(),
)
NOTEBOOK_EXCEPTION = result(
    passed("loads"),
    passed("own_recurrence"),
    lost(
        "forward",
        Outcome.FAIL,
        "RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x5 and 3x5)",
        hint="Print the shapes of both factors just before this line.",
        location=Location("ex1_my_rnn.ipynb", 7, cell=4),
        source_line="h = torch.tanh(h @ self.W_xh + x[:, t] @ self.W_hh)",
    ),
    *skipped(*list(LABELS)[3:-1], needs="forward"),
    no_gpu(),
    name="ex1_my_rnn.ipynb",
    output="x torch.Size([2, 4, 3])\nh torch.Size([2, 5])\n",
)
TIMEOUT = result(
    passed("loads"),
    passed("own_recurrence"),
    lost(
        "forward",
        Outcome.TIMEOUT,
        "MyRNN.forward was stopped: it took more than 10 s of wall time.",
        hint="Look for a loop that never ends.",
        location=Location("ex1_my_rnn.py", 24),
        source_line="while len(outputs) <= x.size(1):",
    ),
    *skipped(*list(LABELS)[3:-1], needs="forward"),
    no_gpu(),
    output="step 0\rstep 1\rstep 2\nstill here\n",
)
GRADER_ERROR = result(
    *(passed(name) for name in ("loads", "own_recurrence", "forward", "shapes", "parameters")),
    lost(
        "outputs",
        Outcome.ERROR,
        "rnngrade failed here, not your code (ZeroDivisionError: division by zero).",
    ),
    *(passed(name) for name in ("hidden_state", "gradients", "independence")),
    lost("learns", Outcome.REVIEW, "Is the plot labelled?"),
    no_gpu(),
)
HOSTILE_TEXT = result(
    lost("loads", Outcome.CRASH, f"The worker ended: {HOSTILE}", notes=(HOSTILE,), hint=HOSTILE),
    lost(
        "forward",
        Outcome.FAIL,
        f"{HOSTILE}{'W' * 5000}",
        diagnosis=(Diagnosis("x", HOSTILE, HOSTILE),),
        location=Location(HOSTILE, 3),
        source_line=HOSTILE,
        evidence={HOSTILE: [HOSTILE, {"deep": HOSTILE}]},
    ),
    lost("learns", Outcome.SKIP, HOSTILE),
    name=f"{HOSTILE}.py",
    output=(HOSTILE + "日本語" * 100 + "\n") * 500,
)
TRAINED = result(
    passed("loads"),
    passed("learns", label="It learns at length 50", exhibits=(learns(),)),
    lost(
        "outputs",
        Outcome.FAIL,
        "At length 100 the error is 0.166; 0.03 is needed. Two seeds were tried.",
        label="It learns at length 100",
        hint="Clip the gradient norm, and start from short sequences.",
        exhibits=(blows_up(), never_learns()),
    ),
    passed("shapes", label="The errors that you report are true", exhibits=(ERRORS,)),
    lost(
        "forward",
        Outcome.FAIL,
        "At length 200 the loss became NaN.",
        label="It learns at length 200",
        exhibits=(blows_up(),),
    ),
    name="ex2_adding_problem.py",
)
CONFUSED = result(
    passed("loads"),
    lost(
        "outputs",
        Outcome.FAIL,
        "Macro-F1 is 0.63; 0.7 is needed.",
        label="It tells 18 languages apart",
        hint="Weight the loss by how rare a class is.",
        exhibits=(languages(),),
    ),
    passed("shapes", label="It tells three moods apart", exhibits=(SENTIMENT,)),
    name="ex3_names.py",
)
DRAWN = result(
    passed("loads"),
    lost(
        "outputs",
        Outcome.FAIL,
        "17 of 160 points are not where they belong.",
        label="Every point is drawn where it belongs",
        hint="Take x from the first column and y from the second.",
        exhibits=(
            small_picture("Your figure", 640, 400, "Two views of 160 points."),
            small_picture("The reference's figure", 640, 400, "The same points, in two views."),
            sentiments(),
        ),
    ),
    passed(
        "shapes",
        label="A view is coloured by the position",
        exhibits=(small_picture("Your figure", 900, 450, ""), positions()),
    ),
    name="ex5_hidden_states.py",
)
BONUS = result(
    *(passed(name) for name in ("loads", "outputs", "shapes")),
    passed("learns", label="It learns at length 200", bonus=True),
    lost(
        "gradients",
        Outcome.FAIL,
        "It has 12,000 weights; 10,000 are allowed.",
        label="It does so with 10,000 weights",
        points=3.0,
        bonus=True,
    ),
    lost("hidden_state", Outcome.REVIEW, "Is the plot labelled?", bonus=True),
    *skipped("parameters", needs="gradients"),
    replace(skipped("independence", needs="gradients")[0], bonus=True),
)

SAMPLES = {
    "all_right": ALL_RIGHT,
    "stub": STUB,
    "syntax_error": SYNTAX_ERROR,
    "one_diagnosis": ONE_DIAGNOSIS,
    "two_diagnoses": TWO_DIAGNOSES,
    "notebook_exception": NOTEBOOK_EXCEPTION,
    "timeout": TIMEOUT,
    "grader_error": GRADER_ERROR,
    "trained": TRAINED,
    "confused": CONFUSED,
    "drawn": DRAWN,
    "bonus": BONUS,
    "hostile_text": HOSTILE_TEXT,
}
