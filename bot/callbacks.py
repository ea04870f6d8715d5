"""What a pressed button says: one typed, versioned callback for all of them.

Door: `Act`, `Press`, `data`, `on`. Promise: at most 64 bytes, which is the messenger's limit; a button of another version of
the program does not unpack and is answered as an old one. Nothing in it is believed: every press is checked anew against
person, role, scope and the case's version.
"""

from __future__ import annotations

from enum import StrEnum

from aiogram import F
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter


class Act(StrEnum):
    """Every act that a button can ask for; its label stands in templates/words/buttons.yaml under the same name."""

    menu = "menu"
    guide = "guide"
    processes = "processes"
    services = "services"
    entry = "entry"
    section = "section"
    drawing = "drawing"
    open = "open"
    city = "city"
    cases = "cases"
    case = "case"
    why = "why"
    obligations = "obligations"
    owing = "owing"
    timeline = "timeline"
    queues = "queues"
    queue = "queue"
    queue_cities = "queue_cities"
    subscription = "subscription"
    rhythm = "rhythm"
    mute = "mute"
    unsubscribe = "unsubscribe"
    want = "want"
    send = "send"
    send_anyway = "send_anyway"
    withdraw = "withdraw"
    withdraw_yes = "withdraw_yes"
    keep = "keep"
    look = "look"
    confirm = "confirm"
    correct = "correct"
    pictures = "pictures"
    place = "place"
    remove = "remove"
    into = "into"
    apart = "apart"
    claim = "claim"
    release = "release"
    more = "more"
    assign = "assign"
    assignee = "assignee"
    hold = "hold"
    resume = "resume"
    extend = "extend"
    approve = "approve"
    done = "done"
    accept = "accept"
    return_ = "return"
    tick = "tick"
    reasons = "reasons"
    reason = "reason"
    reject = "reject"
    drop = "drop"
    files = "files"
    reply = "reply"
    answer = "answer"
    no_number = "no_number"
    no_date = "no_date"
    refer = "refer"
    refer_here = "refer_here"
    refer_other = "refer_other"
    inquire = "inquire"
    sign = "sign"
    sign_yes = "sign_yes"
    preview = "preview"
    invite = "invite"
    invite_yes = "invite_yes"
    comment = "comment"
    vote = "vote"
    room = "room"
    seat = "seat"
    cast = "cast"
    close = "close"
    close_yes = "close_yes"
    refresh = "refresh"
    admin = "admin"
    people = "people"
    people_by = "people_by"
    person = "person"
    search_person = "search_person"
    add_person = "add_person"
    no_phone = "no_phone"
    amend = "amend"
    give = "give"
    give_role = "give_role"
    give_scope = "give_scope"
    take = "take"
    suspend = "suspend"
    reinstate = "reinstate"
    link = "link"
    part = "part"
    stand_in = "stand_in"
    name_deputy = "name_deputy"
    deputy = "deputy"
    since = "since"
    until = "until"
    end_deputy = "end_deputy"
    add_city = "add_city"
    sure = "sure"
    groups = "groups"
    add_group = "add_group"
    group_desk = "group_desk"
    unbind = "unbind"
    failures = "failures"
    retry = "retry"
    put_aside = "put_aside"
    announcements = "announcements"
    announce = "announce"
    audience = "audience"
    audience_city = "audience_city"
    audience_done = "audience_done"
    announce_yes = "announce_yes"
    observe = "observe"
    numbers = "numbers"
    find_case = "find_case"


class Press(CallbackData, prefix="1", sep="|"):
    """`id`: a case, a document, or for votes and comments a step; `v`: the case's version that the card showed; `arg`: what
    the act wants besides."""

    act: Act
    id: int = 0
    v: int = 0
    arg: str = ""


def data(act: Act, id: int = 0, v: int = 0, arg: str = "") -> str:
    """The packed callback."""
    return Press(act=act, id=id, v=v, arg=arg).pack()


def on(*acts: Act) -> CallbackQueryFilter:
    """The filter of a handler that answers these acts; it gives the handler its `callback_data`."""
    return Press.filter(F.act.in_(set(acts)))
