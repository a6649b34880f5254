"""The public sites as JSON: the schema, the list, one site, and a page that explains them."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from flask import Blueprint, Flask, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from fss.accounts.queries import get_county, today
from fss.api.documents import site_data
from fss.api.rules import open_fields, site_schema
from fss.errors import NotFoundError, ProgramError, RuleError
from fss.permissions.guard import public
from fss.portal.forms import OpenForm
from fss.portal.queries import open_sites as queries
from fss.portal.rules import address, number_of_reference
from fss.sites.models import Site
from fss.web.errors import WORDS
from fss.web.headers import may_be_kept
from fss.web.pagination import page_number

bp = Blueprint("api", __name__, url_prefix="/api")
OPEN = "open data: only what the county publishes"
PER_MINUTE, PER_DAY = 120, 10_000
LIMIT = f"{PER_MINUTE} per minute; {PER_DAY} per day"
USUAL_SIZE, MOST_SIZE = 25, 100
FILTERS = ("text", "city", "kind", "availability", "zoning_class", "acres_min")
KEPT_SECONDS = 60
EXAMPLES = 4
"""How many values the example on the page shows."""


def init_app(app: Flask) -> None:
    """Register the answers; limit how many one address may ask for."""
    app.register_blueprint(bp)
    limiter = app.extensions["fss-limiter"]
    for endpoint in ("api.schema", "api.sites", "api.site"):
        view = app.view_functions[endpoint]
        app.view_functions[endpoint] = limiter.shared_limit(LIMIT, scope="api")(view)


@bp.get("")
@public(OPEN)
def index() -> ResponseReturnValue:
    """What there is, how to ask for it, an example."""
    _check_published()
    rows, total = queries.open_sites(queries.OpenFilters(), size=1, by_number=True)
    found = queries.open_site(rows[0].number) if rows else None
    return render_template(
        "api/index.html",
        county=get_county(),
        canonical=_locate("api.index"),
        base=_locate("api.index"),
        total=total,
        example=_words(_shortened(_data(found))) if found else "",
        reference=found.reference if found else "S-0001",
        fields=len(open_fields()),
        per_minute=PER_MINUTE,
        per_day=PER_DAY,
        most=MOST_SIZE,
        usual=USUAL_SIZE,
    )


@bp.get("/v1/schema")
@public(OPEN)
def schema() -> ResponseReturnValue:
    """The JSON Schema of a site."""
    _check_published()
    return _answer(
        site_schema(identifier=_locate("api.schema")), media_type="application/schema+json"
    )


@bp.get("/v1/sites")
@public(OPEN)
def sites() -> ResponseReturnValue:
    """A page of sites by number."""
    _check_published()
    form = OpenForm(request.args)
    filters, size = form.filters(), _size()
    problems = [f"{field.name}: {field.errors[0]}" for field in form if field.errors]
    problems += [
        f"{name}: there is no such parameter"
        for name in request.args
        if name not in (*FILTERS, "page", "per_page")
    ]
    if problems:
        raise RuleError("; ".join(problems))
    number = page_number()
    rows, total = queries.open_sites(filters, page=number, size=size, by_number=True)
    found = [site for row in rows if (site := queries.open_site(row.number))]
    return _answer(
        {
            "total": total,
            "page": number,
            "pages": max(1, -(-total // size)),
            "next": _page(number + 1) if number * size < total else None,
            "previous": _page(number - 1) if number > 1 else None,
            "sites": [_data(one) for one in found],
        }
    )


@bp.get("/v1/sites/<reference>")
@public(OPEN)
def site(reference: str) -> ResponseReturnValue:
    """One site by its reference."""
    _check_published()
    number = number_of_reference(reference)
    found = queries.open_site(number) if number else None
    if found is None:
        raise NotFoundError("There is no public site with this reference.")
    answer = _answer(_data(found))
    answer.last_modified = found.updated_at
    return answer


@bp.errorhandler(ProgramError)
def _refused(error: ProgramError) -> ResponseReturnValue:
    return _error(error.code, error.message or WORDS[404][1])


@bp.errorhandler(HTTPException)
def _failed(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    answer = _error(code, " ".join(WORDS.get(code, WORDS[400])))
    if code == 429:
        answer.headers["Retry-After"] = "60"
    return answer


def _error(code: int, message: str) -> Response:
    answer = _json({"error": {"code": code, "message": message}})
    answer.status_code = code
    return answer


def _answer(data: dict[str, Any], *, media_type: str = "application/json") -> Response:
    """The data with a fingerprint: who asks again with it is told that nothing changed."""
    answer = _json(data, media_type=media_type)
    may_be_kept(seconds=KEPT_SECONDS)
    answer.set_etag(sha256(answer.get_data()).hexdigest())
    answer.make_conditional(request)
    return answer


def _json(data: dict[str, Any], *, media_type: str = "application/json") -> Response:
    answer = Response(_words(data), mimetype=media_type)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _words(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _data(site: Site) -> dict[str, Any]:
    return site_data(site, today=today(), address=address(site.number, site.name), locate=_locate)


def _shortened(data: dict[str, Any]) -> dict[str, Any]:
    values = dict(list(data["values"].items())[:EXAMPLES])
    return {key: item for key, item in data.items() if key != "boundary"} | {"values": values}


def _locate(endpoint: str, **values: Any) -> str:
    base: str = current_app.config["FSS"].base_url
    return base + url_for(endpoint, **values)


def _page(number: int) -> str:
    return _locate("api.sites", **{**request.args.to_dict(), "page": number})


def _size() -> int:
    given = request.args.get("per_page", str(USUAL_SIZE))
    if not (given.isascii() and given.isdigit() and 1 <= int(given[:9]) <= MOST_SIZE):
        raise RuleError(f"per_page: a number from 1 to {MOST_SIZE}")
    return int(given)


def _check_published() -> None:
    if not queries.is_published():
        raise NotFoundError("Nothing is published here at the moment.")
