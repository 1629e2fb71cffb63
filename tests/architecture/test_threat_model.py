"""The threat model points to tests that exist."""

import ast
import re

import pytest
from tools.repository import ROOT

TEXT = (ROOT / "THREAT_MODEL.md").read_text(encoding="utf-8")
PROOFS = sorted(set(re.findall(r"\[([^\]]+)\]\(([\w/]+\.py)\)", TEXT)))


@pytest.mark.parametrize(("sentence", "path"), PROOFS)
def test_a_proof_is_a_test_that_exists(sentence: str, path: str) -> None:
    names = {
        node.name
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert "test_" + re.sub(r"\W+", "_", sentence) in names


def test_every_threat_has_a_proof_or_says_what_there_is_instead() -> None:
    rows = re.findall(r"^\| [STRIDE] \|.*\| ([^|]+) \|$", TEXT, re.MULTILINE)

    assert len(rows) > 40
    assert all(re.search(r"\.py\)|^review$|^not yet$", row) for row in rows)
