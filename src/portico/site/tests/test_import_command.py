"""`portico import csv` refuses wrong words before the first row is taken."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

import pytest

from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.site.commands import import_
from portico.site.importing.tests.conftest import with_words
from portico.site.importing.tests.factories import a_table
from portico.site.problems import CommandProblem

HEAD = ("Number", "Subject", "Company", "Opened")


@pytest.fixture
def tenant(db: None) -> Tenant:
    return with_words(a_tenant("Acme IT"))


def options(*words: object) -> Namespace:
    parser = ArgumentParser()
    import_.arguments(parser)
    return parser.parse_args(["csv", "--tenant", "acme", *map(str, words)])


def test_without_a_file_there_is_nothing_to_do() -> None:
    with pytest.raises(CommandProblem, match="at least one file"):
        import_._inputs(options())


def test_a_mapping_says_which_of_several_files_it_is_for(tmp_path: Path) -> None:
    file = a_table(tmp_path / "t.csv", HEAD, [])
    mapping = tmp_path / "m.toml"
    mapping.write_text('[columns]\nsubject = "Company"\n')
    both = ("--contacts", file, "--tickets", file, "--mapping")
    with pytest.raises(CommandProblem, match="--mapping tickets="):
        import_._inputs(options(*both, mapping))
    with pytest.raises(CommandProblem, match="no file of messages"):
        import_._inputs(options(*both, f"messages={mapping}"))
    found = import_._inputs(options(*both, f"tickets={mapping}"))
    assert dict(found[1].part.used)["subject"] == "Company"


def test_a_mapping_file_with_faults_is_told(tmp_path: Path) -> None:
    file = a_table(tmp_path / "t.csv", HEAD, [])
    mapping = tmp_path / "m.toml"
    mapping.write_text('[columns]\nsubject = "Compny"\n')
    with pytest.raises(CommandProblem, match="Did you mean “Company”"):
        import_._inputs(options("--tickets", file, "--mapping", mapping))


def test_a_zone_has_to_exist(tenant: Tenant) -> None:
    with pytest.raises(CommandProblem, match="no zone Atlantis"):
        import_._habits(tenant.id, options("--zone", "Atlantis"))
    assert str(import_._habits(tenant.id, options()).zone) == tenant.zone


def test_a_whole_run_tells_and_takes(
    tenant: Tenant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = a_table(tmp_path / "t.csv", HEAD, [("1", "Printer", "Bluebird", "2024-01-01"), ("2",)])
    wanted = options("--tickets", file, "--report", tmp_path / "r.csv")
    wanted.tenant = tenant.slug

    assert import_.run(wanted) == 0
    said = capsys.readouterr().out
    assert "1 new, 0 changed, 0 as they were, 1 not taken over" in said
    assert "t.csv:3  The row has fewer cells" in said
    assert "t.csv,3," in (tmp_path / "r.csv").read_text("utf-8-sig")
