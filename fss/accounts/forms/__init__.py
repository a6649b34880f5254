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
    DeputyForm,
    HoldingForm,
    InvitationForm,
    NameForm,
    PersonForm,
)

__all__ = [
    "AcceptInvitationForm",
    "CountyForm",
    "DeputyForm",
    "HoldingForm",
    "InvitationForm",
    "NameForm",
    "OrganizationForm",
    "OutlineForm",
    "OutlinesForm",
    "OutlinesPropertyForm",
    "PersonForm",
]
