"""The Proposal tab of a pursuit: draft, preview, issue, files, private links."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.audit.rules import describe
from fss.documents.page import render_fragment
from fss.errors import NotFoundError
from fss.exchange.services.undoing import count_as_use
from fss.files.routes import answer_with
from fss.jobs.services import standing_of
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.proposals import queries, services
from fss.proposals.forms import EditForm, ShareForm
from fss.proposals.models import Proposal, ShareLink
from fss.pursuits.models import Pursuit
from fss.pursuits.queries import get_pursuit
from fss.timezone import utcnow

bp = Blueprint("proposals", __name__)
WORDS = {
    "proposal:issue": "Proposal {number} issued with {sites} sites",
    "proposal:shortlist:take": "New shortlist of {sites} sites taken into the draft",
    "link:create": "Private link made for {recipient}",
    "link:revoke": "Private link for {recipient} withdrawn",
}


def init_app(app: Flask) -> None:
    """Register the pages and the tab."""
    app.register_blueprint(bp)
    app.extensions.setdefault("fss-pursuit-tabs", []).append(
        (50, "Proposal", "proposals.show", Permission.PROPOSAL_READ)
    )
    for verb, words in WORDS.items():
        describe(verb, words)
    count_as_use(queries.proposed_since)


@bp.get("/pursuits/<uuid:pursuit_id>/proposal")
@requires(Permission.PROPOSAL_READ, pursuit=get_pursuit)
def show(pursuit: Pursuit) -> ResponseReturnValue:
    """Draft and issued proposals with their files and links."""
    return _tab(pursuit)


@bp.post("/pursuits/<uuid:pursuit_id>/proposal")
@requires(Permission.PROPOSAL_COMPOSE, pursuit=get_pursuit)
def create(pursuit: Pursuit) -> ResponseReturnValue:
    """Start a draft from the shortlist."""
    made = services.create_proposal(pursuit, actor=current_identity(), now=utcnow())
    flash(f"Proposal {made.number} is a draft. Read the preview, then issue it.", "success")
    return _back(pursuit)


@bp.route("/proposals/<uuid:proposal_id>/edit", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_COMPOSE, proposal=queries.get_proposal)
def edit(proposal: Proposal) -> ResponseReturnValue:
    """Title, reader and letter of a draft."""
    form = EditForm(obj=proposal)
    if form.validate_on_submit() and form.attempt(
        lambda: services.edit_proposal(
            proposal,
            title=form.title.data,
            prepared_for=form.prepared_for.data or "",
            letter=form.letter.data or "",
            version=form.version.data or 0,
            actor=current_identity(),
        )
    ):
        flash("The draft is saved.", "success")
        return _back(proposal.pursuit)
    code = 422 if form.errors else 200
    return render_template("proposals/edit.html", proposal=proposal, form=form), code


@bp.post("/proposals/<uuid:proposal_id>/shortlist")
@requires(Permission.PROPOSAL_COMPOSE, proposal=queries.get_proposal)
def take_shortlist(proposal: Proposal) -> ResponseReturnValue:
    """Take the present shortlist into the draft."""
    services.take_shortlist(proposal, now=utcnow())
    flash("The draft now offers the present shortlist.", "success")
    return _back(proposal.pursuit)


@bp.get("/proposals/<uuid:proposal_id>/preview")
@requires(Permission.PROPOSAL_READ, proposal=queries.get_proposal)
def preview(proposal: Proposal) -> ResponseReturnValue:
    """The proposal as a page: a draft as it would be issued now, an issued one as frozen."""
    body = render_fragment(
        services.document_of(proposal, at=utcnow()),
        heading_offset=1,
        picture_url=lambda image: url_for(
            "proposals.picture", proposal_id=proposal.id, name=sha256(image).hexdigest()
        ),
    )
    return render_template(
        "proposals/preview.html",
        proposal=proposal,
        body=body,
        changed=services.shortlist_changed(proposal),
    )


@bp.get("/proposals/<uuid:proposal_id>/pictures/<name>")
@requires(Permission.PROPOSAL_READ, proposal=queries.get_proposal)
def picture(proposal: Proposal, name: str) -> ResponseReturnValue:
    """A photo of the preview, by its SHA-256."""
    stored = services.picture_of(proposal, name)
    if stored is None:
        raise NotFoundError
    return answer_with(stored, inline=True)


@bp.post("/proposals/<uuid:proposal_id>/issue")
@requires(Permission.PROPOSAL_ISSUE, proposal=queries.get_proposal)
def issue(proposal: Proposal) -> ResponseReturnValue:
    """Freeze the content and let the worker write the files."""
    services.issue_proposal(
        proposal,
        version=request.form.get("version", 0, type=int),
        actor=current_identity(),
        now=utcnow(),
    )
    flash(f"Proposal {proposal.number} is issued and does not change any more.", "success")
    return _back(proposal.pursuit)


@bp.post("/proposals/<uuid:proposal_id>/packet")
@requires(Permission.PROPOSAL_ISSUE, proposal=queries.get_proposal)
def packet(proposal: Proposal) -> ResponseReturnValue:
    """Ask for the files again, where writing them failed."""
    services.restart_packet(proposal, actor=current_identity(), now=utcnow())
    return _back(proposal.pursuit)


@bp.get("/proposals/<uuid:proposal_id>/files/<kind>")
@requires(Permission.PROPOSAL_READ, proposal=queries.get_proposal)
def download(proposal: Proposal, kind: str) -> ResponseReturnValue:
    """One of the files."""
    found = next((one for one in proposal.files if one.kind.value == kind), None)
    if found is None:
        raise NotFoundError
    return answer_with(found.file)


@bp.post("/proposals/<uuid:proposal_id>/links")
@requires(Permission.SHARE_MANAGE, proposal=queries.get_proposal)
def share(proposal: Proposal) -> ResponseReturnValue:
    """Make a private link; the answer is the only place where it ever shows."""
    form = ShareForm(prefix=str(proposal.number))
    made: list[str] = []
    if form.validate_on_submit() and form.attempt(
        lambda: made.append(
            services.share_proposal(
                proposal,
                recipient=form.recipient.data,
                email=form.email.data or "",
                days=form.days.data,
                link=address_of,
                actor=current_identity(),
                now=utcnow(),
            )
        )
    ):
        fresh = {"address": address_of(made[0]), "email": form.email.data, "of": proposal.id}
        return _tab(proposal.pursuit, fresh=fresh), 201
    return _tab(proposal.pursuit, refused=(proposal, form)), 422


def address_of(token: str) -> str:
    """The public address of a private link."""
    return f"{current_app.config['FSS'].base_url}{url_for('portal.packet', token=token)}"


@bp.get("/links/<uuid:link_id>")
@requires(Permission.PROPOSAL_READ, link=queries.get_link)
def link(link: ShareLink) -> ResponseReturnValue:
    """A private link: what was opened and downloaded, and when."""
    return render_template(
        "proposals/link.html", link=link, accesses=queries.accesses_of(link), now=utcnow()
    )


@bp.post("/links/<uuid:link_id>/revoke")
@requires(Permission.SHARE_MANAGE, link=queries.get_link)
def revoke(link: ShareLink) -> ResponseReturnValue:
    """End a private link at once."""
    services.revoke_link(link, now=utcnow())
    flash(f"The link for {link.recipient} does not work any more.", "success")
    return _back(link.proposal.pursuit)


def _back(pursuit: Pursuit) -> ResponseReturnValue:
    return redirect(url_for("proposals.show", pursuit_id=pursuit.id))


def _tab(
    pursuit: Pursuit,
    *,
    fresh: dict[str, Any] | None = None,
    refused: tuple[Proposal, ShareForm] | None = None,
) -> str:
    proposals, now = queries.proposals_of(pursuit), utcnow()
    forms = {one.id: ShareForm(None, prefix=str(one.number)) for one in proposals}
    if refused:
        forms[refused[0].id] = refused[1]
    draft = next((one for one in proposals if one.is_draft), None)
    return render_template(
        "proposals/show.html",
        pursuit=pursuit,
        proposals=proposals,
        draft=draft,
        changed=draft is not None and services.shortlist_changed(draft),
        shortlisted=len(services.present_shortlist(pursuit)),
        jobs={
            key: (job, standing_of(job, now=now)) for key, job in queries.jobs_of(proposals).items()
        },
        forms=forms,
        fresh=fresh,
        step=queries.step_to_send(pursuit),
        now=now,
    )
