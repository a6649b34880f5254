"""Photos made safe: read by content, turned upright, written anew without anything but pixels."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

import pi_heif
from PIL import Image, ImageCms, ImageFile, ImageOps

from fss.errors import RuleError
from fss.files.rules import IMAGES, Kind, check_upload

PIXELS = 50_000_000
FORMATS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP", Kind.HEIC: "HEIF"}
DAMAGED = "This photo is damaged or not complete. Choose another one, or save it again."

pi_heif.register_heif_opener()


@dataclass(frozen=True)
class SafeImage:
    """A picture of our own making: `data` (JPEG or PNG), its type and its size in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


def make_safe(data: bytes, *, longest: int = 1600) -> SafeImage:
    """Read a photo and write it anew, at most `longest` pixels wide or high.

    Place, camera and every other hidden word are gone afterwards, and so is whatever was hidden
    behind the picture. RuleError for what is no photo, is damaged, or has over 50 megapixels.
    """
    kind = check_upload(data, allowed=IMAGES)
    # A document library turns this on for the whole process; a photo cut off is no photo.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(data), formats=[FORMATS[kind]])
        if picture.width * picture.height > PIXELS:
            raise RuleError("This photo has more than 50 megapixels. Save it smaller.")
        if kind is Kind.JPEG:
            picture.draft("RGB", (longest * 2, longest * 2))
        picture.load()
        return _written(_upright(picture, longest), transparent=_is_transparent(picture))
    except RuleError:
        raise
    except Image.DecompressionBombError:
        raise RuleError("This photo has more than 50 megapixels. Save it smaller.") from None
    except Exception:  # decoders raise whatever a damaged file leads them to
        raise RuleError(DAMAGED) from None


def make_smaller(image: SafeImage, *, longest: int) -> SafeImage | None:
    """The same picture for pages that show many; None when it is hardly larger than that."""
    if max(image.width, image.height) <= longest * 1.2:
        return None
    picture = Image.open(io.BytesIO(image.data))
    picture.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return _written(picture, transparent=image.media_type == "image/png")


def _is_transparent(picture: Image.Image) -> bool:
    if "A" in picture.mode or "transparency" in picture.info:
        low, _high = picture.convert("RGBA").getchannel("A").getextrema()
        return bool(isinstance(low, int | float) and low < 255)
    return False


def _upright(picture: Image.Image, longest: int) -> Image.Image:
    profile = picture.info.get("icc_profile")
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value / 256).convert("L")
    elif profile and picture.mode in ("RGB", "CMYK", "L"):
        picture = _in_srgb(picture, profile)
    mode = "RGBA" if "A" in picture.mode or "transparency" in picture.info else "RGB"
    picture = picture.convert(mode)
    picture.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return picture


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Colors as the web shows them; a profile that cannot be read is left out."""
    try:
        found = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        changed = ImageCms.profileToProfile(
            picture, found, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return changed or picture


def _written(picture: Image.Image, *, transparent: bool) -> SafeImage:
    if not transparent and picture.mode != "RGB":
        picture = picture.convert("RGB")
    picture.info.clear()
    out = io.BytesIO()
    if transparent:
        picture.save(out, "PNG", optimize=True)
    else:
        picture.save(out, "JPEG", quality=85, optimize=True, progressive=True)
    kind = "image/png" if transparent else "image/jpeg"
    return SafeImage(out.getvalue(), kind, picture.width, picture.height)
