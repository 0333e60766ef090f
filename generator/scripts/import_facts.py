"""Take over facts about boards, platforms, actions, runners and images into the catalogue.

Usage: python generator/scripts/import_facts.py FOLDER

FOLDER holds `boards.json`, `platforms.json`, `actions.json`, `runners.json` and `images.json` as
collected, with sources and dates. What the catalogue keeps of them is written to
`generator/ci_gen/catalog/*.json`.
"""

import argparse
import json
import re
from pathlib import Path
from typing import Any

CATALOG = Path(__file__).resolve().parents[1] / "ci_gen" / "catalog"
BOARD_FIELDS = (
    "id",
    "name",
    "aliases",
    "soc",
    "core",
    "isa",
    "platform_64",
    "platform_32",
    "released",
    "eol",
    "notes",
    "source",
)
ACTION_FIELDS = (
    "action",
    "version",
    "sha",
    "date",
    "runs",
    "inputs",
    "outputs",
    "required",
    "inputs_checked",
    "as_of",
)
RUNNER_FIELDS = (
    "provider",
    "os",
    "native",
    "probable",
    "has_docker",
    "docker_version",
    "usable",
    "supported_until",
    "single_label",
    "source",
    "as_of",
)
# What a source begins with, and what the catalogue says instead. The details, such as the texts
# that were compared, stay with the facts.
SOURCES = (
    (r"tag \S+ of \S+, read from the repository", "the repository at the tag"),
    (r"commit and version together in (\d+ independent \w+)", r"\1 with this commit"),
    (r"pinned with this version by (\d+ independent \w+)", r"\1 with this commit"),
    (r"still newest: (versions tables of .+) pair .+", r"\1"),
)
TAG_OBJECT = re.compile(r"The tag is annotated: (?:the tag object is )?([0-9a-f]{8,40})\b")
COMMIT_LENGTH = 40
# A tag object of which the source has the beginning only. The whole was read on 2026-11-27 in
# three public repositories that pin it; one says that the tag v3.0.3 is this object.
TAG_OBJECTS = {"e598afbe": "e598afbe1493e6b1bafb1f389cabb956eab91231"}


def boards(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the board rows, and the names that stand for no single board."""
    resolved = ("pi2", "pi3+")
    return {
        "read": facts["read"],
        "boards": [{key: row[key] for key in BOARD_FIELDS} for row in facts["models"]],
        "ambiguous": [name for name in facts["ambiguous"] if name not in resolved],
        "not_linux": facts["not_linux"],
        "not_released": facts["not_released"],
        "machine_names": {
            name: platform
            for name, platform in facts["os_machine_names"].items()
            if name.endswith("-64")
        },
        "groups": {k: v for k, v in facts["groups"].items() if k != "note"},
    }


def platforms(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what is needed to read a platform string as containerd does, and to correct it."""
    return {
        "source": facts["source"],
        "buildable": facts["buildable_linux"],
        "emulators": facts["binfmt_emulators"],
        "os_aliases": facts["os_aliases"],
        "arch_aliases": facts["arch_aliases_containerd"],
        "variants": facts["variant_rules_containerd"],
        "misspelt": facts["not_understood_by_containerd_suggest"],
        "toolchains": {k: v for k, v in facts["toolchain_map"].items() if k != "note"},
    }


def actions(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the newest verified release of each action."""
    rows = [
        {key: row.get(key) for key in ACTION_FIELDS}
        | {"source": short_source(row["source"]), "tag_object": tag_object(row["source"])}
        for row in facts["actions"]
    ]
    return {"read": facts["read"], "actions": rows}


def runners(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what is known of the labels of runners: those that exist, and those that do not."""
    return {
        "read": facts["read"],
        "latest": facts["latest"],
        "runners": [{"label": row["label"], **runner(row)} for row in facts["runners"]],
        "patterns": [{"pattern": row["pattern"], **runner(row)} for row in facts["patterns"]],
        "wrong": facts["wrong"],
        "retired": facts["retired"],
    }


def runner(row: dict[str, Any]) -> dict[str, Any]:
    """Return what is known of a runner: also the days of its brownouts, and its terms if free."""
    brownouts = [time["from"][: len("YYYY-MM-DD")] for time in row["brownouts"]]
    sentences = (row["note"] or "").removesuffix(".").split(". ")
    terms = next((text for text in sentences if text.startswith("Free")), None)
    return {**{key: row[key] for key in RUNNER_FIELDS}, "brownouts": brownouts, "terms": terms}


def images(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the images that a workflow itself pulls."""
    rows = [{**row, "source": row["source"].partition(";")[0]} for row in facts["images"]]
    return {"read": facts["read"], "images": rows}


def short_source(text: str) -> str:
    """Return in a few words how a commit was established. Raises ValueError for other words."""
    head = re.split(r"[;.] ", re.sub(r" ?\([^()]*\)", "", text))[0]
    for pattern, words in SOURCES:
        if found := re.match(pattern, head):
            return found.expand(words)
    raise ValueError(f"a source in words that are not known here: {text}")


def tag_object(text: str) -> str | None:
    """Return the object of an annotated tag that a source names, None where it names none.

    Raises ValueError where it has the beginning only, and the whole is not known here.
    """
    found = TAG_OBJECT.search(text)
    whole = TAG_OBJECTS.get(found[1], found[1]) if found else None
    if whole and len(whole) != COMMIT_LENGTH:
        raise ValueError(f"the beginning of a tag object that is not known here: {whole}")
    return whole


def dumps(data: dict[str, Any]) -> str:
    """Return JSON that puts one fact on each line, so that a diff shows what changed."""
    text = json.dumps(data, indent=1, ensure_ascii=False)
    return text + "\n"


def main(folder: str) -> None:
    """Write the files of the catalogue from the facts in *folder*."""
    for convert in (boards, platforms, actions, runners, images):
        name = convert.__name__
        facts = json.loads(Path(folder, f"{name}.json").read_text(encoding="utf-8"))
        (CATALOG / f"{name}.json").write_text(dumps(convert(facts)), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    main(parser.parse_args().folder)
