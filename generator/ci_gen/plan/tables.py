"""What each row of a job is told, whether or not its steps ask for it."""

import shlex
from collections.abc import Iterator, Sequence

from ci_gen.catalog import platforms
from ci_gen.config.model import Build, Image
from ci_gen.expressions import Value, parse
from ci_gen.plan import lists
from ci_gen.plan.layers import layers
from ci_gen.plan.matrix import Cell, Table
from ci_gen.plan.rows import Row, runs

# Inputs of which a build has one value; of the others it has lines.
SCALARS = ("context", "file", "target")

_TEST_CELLS = ("command", "exit-code", "output", "script", "inline-script", "healthcheck")


def build_lines(build: Build) -> dict[str, tuple[Value, ...]]:
    """Return the inputs of a build that may differ between its platforms."""
    return {
        "context": (build.context,),
        "file": (build.dockerfile,) if build.dockerfile else (),
        "target": (build.target,) if build.target else (),
        "build-args": lists.pairs(build.args),
        "build-contexts": lists.pairs(build.contexts),
    }


def common_lines(builds: Sequence[Build]) -> dict[str, tuple[Value, ...]]:
    """Return what all *builds* have in common of these inputs."""
    first, *others = [build_lines(build) for build in builds]
    return {
        name: tuple(line for line in found if all(line in other[name] for other in others))
        for name, found in first.items()
    }


def built(rows: Sequence[Row], digests: Sequence[str], *, is_mixed: bool) -> Table:
    """Return what the jobs that build *rows* are told; *digests* names what each hands on."""
    common = common_lines([row.build for row in rows])
    return Table(
        rows=tuple(
            {
                **_of_image(row.image, is_mixed=is_mixed),
                **_of_build(row.build, common),
                "platform": ",".join(row.platforms),
                "platforms": ",".join(row.platforms),
                "slug": row.slug,
                "digest": digest,
                **_of_cache(row),
                "runner": row.runner if len(row.runner) > 1 else row.runner[0],
                "timeout": row.minutes,
                "optional": row.is_optional,
                "emulated": any(runs(row, platform) is not True for platform in row.platforms),
                "folder": folder(row.platforms),
                "tested": ",".join(row.tested),
                **_of_test(row),
            }
            for row, digest in zip(rows, digests, strict=True)
        ),
        abouts=tuple(row.machines for row in rows),
    )


def folder(built: Sequence[str]) -> str:
    """Return where below the exported files those of the only platform are, empty for several.

    BuildKit makes a folder for each of several platforms, and none for one.
    """
    return "" if len(built) > 1 else f"/{platforms.slug(built[0])}"


def published(
    images: Sequence[Image], rows: Sequence[Row], digests: Sequence[str], *, is_mixed: bool
) -> Table:
    """Return what the jobs that publish *images* are told, which *rows* build."""
    return Table(
        rows=tuple(
            {
                **_of_image(image, is_mixed=is_mixed),
                "digests": " ".join(_digests(image, rows, digests)),
                "optional": " ".join(_digests(image, rows, digests, is_optional=True)),
                "platforms": " ".join(sorted(image.platforms)),
            }
            for image in images
        ),
        abouts=("",) * len(images),
    )


def _digests(
    image: Image, rows: Sequence[Row], digests: Sequence[str], *, is_optional: bool = False
) -> Iterator[str]:
    for row, digest in zip(rows, digests, strict=True):
        if row.image is image and (row.is_optional or not is_optional):
            yield digest


def _of_image(image: Image, *, is_mixed: bool) -> dict[str, Cell]:
    # Where variants of several images share one matrix, an id tells them apart.
    return {
        "image": image.id if is_mixed else image.family,
        "variant": "" if is_mixed else image.variant or "",
        "images": "\n".join(name.text for name in image.names),
        "tags": "\n".join(image.tags.rules),
        "flavor": "\n".join(image.tags.flavor),
        "suffix": image.suffix,
        **{name_key(i): name.text for i, name in enumerate(image.names)},
        **{path_key(i): name.path for i, name in enumerate(image.names)},
    }


def name_key(index: int) -> str:
    """Return the column for a name of an image."""
    return f"name-{index + 1}" if index else "name"


def path_key(index: int) -> str:
    """Return the column for the part of a name that follows the registry's host."""
    return f"path-{index + 1}" if index else "path"


def _of_cache(row: Row) -> dict[str, Cell]:
    found = layers(row.image.cache, parse(row.scope), parse(row.ref))
    return {
        "scope": row.scope,
        "ref": row.ref,
        "cache-from": str(found.source),
        "cache-to": str(found.target),
    }


def _of_test(row: Row) -> dict[str, Cell]:
    test = row.image.test
    if test is None:
        return dict.fromkeys(
            ("command", "exit-code", "output", "script", "inline-script", "healthcheck"), ""
        )
    return {
        "command": "\n".join(test.command or ()),
        "exit-code": test.exit_code,
        "output": test.output or "",
        "script": test.script or "",
        # Beside scripts that are in the spec those of the repository are called in one.
        "inline-script": test.inline_script or f"bash -- {shlex.quote(test.script or '')}",
        "healthcheck": test.healthcheck or 0,
    }


def _of_build(build: Build, common: dict[str, tuple[Value, ...]]) -> dict[str, Cell]:
    return {
        name: "\n".join(str(line) for line in found if line not in common[name])
        for name, found in build_lines(build).items()
    }


def digest_names(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return under which name each of *rows* hands on its digest: an output's, and its own.

    GitHub wants a letter or an underscore at the beginning.
    """
    has_many = len({row.image.family for row in rows}) > 1
    parts = [
        (row.image.family if has_many else "", row.image.variant or "", row.slug) for row in rows
    ]
    names = ["-".join(filter(None, own)) for own in parts]
    prefix = "" if all(name[0].isalpha() for name in names) else "digest-"
    return tuple(_unique(f"{prefix}{name}", i, names) for i, name in enumerate(names))


def _unique(name: str, index: int, names: Sequence[str]) -> str:
    """Return *name*, with a number where a row above has the same."""
    before = names[:index].count(names[index])
    return f"{name}_{before + 1}" if before else name
