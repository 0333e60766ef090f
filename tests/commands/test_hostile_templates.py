"""Templates that mean harm end in a diagnostic, soon, and leave every file as it was."""

import json
import os
import time
from pathlib import Path

import pytest

from ci_gen.custom_templates import render as own_templates
from conftest import Cli

pytestmark = pytest.mark.slow

SPEC = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [raspberry-pi-5, amd64]\ntemplates: own\n"
TEMPLATE = "own/steps/checkout.yml.j2"
# Far more than any case needs on a busy machine, and far less than endless.
SECONDS = 60

FORBIDDEN = {
    "classes of a text": "<%= ''.__class__.__mro__ %>",
    "classes by a key": "<%= step['__class__'] %>",
    "classes by a filter": "<%= '' | attr('__class__') %>",
    "classes by a format": "<%= '{0.__class__.__mro__}'.format(step) %>",
    "classes by a format of a mapping": "<%= '{x.__class__}'.format_map({'x': step}) %>",
    "globals of a method": "<%= step._replace.__globals__ %>",
    "globals by a concatenated name": "<%= plan['__cla' ~ 'ss__'] %>",
    "method of a method": "<%= ''.join.__self__ %>",
    "context": "<%= self._TemplateReference__context %>",
    "globals of Jinja": "<%= lipsum.__globals__['os'].popen('id').read() %>",
    "cycler": "<%= cycler.__init__.__globals__.os %>",
    "undefined": "<%= step[0:0].__init__ %>",
    "change of the plan": "<%= plan.on.clear() %>",
    "absolute file": '<% include "/etc/passwd" %>',
    "file above": '<% include "../../ci-gen.yml" %>',
    "file beside": '<% include "steps/../../../ci-gen.yml" %>',
    "file by a variable": '<% set name = "/etc" ~ "/passwd" %><% include name %>',
    "import of a file": '<% import "/etc/passwd" as x %>',
    "module": '<% import "os" as os %>',
    "extension": "<% do plan %>",
    "random": "<%= [1, 2] | random %>",
    "call of data": "<%= step() %>",
    "deep expression": f"<%= {'(' * 5000}1{')' * 5000} %>",
    "deep blocks": f"{'<% if 1 %>' * 3000}{'<% endif %>' * 3000}",
}
ENDLESS = {
    "nested loops": "<% for a in range(99999) %><% for b in range(9999) %><% endfor %><% endfor %>",
    "long range": "<% for a in range(10 ** 9) %>x<% endfor %>",
    "loop without line breaks": "<% for a in range(99999) %>aaaaaaaaaaaaaaaa<% endfor %>",
    "power": "<% set a = 9 %><%= a ** (a ** a) %>",
    "power of constants": "<%= 9 ** (9 ** 9) %>",
    "repetition": "<%= 'x' * 10 ** 10 %>",
    "width": "<% set a = 9999999999 %><%= '%0*d' % (a, 1) %>",
    "indentation": "<%= 'x\ny' | indent(10 ** 10) %>",
    "doubled text": "<% set n = namespace(t='x') %><% for a in range(64) %>"
    "<% set n.t = n.t ~ n.t %><% endfor %>",
    "doubled list": "<% set n = namespace(a=[1]) %><% for i in range(60) %>"
    "<% set n.a = [n.a, n.a] %><% endfor %><%= n.a %>",
    "comparison in one step": "<% set n = namespace(a=[1], b=[1]) %><% for i in range(60) %>"
    "<% set n.a = [n.a, n.a] %><% set n.b = [n.b, n.b] %><% endfor %><%= n.a == n.b %>",
    "long output": "<%= 'x\n' * 4000000 %>",
    "macro": "<% macro m() %><%= m() %><% endmacro %><%= m() %>",
    "include of itself": '<% include "steps/checkout.yml.j2" %>',
    "extension of itself": '<% extends "steps/checkout.yml.j2" %>',
    "include of itself by a block": '<% extends "ci-gen/steps/checkout.yml.j2" %>'
    '<% block inputs %><% include "steps/checkout.yml.j2" %><% endblock %>',
}
BROKEN = {
    "nested YAML": f"      - run: {'[' * 20000}\n",
    "tag of YAML": "      - run: !!python/object/apply:os.system [id]\n",
    "control character": "      - run: <%= '\\x07' %>\n",
    "second document": "      - run: x\n---\na: b\n",
}


@pytest.fixture
def hostile(project: Path) -> Path:
    (project / "ci-gen.yml").write_text(SPEC)
    (project / "own" / "steps").mkdir(parents=True)
    return project


def _codes(cli: Cli) -> list[str]:
    """Return the codes that `render` finds; it takes little time and writes nothing."""
    start = time.monotonic()
    ran = cli("render", "--format", "json")
    assert time.monotonic() - start < SECONDS
    assert ran.code == 1
    assert not Path(".github").exists()
    return [found["code"] for found in json.loads(ran.out)["diagnostics"]]


@pytest.mark.parametrize("name", FORBIDDEN)
def test_forbidden_act_is_refused(name: str, hostile: Path, cli: Cli) -> None:
    (hostile / TEMPLATE).write_text(FORBIDDEN[name])

    assert _codes(cli) == ["CG606"]


@pytest.mark.parametrize("name", ENDLESS)
def test_endless_template_is_ended(name: str, hostile: Path, cli: Cli) -> None:
    (hostile / TEMPLATE).write_text(ENDLESS[name])

    assert _codes(cli) == ["CG607"]


@pytest.mark.parametrize("name", BROKEN)
def test_broken_output_is_refused(name: str, hostile: Path, cli: Cli) -> None:
    (hostile / TEMPLATE).write_text(BROKEN[name])

    assert _codes(cli) == ["CG608"]


def test_what_a_template_computes_never_reaches_the_terminal(hostile: Path, cli: Cli) -> None:
    for text in (r"<%= step['\x1b[2J\ud800'] %>", r"- <%= '\x1b[2J\ud800' * 9999 %>"):
        (hostile / TEMPLATE).write_text(text)
        ran = cli("check")
        assert ran.code == 1
        assert "\x1b" not in ran.out
        assert len(ran.out) < 1000


def test_endless_loop_is_named_with_its_line(hostile: Path, cli: Cli) -> None:
    (hostile / TEMPLATE).write_text(f"\n\n{ENDLESS['nested loops']}\n")

    assert cli("lint").out.startswith(f"{TEMPLATE}:3: error[CG607]: printing takes longer than ")


def test_process_that_hangs_is_ended_by_the_clock(
    hostile: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_templates, "_SECONDS", 0.5)
    (hostile / TEMPLATE).write_text(ENDLESS["nested loops"])

    assert _codes(cli) == ["CG607"]


def test_secret_of_the_repository_cannot_be_linked_to(hostile: Path, cli: Cli) -> None:
    (hostile / ".git" / "config").write_text("      - run: token\n")
    (hostile / TEMPLATE).symlink_to("../../.git/config")

    assert _codes(cli) == ["CG605"]
    assert "token" not in cli("render", "--stdout").out


def test_folder_that_a_link_leads_out_of_the_repository_is_refused(
    hostile: Path, tmp_path: Path, cli: Cli
) -> None:
    (hostile / "own" / "steps").rmdir()
    (hostile / "own").rmdir()
    (tmp_path / "elsewhere" / "steps").mkdir(parents=True)
    (hostile / "own").symlink_to(tmp_path / "elsewhere")

    assert _codes(cli) == ["CG605"]


def test_pipe_loop_and_device_are_no_templates(hostile: Path, cli: Cli) -> None:
    path = hostile / TEMPLATE
    os.mkfifo(path)
    assert _codes(cli) == ["CG605"]
    for target in ("checkout.yml.j2", "/dev/zero"):
        path.unlink()
        path.symlink_to(target)
        assert _codes(cli) == ["CG605"]


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe\x00", b"\x1b[2J", b"x" * 1_000_000], ids=["binary", "escape", "large"]
)
def test_file_that_is_no_template_is_refused(raw: bytes, hostile: Path, cli: Cli) -> None:
    (hostile / TEMPLATE).write_bytes(raw)

    assert _codes(cli) == ["CG605"]


def test_more_files_than_anybody_writes_are_refused(hostile: Path, cli: Cli) -> None:
    for i in range(300):
        (hostile / "own" / "steps" / f"{i}.yml.j2").touch()

    assert _codes(cli) == ["CG605"]


def test_modules_beside_the_templates_are_not_imported(hostile: Path, cli: Cli) -> None:
    for name in ("json", "jinja2", "pickle"):
        (hostile / f"{name}.py").write_text("raise SystemExit('imported')\n")

    assert cli("render").code == 0
