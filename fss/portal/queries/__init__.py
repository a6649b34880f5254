"""Reading what people without an account may see."""

from fss.portal.queries.packets import (
    Progress,
    TrackingStep,
    link_by_token,
    plain_code,
    pursuit_by_code,
    tracking_steps,
)

__all__ = [
    "Progress",
    "TrackingStep",
    "link_by_token",
    "plain_code",
    "pursuit_by_code",
    "tracking_steps",
]
