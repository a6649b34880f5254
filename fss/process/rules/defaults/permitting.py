"""D3: from the announcement to the opening, led by the city."""

from fss.calendars.rules.standards import Metric, Scope, Unit
from fss.process.rules.defaults.writing import days, row
from fss.process.rules.templates import Kind, Repeat, StepStandard, Template, TemplateStep

PERMITTING = Template(
    code="D3",
    title="Permitting after the announcement",
    description="From the announcement to the opening; the city leads.",
    steps=(
        TemplateStep(
            key="H1",
            number=1,
            title="Hand-off meeting",
            description="Bring client and city together. The city names one project lead.",
            letters=row("R  A  C  C  I  I  -  C"),
            standard=days(3),
            client_text="Hand-off to the city's project lead",
            checklist=("Project lead named", "Contacts exchanged"),
        ),
        TemplateStep(
            key="H2",
            number=2,
            title="List the approvals",
            description="List every approval needed from city, county road office, watershed, "
            "utility and state.",
            letters=row("I  -  R  A  C  C  -  I"),
            depends_on=("H1",),
            standard=days(5),
            client_text="List of approvals",
            checklist=("City", "County road", "Watershed", "Utilities", "State"),
        ),
        TemplateStep(
            key="H3",
            number=3,
            title="Pre-application meeting",
            description="Go through the list with the client before anything is filed.",
            letters=row("I  -  R  A  C  C  -  C"),
            depends_on=("H2",),
            standard=days(10),
            client_text="Pre-application meeting",
        ),
        TemplateStep(
            key="H4",
            number=4,
            title="Check that requests are complete",
            description="Tell the applicant in writing within 15 business days what is missing "
            "(Minn. Stat. 15.99, subd. 3).",
            letters=row("I  -  R  A  -  -  -  I"),
            kind=Kind.GATE,
            depends_on=("H3",),
            standard=StepStandard(
                15, Unit.BUSINESS_DAYS, Metric.STATUTORY, Scope.ROLE_ORG, statutory=True
            ),
            client_text="Application checked",
        ),
        TemplateStep(
            key="H5",
            number=5,
            title="Zoning or land-use decision",
            description="Decide within 60 days of a complete request. One extension of up to 60 "
            "days by written notice with reasons before the first period ends "
            "(Minn. Stat. 15.99, subds. 2 and 3).",
            letters=row("I  I  R  A  C  C  -  I"),
            kind=Kind.GATE,
            depends_on=("H4",),
            standard=StepStandard(
                60, Unit.CALENDAR_DAYS, Metric.STATUTORY, Scope.ROLE_ORG, statutory=True
            ),
            timing="one extension of up to 60 days by written notice",
            client_text="Zoning and land-use decision",
        ),
        TemplateStep(
            key="H6",
            number=6,
            title="County road access",
            description="Decide on driveways and work at the county road.",
            letters=row("I  -  C  -  -  A/R - I"),
            depends_on=("H3",),
            timing="by the county's own rule",
            client_text="Road access",
        ),
        TemplateStep(
            key="H7",
            number=7,
            title="Utility service agreement",
            description="The utility offers a service agreement.",
            letters=row("I  -  C  A  R  -  -  C"),
            depends_on=("H3",),
            standard=StepStandard(10, Unit.BUSINESS_DAYS, scope=Scope.ROLE_ORG),
            timing="until the offer",
            client_text="Utility service agreement",
        ),
        TemplateStep(
            key="H8",
            number=8,
            title="Business subsidy",
            description="If public money is asked for: criteria, hearing and agreement with job "
            "and wage goals (Minn. Stat. 116J.993 to 116J.995). Skip it if none is.",
            letters=row("C  C  R  A  -  -  I  C"),
            depends_on=("H2",),
            timing="by the local calendar of meetings",
            client_text="Business subsidy, if any",
        ),
        TemplateStep(
            key="H9",
            number=9,
            title="Construction permits",
            description="Review the plans and issue the permits.",
            letters=row("I  -  R  A  -  -  -  I"),
            depends_on=("H5",),
            timing="by the city's own standard",
            client_text="Construction permits",
        ),
        TemplateStep(
            key="H10",
            number=10,
            title="Monthly status",
            description="Tell the client once a month where everything stands, until opening.",
            letters=row("R  A  C  I  C  C  -  I"),
            kind=Kind.NOTICE,
            depends_on=("H1",),
            timing="every month until opening",
            repeat=Repeat.MONTHLY,
            promise_text="You hear from us every month until you open.",
            client_text="Monthly status",
        ),
        TemplateStep(
            key="H11",
            number=11,
            title="Occupancy and opening",
            description="The building may be used. Record the opening day.",
            letters=row("I  I  R  A  -  -  I  C"),
            depends_on=("H9",),
            client_text="Opening",
        ),
        TemplateStep(
            key="H12",
            number=12,
            title="Yearly jobs and investment check",
            description="Ask once a year, for at least two years, how many jobs and how much "
            "investment there are.",
            letters=row("R  A  I  C  -  -  I  C"),
            depends_on=("H11",),
            timing="every year for at least 2 years",
            repeat=Repeat.YEARLY,
            client_text="Yearly jobs and investment check",
        ),
    ),
)
