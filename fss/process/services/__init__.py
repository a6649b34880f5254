"""Drafting, approving and printing processes; agreeing with cities on their side of them."""

from fss.process.services.adopting import adopt_all_standards
from fss.process.services.templates import (
    NO_DRAFT,
    approve_draft,
    approve_template,
    create_draft,
    discard_draft,
    install_default_templates,
    retire_template,
    save_draft,
    send_back,
    start_version,
    submit_draft,
    verify_template,
)
from fss.process.services.variants import (
    carry_variants_over,
    propose_variant,
    sign_for_city,
    sign_for_county,
    withdraw_variant,
)

__all__ = [
    "NO_DRAFT",
    "adopt_all_standards",
    "approve_draft",
    "approve_template",
    "carry_variants_over",
    "create_draft",
    "discard_draft",
    "install_default_templates",
    "propose_variant",
    "retire_template",
    "save_draft",
    "send_back",
    "sign_for_city",
    "sign_for_county",
    "start_version",
    "submit_draft",
    "verify_template",
    "withdraw_variant",
]
