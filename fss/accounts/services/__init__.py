"""Changing the county, organizations, people, holdings and invitations."""

from fss.accounts.services.invitations import (
    accept_invitation,
    invite_person,
    resend_invitation,
)
from fss.accounts.services.organizations import (
    create_county,
    create_organization,
    edit_county,
    edit_organization,
    set_outline,
    set_outlines,
)
from fss.accounts.services.people import (
    add_holding,
    create_user,
    edit_user,
    end_holding,
    follows_leaving,
    rename_user,
    set_active,
    set_deputy,
    turn_off_two_steps,
)

__all__ = [
    "accept_invitation",
    "add_holding",
    "create_county",
    "create_organization",
    "create_user",
    "edit_county",
    "edit_organization",
    "edit_user",
    "end_holding",
    "follows_leaving",
    "invite_person",
    "rename_user",
    "resend_invitation",
    "set_active",
    "set_deputy",
    "set_outline",
    "set_outlines",
    "turn_off_two_steps",
]
