"""Starting, moving and ending running work: steps, clocks, people, tasks."""

from fss.work.services.agreeing import agree_time
from fss.work.services.changing import add_step, reopen_step
from fss.work.services.consulting import answer_consultation, change_question, consulted_of
from fss.work.services.delegating import delegate_letter, replace_holder, take_back
from fss.work.services.express import decide_express, hurries_of, keep_deadline
from fss.work.services.feeds import create_feed, read_feed, revoke_feed
from fss.work.services.handover import end_role, hand_over, hand_over_ended
from fss.work.services.migrating import move_to_standard, preview_standard
from fss.work.services.moving import move_process, preview_move
from fss.work.services.notices import mark_read
from fss.work.services.pains import note_pain, resolve_pain
from fss.work.services.pauses import (
    ask_for_pause,
    decide_pause,
    may_decide,
    pause_clock,
    resume_clock,
)
from fss.work.services.questions import (
    acknowledge_question,
    answer_question,
    give_question,
    record_question,
)
from fss.work.services.reckoning import moved_dues, reckon_anew
from fss.work.services.running import correct_start, rename_process, start_process
from fss.work.services.splitting import choose_sites
from fss.work.services.steps import begin_step, complete_for, complete_step, skip_before, skip_step
from fss.work.services.sweeping import sweep_clocks
from fss.work.services.tasks import change_task, create_task, finish_task
from fss.work.services.withdrawing import end_process

__all__ = [
    "acknowledge_question",
    "add_step",
    "agree_time",
    "answer_consultation",
    "answer_question",
    "ask_for_pause",
    "begin_step",
    "change_question",
    "change_task",
    "choose_sites",
    "complete_for",
    "complete_step",
    "consulted_of",
    "correct_start",
    "create_feed",
    "create_task",
    "decide_express",
    "decide_pause",
    "delegate_letter",
    "end_process",
    "end_role",
    "give_question",
    "finish_task",
    "hand_over",
    "hand_over_ended",
    "hurries_of",
    "keep_deadline",
    "mark_read",
    "may_decide",
    "move_process",
    "move_to_standard",
    "moved_dues",
    "note_pain",
    "pause_clock",
    "preview_move",
    "preview_standard",
    "read_feed",
    "reckon_anew",
    "record_question",
    "rename_process",
    "reopen_step",
    "replace_holder",
    "resolve_pain",
    "resume_clock",
    "revoke_feed",
    "skip_before",
    "skip_step",
    "start_process",
    "sweep_clocks",
    "take_back",
]
