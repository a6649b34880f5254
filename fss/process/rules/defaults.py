"""The three processes a county starts with; each county and city edits its own copy.

Letters, lengths and order are starting values. Only what is marked statutory comes from the law:
Minn. Stat. 15.99 (decision within 60 days of a complete request; notice of an incomplete one
within 15 business days) and Minn. Stat. 116J.993-995 (business subsidies).
"""

from fss.process.rules.raci import ROLES, Letters, parse_letters
from fss.process.rules.standards import Metric, Scope, Unit
from fss.process.rules.templates import FanOut, Kind, Repeat, StepStandard, Template, TemplateStep

BH, BD, CD = Unit.BUSINESS_HOURS, Unit.BUSINESS_DAYS, Unit.CALENDAR_DAYS


def _row(cells: str) -> Letters:
    """Letters from a row of the matrix: one cell for each role, in the order of `ROLES`."""
    pairs = zip(ROLES, cells.split(), strict=True)
    return {code: parse_letters(cell) for code, cell in pairs if cell != "-"}


def _hours(amount: float, metric: Metric = Metric.STEP) -> StepStandard:
    return StepStandard(amount, BH, metric)


def _days(amount: int) -> StepStandard:
    return StepStandard(amount, BD)


PURSUIT = Template(
    code="D1",
    title="Pursuit",
    description="From a broker's request to the sent proposal and the closing record.",
    steps=(
        TemplateStep(
            key="P1",
            number=1,
            title="Log and acknowledge",
            description="Write down the request and tell the sender, in person, that we have it.",
            #            FC ED CP CA UP CE SC BX
            letters=_row("R  A  -  -  -  -  -  I"),
            standard=_hours(4, Metric.ACKNOWLEDGE),
            promise_text="We confirm your request within 4 business hours.",
            client_text="Request received",
            checklist=("Request and its attachments saved", "Reply sent by a person"),
        ),
        TemplateStep(
            key="P2",
            number=2,
            title="Qualify and confirm the deadline",
            description="Decide what is asked for and by when. A question for information is "
            "answered and closed here.",
            letters=_row("R  A  -  -  -  -  -  C"),
            kind=Kind.GATE,
            depends_on=("P1",),
            standard=_hours(8),
            client_text="Request and deadline confirmed",
            checklist=("Project type chosen", "Deadline confirmed with the sender"),
        ),
        TemplateStep(
            key="P3",
            number=3,
            title="Open the pursuit",
            description="Give it a code name, settle what must stay confidential, and sign a "
            "non-disclosure agreement if one is asked for.",
            letters=_row("R  A  -  -  -  -  -  C"),
            depends_on=("P2",),
            standard=_hours(4),
            client_text="Project opened under a code name",
            checklist=(
                "Code name gives nothing away",
                "Confidentiality settled",
                "Non-disclosure agreement signed, or not needed",
            ),
        ),
        TemplateStep(
            key="P4",
            number=4,
            title="Agree on criteria and check all members",
            description="Agree on what the site must have and what would be good to have, then "
            "try every member's sites against it.",
            letters=_row("R  A  -  -  C  C  -  C"),
            depends_on=("P3",),
            standard=_hours(4),
            equal_treatment=True,
            client_text="Site requirements agreed",
            checklist=("Criteria read back to the sender", "Every member city checked"),
        ),
        TemplateStep(
            key="P5",
            number=5,
            title="Tell all cities at once",
            description="Send all invitations, and to every other member the reason why not, in "
            "one batch.",
            letters=_row("R  A  I  I  I  I  -  -"),
            kind=Kind.NOTICE,
            depends_on=("P4",),
            standard=_hours(1),
            equal_treatment=True,
            client_text="Cities invited to offer sites",
            checklist=("No message came back undelivered",),
        ),
        TemplateStep(
            key="P6",
            number=6,
            title="City responds",
            description="Each invited city offers its sites or declines with a reason. All cities "
            "have the same closing time.",
            letters=_row("C  I  R  A  C  C  -  -"),
            kind=Kind.COLLECT,
            depends_on=("P5",),
            standard=StepStandard(16, BH, Metric.CITY_RESPONSE, Scope.MAX_OVER_INVITED),
            fan_out=FanOut.INVITED_CITY,
            equal_treatment=True,
            client_text="Cities are preparing sites",
            checklist=("Facts of each offered site confirmed",),
        ),
        TemplateStep(
            key="P7",
            number=7,
            title="Utility capability statement",
            description="The utility says what it can supply at this site and by when.",
            letters=_row("A  I  C  -  R  -  -  -"),
            kind=Kind.COLLECT,
            depends_on=("P5",),
            standard=StepStandard(12, BH, scope=Scope.ROLE_ORG),
            fan_out=FanOut.SITE,
        ),
        TemplateStep(
            key="P8",
            number=8,
            title="Road and transport statement",
            description="The county engineer says how trucks and staff reach this site and what "
            "is planned.",
            letters=_row("I  -  C  -  -  A/R - -"),
            kind=Kind.COLLECT,
            depends_on=("P5",),
            standard=StepStandard(12, BH, scope=Scope.ROLE_ORG),
            fan_out=FanOut.SITE,
        ),
        TemplateStep(
            key="P9",
            number=9,
            title="Open the responses together",
            description="Open all responses at the same time and check that they are complete. "
            "Only mistakes of form may be put right.",
            letters=_row("R  A  C  I  -  -  -  -"),
            kind=Kind.GATE,
            depends_on=("P6", "P7", "P8"),
            standard=_hours(4),
            equal_treatment=True,
            checklist=("All responses opened together", "Each one checked for completeness"),
        ),
        TemplateStep(
            key="P10",
            number=10,
            title="Put the proposal together",
            description="Build the proposal from the stored facts. Each city checks its own.",
            letters=_row("R  A  C  I  -  -  -  -"),
            depends_on=("P9",),
            standard=_hours(8),
            equal_treatment=True,
            client_text="Proposal being prepared",
            checklist=("Each city has checked its facts", "Same layout and space for every site"),
        ),
        TemplateStep(
            key="P11",
            number=11,
            title="Approve and send",
            description="Read the proposal once more, approve it, and send the private link.",
            letters=_row("R  A  I  C  I  I  -  I"),
            kind=Kind.NOTICE,
            depends_on=("P10",),
            standard=_hours(4),
            client_text="Proposal sent",
            checklist=("Proposal approved", "Link opens for the recipient"),
        ),
        TemplateStep(
            key="P12",
            number=12,
            title="Answer questions",
            description="Answer each question of the client. An answer of use to all goes to all "
            "cities.",
            letters=_row("R  A  C  I  C  C  -  I"),
            depends_on=("P11",),
            limits=(_hours(4, Metric.ACKNOWLEDGE), _hours(8, Metric.ANSWER)),
            timing="each question: confirmed within 4 business hours, answered within 8",
            promise_text="We confirm each question within 4 business hours and answer within 8.",
            client_text="Your questions and visits",
        ),
        TemplateStep(
            key="P13",
            number=13,
            title="Tell the outcome",
            description="Tell all invited cities the outcome on the same day.",
            letters=_row("R  A  I  I  I  I  I  -"),
            kind=Kind.NOTICE,
            depends_on=("P12",),
            standard=_hours(8),
            equal_treatment=True,
            checklist=("Outcome confirmed by the client", "All invited cities told the same day"),
        ),
        TemplateStep(
            key="P14",
            number=14,
            title="Close",
            description="Record the result and why, ask the client how we did, go through it with "
            "the cities, and record jobs and investment.",
            letters=_row("R  A  C  C  I  -  I  C"),
            depends_on=("P13",),
            standard=_days(10),
            client_text="Project closed",
            checklist=(
                "Result recorded with its reason",
                "Survey sent to the client",
                "Cities debriefed",
                "Jobs and investment recorded, if won",
            ),
        ),
    ),
)

SITE_VISIT = Template(
    code="D2",
    title="Site visit",
    description="One visit by the client, from the request to the lessons for all cities.",
    steps=(
        TemplateStep(
            key="V1",
            number=1,
            title="Confirm the visit",
            description="Confirm who comes, in which role, how long they have and what stays "
            "confidential.",
            letters=_row("R  A  -  I  -  -  -  C"),
            standard=_hours(4),
            promise_text="We confirm your visit within 4 business hours.",
            client_text="Visit confirmed",
            checklist=("Guests' roles known", "Time limit known", "Confidentiality agreed"),
        ),
        TemplateStep(
            key="V2",
            number=2,
            title="Agenda and host team",
            description="Write the agenda and name a small team of hosts to match the guests.",
            letters=_row("R  A  C  C  C  C  -  C"),
            depends_on=("V1",),
            standard=_days(2),
            limits=(StepStandard(1, BD, before="V5"),),
            timing="at least 1 business day before the visit",
            client_text="Agenda agreed",
            checklist=("Agenda sent", "Each host knows their part"),
        ),
        TemplateStep(
            key="V3",
            number=3,
            title="Brief the team",
            description="Tell all hosts what the client needs now.",
            letters=_row("R  A  I  I  I  I  -  -"),
            kind=Kind.NOTICE,
            depends_on=("V2",),
            limits=(StepStandard(4, BH, before="V5"),),
            timing="at least 4 business hours before the visit",
        ),
        TemplateStep(
            key="V4",
            number=4,
            title="Walk the site and the route",
            description="Drive the route and walk the site beforehand. Check gates, keys and "
            "permission to enter.",
            letters=_row("I  -  R  A  -  -  -  -"),
            depends_on=("V2",),
            limits=(StepStandard(1, BD, before="V5"),),
            timing="at least 1 business day before the visit",
            checklist=("Route driven", "Keys and access ready", "Owner agreed"),
        ),
        TemplateStep(
            key="V5",
            number=5,
            title="Host the visit",
            description="Show the site as agreed and write down every question.",
            letters=_row("R  C  R  A  C  C  -  C"),
            depends_on=("V3", "V4"),
            timing="at the time agreed",
            client_text="Site visit",
        ),
        TemplateStep(
            key="V6",
            number=6,
            title="List the open questions",
            description="List what is still open and who answers it.",
            letters=_row("R  A  C  I  -  -  -  -"),
            depends_on=("V5",),
            standard=_hours(4),
            checklist=("Each question has one owner",),
        ),
        TemplateStep(
            key="V7",
            number=7,
            title="Answer the open questions",
            description="Answer every question from the visit in writing.",
            letters=_row("C  -  R  A  R  R  -  I"),
            depends_on=("V6",),
            standard=_hours(16),
            client_text="Answers to your questions from the visit",
        ),
        TemplateStep(
            key="V8",
            number=8,
            title="Thank the guests",
            description="Thank the guests and say what happens next.",
            letters=_row("R  A  I  C  -  -  -  I"),
            kind=Kind.NOTICE,
            depends_on=("V5",),
            standard=_hours(8),
            client_text="Follow-up sent",
        ),
        TemplateStep(
            key="V9",
            number=9,
            title="Debrief",
            description="Go through the visit with the hosts and give the same general lessons to "
            "the cities that were not visited.",
            letters=_row("R  A  C  C  -  -  I  -"),
            depends_on=("V7", "V8"),
            standard=_days(5),
            equal_treatment=True,
            checklist=("Lessons sent to all other invited cities",),
        ),
    ),
)

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
            letters=_row("R  A  C  C  I  I  -  C"),
            standard=_days(3),
            client_text="Hand-off to the city's project lead",
            checklist=("Project lead named", "Contacts exchanged"),
        ),
        TemplateStep(
            key="H2",
            number=2,
            title="List the approvals",
            description="List every approval needed from city, county road office, watershed, "
            "utility and state.",
            letters=_row("I  -  R  A  C  C  -  I"),
            depends_on=("H1",),
            standard=_days(5),
            client_text="List of approvals",
            checklist=("City", "County road", "Watershed", "Utilities", "State"),
        ),
        TemplateStep(
            key="H3",
            number=3,
            title="Pre-application meeting",
            description="Go through the list with the client before anything is filed.",
            letters=_row("I  -  R  A  C  C  -  C"),
            depends_on=("H2",),
            standard=_days(10),
            client_text="Pre-application meeting",
        ),
        TemplateStep(
            key="H4",
            number=4,
            title="Check that requests are complete",
            description="Tell the applicant in writing within 15 business days what is missing "
            "(Minn. Stat. 15.99, subd. 3).",
            letters=_row("I  -  R  A  -  -  -  I"),
            kind=Kind.GATE,
            depends_on=("H3",),
            standard=StepStandard(15, BD, Metric.STATUTORY, Scope.ROLE_ORG, statutory=True),
            client_text="Application checked",
        ),
        TemplateStep(
            key="H5",
            number=5,
            title="Zoning or land-use decision",
            description="Decide within 60 days of a complete request. One extension of up to 60 "
            "days by written notice with reasons before the first period ends "
            "(Minn. Stat. 15.99, subds. 2 and 3).",
            letters=_row("I  I  R  A  C  C  -  I"),
            kind=Kind.GATE,
            depends_on=("H4",),
            standard=StepStandard(60, CD, Metric.STATUTORY, Scope.ROLE_ORG, statutory=True),
            timing="one extension of up to 60 days by written notice",
            client_text="Zoning and land-use decision",
        ),
        TemplateStep(
            key="H6",
            number=6,
            title="County road access",
            description="Decide on driveways and work at the county road.",
            letters=_row("I  -  C  -  -  A/R - I"),
            depends_on=("H3",),
            timing="by the county's own rule",
            client_text="Road access",
        ),
        TemplateStep(
            key="H7",
            number=7,
            title="Utility service agreement",
            description="The utility offers a service agreement.",
            letters=_row("I  -  C  A  R  -  -  C"),
            depends_on=("H3",),
            standard=StepStandard(10, BD, scope=Scope.ROLE_ORG),
            timing="until the offer",
            client_text="Utility service agreement",
        ),
        TemplateStep(
            key="H8",
            number=8,
            title="Business subsidy",
            description="If public money is asked for: criteria, hearing and agreement with job "
            "and wage goals (Minn. Stat. 116J.993 to 116J.995). Skip it if none is.",
            letters=_row("C  C  R  A  -  -  I  C"),
            depends_on=("H2",),
            timing="by the local calendar of meetings",
            client_text="Business subsidy, if any",
        ),
        TemplateStep(
            key="H9",
            number=9,
            title="Construction permits",
            description="Review the plans and issue the permits.",
            letters=_row("I  -  R  A  -  -  -  I"),
            depends_on=("H5",),
            timing="by the city's own standard",
            client_text="Construction permits",
        ),
        TemplateStep(
            key="H10",
            number=10,
            title="Monthly status",
            description="Tell the client once a month where everything stands, until opening.",
            letters=_row("R  A  C  I  C  C  -  I"),
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
            letters=_row("I  I  R  A  -  -  I  C"),
            depends_on=("H9",),
            client_text="Opening",
        ),
        TemplateStep(
            key="H12",
            number=12,
            title="Yearly jobs and investment check",
            description="Ask once a year, for at least two years, how many jobs and how much "
            "investment there are.",
            letters=_row("R  A  I  C  -  -  I  C"),
            depends_on=("H11",),
            timing="every year for at least 2 years",
            repeat=Repeat.YEARLY,
            client_text="Yearly jobs and investment check",
        ),
    ),
)

#: The default processes by code.
DEFAULT_TEMPLATES: dict[str, Template] = {
    template.code: template for template in (PURSUIT, SITE_VISIT, PERMITTING)
}
