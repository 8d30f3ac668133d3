"""Translators find every text: the catalogue's template is current, and no text is pasted."""

import ast
import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po
from tests.docs.test_errors import ERRORS

SOURCE = Path(__file__).parents[2] / "src" / "truceline"
TEMPLATE = SOURCE / "wording" / "messages.pot"
KEYWORDS = {"say": None, "later": None, "say_count": (1, 2)}


def template() -> str:
    catalogue = Catalog(project="truceline", header_comment="# Texts of Truceline.")
    for file, _, message, comments, _ in extract_from_dir(
        SOURCE,
        [("**.py", "python"), ("**.html", "jinja2"), ("**.css", "jinja2")],
        keywords=KEYWORDS,
    ):
        catalogue.add(message, locations=[(file, 0)], auto_comments=comments)
    for code, error in ERRORS:
        catalogue.add(error.text, auto_comments=[code])
    out = io.BytesIO()
    write_po(out, catalogue, omit_header=True, sort_output=True, include_lineno=False)
    return out.getvalue().decode()


def test_the_template_is_current(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-golden"):
        TEMPLATE.write_text(template(), encoding="utf-8")
    assert template() == TEMPLATE.read_text(encoding="utf-8"), "run pytest --update-golden"


@pytest.mark.parametrize("module", sorted(SOURCE.rglob("*.py")), ids=lambda m: m.name)
def test_texts_are_given_whole(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in KEYWORDS:
            assert not isinstance(node.args[0], ast.JoinedStr | ast.BinOp), ast.unparse(node)
