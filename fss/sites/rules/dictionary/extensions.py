"""What it takes to bring a utility to the property: cost, time and who pays."""

from __future__ import annotations

from fss.sites.rules.fields import CheckLimit, Condition, Field, Kind


def extension(utility: str, name: str, group: str) -> tuple[Field, Field, Field]:
    """Cost, months and payer of an extension, asked for when the utility's status is one.

    `utility` is the status field's key without `_status`. The day of a planned extension and
    its cost to the public stand in the plan of the status itself.
    """
    needed = Condition(f"{utility}_status", frozenset({"extension_needed", "extension_planned"}))
    label = name.capitalize()
    return (
        Field(
            key=f"{utility}_extension_cost",
            label=f"Cost of {name} extension",
            group=group,
            kind=Kind.MONEY,
            unit="usd",
            aliases=(
                f"{name} extension cost",
                f"cost to extend {name}",
                f"{name} line extension cost",
            ),
            description=f"An estimate of what bringing {name} to the property costs.",
            check=CheckLimit.UTILITY,
            minimum=0,
            maximum=1_000_000_000,
            asked_if=needed,
        ),
        Field(
            key=f"{utility}_extension_months",
            label=f"Time for {name} extension",
            group=group,
            kind=Kind.NUMBER,
            unit="month",
            aliases=(
                f"{name} extension months",
                f"months to extend {name}",
                f"{name} extension time",
            ),
            description=f"Months from the decision until {name} reaches the property.",
            check=CheckLimit.UTILITY,
            minimum=0,
            maximum=240,
            asked_if=needed,
        ),
        Field(
            key=f"{utility}_extension_payer",
            label=f"{label} extension paid by",
            group=group,
            kind=Kind.TEXT,
            aliases=(
                f"{name} extension payer",
                f"who pays for {name} extension",
                f"{name} extension paid for by",
            ),
            description=f"Who pays for bringing {name} to the property.",
            check=CheckLimit.UTILITY,
            asked_if=needed,
        ),
    )


FIELDS: tuple[Field, ...] = (
    *extension("electric", "electric service", "electric"),
    *extension("gas", "gas", "gas"),
    *extension("water", "water", "water"),
    *extension("sewer", "sewer", "sewer"),
    *extension("fiber", "fiber", "telecom"),
)
