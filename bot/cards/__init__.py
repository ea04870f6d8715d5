"""What people see, drawn from the rows of the database: one module a subject, each function one card.

Here stands what every card is made of; the cards themselves are in the package's modules. Who may look at which is
bot.looking's, which card answers which act the handlers', what the outbox says bot.announcements' business.
"""

from bot.cards.card import Attachment, Button, Card, button, field_label, hint, refusal, refusal_of, say, within

__all__ = ["Attachment", "Button", "Card", "button", "field_label", "hint", "refusal", "refusal_of", "say", "within"]
