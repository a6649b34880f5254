"""The sample's three pursuits, brought to their stages through the services that people use."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fss.permissions.guard import acting
from fss.permissions.rules import Identity
from fss.pursuits.models import Pursuit
from fss.pursuits.rules import Stage
from fss.pursuits.services import advance_pursuit, create_pursuit
from fss.sample import places
from fss.sample.requests import BLUESTEM, CORDGRASS, SWITCHGRASS, Request, weekday_from
from fss.sample.services.steps import finish_step, name_sites
from fss.timezone import local_date

ZONE = ZoneInfo(places.TIME_ZONE)
ANSWERED = ("Alder Falls", "Kestrel", "Linden Ford", "Harrow")


class Calendar:
    """Instants of a pursuit: so many working days after it came, at an hour of the county."""

    def __init__(self, first: date, now: datetime) -> None:
        self.first, self.now = first, now

    def at(self, days: int, hour: int, minute: int = 0) -> datetime:
        """Never later than now."""
        day = weekday_from(self.first, days)
        return min(self.now, datetime.combine(day, time(hour, minute), ZONE))


def receive(request: Request, *, at: datetime, actor: Identity, now: datetime) -> Pursuit:
    """Record a request with its criteria; its process starts."""
    with acting(actor):
        return create_pursuit(request.facts(at), criteria=request.rows, actor=actor, now=now)


def make_received_today(*, actor: Identity, now: datetime) -> Pursuit:
    """Came an hour ago and is acknowledged; to be qualified next."""
    pursuit = receive(BLUESTEM, at=now - timedelta(minutes=65), actor=actor, now=now)
    finish_step(pursuit, "P1", at=now - timedelta(minutes=20), note="Answered by telephone.")
    return pursuit


def make_call_for_sites(*, actor: Identity, now: datetime) -> Pursuit:
    """All cities are asked; some have answered."""
    times = Calendar(weekday_from(local_date(now, places.TIME_ZONE), -4), now)
    pursuit = receive(CORDGRASS, at=times.at(0, 9, 10), actor=actor, now=now)
    call_cities(pursuit, times, actor)
    finish_step(pursuit, "P6", at=times.at(2, 15), cities=ANSWERED, note="See our sites.")
    return pursuit


def call_cities(pursuit: Pursuit, times: Calendar, actor: Identity) -> None:
    """From the request to the call for sites."""
    finish_step(pursuit, "P1", at=times.at(0, 10))
    advance(pursuit, Stage.TRIAGE, actor, times.at(0, 10, 5))
    finish_step(pursuit, "P2", at=times.at(0, 14))
    finish_step(pursuit, "P3", at=times.at(0, 15, 30))
    finish_step(pursuit, "P4", at=times.at(1, 9, 30), note="Read back by telephone and agreed.")
    finish_step(pursuit, "P5", at=times.at(1, 10))
    advance(pursuit, Stage.CALL_FOR_SITES, actor, times.at(1, 10, 5))


def make_answered(*, actor: Identity, now: datetime) -> tuple[Pursuit, Calendar]:
    """Every city has answered; ready for the shortlist and the proposal."""
    times = Calendar(weekday_from(local_date(now, places.TIME_ZONE), -6), now)
    pursuit = receive(SWITCHGRASS, at=times.at(0, 8, 40), actor=actor, now=now)
    call_cities(pursuit, times, actor)
    finish_step(pursuit, "P6", at=times.at(2, 15))
    return pursuit, times


def gather_statements(pursuit: Pursuit, sites: list[str], times: Calendar) -> None:
    """The utilities' and the engineer's word on each site of the shortlist; all opened together."""
    name_sites(pursuit, ("P7", "P8"), sites=sites, at=times.at(2, 15, 30))
    finish_step(pursuit, "P7", at=times.at(3, 15), note="Confirmed as stated.")
    finish_step(pursuit, "P8", at=times.at(3, 16), note="No works planned that hinder trucks.")
    finish_step(pursuit, "P9", at=times.at(4, 9))


def advance(pursuit: Pursuit, to: Stage, actor: Identity, at: datetime) -> None:
    """Move the pursuit to a stage as `actor`, at an instant."""
    with acting(actor):
        advance_pursuit(pursuit, to=to, reason="", actor=actor, now=at)
