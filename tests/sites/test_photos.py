"""Photos of a site: sent many at once, drafts until described, ordered, removed, put back."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import func, select

from fss.accounts.models import User
from fss.errors import ConflictError, RuleError
from fss.files.models import StoredFile
from fss.permissions.rules import SYSTEM, Role
from fss.sites.documents import site_report
from fss.sites.models import Site, SitePhoto
from fss.sites.rules.classes import DataClass
from fss.sites.rules.photos import Way, moved
from fss.sites.services import photos as services
from fss.sites.services.photos import add_photo, describe_photo, order_photos, remove_photo
from fss.sites.services.reporting import report_data
from fss.timezone import utcnow
from tests.factories.accounts import make_organization, make_user
from tests.factories.sites import make_site

SignIn = Callable[[FlaskClient, User], None]


def picture(seed: int = 0, size: tuple[int, int] = (40, 30), kind: str = "JPEG") -> bytes:
    shade = random.Random(seed)
    out = io.BytesIO()
    color = tuple(shade.randrange(256) for _ in range(3))
    Image.new("RGB", size, color).save(out, kind)
    return out.getvalue()


def put(site: Site, seed: int, alt: str = "", **more: str) -> SitePhoto:
    return add_photo(
        site, picture(seed), name=f"{seed}.jpg", alt=alt, actor=SYSTEM, now=utcnow(), **more
    )


def send(client: FlaskClient, site: Site, *files: tuple[bytes, str], script: bool = False):
    return client.post(
        f"/sites/{site.id}/photos",
        data={"photos": [(io.BytesIO(data), name) for data, name in files]},
        headers={"Accept": "application/json"} if script else {},
    )


@pytest.fixture
def site(db: SQLAlchemy) -> Site:
    return make_site(shared=True)


@pytest.fixture
def planner(client: FlaskClient, site: Site, sign_in: SignIn) -> FlaskClient:
    sign_in(client, make_user(Role.PLANNER, organization=site.organization))
    return client


def test_of_many_photos_the_good_ones_are_kept_and_each_other_is_told_why(
    planner: FlaskClient, db: SQLAlchemy, site: Site
) -> None:
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")

    answer = send(
        planner,
        site,
        (picture(1), "one.jpg"),
        (svg, "two.svg"),
        (picture(2, kind="PNG"), "../" * 30 + "n" * 300 + ".png"),
        (picture(3)[:200], "broken.jpg"),
        (out.getvalue(), "bomb.png"),
        (picture(1), "again.jpg"),
        (b"%PDF-1.7\n%%EOF", "plan.jpg"),
    )

    assert answer.status_code == 201
    assert "2 photos added, 5 files not taken" in answer.text
    for words in (
        "two.svg: We cannot tell what this file is",
        "broken.jpg: This photo is damaged",
        "bomb.png: This photo has more than 50 megapixels",
        "again.jpg: This photo is here already",
        "plan.jpg: This is a PDF. Choose",
    ):
        assert words in answer.text
    db.session.expire_all()
    assert [len(one.file.name) <= 200 and "/" not in one.file.name for one in site.photos] == [
        True,
        True,
    ]


def test_a_batch_without_any_photo_is_refused_and_keeps_nothing(
    planner: FlaskClient, db: SQLAlchemy, site: Site
) -> None:
    answer = send(planner, site, (b"hello", "a.jpg"))
    nothing = planner.post(f"/sites/{site.id}/photos", data={})

    assert (answer.status_code, nothing.status_code) == (422, 422)
    assert "Choose at least one photo" in nothing.text
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 0


def test_a_script_is_answered_with_what_became_of_each_photo(
    planner: FlaskClient, db: SQLAlchemy, site: Site
) -> None:
    good = send(planner, site, (picture(1), "one.jpg"), script=True)
    bad = send(planner, site, (picture(1), "one.jpg"), script=True)

    assert (good.status_code, good.json) == (201, {"kept": 1, "refused": []})
    assert (bad.status_code, bad.json["kept"]) == (422, 0)
    assert bad.json["refused"] == [["one.jpg", "This photo is here already."]]


def test_a_photo_of_over_25_mb_is_refused_before_it_is_read(db: SQLAlchemy, site: Site) -> None:
    with pytest.raises(RuleError, match="larger than 25 MB"):
        add_photo(site, bytes(services.LARGEST + 1), name="a.jpg", actor=SYSTEM, now=utcnow())


def test_a_form_without_script_may_bring_more_at_once_than_other_forms(
    planner: FlaskClient, db: SQLAlchemy, site: Site
) -> None:
    large = bytes(planner.application.config["MAX_CONTENT_LENGTH"] // 2 + 1)
    # Written out here: the test client leaves its temporary file of a large body open.
    head = '--x\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n\r\n'
    parts = [head.encode() + data + b"\r\n" for data in (large, large, picture(1))]

    many = planner.post(
        f"/sites/{site.id}/photos",
        data=b"".join(parts) + b"--x--\r\n",
        content_type="multipart/form-data; boundary=x",
    )

    assert many.status_code == 201
    assert "1 photo added, 2 files not taken" in many.text


def test_a_photo_without_words_is_a_draft_that_only_editors_see(
    planner: FlaskClient, db: SQLAlchemy, site: Site, sign_in: SignIn
) -> None:
    draft = put(site, 1)
    reader = planner.application.test_client()
    sign_in(reader, make_user(Role.CITY_ADMINISTRATOR, organization=site.organization))
    url = f"/sites/{site.id}/photos"

    edits, reads = planner.get(url), reader.get(url)

    assert "Describe it" in edits.text
    assert str(draft.id) in edits.text
    assert str(draft.id) not in reads.text
    assert "Add the photos" not in reads.text
    assert str(draft.id) not in reader.get(f"/sites/{site.id}").text
    assert site.cover is None
    assert report_data(site, now=utcnow()).photo is None


def test_describing_leads_from_draft_to_draft_and_makes_the_cover(
    planner: FlaskClient, db: SQLAlchemy, site: Site
) -> None:
    first, second = put(site, 1), put(site, 2)
    url = f"/sites/photos/{first.id}/describe"

    seen = first.seen
    said = {"alt": "A  field\nat dusk", "credit": "Kim", "data_class": "members", "seen": seen}
    short = planner.post(url, data={**said, "alt": "me"})
    saved = planner.post(url, data={**said, "next": "1"})
    late = planner.post(url, data={**said, "alt": "Sold meadow", "data_class": "public"})

    db.session.expire_all()
    assert short.status_code == 422
    assert "5 to 300" in short.text
    assert late.status_code == 409
    assert "A field at dusk" in late.text
    assert saved.location.endswith(f"/sites/photos/{second.id}/describe")
    assert (first.alt, first.credit, first.data_class) == (
        "A field at dusk",
        "Kim",
        DataClass.MEMBERS,
    )
    assert site.cover is first


def test_the_report_shows_the_first_photo_that_is_described_and_may_go_out(
    db: SQLAlchemy, site: Site
) -> None:
    put(site, 1)
    inside, third = put(site, 2, "Inside the barn"), put(site, 3, "From the road")
    describe_photo(inside, alt=inside.alt, credit="", data_class=DataClass.COUNTY, now=utcnow())

    document = site_report(report_data(site, now=utcnow()))

    assert site.cover is third
    assert "From the road" in repr(document)
    assert "Inside the barn" not in repr(document)


def test_people_of_other_members_see_only_photos_open_to_them(
    client: FlaskClient, db: SQLAlchemy, site: Site, sign_in: SignIn
) -> None:
    opened, kept = put(site, 1, "From the road"), put(site, 2, "Inside the barn")
    describe_photo(kept, alt=kept.alt, credit="", data_class=DataClass.PURSUIT, now=utcnow())
    sign_in(client, make_user(Role.PLANNER, organization=make_organization("Other town")))

    page = client.get(f"/sites/{site.id}/photos")

    assert page.status_code == 200
    assert (str(opened.id) in page.text, str(kept.id) in page.text) == (True, False)
    assert client.get(f"/sites/photos/{opened.id}").status_code == 200
    for path in ("", "/small", "/removed", "/describe"):
        assert client.get(f"/sites/photos/{kept.id}{path}").status_code == 404
    assert client.post(f"/sites/photos/{opened.id}/remove").status_code == 403


def test_pages_load_a_small_picture_and_the_report_the_whole_one(
    planner: FlaskClient, db: SQLAlchemy, site: Site
) -> None:
    send(planner, site, (picture(1, size=(3000, 2000)), "large.jpg"))
    db.session.expire_all()
    photo = site.photos[0]

    sizes = [
        Image.open(io.BytesIO(planner.get(f"/sites/photos/{photo.id}{path}").data)).size
        for path in ("", "/small")
    ]

    assert sizes == [(1600, 1067), (640, 427)]


def test_the_order_is_saved_at_once_and_only_when_it_is_still_the_one_that_was_seen(
    planner: FlaskClient, db: SQLAlchemy, site: Site
) -> None:
    a, b, c = (put(site, seed, f"Photo {seed}").id for seed in (1, 2, 3))
    url, seen = f"/sites/{site.id}/photos/order", f"{a},{b},{c}"
    script = {"Accept": "application/json"}

    saved = planner.post(url, data={"seen": seen, "order": f"{c},{a},{b}"}, headers=script)
    stale = planner.post(url, data={"seen": seen, "order": f"{b},{a},{c}"}, headers=script)
    button = planner.post(url, data={"seen": f"{c},{a},{b}", "move": f"cover {b}"})

    db.session.expire_all()
    assert (saved.status_code, stale.status_code, button.status_code) == (204, 409, 302)
    assert [one.id for one in site.photos] == [b, c, a]


@pytest.mark.parametrize("order", ["", "a,b", "{0}", "{0},{0}", "{0},{1},{2}"])
def test_an_order_of_other_photos_is_refused(
    planner: FlaskClient, db: SQLAlchemy, site: Site, order: str
) -> None:
    a, b = put(site, 1).id, put(site, 2).id

    answer = planner.post(
        f"/sites/{site.id}/photos/order",
        data={"seen": f"{a},{b}", "order": order.format(a, b, uuid4())},
    )

    assert answer.status_code == 422
    assert [one.id for one in site.photos] == [a, b]


def test_a_removed_photo_can_be_put_back_where_it_was(
    planner: FlaskClient, db: SQLAlchemy, site: Site
) -> None:
    first, _ = put(site, 1, "First field"), put(site, 2, "Second field")

    gone = planner.post(f"/sites/photos/{first.id}/remove", follow_redirects=True)
    hidden = planner.get(f"/sites/photos/{first.id}")
    db.session.expire_all()
    left = [one.alt for one in site.photos]
    planner.post(f"/sites/photos/{first.id}/restore")

    db.session.expire_all()
    assert "Undo" in gone.text
    assert (hidden.status_code, left) == (404, ["Second field"])
    assert [one.alt for one in site.photos] == ["First field", "Second field"]
    assert planner.get(f"/sites/photos/{first.id}").status_code == 200
    history = planner.get(f"/sites/{site.id}/history").text
    assert "Photo removed: First field" in history
    assert "Photo put back: First field" in history


def test_a_removed_photo_that_is_sent_again_comes_back_with_its_words(
    db: SQLAlchemy, site: Site
) -> None:
    photo = put(site, 1, "First field")
    remove_photo(photo, now=utcnow())

    again = put(site, 1)

    assert again is photo
    assert [one.alt for one in site.photos] == ["First field"]


def test_the_same_picture_with_other_hidden_data_is_the_same_photo(
    db: SQLAlchemy, site: Site
) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    out = io.BytesIO()
    Image.open(io.BytesIO(picture(1, kind="PNG"))).save(out, "PNG", exif=exif.tobytes())
    add_photo(site, picture(1, kind="PNG"), name="a.png", actor=SYSTEM, now=utcnow())

    with pytest.raises(RuleError, match="here already"):
        add_photo(site, out.getvalue(), name="b.png", actor=SYSTEM, now=utcnow())


def test_a_site_takes_forty_photos_and_no_more(
    db: SQLAlchemy, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_PHOTOS", 2)
    first, _ = put(site, 1), put(site, 2)

    with pytest.raises(RuleError, match="at most 2 photos"):
        put(site, 3)
    remove_photo(first, now=utcnow())
    put(site, 3)
    with pytest.raises(RuleError, match="at most 2 photos"):
        services.restore_photo(first, now=utcnow())


def test_two_people_who_order_at_once_do_not_undo_each_other(db: SQLAlchemy, site: Site) -> None:
    a, b = put(site, 1).id, put(site, 2).id
    order_photos(site, [b, a], seen=[a, b], now=utcnow())

    with pytest.raises(ConflictError):
        order_photos(site, [b, a], seen=[a, b], now=utcnow())


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 50), unique=True, min_size=1, max_size=10), st.data())
def test_one_step_moves_one_photo_and_leaves_the_others_in_their_order(
    order: list[int], data: st.DataObject
) -> None:
    item, way = data.draw(st.sampled_from(order)), data.draw(st.sampled_from(list(Way)))

    changed = moved(order, item, way)

    place = order.index(item)
    wanted = {Way.EARLIER: place - 1, Way.LATER: place + 1, Way.COVER: 0}[way]
    assert changed.index(item) == min(max(wanted, 0), len(order) - 1)
    assert [one for one in changed if one != item] == [one for one in order if one != item]
