"""Domain values as plain data and back, by their own declarations.

What is stored names its keys, never a Python path; a union is told apart by its key `kind`.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

Value = TypeVar("Value")


def to_plain(value: object) -> Any:  # noqa: ANN401  JSON has no type of its own
    """Return dictionaries, lists, strings and numbers; a key that holds its default is left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            f.name: to_plain(getattr(value, f.name))
            for f in fields(value)
            if not _is_default(getattr(value, f.name), f)
        }
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: to_plain(item) for key, item in value.items()}
    return value


def _is_default(value: object, field: Any) -> bool:  # noqa: ANN401  dataclasses.Field is generic
    default = field.default_factory() if field.default_factory is not MISSING else field.default
    return default is not MISSING and bool(value == default) and type(value) is type(default)


def from_plain(kind: type[Value], plain: Any) -> Value:  # noqa: ANN401
    """Return the value that `to_plain` made `plain` from."""
    value: Value = _decode(kind, plain)
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _decode(kind: Any, plain: Any) -> Any:  # noqa: ANN401
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        return _decode_union(get_args(kind), plain)
    if origin is tuple:
        args = get_args(kind)
        each = args[:1] * len(plain) if args[-1] is ... else args
        return tuple(_decode(k, item) for k, item in zip(each, plain, strict=True))
    if origin is dict:
        return {key: _decode(get_args(kind)[1], item) for key, item in plain.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        keys = {key: _decode(hints[key], item) for key, item in plain.items()}
        return kind(**keys)
    if kind in {date, datetime}:
        return kind.fromisoformat(plain)
    return float(plain) if kind is float else plain


def _decode_union(kinds: tuple[Any, ...], plain: Any) -> Any:  # noqa: ANN401
    if plain is None:
        return None
    if datetime in kinds and isinstance(plain, str):
        return _decode(datetime if "T" in plain else date, plain)
    tagged = [k for k in kinds if is_dataclass(k) and _tag(k) == _tag_of(plain)]
    return _decode(tagged[0] if tagged else kinds[0], plain)


def _tag(kind: Any) -> str | None:  # noqa: ANN401
    hint = _hints(kind).get("kind")
    return get_args(hint)[0] if get_origin(hint) is Literal else None


def _tag_of(plain: Any) -> str | None:  # noqa: ANN401
    return plain.get("kind") if isinstance(plain, dict) else None
