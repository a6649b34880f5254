"""The map of a process as SVG, drawn from the template: on pages, in PDF and DOCX the same.

What differs, differs by words and by line style or shape, never by color alone. The drawing says
nothing that `map_in_words` does not say too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from fss.documents.text import clean_line
from fss.process.documents.wording import FAN_OUT_WORDS, ordinary, span, wrapped
from fss.process.rules.map import BOX, Box, Layout, in_sheets, lay_out
from fss.process.rules.templates import FanOut, Template, TemplateStep

LEAST_WIDTH = 680.0
MOST_HEIGHT = 680.0
"""Of a sheet: at the width of a page its letters are then about nine points high."""
_EDGE = 8.0
_STUB = 26.0
_FONT = "Public Sans, Arial, sans-serif"
_SIZE = 13
_LINE = 16.0
_POINT = 18.0
_INK, _QUIET = "#1b1b1b", "#3d4551"


class State(StrEnum):
    """Where a step stands, over all its copies."""

    WAITING = "waiting"
    OPEN = "open"
    LATE = "late"
    PAUSED = "paused"
    DONE = "done"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a step stands, in a shape and in a few words such as "Done Nov 20"."""

    state: State
    words: str


@dataclass(frozen=True, slots=True)
class _Look:
    fill: str
    stroke: str
    width: float
    dashes: str
    shape: str
    legend: str


_PLAIN = _Look("#ffffff", "#3d4551", 1.2, "", "", "")
_LOOKS = {
    State.WAITING: _Look("#ffffff", "#71767a", 1.2, "4 3", "M0 -4a4 4 0 1 0 .01 0z", "To come"),
    State.OPEN: _Look("#e7f2fb", "#005ea2", 2.4, "", "M-3 -5L5 0L-3 5z", "Open"),
    State.LATE: _Look("#fbe9e7", "#b50909", 3.4, "", "M0 -6L6 5H-6z", "Late"),
    State.PAUSED: _Look("#faf3d1", "#936f38", 2.4, "9 3", "M-4 -5H-1V5H-4zM1 -5H4V5H1z", "Paused"),
    State.DONE: _Look("#ecf3ec", "#216e1f", 1.6, "", "M-5 0L-2 4L5 -5", "Done"),
    State.SKIPPED: _Look("#f0f0f0", "#71767a", 1.2, "1.5 3", "M-5 0H5", "Left out"),
}
_OPEN_SHAPES = frozenset({State.WAITING, State.DONE, State.SKIPPED})
"""Drawn as lines, the others as filled shapes."""


def draw_process(process: Template, title: str, marks: Mapping[str, Mark] | None = None) -> Markup:
    """The whole map as one SVG; with `marks` (by step key) it shows where a running process is."""
    layout = _layout(process, marks)
    return _draw(process, title, layout, marks or {}, (0, len(layout.rows) - 1))


def draw_sheets(
    process: Template, title: str, marks: Mapping[str, Mark] | None = None
) -> list[tuple[str, list[TemplateStep], Markup]]:
    """The map cut to sheets that are legible on paper: title, steps shown, SVG of each."""
    layout = _layout(process, marks)
    sheets = in_sheets(layout.rows, MOST_HEIGHT)
    found = []
    for number, (first, last) in enumerate(sheets, 1):
        name = f"{title}, part {number} of {len(sheets)}" if len(sheets) > 1 else title
        on = {box.key for box in layout.boxes if first <= box.row <= last}
        steps = [step for step in process.steps if step.key in on]
        found.append((name, steps, _draw(process, name, layout, marks or {}, (first, last))))
    return found


def _layout(process: Template, marks: Mapping[str, Mark] | None) -> Layout:
    heights = {
        step.key: 14 + _LINE * len(_lines(step, (marks or {}).get(step.key)))
        for step in process.steps
    }
    return lay_out(process.edges, heights)


def _lines(step: TemplateStep, mark: Mark | None) -> list[tuple[str, str]]:
    """The lines in a step's box: kind (bold, plain, state) and words."""
    sign = " ‡" if step.equal_treatment else ""
    title = clean_line(f"{step.key}{sign} {step.title}")
    inner = BOX - 20
    lines = [("bold", line) for line in wrapped(title, _SIZE, inner, 3)]
    lines += [("plain", line) for line in wrapped(clean_line(ordinary(step)), _SIZE, inner, 3)]
    if step.fan_out is not FanOut.NONE:
        lines.append(("plain", FAN_OUT_WORDS[step.fan_out]))
    if mark is not None:
        words = wrapped(clean_line(mark.words), _SIZE, inner - _POINT, 2)
        lines += [("state", line) for line in words]
    return lines


def _draw(
    process: Template,
    title: str,
    layout: Layout,
    marks: Mapping[str, Mark],
    sheet: tuple[int, int],
) -> Markup:
    first, last = sheet
    shown = [box for box in layout.boxes if first <= box.row <= last]
    left, right = _extent(layout, sheet)
    width = max(LEAST_WIDTH, right - left + 2 * _EDGE + 5)
    down = _EDGE + (_STUB if first else 0)
    if layout.rows:
        down -= layout.rows[first].top
    aside = (width - right - left) / 2
    bottom = layout.rows[last].bottom + down if layout.rows else down
    if layout.rows and last < len(layout.rows) - 1:
        bottom += _STUB
    legend, height = _legend(process, shown, marks, width, bottom + 14)
    steps = {step.key: step for step in process.steps}
    parts = [
        *_drawn_lines(layout, sheet, aside, down),
        *(_drawn_box(steps[box.key], box, marks.get(box.key), aside, down) for box in shown),
    ]
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}"'
        ' role="img"><title>{title}</title><g font-family="{font}" font-size="13">{parts}'
        "{legend}</g></svg>"
    ).format(
        w=_n(width),
        h=_n(height),
        title=clean_line(title),
        font=_FONT,
        parts=Markup("").join(parts),
        legend=legend,
    )


def _extent(layout: Layout, sheet: tuple[int, int]) -> tuple[float, float]:
    """The leftmost and rightmost place of what stands in these rows."""
    first, last = sheet
    places = [
        place
        for box in layout.boxes
        if first <= box.row <= last
        for place in (box.left, box.left + box.width)
    ]
    places += [
        x
        for line in layout.lines
        for row, x in enumerate(line.across, line.first_row)
        if first <= row <= last
    ]
    return min(places, default=0.0), max(places, default=0.0)


def _drawn_lines(
    layout: Layout, sheet: tuple[int, int], aside: float, down: float
) -> Iterable[Markup]:
    """The lines of the sheet's rows; those that leave it end in a stub that says where to."""
    first, last = sheet
    out: dict[float, list[str]] = {}
    into: dict[float, list[str]] = {}
    paths: dict[str, None] = {}
    heads: dict[tuple[float, float], None] = {}
    for line in layout.lines:
        for place, x in enumerate(line.across):
            row = line.first_row + place
            if not first <= row <= last:
                continue
            band = layout.rows[row]
            x, top, bottom = x + aside, band.top + down, band.bottom + down
            if line.first_row < row < line.last_row:
                paths[f"M{_n(x)} {_n(top)}V{_n(bottom)}"] = None
            if row == line.last_row:
                heads[x, top] = None
            if row == first and row > line.first_row:
                into.setdefault(x, []).append(line.start)
                paths[f"M{_n(x)} {_n(top - _STUB + 6)}V{_n(top)}"] = None
            if row == last and row < line.last_row:
                out.setdefault(x, []).append(line.end)
                paths[f"M{_n(x)} {_n(bottom)}V{_n(bottom + _STUB - 6)}"] = None
                heads[x, bottom + _STUB - 4] = None
            if row < min(line.last_row, last):
                paths[_curve(x, bottom, line.across[place + 1] + aside, layout, row, down)] = None
    yield Markup('<path d="{}" fill="none" stroke="{}" stroke-width="1.4"/>').format(
        "".join(paths), _QUIET
    )
    for x, y in heads:
        yield Markup('<path d="M{} {}l-5 -9h10z" fill="{}"/>').format(_n(x), _n(y), _QUIET)
    if layout.rows:
        top = layout.rows[first].top + down - _STUB + 14
        bottom = layout.rows[last].bottom + down + 18
        for x, keys in into.items():
            yield _words(x + 8, top, f"from {', '.join(dict.fromkeys(keys))}", 12)
        for x, keys in out.items():
            yield _words(x + 8, bottom, f"to {', '.join(dict.fromkeys(keys))}", 12)


def _curve(x: float, bottom: float, to: float, layout: Layout, row: int, down: float) -> str:
    """From the bottom of a row to the top of the next."""
    top = layout.rows[row + 1].top + down
    if abs(x - to) < 0.5:
        return f"M{_n(x)} {_n(bottom)}V{_n(top)}"
    middle = (bottom + top) / 2
    return (
        f"M{_n(x)} {_n(bottom)}C{_n(x)} {_n(middle + 6)} {_n(to)} {_n(middle - 8)}"
        f" {_n(to)} {_n(top - 6)}V{_n(top)}"
    )


def _drawn_box(
    step: TemplateStep, box: Box, mark: Mark | None, aside: float, down: float
) -> Markup:
    left, top = box.left + aside, box.top + down
    look = _LOOKS[mark.state] if mark else _PLAIN
    parts = []
    if step.fan_out is not FanOut.NONE:
        parts.append(_rect(left + 5, top + 5, box.width, box.height, look))
    parts.append(_rect(left, top, box.width, box.height, look))
    lines = _lines(step, mark)
    y = top + (box.height - _LINE * len(lines)) / 2 + 12
    pointed = False
    for kind, words in lines:
        shift = 0.0
        if kind == "state" and mark:
            shift = _POINT
            if not pointed:
                parts.append(_shape(mark.state, left + 17, y - 4.5))
                pointed = True
        parts.append(
            _words(left + 10 + shift, y, words, _SIZE, bold=kind == "bold", quiet=kind == "plain")
        )
        y += _LINE
    return Markup("").join(parts)


def _rect(x: float, y: float, width: float, height: float, look: _Look) -> Markup:
    dashes = Markup(' stroke-dasharray="{}"').format(look.dashes) if look.dashes else ""
    return Markup(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="3" fill="{}" stroke="{}"'
        ' stroke-width="{}"{}/>'
    ).format(_n(x), _n(y), _n(width), _n(height), look.fill, look.stroke, _n(look.width), dashes)


def _shape(state: State, x: float, y: float) -> Markup:
    look = _LOOKS[state]
    if state in _OPEN_SHAPES:
        paint = Markup('fill="none" stroke="{}" stroke-width="2"').format(look.stroke)
    else:
        paint = Markup('fill="{}"').format(look.stroke)
    return Markup('<path transform="translate({} {})" d="{}" {}/>').format(
        _n(x), _n(y), look.shape, paint
    )


def _words(
    x: float, y: float, words: str, size: int, *, bold: bool = False, quiet: bool = False
) -> Markup:
    return Markup('<text x="{}" y="{}" font-size="{}"{} fill="{}">{}</text>').format(
        _n(x),
        _n(y),
        size,
        Markup(' font-weight="bold"') if bold else "",
        _QUIET if quiet else _INK,
        words,
    )


def _legend(
    process: Template,
    shown: Sequence[Box],
    marks: Mapping[str, Mark],
    width: float,
    top: float,
) -> tuple[Markup, float]:
    """What the signs mean, those that are drawn; and how high the drawing is with it."""
    steps = [process.step(box.key) for box in shown]
    entries: list[tuple[Markup, str]] = []
    for state in State:
        if any(mark.state is state for key, mark in marks.items() if key in {s.key for s in steps}):
            entries.append((_shape(state, 8, 8), _LOOKS[state].legend))
    if any(step.fan_out is not FanOut.NONE for step in steps):
        double = _rect(3, 4, 14, 8, _PLAIN) + _rect(0, 1, 14, 8, _PLAIN)
        entries.append((double, "One copy for each city or site"))
    if any(step.equal_treatment for step in steps):
        entries.append((_words(4, 12, "‡", 13, bold=True), "Every city is treated alike"))
    if not entries:
        return Markup(""), top - 6
    parts = []
    x, y = _EDGE, top
    for sign, words in entries:
        wide = 28 + span(words, 12) + 18
        if x + wide > width and x > _EDGE:
            x, y = _EDGE, y + 20
        parts.append(
            Markup('<g transform="translate({} {})">{}{}</g>').format(
                _n(x), _n(y), sign, _words(24, 12, words, 12)
            )
        )
        x += wide
    return Markup("").join(parts), y + 22


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
