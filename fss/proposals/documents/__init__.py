"""A proposal as a tree of blocks, frozen as JSON, and written as the files of a packet."""

from fss.proposals.documents.frozen import content_hash, freeze, picture_hashes, thaw
from fss.proposals.documents.gathering import Material, Sheet, gather
from fss.proposals.documents.packet import made_with, write_packet
from fss.proposals.documents.tree import proposal_document

__all__ = [
    "Material",
    "Sheet",
    "content_hash",
    "freeze",
    "gather",
    "made_with",
    "picture_hashes",
    "proposal_document",
    "thaw",
    "write_packet",
]
