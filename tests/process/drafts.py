"""A draft for the tests of this folder, and what a browser would send from its pages."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from flask_sqlalchemy import SQLAlchemy

from fss.process import queries, services
from fss.process.models import ProcessTemplate
from fss.process.rules.templates import Template, template_from_data
from tests.factories.process import Office


def make_draft(office: Office, code: str = "D2") -> ProcessTemplate:
    base = queries.find_template(code)
    assert base is not None
    return services.start_version(base, actor=office.identity(office.coordinator))


def content_now(db: SQLAlchemy, draft: ProcessTemplate) -> Template:
    db.session.refresh(draft)
    return template_from_data(draft.content)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.inside = self.done = False
        self.area = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        if tag == "form":
            self.inside = "fss-form" in (at.get("class") or "") and not self.done
        if not self.inside:
            return
        name = at.get("name") or ""
        if tag == "textarea":
            self.area = name
            self.sent[name] = [""]
        if tag == "select":
            self.select = name
        if tag == "option" and ("selected" in at or self.select not in self.sent):
            self.sent[self.select] = [at.get("value") or ""]
        checks = at.get("type") in ("checkbox", "radio")
        if tag == "input" and name and (not checks or "checked" in at):
            self.sent.setdefault(name, []).append(at.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self.area:
            self.sent[self.area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.sent[self.area] = [self.sent[self.area][0].removeprefix("\r\n").strip()]
            self.area = ""
        if tag == "form" and self.inside:
            self.inside, self.done = False, True


def fields_of(page: str) -> dict[str, Any]:
    """What a browser would send from the first form of the page."""
    reader = _Reader()
    reader.feed(page)
    return reader.sent
