from datetime import date

from truceline.domain.posts import Post, PostStatus

KNOWN = date(2020, 12, 31)
POST = Post(
    id="p",
    kind="observation-post",
    operator="turkey",
    area="idlib",
    known_from=KNOWN,
    status=(
        PostStatus(status="vacated", on=date(2020, 10, 20), known_from=KNOWN),
        PostStatus(status="enclosed", on=date(2019, 8, 23), known_from=KNOWN),
    ),
)


def test_the_last_report_of_a_post_counts() -> None:
    assert POST.status_on(date(2019, 1, 1)) is None
    enclosed, vacated = POST.status_on(date(2020, 1, 1)), POST.status_on(date(2021, 1, 1))
    assert enclosed is not None
    assert enclosed.status == "enclosed"
    assert vacated is not None
    assert vacated.status == "vacated"
