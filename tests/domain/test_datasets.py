from datetime import date

from truceline.domain.datasets import (
    DatasetFact,
    DatasetImported,
    DatasetWithdrawn,
    held,
    next_name,
)


def imported(name: str) -> DatasetImported:
    return DatasetImported(
        dataset=name,
        kind="ucdp",
        file="a.csv",
        file_sha256="00",
        rows_sha256="11",
        read=1,
        imported=1,
        known=0,
        quarantined=0,
        known_from=date(2020, 1, 1),
    )


def test_an_import_stands_until_it_is_taken_back() -> None:
    facts: list[DatasetFact] = [imported("ucdp-1"), imported("ucdp-2")]
    assert [d.dataset for d in held(facts)] == ["ucdp-1", "ucdp-2"]
    facts.append(DatasetWithdrawn(dataset="ucdp-1"))
    assert [d.dataset for d in held(facts)] == ["ucdp-2"]


def test_a_name_is_never_used_again() -> None:
    facts: list[DatasetFact] = [imported("ucdp-1"), DatasetWithdrawn(dataset="ucdp-1")]
    assert next_name("ucdp", facts) == "ucdp-2"
    assert next_name("units", facts) == "units-1"
