"""The rules that hold for the whole code: read off the files themselves, so that a new file is bound at once."""

from __future__ import annotations

import ast
import re
import socket
import subprocess
from functools import cache
from pathlib import Path

import pytest
import yaml

import settings

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bench", "bot", "cases", "cli", "demo", "intake", "nlp", "web", "worker", "workflows")
PERSIAN = re.compile("[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufefe]")


@cache
def files() -> tuple[Path, ...]:
    """Every file of the repository, also those not yet added to it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return tuple(path for name in sorted(listed.split("\0")) if name and (path := ROOT / name).is_file())


@cache
def texts() -> dict[str, str]:
    """Path → content of every file that is text."""
    found = {}
    for path in files():
        try:
            found[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


@cache
def code(*roots: str) -> dict[str, ast.Module]:
    """Path → syntax tree of the Python files below `roots` (all, where none is named)."""
    chosen = {name: text for name, text in texts().items() if name.endswith(".py")}
    return {name: ast.parse(text) for name, text in chosen.items() if not roots or name.split("/")[0] in roots}


def lines_with(pattern: re.Pattern[str], names: list[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name in names
        for number, line in enumerate(texts()[name].splitlines(), 1)
        if pattern.search(line)
    ]


def functions(trees: dict[str, ast.Module]) -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    wanted = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [(name, node) for name, tree in trees.items() for node in ast.walk(tree) if isinstance(node, wanted)]


def test_persian_words_stay_out_of_the_code() -> None:
    homes = ("nlp/", "tests/", "samples/")
    assert lines_with(PERSIAN, [name for name in code() if not name.startswith(homes)]) == []


def test_no_file_names_a_package_index() -> None:
    hosts = re.compile(r"pypi\.(?:org|python)|pythonhosted|(?:index|find-links)[-_]?(?:url)?[ =]+http|registry\.npmjs")
    exempt = {"tests/test_house.py"}
    assert lines_with(hosts, [name for name in texts() if name not in exempt]) == []


def test_no_file_knows_a_folder_of_the_machine_it_was_written_on() -> None:
    places = re.compile(r"(?<![\w.:/$}-])/(?:root|home|work|Users)/\w")
    exempt = {"tests/test_house.py"}
    assert lines_with(places, [name for name in texts() if name not in exempt]) == []


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    assert lines_with(marks, list(code())) == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        name for name, tree in code().items() if tree.body and not ast.get_docstring(tree) and "/versions/" not in name
    ]
    assert silent == []


def test_no_function_is_longer_than_sixty_lines() -> None:
    # A migration is a list of tables, written by alembic.
    long = [
        f"{name}:{node.lineno} {node.name}"
        for name, node in functions(code())
        if (node.end_lineno or 0) - node.lineno >= 60 and "/versions/" not in name
    ]
    assert long == []


def test_no_module_is_named_after_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "core", "misc", "manager", "services", "schemas"}
    assert [name for name in code() if set(Path(name).with_suffix("").parts) & empty] == []


def test_there_is_one_commit_point() -> None:
    commits = [
        f"{name}:{node.lineno}"
        for name, tree in code(*PACKAGES).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert [place for place in commits if not place.startswith(("cases/db.py", "cases/migrations/"))] == []


def test_below_the_edges_nobody_reads_the_clock() -> None:
    clocks = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("datetime", "today")}
    reads = [
        f"{name}:{node.lineno}"
        for name, tree in code("workflows", "intake", "nlp").items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in clocks
    ]
    assert reads == []


def refusal_keys() -> dict[str, str]:
    """Key → where it is raised, for every refusal or trouble whose key is written out."""
    families = {"Refusal", "NotAllowed", "NotFound", "Outdated", "Incomplete", "TooMany"}
    found = {}
    for name, tree in code(*PACKAGES).items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in families and isinstance(node.args[0].value, str):
                found[node.args[0].value] = f"{name}:{node.lineno}"
    return found


def test_every_refusal_has_its_words() -> None:
    words = yaml.safe_load((ROOT / "templates/words/refusals.yaml").read_text(encoding="utf-8"))
    keys = refusal_keys()
    assert len(keys) > 20, "the search itself is broken"
    said_by_intake = {"file-unfit"}  # its facts carry a Problem, whose words are templates/words/problems.yaml
    assert {key: place for key, place in keys.items() if key not in {*words, *said_by_intake}} == {}


def documented_settings() -> set[str]:
    table = texts()["docs/settings.md"]
    return set(re.findall(r"^\| `(DABIR_[A-Z_]+)`", table, re.MULTILINE))


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    existing = {f"DABIR_{name.upper()}" for name in settings.Settings.model_fields}
    assert documented_settings() == existing


def test_the_documented_defaults_are_the_real_ones() -> None:
    table = texts()["docs/settings.md"]
    for name, field in settings.Settings.model_fields.items():
        row = next(line for line in table.splitlines() if line.startswith(f"| `DABIR_{name.upper()}`"))
        default = field.default
        shown = ",".join(default) if isinstance(default, tuple) else "" if default is None else str(default).rstrip("/")
        assert row.split("|")[2].strip().strip("`") == shown, f"the default of DABIR_{name.upper()} in docs/settings.md"


def test_no_code_asks_the_environment_for_a_setting_by_itself() -> None:
    asking = re.compile(r"\benviron\b|getenv")
    with_name = re.compile(r"DABIR_")
    guilty = [name for name in code(*PACKAGES) if asking.search(texts()[name]) and with_name.search(texts()[name])]
    assert guilty == []


def test_every_make_target_that_the_documents_name_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", texts()["Makefile"], re.MULTILINE))
    pages = [name for name in texts() if name.endswith(".md")]
    named = {(name, word) for name in pages for word in re.findall(r"`make ([a-z-]+)", texts()[name])}
    assert named, "no page names a make target: the search itself is broken"
    assert {(name, word) for name, word in named if word not in targets} == set()


def test_every_link_in_the_documents_leads_somewhere() -> None:
    broken = []
    for name in (page for page in texts() if page.endswith(".md")):
        for target in re.findall(r"\]\(([^)#\s]+)", texts()[name]):
            if "://" not in target and not (ROOT / name).parent.joinpath(target).exists():
                broken.append(f"{name}: {target}")
    assert broken == []


def test_every_code_word_of_the_glossary_is_used_in_the_code() -> None:
    rows = re.findall(r"^\| [^|]+ \| `([^`|]+)` \|", texts()["docs/glossary.md"], re.MULTILINE)
    assert len(rows) > 30, "the table is not read"
    places = (*PACKAGES, "templates", "settings.py")
    used = "\n".join(text for name, text in texts().items() if name.split("/")[0] in places)
    assert [word for word in rows if not re.search(rf"(?<![a-z]){re.escape(word)}", used, re.IGNORECASE)] == []


def test_a_test_that_reaches_for_another_machine_is_stopped(attempts: list[str]) -> None:
    with pytest.raises(AssertionError, match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 443), timeout=1)
    with pytest.raises(AssertionError, match="example"):
        socket.getaddrinfo("api.example.invalid", 443)
    assert attempts == ["192.0.2.1", "api.example.invalid"]
    attempts.clear()


def test_a_test_may_talk_to_itself() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), timeout=5):
        pass
