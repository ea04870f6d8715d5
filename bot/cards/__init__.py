"""What people see, drawn from the rows of the database: one module a subject, each function one card.

Here stands what every card is made of; the cards themselves are in guide, customer, fields, staff and committee. Which card
answers which act is the handlers' business, what the outbox says that of bot.announcements.
"""

from bot.cards.card import Attachment, Button, Card, button, field_label, refusal, refusal_of, say, within

__all__ = ["Attachment", "Button", "Card", "button", "field_label", "refusal", "refusal_of", "say", "within"]
