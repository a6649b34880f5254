"""Forms for the county, organizations, people and sign-in."""

from fss.accounts.forms.organizations import (
    CountyForm,
    OrganizationForm,
    OutlineForm,
    OutlinesForm,
    OutlinesPropertyForm,
)
from fss.accounts.forms.people import (
    AcceptInvitationForm,
    EndHoldingForm,
    HoldingForm,
    InvitationForm,
    NameForm,
    PersonForm,
)

__all__ = [
    "AcceptInvitationForm",
    "CountyForm",
    "EndHoldingForm",
    "HoldingForm",
    "InvitationForm",
    "NameForm",
    "OrganizationForm",
    "OutlineForm",
    "OutlinesForm",
    "OutlinesPropertyForm",
    "PersonForm",
]
