"""``rnngrade doctor``: what it says of machines that lack things, and that it says nothing more."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from rnngrade import cli, content
from rnngrade import doctor as stage
from rnngrade.data import store
from rnngrade.doctor import Examined, Finding, Health, Section, examine, software
from rnngrade.doctor.isolation import STOPS, reason
from rnngrade.doctor.json import dumps
from rnngrade.doctor.machine import APPARMOR, DEBIAN, LIMIT, Machine, this_machine
from rnngrade.doctor.software import Torch, TorchError, ask_torch
from rnngrade.doctor.text import print_examined
from rnngrade.schema import violations
from rnngrade.worker.child.records import LAYERS
from rnngrade.worker.interface import WorkerPoolError

LINUX = Machine("Linux", "6.8.0-45-generic", "x86_64", True, False, False)
NAMESPACES = {name for name in LAYERS if name.endswith("-namespace")}
MACHINES = [
    LINUX,
    replace(LINUX, release="no number"),
    replace(LINUX, release="4.18.0", is_root=True, in_container=True),
    replace(LINUX, architecture="riscv64", is_known=False),
    Machine("Darwin", "24.1.0", "arm64", False, False, False),
]
MOUNTED = {"read-only-files", "scratch-in-memory", "own-proc"}


def there() -> Torch:
    return Torch("2.13.0+cpu", None, None, 1.25)


def looked_at(
    machine: Machine = LINUX, without: frozenset[str] | set[str] = frozenset()
) -> Examined:
    return examine(
        machine,
        torch=there,
        gpu=lambda: None,
        layers=lambda: tuple(name for name in LAYERS if name not in without),
    )


def finding(examined: Examined, name: str) -> Finding:
    found = [f for section in examined.sections for f in section.findings if f.name == name]
    return found[0]


def printed(examined: Examined, *, width: int = 80, encoding: str = "utf-8") -> str:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    print_examined(examined, Console(file=stream, width=width, legacy_windows=False))
    stream.seek(0)
    return stream.read()


def test_where_all_is_there_both_commands_can_run() -> None:
    examined = looked_at()
    assert examined.can_check
    assert examined.can_isolate
    assert finding(examined, "torch").text == "2.13.0+cpu, built for the CPU; imported in 1.2 s"
    assert "rnngrade check and rnngrade grade can run." in printed(examined)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_missing_layer_says_what_it_would_stop_and_why_it_is_missing(layer: str) -> None:
    found = finding(looked_at(without={layer}), layer)
    assert found.health is Health.ABSENT
    assert found.text.startswith(f"would stop {STOPS[layer]}; missing: ")


@pytest.mark.parametrize("layer", ["landlock", "seccomp"])
def test_without_a_demanded_layer_check_runs_and_grade_is_said_to_refuse(layer: str) -> None:
    examined = looked_at(without={layer})
    assert examined.can_check
    assert not examined.can_isolate
    assert f"grade refuses without {layer}, unless you say --isolation best" in printed(examined)


@pytest.mark.parametrize(
    ("setting", "value", "hint"),
    [
        (APPARMOR, "1", f"sysctl {APPARMOR}=0"),
        (DEBIAN, "0", f"sysctl {DEBIAN}=1"),
        (LIMIT, "0", f"sysctl {LIMIT}=10000"),
    ],
)
def test_a_setting_that_refuses_user_namespaces_is_named_with_the_command_that_allows_them(
    setting: str, value: str, hint: str
) -> None:
    machine = replace(LINUX, settings={APPARMOR: "0", DEBIAN: "1", LIMIT: "9", setting: value})
    examined = looked_at(machine, NAMESPACES | MOUNTED)
    found = finding(examined, "user-namespace")
    assert f"{setting} is {value}" in found.text
    assert hint in found.hint
    assert "it needs user-namespace" in finding(examined, "network-namespace").text
    assert "it needs mount-namespace" in finding(examined, "scratch-in-memory").text


def test_a_container_is_told_from_a_kernel_that_refuses() -> None:
    machine = replace(LINUX, in_container=True)
    assert "as Docker's own does" in reason("user-namespace", (), machine)[0]
    assert "CONFIG_USER_NS" in reason("user-namespace", (), LINUX)[1]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"release": "5.4.0"}, "from 5.13 on; this is 5.4.0"),
        ({"landlock_errno": errno.EOPNOTSUPP}, "did not switch it on"),
        ({"landlock_errno": errno.ENOSYS}, "built without it"),
        ({"landlock_errno": errno.EPERM, "in_container": True}, "container's seccomp profile"),
        ({"is_known": False, "architecture": "riscv64"}, "system calls of riscv64"),
        ({"system": "Darwin", "release": "24.1.0"}, "Darwin has nothing like it"),
    ],
)
def test_why_landlock_is_missing_depends_on_the_machine(
    change: dict[str, object], words: str
) -> None:
    why, hint = reason("landlock", (), replace(LINUX, **change))
    assert words in why
    assert hint


def test_a_user_of_its_own_is_missed_by_root_alone() -> None:
    assert "nothing is needed" in reason("user-of-its-own", (), LINUX)[0]
    assert "/opt" in reason("user-of-its-own", (), replace(LINUX, is_root=True))[1]


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("held", [(), LAYERS], ids=["with none", "with all others"])
def test_there_is_a_reason_for_every_layer_on_every_machine(
    held: tuple[str, ...], machine: Machine
) -> None:
    for layer in LAYERS:
        why, hint = reason(layer, set(held) - {layer}, machine)
        assert why
        assert hint == "" or hint.endswith((".", "?"))


def broken() -> Torch:
    raise TorchError("ImportError: libtorch_cpu.so: cannot open shared object file")


def test_where_torch_cannot_be_imported_nothing_that_needs_it_is_started() -> None:
    def never() -> tuple[str, ...]:
        pytest.fail("it was started")

    examined = examine(LINUX, torch=broken, gpu=never, layers=never)  # type: ignore[arg-type]
    assert [f.name for f in examined.missing] == ["torch", "worker"]
    assert "libtorch_cpu.so" in finding(examined, "torch").text
    assert "Checks cannot run: see torch, worker." in printed(examined)


def test_a_worker_that_does_not_start_is_the_one_thing_missing() -> None:
    def refused() -> tuple[str, ...]:
        raise WorkerPoolError("no worker can be started: the zygote has ended")

    examined = examine(LINUX, torch=there, gpu=lambda: None, layers=refused)
    assert [f.name for f in examined.missing] == ["worker"]
    assert "the zygote has ended" in finding(examined, "worker").text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("import no_such_torch", "No module named 'no_such_torch'"),
        ("import os; os._exit(7)", "Python ended with 7"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "Python ended with -9"),
    ],
)
def test_a_torch_that_fails_or_dies_takes_only_its_own_process(
    question: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(software, "QUESTION", question)
    with pytest.raises(TorchError, match=words):
        ask_torch()


def test_a_torch_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(software, "QUESTION", "while True: pass")
    monkeypatch.setattr(software, "SECONDS", 0.5)
    with pytest.raises(TorchError, match="TimeoutExpired"):
        ask_torch()


@pytest.mark.parametrize(
    ("torch", "build"),
    [
        (Torch("2.13.0", "13.0", None, 1), "CUDA 13.0"),
        (Torch("2.13.0", None, "7.1", 1), "ROCm 7.1"),
        (Torch("2.13.0", None, None, 1), "the CPU"),
    ],
)
def test_what_torch_was_built_for_is_said(torch: Torch, build: str) -> None:
    assert torch.build == build


def test_a_gpu_is_named() -> None:
    examined = examine(LINUX, torch=there, gpu=lambda: "NVIDIA H200", layers=lambda: LAYERS)
    assert finding(examined, "GPU") == Finding("GPU", Health.OK, "NVIDIA H200")


def test_a_package_that_is_not_installed_is_missing_and_an_extra_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(software, "needed", lambda: ["no-such-package", "torch"])
    monkeypatch.setattr(software, "_OPTIONAL", {"no-such-extra": "grade --scheduler"})
    examined = looked_at()
    assert [f.name for f in examined.missing] == ["no-such-package", "worker"]
    assert finding(examined, "no-such-package").hint == "pip install no-such-package"
    assert finding(examined, "no-such-extra").health is Health.ABSENT


def test_every_package_that_rnngrade_needs_is_looked_at() -> None:
    assert {"click", "numpy", "torch", "safetensors"} <= set(software.needed())
    assert "pytest" not in software.needed()


def test_names_that_were_damaged_keep_checks_from_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(store.VARIABLE, str(tmp_path))
    assert finding(looked_at(), "names").health is Health.ABSENT
    (tmp_path / "names").mkdir()
    (tmp_path / "names" / "Czech.txt").write_text("Adamek\n")
    examined = looked_at()
    assert [f.name for f in examined.missing] == ["names"]
    assert "rnngrade data fetch names" in finding(examined, "names").hint


def test_a_folder_that_cannot_be_written_to_is_named_with_the_variable_to_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "file" / "data"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    examined = looked_at()
    assert [f.name for f in examined.missing] == ["temporary"]
    assert "TMPDIR" in finding(examined, "temporary").hint
    folders = examined.sections[-1].findings
    assert folders[1].health is Health.ABSENT
    assert store.VARIABLE in folders[1].hint


def test_without_solutions_checks_run_and_without_exercises_none(
    small_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "PACKAGE", small_root / "rnngrade")
    assert finding(looked_at(), "solutions").text == "at hand for ex9"
    monkeypatch.setattr(content, "PACKAGE", tmp_path)
    examined = looked_at()
    assert [f.name for f in examined.missing] == ["exercises"]


def test_the_json_follows_its_schema_and_says_what_the_text_says() -> None:
    for examined in (looked_at(), looked_at(without=set(LAYERS))):
        document = json.loads(dumps(examined))
        assert violations(document, "doctor-v1") == []
        text = " ".join(printed(examined, width=400).split())
        for section in document["sections"]:
            for found in section["findings"]:
                assert " ".join(found["text"].split()) in text
                assert " ".join(found["hint"].split()) in text


@pytest.mark.parametrize("width", [48, 80, 200])
def test_lines_are_aligned_and_no_longer_than_the_terminal_is_wide(width: int) -> None:
    lines = printed(looked_at(without=NAMESPACES), width=width).splitlines()
    starts = [
        line.index("stops ") for line in lines if line.startswith("  ✓") and " stops " in line
    ]
    assert len(set(starts)) == 1
    assert all(len(line) <= width for line in lines[:-1])


def test_an_old_terminal_gets_signs_that_it_can_show() -> None:
    text = printed(looked_at(without={"landlock"}), encoding="ascii")
    assert " ok seccomp" in text
    assert "  - landlock" in text


@given(text=st.text(min_size=1))
def test_what_a_broken_torch_says_gives_no_order_to_a_terminal(text: str) -> None:
    section = Section("Software", (Finding("torch", Health.MISSING, f"no: {text}"),))
    examined = Examined((section,), ())
    assert "\x1b" not in printed(examined)
    assert violations(json.loads(dumps(examined)), "doctor-v1") == []


def test_the_command_exits_with_1_where_something_needed_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stage, "examine", lambda: examine(LINUX, torch=broken))
    ended = CliRunner().invoke(cli.main, ["doctor"])
    assert ended.exit_code == 1
    assert "✗ torch" in ended.output
    monkeypatch.setattr(stage, "examine", looked_at)
    assert CliRunner().invoke(cli.main, ["doctor"]).exit_code == 0


def test_of_this_machine_it_says_the_truth_and_nothing_of_the_environment(tmp_path: Path) -> None:
    secret = "s3cret-0f-the-environment"  # noqa: S105
    ended = subprocess.run(
        [sys.executable, "-m", "rnngrade", "doctor", "--json"],
        env={**os.environ, "RNNGRADE_SEED": secret, "TOKEN": secret, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    document = json.loads(ended.stdout)
    assert violations(document, "doctor-v1") == []
    assert ended.returncode == (0 if document["can_check"] else 1)
    findings = {f["name"]: f for s in document["sections"] for f in s["findings"]}
    assert findings["torch"]["health"] == "ok"
    assert findings["worker"]["health"] == "ok"
    assert set(LAYERS) <= findings.keys()
    landlock_refused = this_machine().landlock_errno is not None
    assert (findings["landlock"]["health"] == "absent") == landlock_refused
    assert secret not in ended.stdout + ended.stderr
    assert os.environ["PATH"] not in ended.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_document_shows_what_is_printed() -> None:
    text = (Path(__file__).parents[1] / "docs" / "ci.md").read_text(encoding="utf-8")
    shown = text.split("```text\nIsolation of student code\n")[1].split("```")[0].splitlines()
    machine = replace(LINUX, settings={APPARMOR: "1"})
    lines = printed(looked_at(machine, {"user-namespace"})).splitlines()
    assert [line for line in lines if line in shown] == shown
