"""Where the words of a map go, so that none lies on another."""

from __future__ import annotations

LETTER = 0.58
"""Width of a letter as a share of its size, on the wide side, in Public Sans."""

Point = tuple[float, float]
Box = tuple[float, float, float, float]


class Placer:
    """Remembers what is taken; boxes are left, top, right, bottom."""

    def __init__(self, left: float, top: float, right: float, bottom: float) -> None:
        self._bounds: Box = (left + 3, top + 3, right - 3, bottom - 3)
        self.taken: list[Box] = []

    def block(self, left: float, top: float, right: float, bottom: float) -> None:
        """Keep labels out of there."""
        self.taken.append((left, top, right, bottom))

    def place(self, words: str, at: Point, size: float, *, beside: bool) -> Point | None:
        """Left end of the base line for `words` near `at`; None when there is no room.

        `beside` tries the sides of a mark first, else the middle of an area.
        """
        width, height = len(words) * size * LETTER, size * 1.2
        x, y = at
        sides = [
            (x + 10, y + size * 0.35),
            (x - 10 - width, y + size * 0.35),
            (x - width / 2, y - 10),
            (x - width / 2, y + 8 + size),
        ]
        middle = [(x - width / 2, y + size * 0.35 + step * height) for step in (0, -1, 1, -2, 2)]
        for left, base in (*sides, *middle) if beside else (*middle, *sides):
            box = (left, base - size, left + width, base + size * 0.25)
            if self._is_free(box):
                self.taken.append(box)
                return left, base
        return None

    def _is_free(self, box: Box) -> bool:
        left, top, right, bottom = self._bounds
        inside = box[0] >= left and box[1] >= top and box[2] <= right and box[3] <= bottom
        return inside and not any(_overlap(box, other) for other in self.taken)


def _overlap(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
