"""How quickly the page of a class opens, and what it takes to write it.

    python benchmarks/class_page.py RESULT.json... [--students 100 1000 10000] [--rounds 3]

Multiplies the results that it is given under made-up names; of every picture but one each student
gets their own, as real ones have. For each size of class: how many seconds writing took and the
most memory that it held beyond its imports (in a process of its own), how large the page is, and in
a headless Chromium the medians of the seconds until the first sort was done, until the whole page
was there, of a sort then, and of opening a student. Last the CPU seconds that showing all of it has
taken, which other work on the machine changes less.
"""

from __future__ import annotations

import argparse
import base64
import multiprocessing
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

from rnngrade import result_json
from rnngrade.gradebook.interface import Standing
from rnngrade.intake.interface import Entry, Student
from rnngrade.reports import class_page
from rnngrade.result import CheckResult, Exhibit, Picture, Result

SORTS = """
const started = performance.now();
document.querySelector("#students thead .number button").click();
document.body.offsetHeight;
return [performance.now(), performance.now() - started];
"""
OPENS = """
const done = arguments[0], started = performance.now();
new MutationObserver(() => done(performance.now() - started))
  .observe(document.querySelector("#opened"), {childList: true});
document.querySelector("#students tbody tr").click();
"""
LOADED = 'return performance.getEntriesByType("navigation")[0].loadEventEnd'


def standings(results: list[Result], students: int) -> Iterator[Standing]:
    """Yield a class in which each student has one of ``results``."""
    for number in range(students):
        result = with_own_pictures(results[number % len(results)], number)
        student = Student(f"s{number:06}", f"Given{number} Family{number // 7}", section="A")
        yield Standing(
            student.id,
            student,
            Entry(student.id, Path("ex.py"), "ex.py", student),
            result,
            raw=result.score,
            max_score=result.max_score,
            final=result.score,
            passed=result.passed,
        )


def with_own_pictures(result: Result, number: int) -> Result:
    """Return ``result`` with pictures that nobody else has, but for the reference's."""
    return replace(result, checks=tuple(_with_own(check, number) for check in result.checks))


def _with_own(check: CheckResult, number: int) -> CheckResult:
    return replace(check, exhibits=tuple(_own(exhibit, number) for exhibit in check.exhibits))


def _own(exhibit: Exhibit, number: int) -> Exhibit:
    if not isinstance(exhibit, Picture) or "reference" in exhibit.title:
        return exhibit
    content = base64.b64decode(exhibit.png) + number.to_bytes(8, "big")  # behind the PNG's end
    return replace(exhibit, png=base64.b64encode(content).decode())


def write(paths: list[Path], students: int, page: Path, told: multiprocessing.SimpleQueue) -> None:  # type: ignore[type-arg]
    """Write a page, and tell the seconds and the megabytes of memory that it took."""
    results = [result_json.loads(path.read_text(encoding="utf-8")) for path in paths]
    class_page.write(standings(results, 1), page, title="one")
    before, started = peak_megabytes(), time.perf_counter()
    class_page.write(standings(results, students), page, title=f"A class of {students:,}")
    told.put((time.perf_counter() - started, peak_megabytes() - before))


def peak_megabytes() -> float:
    """Return the most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def written(paths: list[Path], students: int, page: Path) -> tuple[float, float]:
    """Return what ``write`` tells, in a process that has done nothing else."""
    spawn = multiprocessing.get_context("spawn")
    told = spawn.SimpleQueue()
    process = spawn.Process(target=write, args=(paths, students, page, told))
    process.start()
    found: tuple[float, float] = told.get()
    process.join()
    return found


def opened(page: Path) -> tuple[float, float, float, float, float]:
    """Return the seconds until the first sort, until all is there, of a sort, of a student; CPU."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    options.page_load_strategy = "none"
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        driver.set_script_timeout(300)
        driver.get("about:blank")
        driver.execute_cdp_cmd("Performance.enable", {})
        driver.get(page.as_uri())
        wait = WebDriverWait(driver, 300, 0.01)
        ready = 'return document.documentElement.classList.contains("loaded")'
        wait.until(lambda _: driver.execute_script(ready))
        first, _ = driver.execute_script(SORTS)
        loaded = wait.until(lambda _: driver.execute_script(LOADED))
        metrics = driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
        cpu = next(each["value"] for each in metrics if each["name"] == "ProcessTime")
        _, again = driver.execute_script(SORTS)
        student = driver.execute_async_script(OPENS)
    finally:
        driver.quit()
    return first / 1000, loaded / 1000, again / 1000, student / 1000, cpu


def main() -> None:
    """Print a line for each size of class."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", nargs="+", type=Path)
    parser.add_argument("--students", nargs="+", type=int, default=[100, 1000, 10000])
    parser.add_argument("--rounds", type=int, default=3)
    choice = parser.parse_args()
    print(
        "students   write s  memory MB  page MB  first sort s  loaded s  sort s  student s  CPU s"
    )
    for students in choice.students:
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "report.html"
            seconds, memory = written(choice.results, students, page)
            size = page.stat().st_size / 1e6
            rounds = [opened(page) for _ in range(choice.rounds)]
        first, loaded, again, student, cpu = map(statistics.median, zip(*rounds, strict=True))
        print(
            f"{students:8} {seconds:9.1f} {memory:10.0f} {size:8.1f} {first:13.2f} {loaded:9.2f} "
            f"{again:7.2f} {student:10.2f} {cpu:6.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
