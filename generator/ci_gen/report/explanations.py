"""What the code of a finding means: for `ci-gen explain`, and for reports that carry it along."""

import re
import textwrap
from typing import Final

from ci_gen import rules
from ci_gen.catalog import codes
from ci_gen.diagnostics import Severity
from ci_gen.record import Record
from ci_gen.rules import Rule

_PAGE: Final = "https://github.com/ci-gen/ci-gen#what-it-finds"
_HEADING: Final = re.compile(r"^(?=Why$|Before$|After$)", re.MULTILINE)
_WIDTH: Final = 98


class Explanation(Record):
    """What findings of *code* are about: in short, in full, and where to read on.

    *severity* is None where it differs from finding to finding.
    """

    code: str
    name: str
    severity: Severity | None
    text: str
    page: str

    @property
    def short(self) -> str:
        """Return the first line of the text, which says what is found."""
        return self.text.partition("\n")[0]

    @property
    def why(self) -> str:
        """Return why that matters, on one line."""
        after = self.text.partition("\n\nWhy\n\n")[2] or self.text.partition("\n\n")[2]
        return " ".join(after.partition("\n\n")[0].split())

    @property
    def markdown(self) -> str:
        """Return the text as Markdown; what is indented in it is code there, too."""
        return _HEADING.sub("### ", self.text)


def explanation(word: str) -> Explanation | None:
    """Return what *word* means, a code or the name of a rule in any case; None for no such thing.

    The code of a linter is its name and that of its rule: zizmor/artipacked.
    """
    if word.partition("/")[0] in codes.LINTERS:
        return _of_linter(word)
    wanted = word.lower()
    for rule in rules.all_rules():
        if wanted in {rule.code.lower(), rule.slug}:
            return _of_rule(rule)
    for code, row in codes.CODES.items():
        if wanted in {code.lower(), row.slug}:
            head, _, why = row.text.partition("\n\n")
            text = f"{head}\n\nWhy\n\n{textwrap.fill(why, _WIDTH)}"
            return Explanation(code=code, name=row.slug, severity=None, text=text, page=_PAGE)
    return None


def _of_rule(rule: Rule) -> Explanation:
    return Explanation(
        code=rule.code, name=rule.slug, severity=rule.severity, text=rule.text, page=_PAGE
    )


def _of_linter(code: str) -> Explanation | None:
    name, _, rule = code.partition("/")
    if not re.fullmatch(r"[\w-]+", rule):
        return None
    text = textwrap.fill(
        f"{codes.LINTERS[name].text} `ci-gen lint` asks it about what would be rendered."
        " Its findings keep their names.",
        _WIDTH,
    )
    return Explanation(code=code, name=rule, severity=None, text=text, page=codes.page(code))
