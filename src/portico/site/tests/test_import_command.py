"""`portico import csv` refuses wrong words before the first row is taken."""

from argparse import ArgumentParser
from datetime import UTC
from pathlib import Path

import pytest

from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.features.tickets.models import Ticket
from portico.kernel.tenancy import scope, staff_scope
from portico.site.commands import import_
from portico.site.importing.tests.conftest import with_words
from portico.site.importing.tests.factories import a_table
from portico.site.problems import CommandProblem

HEAD = ("Number", "Subject", "Company", "Opened")


@pytest.fixture
def tenant(db: None) -> Tenant:
    return with_words(a_tenant("Acme IT"))


def run(tenant: Tenant, *words: object) -> int:
    """`portico import csv --tenant … …`."""
    parser = ArgumentParser()
    import_.arguments(parser)
    return import_.run(parser.parse_args(["csv", "--tenant", tenant.slug, *map(str, words)]))


def taken_over(tenant: Tenant) -> list[Ticket]:
    with scope(staff_scope(tenant.id)):
        return list(Ticket.objects.select_related("company"))


def test_without_a_file_there_is_nothing_to_do(tenant: Tenant) -> None:
    with pytest.raises(CommandProblem, match="at least one file"):
        run(tenant)


def test_a_mapping_says_which_of_several_files_it_is_for(tenant: Tenant, tmp_path: Path) -> None:
    people = a_table(tmp_path / "c.csv", ("Name", "Company"), [("Maya", "Bluebird")])
    row = ("1", "Printer", "Bluebird", "2024-01-01", "It smokes")
    file = a_table(tmp_path / "t.csv", (*HEAD, "Remark"), [row])
    mapping = tmp_path / "m.toml"
    mapping.write_text('[columns]\nsubject = "Remark"\n')
    both = ("--contacts", people, "--tickets", file, "--mapping")
    with pytest.raises(CommandProblem, match="--mapping tickets="):
        run(tenant, *both, mapping)
    with pytest.raises(CommandProblem, match="no file of messages"):
        run(tenant, *both, f"messages={mapping}")
    assert not taken_over(tenant)

    assert run(tenant, *both, f"tickets={mapping}") == 0
    assert [one.subject for one in taken_over(tenant)] == ["It smokes"]


def test_a_mapping_file_with_faults_is_told(tenant: Tenant, tmp_path: Path) -> None:
    file = a_table(tmp_path / "t.csv", HEAD, [])
    mapping = tmp_path / "m.toml"
    mapping.write_text('[columns]\nsubject = "Compny"\n')
    with pytest.raises(CommandProblem, match="Did you mean “Company”"):
        run(tenant, "--tickets", file, "--mapping", mapping)


def test_a_zone_has_to_exist(tenant: Tenant, tmp_path: Path) -> None:
    file = a_table(tmp_path / "t.csv", HEAD, [("1", "Printer", "Bluebird", "2024-01-01 12:00")])
    with pytest.raises(CommandProblem, match="no zone Atlantis"):
        run(tenant, "--tickets", file, "--zone", "Atlantis")
    assert not taken_over(tenant)


@pytest.mark.parametrize(("words", "hour"), [((), 12), (("--zone", "Asia/Tokyo"), 3)])
def test_dates_are_read_in_the_zone_that_is_named_or_the_tenants(
    tenant: Tenant, tmp_path: Path, words: tuple[str, ...], hour: int
) -> None:
    file = a_table(tmp_path / "t.csv", HEAD, [("1", "Printer", "Bluebird", "2024-01-01 12:00")])
    run(tenant, "--tickets", file, *words)

    assert [one.opened_at.astimezone(UTC).hour for one in taken_over(tenant)] == [hour]


def test_a_whole_run_tells_and_takes(
    tenant: Tenant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = a_table(tmp_path / "t.csv", HEAD, [("1", "Printer", "Bluebird", "2024-01-01"), ("2",)])

    assert run(tenant, "--tickets", file, "--report", tmp_path / "r.csv") == 0
    said = capsys.readouterr().out
    assert "1 new, 0 changed, 0 as they were, 1 not taken over" in said
    assert "t.csv:3  The row has fewer cells" in said
    assert "t.csv,3," in (tmp_path / "r.csv").read_text("utf-8-sig")
