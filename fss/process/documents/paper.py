"""A process on paper: its map, who does what, every step; whole or as it runs in one city."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from fss.documents.blocks import (
    Block,
    ComparisonTable,
    Document,
    FactRow,
    FactTable,
    Figure,
    Heading,
    Landscape,
    Matrix,
    MatrixRow,
    Paragraph,
    ParagraphStyle,
)
from fss.process.documents.drawing import draw_sheets
from fss.process.documents.wording import after, conditions, ordinary
from fss.process.rules.raci import ALL_ROLES, ROLES, Letter, format_letters, roles_with
from fss.process.rules.templates import Template, TemplateStep
from fss.process.rules.variants import Changes, effective_template
from fss.timezone import date_words

LETTER_WORDS = {
    Letter.ACCOUNTABLE: "Accountable",
    Letter.RESPONSIBLE: "Responsible",
    Letter.CONSULTED: "Consulted",
    Letter.INFORMED: "Informed",
}
LEGEND = (
    "R is responsible: does the work. A is accountable: answers for it, one for each step. "
    "C is consulted before the step is done. I is informed when it is done. "
    "‡ marks steps that treat every city alike: a city cannot change them."
)
NOT_APPROVED = "This version is not approved. Nothing in it holds yet."
SAME = "The city takes the process as the county approved it, without changes of its own."


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperData:
    """What the documents of a process are built from; read once, then only arranged.

    `base` is the process as approved. For one city `city` is its name, `changes` its agreed
    letters and `agreed` who signed them and when.
    """

    base: Template
    number: int
    status: str
    is_approved: bool
    approved: str
    review_due: date | None
    fingerprint: str
    county: str
    author: str
    is_sample: bool
    created: datetime
    city: str = ""
    changes: Changes = field(default_factory=dict)
    agreed: str = ""

    @property
    def process(self) -> Template:
        """The process as it runs: in the city, where there is one."""
        return effective_template(self.base, self.changes)

    @property
    def title(self) -> str:
        """Such as "Pursuit in Elm Grove: who does what, and by when"."""
        where = f" in {self.city}" if self.city else ""
        return f"{self.base.title}{where}: who does what, and by when"


def columns_of(process: Template) -> dict[str, str]:
    """Code and name of each column of the matrix: all usual roles, others where they are used."""
    used = {code for step in process.steps for code, letters in step.letters.items() if letters}
    known = {code: role.name for code, role in ALL_ROLES.items() if code in ROLES or code in used}
    return known | {code: code for code in sorted(used) if code not in known}


def changed_cells(data: PaperData) -> list[tuple[TemplateStep, str, str, str]]:
    """Step, role, the county's letters and the city's, for each cell that differs."""
    names = columns_of(data.base) | columns_of(data.process)
    return [
        (step, name, before, now)
        for step, own in zip(data.base.steps, data.process.steps, strict=True)
        for code, name in names.items()
        for before, now in [
            (format_letters(step.letters.get(code, ())), format_letters(own.letters.get(code, ())))
        ]
        if before != now
    ]


def about(data: PaperData) -> list[tuple[str, str]]:
    """Which version this is, in pairs of label and words."""
    pairs = [
        ("Process", f"{data.base.title} ({data.base.code})"),
        ("Version", f"{data.number}, {data.status}"),
        ("Approved", data.approved or "Not approved"),
    ]
    if data.review_due:
        pairs.append(("To be looked at again by", date_words(data.review_due)))
    if data.city:
        pairs += [("City", data.city), ("Agreed", data.agreed or SAME)]
    parts = [data.fingerprint[start : start + 16] for start in range(0, 64, 16)]
    pairs.append(("Fingerprint of the content (SHA-256)", " ".join(parts)))
    return pairs


def process_paper(data: PaperData) -> Document:
    """The document of a process, for PDF and DOCX alike."""
    blocks: list[Block] = [
        Paragraph(data.base.description, ParagraphStyle.LEAD),
        *_notices(data),
        *_map(data),
        Landscape((Heading(1, "Who does what"), Paragraph(LEGEND), _matrix(data))),
        *_changes(data),
        Heading(1, "The steps"),
        FactTable(
            f"Steps of “{data.base.title}”",
            tuple(_step(step) for step in data.process.steps),
            ("Step", "What is done, when and by whom", ""),
        ),
        Heading(1, "About this version"),
        FactTable("Version", tuple(FactRow(*pair) for pair in about(data)), ("What", "Value", "")),
    ]
    head = f"{data.base.title}, version {data.number}"
    return Document(
        title=data.title,
        subject=f"Map, RACI matrix and steps of the process “{data.base.title}”",
        created=data.created,
        author=data.author,
        blocks=tuple(blocks),
        running_head=f"{head} · {data.city}" if data.city else head,
        running_foot=f"{data.county} First Stop Shop".strip(),
    )


def _notices(data: PaperData) -> list[Block]:
    blocks: list[Block] = []
    if not data.is_approved:
        blocks.append(Paragraph(NOT_APPROVED, ParagraphStyle.WARNING))
    if data.is_sample:
        words = f"{data.county} is made up: its cities, sites and people do not exist."
        blocks.append(Paragraph(words, ParagraphStyle.NOTE))
    return blocks


def _map(data: PaperData) -> list[Block]:
    sheets = draw_sheets(data.process, f"Map of “{data.base.title}”")
    return [
        Heading(1, "Map"),
        *(Figure(str(svg), _alt(title, steps), caption=title) for title, steps, svg in sheets),
    ]


def _alt(title: str, steps: Sequence[TemplateStep]) -> str:
    shown = "; ".join(f"{step.key} {step.title}, {after(step).lower()}" for step in steps)
    return f"{title}. {shown}. The table “The steps” says it in full."


def _matrix(data: PaperData) -> Matrix:
    process = data.process
    columns = columns_of(process)
    changed = {(step.key, name) for step, name, _, _ in changed_cells(data)}
    rows = tuple(
        MatrixRow(
            f"{step.key} {step.title}{' ‡' if step.equal_treatment else ''}",
            f"{ordinary(step)}. {after(step)}",
            tuple(
                format_letters(step.letters.get(code, ()))
                + ("*" if (step.key, name) in changed else "")
                for code, name in columns.items()
            ),
        )
        for step in process.steps
    )
    where = f" in {data.city}" if data.city else ""
    note = "; * marks what the city does differently" if changed else ""
    caption = f"RACI matrix of “{data.base.title}”{where}{note}"
    return Matrix(caption, "Step", tuple(columns.values()), rows)


def _changes(data: PaperData) -> list[Block]:
    if not data.city:
        return []
    cells = changed_cells(data)
    heading = Heading(1, f"What {data.city} does differently")
    if not cells:
        return [heading, Paragraph(SAME)]
    rows = tuple((f"{step.key} {step.title}", name, was, now) for step, name, was, now in cells)
    agreed = [Paragraph(f"Agreed: {data.agreed}.")] if data.agreed else []
    heads = ("Step", "Role", "In the county", f"In {data.city}")
    return [heading, *agreed, ComparisonTable("Letters that differ", heads, rows)]


def _step(step: TemplateStep) -> FactRow:
    held = [
        (word, ", ".join(_name(code) for code in roles_with(step, letter)))
        for letter, word in LETTER_WORDS.items()
    ]
    lines = [
        ("When", conditions(step)),
        *held,
        ("To tick", "; ".join(step.checklist)),
        ("The client sees", step.client_text),
        ("Promise", step.promise_text),
    ]
    told = [f"{label}: {words}" for label, words in lines if words]
    return FactRow(f"{step.key} {step.title}", "\n".join([step.description, *told]))


def _name(code: str) -> str:
    return ALL_ROLES[code].name if code in ALL_ROLES else code
