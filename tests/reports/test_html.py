"""The report in a notebook."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from confusions import SENTIMENT, languages
from curves import ERRORS, blows_up, learns, never_learns
from results import HOSTILE, NO_TANH, ONE_DIAGNOSIS, SAMPLES, lost, passed, result
from scatters import positions, sentiments
from small_png import small_picture

from rnngrade.reports.html import render
from rnngrade.reports.page import page
from rnngrade.result import CheckResult, Outcome, Table

FIGURES = {"svg", "g", "title", "path", "rect", "text", "tspan", "details", "summary"}
FIGURES |= {"img", "table", "thead", "tbody", "tr", "th", "td"}
DRAWN = {"xmlns", "viewbox", "role", "aria-label", "font-size", "font-weight", "text-anchor"}
DRAWN |= {"x", "y", "width", "height", "d", "fill", "fill-opacity"}
DRAWN |= {f"stroke{end}" for end in ("", "-width", "-opacity", "-dasharray", "-linejoin")}
DRAWN |= {"stroke-linecap", "transform", "src", "alt"}


def failed(name: str, **changes: object) -> CheckResult:
    return lost(name, Outcome.FAIL, "It did not learn.", **changes)


class Reader(HTMLParser):
    """Collects tags and text, and refuses what is not nested rightly."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.values = ""
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.values += "".join(f" {value}" for _, value in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(markup: str) -> Reader:
    reader = Reader()
    reader.feed(markup)
    reader.close()
    assert not reader.open
    return reader


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_but_a_few_tags_and_styles_is_used(name: str, verbose: bool) -> None:
    reader = read(render(SAMPLES[name], verbose=verbose))
    assert reader.tags <= {"div", "span", "b", "pre"} | FIGURES
    assert reader.attributes <= {"style"} | DRAWN
    assert not re.search(r"url\(|@import|[^ ]://(?!www\.w3\.org/2000/svg)", reader.values)


def test_without_exhibits_there_are_no_figures() -> None:
    reader = read(render(ONE_DIAGNOSIS))
    assert not reader.tags & FIGURES
    assert reader.attributes == {"style"}


def test_a_passed_checks_curve_is_folded_and_a_failed_ones_is_not() -> None:
    for check, folded in ((passed, True), (failed, False)):
        markup = render(result(check("learns", exhibits=(learns(),))))
        assert ("<details" in markup) == folded
        assert markup.count("<svg") == 1


def test_verbose_folds_nothing() -> None:
    markup = render(result(passed("learns", exhibits=(learns(),))), verbose=True)
    assert "<details" not in markup
    assert "<svg" in markup


def test_every_try_is_drawn() -> None:
    markup = render(result(failed("learns", exhibits=(blows_up(), never_learns()))))
    assert markup.count("<svg") == 2
    markup = render(result(passed("learns", exhibits=(blows_up(), learns()))))
    assert "2 training curves</summary>" in markup


def test_a_table_is_a_table_of_html() -> None:
    text = render(result(passed("learns", exhibits=(ERRORS,))))
    assert "<details" not in text
    for cell in ("length", "0.1662", "as good as always answering the mean, which is 1"):
        assert re.search(rf"<t[dh][^>]*>{re.escape(cell)}</t[dh]>", text)


def test_a_confusion_matrix_is_drawn_with_its_words() -> None:
    markup = render(result(failed("learns", exhibits=(languages(),))))
    assert "<details" not in markup
    assert markup.count("<svg") == 1
    assert "Polish taken for Czech: 13 of 40 (33 %)</div>" in markup


def test_confusion_matrices_of_a_passed_check_are_folded_apart_from_its_curves() -> None:
    exhibits = (languages(), learns(), SENTIMENT)
    markup = render(result(passed("learns", exhibits=exhibits)))
    assert re.findall(r">([^<>]*)</summary>", markup) == ["Training curve", "2 confusion matrices"]


def test_a_picture_is_an_image_that_the_page_holds_with_its_words() -> None:
    picture = small_picture("Your <figure>", 640, 400, 'Two "views" of 160 points & more')
    markup = render(result(failed("learns", exhibits=(picture,))))
    assert "<details" not in markup
    (image,) = re.findall(r"<img [^>]*>", markup)
    assert image.startswith(f'<img src="data:image/png;base64,{picture.png}" alt="Two &quot;views')
    assert 'width="640" height="400"' in image
    assert "max-width: 100%; height: auto" in image
    assert "background: white" in image
    assert "Your &lt;figure&gt;</div>" in markup


def test_pictures_stand_side_by_side_where_there_is_room() -> None:
    pictures = (small_picture("a", 64, 48), small_picture("b", 100, 45))
    markup = render(result(failed("learns", exhibits=(pictures[0], sentiments(), pictures[1]))))
    assert markup.count("flex-wrap: wrap") == 1
    assert re.findall(r"flex: 1 1 (\d+)em", markup) == ["20", "30"]
    first, second, points = (markup.index(f">{title}<") for title in ("a", "b", "Your points"))
    assert first < second < points


def test_a_scatter_is_drawn_with_its_words() -> None:
    markup = render(result(failed("learns", exhibits=(sentiments(),))))
    assert markup.count("<svg") == 1
    assert "160 points: negative (76), positive (84)</div>" in markup


def test_pictures_and_scatters_of_a_passed_check_are_folded() -> None:
    exhibits = (small_picture(), sentiments(), positions(), small_picture(), learns())
    markup = render(result(passed("learns", exhibits=exhibits)))
    assert re.findall(r">([^<>]*)</summary>", markup) == [
        *("Training curve", "2 pictures", "2 scatter plots")
    ]
    markup = render(result(passed("learns", exhibits=(small_picture(), sentiments()))))
    assert re.findall(r">([^<>]*)</summary>", markup) == ["Picture", "Scatter plot"]


def test_bonus_points_are_marked() -> None:
    text = read(render(result(passed("outputs"), passed("learns", bonus=True)))).text
    assert "bonus +10/10" in text
    assert "Score 40/30" in text
    assert "The score holds +10 of 10 bonus points." in text


def test_no_bar_is_longer_than_its_frame() -> None:
    markup = render(result(passed("outputs"), passed("learns", bonus=True)))
    assert "width: 100.0%" in markup


def test_markup_in_a_table_is_text() -> None:
    table = Table("<b>", ("<i>",), (("<script>",),))
    markup = render(result(passed("learns", exhibits=(table,))))
    assert "<script" not in markup
    assert "&lt;script&gt;" in markup


@pytest.mark.parametrize("name", SAMPLES)
def test_it_says_all_that_the_page_says(name: str) -> None:
    text = read(render(SAMPLES[name])).text
    content = page(SAMPLES[name])
    said = [content.title, content.score, content.verdict, *content.remarks, *content.footer]
    for item in content.items:
        said += [item.headline, item.aside, item.points]
        said += [paragraph.text for paragraph in item.paragraphs]
    assert [line for line in (*said, *content.printed) if line not in text] == []


def test_a_students_tags_are_text() -> None:
    markup = render(result(lost("loads", Outcome.FAIL, HOSTILE, hint="\"><img src=x onerror='a'>")))
    assert "<script>" not in markup
    assert "<img" not in markup
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in markup


def test_a_result_shows_itself_in_a_notebook() -> None:
    assert ONE_DIAGNOSIS._repr_html_() == render(ONE_DIAGNOSIS)
    assert NO_TANH.message in read(ONE_DIAGNOSIS._repr_html_()).text


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("page_colour", ["#ffffff", "#111111"])
@pytest.mark.parametrize("name", SAMPLES)
def test_every_colour_stands_out_from_light_and_dark_pages(name: str, page_colour: str) -> None:
    colours = set(re.findall(r"#[0-9a-f]{6}", render(SAMPLES[name])))
    assert colours
    for colour in colours:
        low, high = sorted((luminance(colour), luminance(page_colour)))
        assert (high + 0.05) / (low + 0.05) >= 3, colour
