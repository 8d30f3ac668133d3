"""Words for people: every text that a user sees is worded here, in the reader's language.

English is the key of the catalogue (gettext). Blanks are named, so that a translator may move
them: `say("{count} posts in {area}", count=3, area="Idlib")`.
"""

import gettext
from collections.abc import Sequence
from contextvars import ContextVar
from datetime import date, datetime
from importlib.resources import as_file, files

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_decimal

from truceline.errors import TrucelineError

_language: ContextVar[str] = ContextVar("language", default="en")


def speak(language: str) -> None:
    """Use a language, given as a BCP 47 tag, from now on in this context."""
    _language.set(language)


def language() -> str:
    """Return the language in use, as a BCP 47 tag."""
    return _language.get()


def direction() -> str:
    """Return the direction in which the language in use is written: ltr or rtl."""
    return _locale().text_direction


def _catalogue() -> gettext.NullTranslations:
    with as_file(files(__name__) / "locale") as folder:
        return gettext.translation("messages", folder, [_language.get()], fallback=True)


def _locale() -> Locale:
    return Locale.parse(_language.get(), sep="-")


def say(message: str, /, **facts: object) -> str:
    """Return a text with its blanks filled."""
    return _catalogue().gettext(message).format(**facts)


def later(message: str) -> str:
    """Mark a text for translation that `say` will word later."""
    return message


def say_count(one: str, many: str, count: int, /, **facts: object) -> str:
    """Return the text for a number of things; `{count}` is the number."""
    message = _catalogue().ngettext(one, many, count)
    return message.format(count=number(count), **facts)


def say_error(error: TrucelineError) -> str:
    """Return what an error says."""
    return say(error.text, **error.facts)


def day(moment: date) -> str:
    """Return a day, or an instant with its time."""
    if isinstance(moment, datetime):
        return format_datetime(moment, "d MMM y, HH:mm", locale=_locale())
    return format_date(moment, "d MMM y", locale=_locale())


def month(moment: date) -> str:
    """Return the short name of a month."""
    return format_date(moment, "LLL", locale=_locale())


def number(value: float, *, decimals: int | None = None) -> str:
    """Return a number with the separators of the language, to so many decimals if given."""
    pattern = None if decimals is None else f"#,##0.{'0' * decimals}"
    return format_decimal(value, pattern, locale=_locale())


def listed(items: Sequence[str]) -> str:
    """Return "a, b and c"."""
    return format_list(list(items), locale=_locale())


def distance(metres: float) -> str:
    """Return a distance in metres below a kilometre, else in kilometres."""
    if metres < 1000:
        return say("{metres} m", metres=number(round(metres)))
    return say("{kilometres} km", kilometres=number(round(metres / 1000, 1)))
