"""Which contents a shape has.

Door: `compose`, `SHAPES`. Not here: what is said (texts, letters, councils, ledgers, requests).
"""

from __future__ import annotations

from tools.make_papers import councils, ledgers, letters, requests, texts
from tools.make_papers.facts import Facts

SHAPES = texts.SHAPES | letters.SHAPES | councils.SHAPES | ledgers.SHAPES | requests.SHAPES


def compose(shape: str, facts: Facts) -> texts.Content:
    """The contents of a paper of this shape; `kind` is its document type."""
    return SHAPES[shape](facts)
