"""Changing calendars, approving processes, starting and moving running ones."""

from fss.process.services.calendars import create_calendar, set_hours
from fss.process.services.changing import add_step, reopen_step
from fss.process.services.clocks import pause_clock, resume_clock
from fss.process.services.closures import (
    add_closure,
    add_year,
    confirm_closures,
    proposed_year,
    remove_closure,
)
from fss.process.services.consulting import answer_consultation, change_question, consulted_of
from fss.process.services.delegating import delegate_letter, replace_holder, take_back
from fss.process.services.ending import tell_ending_calendars
from fss.process.services.express import decide_express, hurries_of, keep_deadline
from fss.process.services.feeds import create_feed, read_feed, revoke_feed
from fss.process.services.handover import end_role, hand_over, hand_over_ended
from fss.process.services.moving import move_process, preview_move
from fss.process.services.notices import mark_read
from fss.process.services.pains import note_pain, resolve_pain
from fss.process.services.pauses import ask_for_pause, decide_pause, may_decide
from fss.process.services.reckoning import moved_dues, reckon_anew
from fss.process.services.running import correct_start, rename_process, start_process
from fss.process.services.splitting import choose_sites
from fss.process.services.standards import (
    adopt_all_standards,
    approve_standard,
    drop_proposal,
    propose_standard,
)
from fss.process.services.steps import (
    begin_step,
    complete_for,
    complete_step,
    skip_before,
    skip_step,
)
from fss.process.services.sweeping import sweep_clocks
from fss.process.services.tasks import change_task, create_task, finish_task
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
    "moved_dues",
    "reckon_anew",
    "tell_ending_calendars",
    "hurries_of",
    "create_feed",
    "read_feed",
    "revoke_feed",
    "adopt_all_standards",
    "approve_standard",
    "drop_proposal",
    "propose_standard",
    "sweep_clocks",
    "ask_for_pause",
    "decide_pause",
    "may_decide",
    "pause_clock",
    "resume_clock",
    "consulted_of",
    "mark_read",
    "finish_task",
    "create_task",
    "change_task",
    "resolve_pain",
    "note_pain",
    "preview_move",
    "move_process",
    "keep_deadline",
    "decide_express",
    "NO_DRAFT",
    "take_back",
    "replace_holder",
    "delegate_letter",
    "change_question",
    "answer_consultation",
    "reopen_step",
    "add_step",
    "begin_step",
    "verify_template",
    "submit_draft",
    "start_version",
    "send_back",
    "save_draft",
    "retire_template",
    "discard_draft",
    "create_draft",
    "approve_template",
    "approve_draft",
    "add_closure",
    "add_year",
    "carry_variants_over",
    "choose_sites",
    "complete_for",
    "complete_step",
    "confirm_closures",
    "correct_start",
    "create_calendar",
    "end_role",
    "hand_over",
    "hand_over_ended",
    "install_default_templates",
    "propose_variant",
    "proposed_year",
    "remove_closure",
    "rename_process",
    "set_hours",
    "sign_for_city",
    "sign_for_county",
    "skip_before",
    "skip_step",
    "start_process",
    "withdraw_variant",
]
