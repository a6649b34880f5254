"""Stages and their moves, the facts of a request, criteria as written, codes. Pure."""

from fss.pursuits.rules.codes import code_key, new_tracking_code, suggest_code_name
from fss.pursuits.rules.criteria import (
    Row,
    comparison_label,
    find_field,
    read_criterion,
    value_in_words,
)
from fss.pursuits.rules.facts import Facts, check_facts, differences, parse_count, parse_money
from fss.pursuits.rules.labels import (
    Confidentiality,
    Labeled,
    ProjectType,
    PropertyWanted,
    RequestSource,
)
from fss.pursuits.rules.stages import CLOSED, MOVES, UNSENT, Stage, check_move, needs_reason

__all__ = [
    "CLOSED",
    "MOVES",
    "UNSENT",
    "Confidentiality",
    "Facts",
    "Labeled",
    "ProjectType",
    "PropertyWanted",
    "RequestSource",
    "Row",
    "Stage",
    "check_facts",
    "check_move",
    "code_key",
    "comparison_label",
    "differences",
    "find_field",
    "needs_reason",
    "new_tracking_code",
    "parse_count",
    "parse_money",
    "read_criterion",
    "suggest_code_name",
    "value_in_words",
]
