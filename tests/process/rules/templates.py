"""Strategies that make processes, sound or not, for the tests of this folder."""

from __future__ import annotations

from hypothesis import strategies as st

from fss.calendars.rules.standards import Metric, Scope, Unit
from fss.process.rules.dependencies import Edges, topological_order
from fss.process.rules.drafting import numbered
from fss.process.rules.raci import ROLES, Letter
from fss.process.rules.templates import FanOut, Kind, Repeat, StepStandard, Template, TemplateStep

KEYS = [f"K{number}" for number in range(1, 9)]


def words(least: int = 0) -> st.SearchStrategy[str]:
    """Texts of any script, with the line ends that forms leave."""
    signs = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t")
    texts = st.text(signs, max_size=12)
    return texts.filter(lambda text: len(text.strip()) >= least) if least else texts


@st.composite
def limits(draw: st.DrawFn) -> StepStandard:
    unit = draw(st.sampled_from(Unit))
    whole = st.integers(1, 9999).map(float)
    parts = st.floats(0.25, 9999, allow_nan=False)
    return StepStandard(
        amount=draw(parts if unit is Unit.BUSINESS_HOURS else whole),
        unit=unit,
        metric=draw(st.sampled_from(Metric)),
        scope=draw(st.sampled_from(Scope)),
        statutory=draw(st.booleans()),
        before=draw(st.none() | st.sampled_from(KEYS)),
    )


@st.composite
def steps(draw: st.DrawFn, key: str) -> TemplateStep:
    letters = st.frozensets(st.sampled_from(Letter), min_size=1)
    return TemplateStep(
        key=key,
        number=0,
        title=draw(words(1)),
        description=draw(words()),
        letters=draw(st.dictionaries(st.sampled_from(list(ROLES)), letters, max_size=4)),
        kind=draw(st.sampled_from(Kind)),
        depends_on=tuple(draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=3))),
        standard=draw(st.none() | limits()),
        limits=tuple(draw(st.lists(limits(), max_size=2))),
        timing=draw(words()),
        repeat=draw(st.sampled_from(Repeat)),
        fan_out=draw(st.sampled_from(FanOut)),
        equal_treatment=draw(st.booleans()),
        promise_text=draw(words()),
        client_text=draw(words()),
        checklist=tuple(draw(st.lists(words(1), unique=True, max_size=3))),
    )


@st.composite
def processes(draw: st.DrawFn, least: int = 0) -> Template:
    """Any process that can be stored: circles, missing letters and strange texts included."""
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True, min_size=least, max_size=5))
    rows = tuple(draw(steps(key)) for key in keys)
    return numbered(Template("D4", draw(words(1)), draw(words()), ()), rows)


def depths_of(edges: Edges) -> dict[str, int]:
    """How many steps lie before each on the longest way to it: 0 for those that can start at once.

    Keys that can never start are left out.
    """
    depths: dict[str, int] = {}
    for key in topological_order(edges):
        depths[key] = max((depths[needed] + 1 for needed in edges[key]), default=0)
    return depths
