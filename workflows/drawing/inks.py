"""The colours of the drawings: one for each kind of step, the same wherever it is drawn."""

from __future__ import annotations

INK, GREY, LINE, BACK, PAPER = "#1f2a2e", "#5d6b70", "#41535a", "#b4541a", "#ffffff"
GOOD, BAD = "#1e7d46", "#b3261e"
KINDS = {
    "submit": "#1f6f8b",
    "review": "#5b4a9c",
    "committee": "#8a3b75",
    "inquiry": "#94640c",
    "external": "#7a5230",
    "act": "#3d6b35",
    "issue": "#12474a",
    "notice": "#5a6670",
}
