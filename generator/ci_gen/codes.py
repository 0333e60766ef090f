"""Codes of findings that no rule makes: of files, of the schema, and of drift."""

from typing import Final, NamedTuple


class Code(NamedTuple):
    """A code, the name it goes by, and what it is about."""

    slug: str
    text: str


CODES: Final = {
    "CG102": Code(
        "not-text",
        "The spec is no UTF-8 text.\n\nA binary file or another encoding cannot be read reliably."
        " Editors on Windows may save UTF-16: choose UTF-8 there.",
    ),
    "CG103": Code(
        "invalid-yaml",
        "The spec is no valid YAML.\n\nThe place is where reading stopped; the cause may stand in"
        " the line above. Tabs cannot indent YAML.",
    ),
    "CG104": Code(
        "empty-spec",
        "The spec holds nothing.\n\nThe smallest spec has version, image and targets."
        " `ci-gen init` writes one that fits the repository.",
    ),
    "CG105": Code(
        "duplicate-key",
        "A key stands twice in one mapping.\n\nYAML does not say which of the two counts.",
    ),
    "CG106": Code(
        "refused-yaml",
        "A feature of YAML that a spec has no use for.\n\nMerge keys are no part of YAML 1.2;"
        " aliases of themselves, aliases that grow without measure and endless nesting only occur"
        " in files that mean harm.",
    ),
    "CG107": Code(
        "oversized-spec",
        "A file far larger than any spec.\n\nMost likely another file was named.",
    ),
    "CG108": Code(
        "several-documents",
        "More than one YAML document.\n\nA spec is one document; what follows `---` would be lost.",
    ),
    "CG110": Code(
        "unknown-key",
        "A key that the spec language does not have.\n\nIgnoring it would leave out what it was"
        " meant to do. `ci-gen schema` prints all keys.",
    ),
    "CG111": Code(
        "missing-key",
        "A key that has to be there.\n\nWithout it the rest of the mapping has no meaning.",
    ),
    "CG112": Code(
        "exclusive-keys",
        "Two keys that exclude each other.\n\nThey say the same thing in different ways.",
    ),
    "CG113": Code(
        "invalid-value",
        "A value that cannot stand here.\n\nIt has the wrong type, or is not among the values that"
        " are allowed. Quote text that YAML would read as something else.",
    ),
    "CG114": Code(
        "expression-not-allowed",
        "An expression where GitHub evaluates none.\n\n`${{ }}` works in what jobs and steps are"
        " given. Triggers and names of workflows are read before anything could be evaluated.",
    ),
    "CG115": Code(
        "planned-key",
        "A key whose meaning is settled, but which this version cannot do yet.\n\nIt is refused,"
        " so that nobody believes that it works.",
    ),
    "CG505": Code(
        "swapped-pin",
        "An action's commit is not the one that its version stands for.\n\nA pin is trusted for its"
        " commit, and read by its version. A commit that belongs to another version, or to nobody,"
        " runs with the rights of the workflow.",
    ),
    "CG601": Code(
        "stale-workflow",
        "The workflow is not what the spec says.\n\nThe spec has changed, or another version of"
        " ci-gen renders it in another way. Nobody edited the file, so rendering loses nothing.",
    ),
    "CG602": Code(
        "edited-workflow",
        "The workflow was changed by hand.\n\nThe next rendering would lose the change: say it in"
        " the spec instead. Pins of actions may be changed in the file; those are kept.",
    ),
    "CG603": Code(
        "foreign-workflow",
        "A file that ci-gen did not write stands where the workflow goes.\n\nIt is never"
        " overwritten without --force.",
    ),
    "CG604": Code(
        "orphan-workflow",
        "A workflow that ci-gen wrote and no spec wants any more.\n\nGitHub would go on running it"
        " beside the new one, and both would push the same tags.",
    ),
    "CG605": Code(
        "missing-templates",
        "The folder of templates cannot be used.\n\nIt is not there, leads out of the repository,"
        " or holds a file that is no text. A link in it must not lead out of it: what it leads to"
        " would be printed into the workflow.",
    ),
    "CG606": Code(
        "failed-template",
        "A template of your own that cannot be printed.\n\nIt is no valid Jinja, uses what"
        " templates are not given, or does what none may do. A field may have gone since it was"
        " copied: `ci-gen templates diff` shows what has changed in ci-gen's own.",
    ),
    "CG607": Code(
        "endless-template",
        "A template of your own that takes too much time, memory or space.\n\nTemplates are"
        " printed in a process of their own, which is ended after a few seconds: a workflow is"
        " printed in a small part of one.",
    ),
    "CG608": Code(
        "broken-workflow",
        "What templates of your own print is no workflow of ci-gen's.\n\nGitHub could not read it,"
        " or `check` could not know it: its first line has to be the one that ci-gen's own template"
        " prints.",
    ),
    "CG609": Code(
        "ineffective-template",
        "A template, a block or a text of your own that is never printed.\n\nA template is found by"
        " its name, and a block by the name of a block in the template that it extends. What goes"
        " by another name changes nothing, and nobody notices.",
    ),
}
