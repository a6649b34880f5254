"""GeoJSON (RFC 7946) as people send it: the features of a file, or what is wrong with it."""

from __future__ import annotations

import json
from typing import Any

from fss.errors import RuleError


def read_features(data: bytes, *, limit: int, too_large: str, field: str) -> list[dict[str, Any]]:
    """The features of a collection, a feature or a bare geometry; their parts are not checked.

    RuleError (of `field`) in the words `too_large` for more than `limit` bytes, and for what is
    no GeoJSON.
    """
    if len(data) > limit:
        raise RuleError(too_large, field)
    try:
        content = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise RuleError("The file is not UTF-8 text. Export it again as GeoJSON.", field) from None
    except (ValueError, RecursionError):
        raise RuleError("The file is not valid JSON. Export it again as GeoJSON.", field) from None
    if not isinstance(content, dict) or "type" not in content:
        raise RuleError("The file is JSON but not GeoJSON.", field)
    if content["type"] == "Feature":
        return [content]
    if content["type"] != "FeatureCollection":
        return [{"properties": {}, "geometry": content}]
    features = content.get("features")
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise RuleError("The collection in the file has no list of features.", field)
    return features


def _no_constant(name: str) -> float:
    raise ValueError(name)
