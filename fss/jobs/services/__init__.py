"""Starting, running and watching jobs; declaring what can run."""

from fss.jobs.services.declared import background, job, periodic
from fss.jobs.services.queue import close_queue, enqueue
from fss.jobs.services.running import (
    Progress,
    Standing,
    requeue_waiting,
    restart_job,
    run_job,
    standing_of,
    start_job,
)

__all__ = [
    "Progress",
    "Standing",
    "background",
    "close_queue",
    "enqueue",
    "job",
    "periodic",
    "requeue_waiting",
    "restart_job",
    "run_job",
    "standing_of",
    "start_job",
]
