"""Codes of findings that no rule makes: of files, of the schema, of drift, and of linters."""

from typing import Final

from ci_gen.record import Record


class Code(Record):
    """A code, the name it goes by, and what it is about."""

    slug: str
    text: str


def _code(slug: str, text: str) -> Code:
    return Code(slug=slug, text=text)


CODES: Final = {
    "CG102": _code(
        "not-text",
        "The spec is no UTF-8 text.\n\nA binary file or another encoding cannot be read reliably."
        " Editors on Windows may save UTF-16: choose UTF-8 there.",
    ),
    "CG103": _code(
        "invalid-yaml",
        "The spec is no valid YAML.\n\nThe place is where reading stopped; the cause may be in"
        " the line above. Tabs cannot indent YAML.",
    ),
    "CG104": _code(
        "empty-spec",
        "The spec holds nothing.\n\nThe smallest spec has version, image and targets."
        " `ci-gen init` writes one that fits the repository.",
    ),
    "CG105": _code(
        "duplicate-key",
        "A key is given twice in one mapping.\n\nYAML does not say which of the two counts.",
    ),
    "CG106": _code(
        "refused-yaml",
        "A feature of YAML that a spec has no use for.\n\nMerge keys are no part of YAML 1.2;"
        " aliases of themselves, aliases that grow without measure and endless nesting only occur"
        " in files that mean harm.",
    ),
    "CG107": _code(
        "oversized-spec",
        "A file far larger than any spec.\n\nMost likely another file was named.",
    ),
    "CG108": _code(
        "several-documents",
        "More than one YAML document.\n\nA spec is one document; what follows `---` would be lost.",
    ),
    "CG110": _code(
        "unknown-key",
        "A key that the spec language does not have.\n\nIgnoring it would leave out what it was"
        " meant to do. `ci-gen schema` prints all keys.",
    ),
    "CG111": _code(
        "missing-key",
        "A key that has to be there.\n\nWithout it the rest of the mapping has no meaning.",
    ),
    "CG112": _code(
        "exclusive-keys",
        "Two keys that exclude each other.\n\nThey say the same thing in different ways.",
    ),
    "CG113": _code(
        "invalid-value",
        "A value that is not allowed here.\n\nIt has the wrong type, or is none of those that are"
        " allowed. Quote text that YAML would read as something else.",
    ),
    "CG114": _code(
        "expression-not-allowed",
        "An expression where GitHub evaluates none.\n\n`${{ }}` works in what jobs and steps are"
        " given. Triggers and names of workflows are read before anything could be evaluated.",
    ),
    "CG115": _code(
        "planned-key",
        "A key whose meaning is known, but which this version cannot do yet.\n\nIt is refused,"
        " so that nobody believes that it works.",
    ),
    "CG119": _code(
        "renamed-key",
        "A key that is called otherwise in a spec.\n\nIt is the word of another tool, or of an"
        " older version of the language, and means exactly the same. It is read as what it is"
        " called here; `ci-gen migrate` rewrites it and keeps comments and layout.",
    ),
    "CG120": _code(
        "older-version",
        "A spec that is written for an older version of the language.\n\nIt works as before."
        " `ci-gen migrate` rewrites it for the version of today and keeps comments and layout.",
    ),
    "CG121": _code(
        "newer-version",
        "A spec that is written for a newer version of the language.\n\nWhat its keys mean is"
        " not known to this ci-gen, so nothing else in it is looked at: install a newer one.",
    ),
    "CG122": _code(
        "conflict-markers",
        "A file in which a merge left its conflict markers.\n\nGit could not tell which of two"
        " changes is right. Decide that in the spec: the workflow, both sides of it, is rendered"
        " anew by `ci-gen render --force`.",
    ),
    "CG506": _code(
        "unclear-pin",
        "A pin in the workflow that no version can be read from, or that is not the spec's.\n\nWho"
        " reads `@COMMIT # v1.2.3` knows what runs, and bots can raise both. A tag or branch can be"
        " moved to anything. Such a pin is kept, unless the spec has one for the action.",
    ),
    "CG509": _code(
        "moved-tag",
        "A tag names another commit than the one noted for its version.\n\nReleases are not"
        " moved, as a rule: whoever did it may have taken over the repository. `ci-gen pins update`"
        " writes nothing until it is known which of the two commits is right.",
    ),
    "CG510": _code(
        "unknown-input",
        "An input that the action does not have.\n\nThe action ignores it, and the run says so in a"
        " warning that few read. actionlint looks at inputs only where an action is pinned to a"
        " tag; ci-gen knows them for the commits in its catalogue.",
    ),
    "CG511": _code(
        "missing-input",
        "An input that the action cannot do without.\n\nThe step fails, or does nothing, when the"
        " job has come as far.",
    ),
    "CG512": _code(
        "removed-input",
        "An input that an earlier major version of the action had.\n\nA bump of the pin changes the"
        " version, and nobody changes what is under `with`. From then on the action ignores"
        " it.",
    ),
    "CG513": _code(
        "unknown-commit",
        "An action at a version that this ci-gen does not know.\n\nBots bump pins to releases that"
        " are newer than the catalogue, so such a pin is kept. Nobody has compared its commit with"
        " the tag yet: `ci-gen pins update` asks the Git server.",
    ),
    "CG601": _code(
        "stale-workflow",
        "The workflow is not what the spec says.\n\nThe spec has changed, or another version of"
        " ci-gen renders it in another way. Nobody edited the file, so rendering loses nothing.",
    ),
    "CG602": _code(
        "edited-workflow",
        "The workflow was changed by hand.\n\nThe next rendering would lose the change: say it in"
        " the spec instead, by the key that the finding names. Pins of actions may be changed in"
        " the file; those are kept.",
    ),
    "CG603": _code(
        "foreign-workflow",
        "A file that ci-gen did not write is where the workflow goes.\n\nIt is never"
        " overwritten without --force.",
    ),
    "CG604": _code(
        "orphan-workflow",
        "A workflow that ci-gen wrote and no spec wants any more.\n\nGitHub would go on running it"
        " beside the new one, and both would push the same tags.",
    ),
    "CG605": _code(
        "missing-templates",
        "The folder of templates cannot be used.\n\nIt does not exist, leads out of the repository,"
        " or holds a file that is no text. A link in it must not lead out of it: what it leads to"
        " would be printed into the workflow.",
    ),
    "CG606": _code(
        "failed-template",
        "A template of your own that cannot be printed.\n\nIt is no valid Jinja, uses what"
        " templates are not given, or does what none may do. A field may have gone since it was"
        " copied: `ci-gen templates diff` shows what has changed in ci-gen's own.",
    ),
    "CG607": _code(
        "endless-template",
        "A template of your own that takes too much time, memory or space.\n\nTemplates are"
        " printed in a process of their own, which is ended after a few seconds: a workflow is"
        " printed in a small part of one.",
    ),
    "CG608": _code(
        "broken-workflow",
        "What templates of your own print is no workflow of ci-gen's.\n\nGitHub could not read it,"
        " or `check` could not know it: its first line has to be the one that ci-gen's own template"
        " prints.",
    ),
    "CG609": _code(
        "ineffective-template",
        "A template, a block or a text of your own that is never printed.\n\nA template is found by"
        " its name, and a block by the name of a block in the template that it extends. What goes"
        " by another name changes nothing, and nobody notices.",
    ),
    "CG610": _code(
        "failed-spec",
        "ci-gen could not work on a spec.\n\nOf several specs the others are looked at"
        " nevertheless. The exit code is 3, as it is when the spec is the only one.",
    ),
    "CG611": _code(
        "shared-workflow",
        "Several specs render the same workflow.\n\nWhichever came last would replace what the"
        " others want, so none of them is written. Specs of one repository need a `workflow` each.",
    ),
    "CG612": _code(
        "shared-name",
        "Two workflows have a check, or a concurrency group, of the same name.\n\nBranch protection"
        " knows a check by its name only: a pull request may be merged when either of the two has"
        " passed. `required-check` names the check of a spec. Runs of one group wait for each"
        " other, or cancel each other. Expressions are compared as they are written.",
    ),
    "CG613": _code(
        "missing-linter",
        "A linter that is not installed did not look at what would be rendered.\n\nIt counts for"
        " nothing unless `ci-gen lint --require-linters` asks for it. actionlint and zizmor are"
        " looked for on PATH and beside the Python that runs ci-gen.",
    ),
    "CG614": _code(
        "failed-linter",
        "A linter that is installed gave no answer.\n\nIt may be too old to know an option, or have"
        " taken too long. It counts for nothing unless `ci-gen lint --require-linters` asks for"
        " it.",
    ),
    "CG615": _code(
        "unreadable-workflow",
        "A workflow that cannot be read as YAML.\n\nGitHub shows such a file as a failed run of no"
        " job, or not at all.",
    ),
    "CG616": _code(
        "bug",
        "A mistake in ci-gen itself.\n\nThe report is not complete, and the exit code is 3.",
    ),
}


class Linter(Record):
    """A program whose findings keep their own names: what it is for, and *page*s on its rules.

    The name of a rule replaces the braces in *page*.
    """

    text: str
    page: str


LINTERS: Final = {
    "actionlint": Linter(
        text="actionlint looks for mistakes in workflows, and shellcheck in their scripts.",
        page="https://github.com/rhysd/actionlint/blob/main/docs/checks.md",
    ),
    "zizmor": Linter(
        text="zizmor looks for ways to attack a workflow.",
        page="https://docs.zizmor.sh/audits/#{}",
    ),
}


def page(code: str) -> str:
    """Return the address where the linter's finding *code*, `LINTER/RULE`, is explained."""
    name, _, rule = code.partition("/")
    return LINTERS[name].page.format(rule)
