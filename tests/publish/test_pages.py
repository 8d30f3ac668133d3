from truceline.publish.pages import Page


def test_wraps_sentences_and_indents_what_follows() -> None:
    page = Page("Title")
    page.heading("Part")
    page.bullet("word " * 30, indent=2)
    lines = str(page).splitlines()
    assert lines[:5] == ["Title", "=====", "", "Part", "----"]
    assert lines[5].startswith("  - word")
    assert lines[6].startswith("    word")
    assert all(len(line) <= 96 for line in lines)


def test_never_breaks_an_address() -> None:
    page = Page("T")
    address = "https://example.org/" + "a-b" * 60
    page.line(address)
    assert address in str(page)
