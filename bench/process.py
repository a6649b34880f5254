"""The matrix of a process from a consultant's workbook: the largest that is taken."""

from __future__ import annotations

from dataclasses import replace

from bench.timing import Table, measure
from fss.process.rules.defaults import PURSUIT
from fss.process.rules.differences import differences
from fss.process.rules.drafting import MOST_STEPS, add_step, next_key
from fss.process.rules.matrices import apply_matrix, read_matrix
from fss.process.rules.raci import parse_letters
from fss.process.rules.templates import Template
from fss.process.services.sheets import read_sheet, write_sheet


def largest_process() -> Template:
    """A process with as many steps as there may be, most cells filled."""
    process = PURSUIT
    for number in range(MOST_STEPS - len(PURSUIT.steps)):
        row = PURSUIT.steps[number % len(PURSUIT.steps)]
        title = f"{row.title}, again {number}"
        process = add_step(process, replace(row, key=next_key(process), title=title))
    return process


def time_matrix(table: Table) -> None:
    """Reading the workbook, finding steps and roles, what changes."""
    process = largest_process()
    bare = replace(
        process,
        steps=tuple(replace(step, letters={"FC": parse_letters("A/R")}) for step in process.steps),
    )
    for name, matrix, draft in (
        (f"{len(PURSUIT.steps)} steps", PURSUIT, PURSUIT),
        (f"{MOST_STEPS} steps, all letters new", process, bare),
    ):
        data = write_sheet(matrix)

        def bring_in(data: bytes = data, draft: Template = draft) -> None:
            reading = read_matrix(read_sheet(data, name="matrix.xlsx"), draft)
            differences(draft, apply_matrix(draft, reading))

        table.cpu(f"XLSX matrix import, {name}", measure(bring_in, 9), most=200)
