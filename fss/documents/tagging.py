"""What WeasyPrint leaves undone for PDF/UA, mended before the file is written.

* running heads and page numbers become artifacts of pagination;
* a table that runs over pages is one table again, its repeated heads are artifacts;
* header cells say whether they head a row or a column, and their identifiers stand in a tree;
* links are marked to print.

Works on WeasyPrint's own objects: reading the finished file again costs more than writing it.
"""

from __future__ import annotations

from typing import Any

import pydyf  # type: ignore[import-untyped]


def mend_tags(document: Any, pdf: Any) -> None:
    """Finisher for `weasyprint.HTML.write_pdf`; changes `pdf` in place."""
    tree = _Tree(pdf)
    tables: dict[int, tuple[Any, dict[int, Any]]] = {}
    identifiers: list[tuple[bytes, bytes]] = []
    for page in document.pages:
        for box in page._page_box.descendants():
            if box.element_tag == "table" and getattr(box, "is_table_wrapper", False):
                identifiers += _mend_table(tree, box, tables)
    if identifiers:
        names = pydyf.Array([part for pair in sorted(identifiers) for part in pair])
        tree.root["IDTree"] = pydyf.Dictionary({"Names": names})
    _mark_artifacts(tree, pdf)
    for item in pdf.objects:
        if isinstance(item, pydyf.Dictionary) and item.get("Subtype") == "/Link":
            item["F"] = 4


class _Tree:
    """The structure tree, with references followed."""

    def __init__(self, pdf: Any) -> None:
        self._objects = pdf.objects
        self.root = self.at(pdf.catalog["StructTreeRoot"])
        self.parents = self.at(self.root["ParentTree"])["Nums"]

    def at(self, reference: bytes) -> Any:
        return self._objects[int(reference.split()[0])]

    def up(self, element: Any, *kinds: str) -> Any:
        while element["S"] not in kinds and element["S"] != "/Document":
            element = self.at(element["P"])
        return element

    def reachable(self) -> set[bytes]:
        found: set[bytes] = set()
        stack = [ref for ref in self.root["K"] if isinstance(ref, bytes)]
        while stack:
            reference = stack.pop()
            found.add(reference)
            kids = self.at(reference).get("K", ())
            stack.extend(kid for kid in kids if isinstance(kid, bytes))
        return found


def _mend_table(
    tree: _Tree, wrapper: Any, tables: dict[int, tuple[Any, dict[int, Any]]]
) -> list[tuple[bytes, bytes]]:
    """Scopes, one tree for the parts of a table; returns identifiers and their elements."""
    cells = [box for box in wrapper.descendants() if hasattr(box, "mark")]
    if not cells:
        return []
    table = tree.up(cells[0].mark, "/Table")
    first, heads = tables.setdefault(id(wrapper.element), (table, {}))
    again: dict[bytes, Any] = {}
    identifiers = []
    for box in cells:
        if box.element_tag != "th":
            continue
        repeated = heads.setdefault(id(box.element), box.mark)
        if repeated is not box.mark:
            again[box.mark["ID"].data] = repeated["ID"]
            continue
        scope = "/Row" if box.element.attrib.get("scope") == "row" else "/Column"
        box.mark["A"]["Scope"] = scope
        identifiers.append((box.mark["ID"].data, box.mark.reference))
    if table is first:
        return identifiers
    for box in cells:
        headers = box.mark["A"].get("Headers")
        if headers:
            box.mark["A"]["Headers"] = pydyf.Array([again.get(h.data, h) for h in headers])
    for reference in table["K"]:
        part = tree.at(reference)
        if part["S"] == "/TBody":
            part["P"] = first.reference
            first["K"].append(reference)
    tree.at(table["P"])["K"].remove(table.reference)
    return identifiers


def _mark_artifacts(tree: _Tree, pdf: Any) -> None:
    """Content that no element of the tree holds is not content but pagination."""
    reachable = tree.reachable()
    for number, page in enumerate(pdf.pages["Kids"][::3]):
        owners = tree.parents[2 * number + 1]
        loose = {mcid for mcid, owner in enumerate(owners) if owner not in reachable}
        if not loose:
            continue
        for mcid in loose:
            owners[mcid] = b"null"
        stream = tree.at(pdf.objects[page]["Contents"]).stream
        for at, item in enumerate(stream):
            if isinstance(item, pydyf.Dictionary) and item.get("MCID") in loose:
                stream[at - 1] = b"/Artifact"
                stream[at] = pydyf.Dictionary({"Type": "/Pagination"})
