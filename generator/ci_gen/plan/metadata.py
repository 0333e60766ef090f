"""What docker/metadata-action makes of what started a run: tags, labels and annotations."""

from collections.abc import Iterator

from ci_gen import expression_text
from ci_gen.expressions import Condition, Context, Value, concat
from ci_gen.plan import checks
from ci_gen.plan.actions import pin
from ci_gen.plan.group import Group, formula, lines
from ci_gen.plan.matrix import Table
from ci_gen.plan.parts import Given, Input, Variable
from ci_gen.plan.steps import LowerCaseNames, Metadata

_CONTEXTS_OF_A_WORKFLOW = frozenset({"github", "inputs", "secrets", "vars"})

LEVELS = "DOCKER_METADATA_ANNOTATIONS_LEVELS"


def metadata(group: Group, table: Table, condition: Condition | None = None) -> Metadata:
    """Return the step that makes tags, labels and annotations for the rows of *table*."""
    flavor = _flavor(table)
    return Metadata(
        title="Make tags and labels" if table is group.built else "Make tags",
        id="meta",
        uses=pin("docker/metadata-action"),
        condition=condition,
        variables=tuple(_levels(group, table)),
        inputs=(
            Input(name="images", value=names(group, table)),
            *((Input(name="flavor", value=_shared(group, "FLAVOR", flavor)),) if flavor else ()),
            Input(name="tags", value=_shared(group, "TAG_RULES", lines(table.value("tags")))),
        ),
    )


def shared(group: Group) -> dict[str, tuple[Value, ...]]:
    """Return what the jobs that build and those that publish both read, by their variables."""
    images = () if group.built.differs("images") else lines(group.built.value("images"))
    found = {
        "IMAGE": images if len(images) == 1 else (),
        "IMAGES": images if len(images) > 1 else (),
        "FLAVOR": _flavor(group.built),
        "TAG_RULES": () if group.built.differs("tags") else lines(group.built.value("tags")),
    }
    shared = {name: value for name, value in found.items() if value and _is_for_all(value)}
    # Of several rows only the job that publishes reads the annotations.
    return {LEVELS: ("index",), **shared} if group.is_matrix else shared


def names(group: Group, table: Table) -> Given:
    """Return the names of the image of a row, as the spec has them."""
    if len(group.image.names) > 1:
        return _shared(group, "IMAGES", lines(table.value("images")))
    return _shared(group, "IMAGE", (table.value("name"),))


def _shared(group: Group, name: str, value: tuple[Value, ...]) -> Given:
    return Context(path=f"env.{name}") if name in group.shared else value


def _is_for_all(values: tuple[Value, ...]) -> bool:
    """Return whether a workflow can hold *values* outside of its jobs."""
    found = [expression_text.contexts(str(value)) for value in values]
    return all(_CONTEXTS_OF_A_WORKFLOW.issuperset(names) for names in found)


def _flavor(table: Table) -> tuple[Value, ...]:
    own = lines(table.value("flavor")) if table.any_has("flavor") else ()
    if not table.any_has("suffix"):
        return own
    suffix = formula(table, "suffix", concat("-", table.value("variant")))
    return (concat("suffix=", suffix, ",onlatest=true"), *own)


def _levels(group: Group, table: Table) -> Iterator[Variable]:
    """Yield what the annotations belong to, where any step reads them."""
    if group.image.builder.driver == "docker" or LEVELS in group.shared:
        return
    if table is not group.built:
        yield Variable(name=LEVELS, value="index")
    elif annotates_build(group):
        yield Variable(name=LEVELS, value=",".join(levels(group)))


def annotates_build(group: Group) -> bool:
    """Return whether the build makes the whole of what is published, annotations included."""
    is_whole = not group.is_matrix and group.image.builder.driver != "docker"
    return is_whole and group.events.publishes


def levels(group: Group) -> tuple[str, ...]:
    """Return what the annotations of a build belong to.

    BuildKit refuses those of an index for one platform without attestations, which has none.
    """
    if len(group.rows[0].platforms) > 1:
        return ("manifest", "index")
    return ("index",) if _is_attested(group) else ("manifest",)


def _is_attested(group: Group) -> bool:
    build = group.image.build
    has_provenance = build.provenance not in {False, "false"}
    return checks.loads_in(group) is not True and (has_provenance or bool(build.sbom))


def lower_case_names(
    group: Group, table: Table, condition: Condition | None = None
) -> Iterator[LowerCaseNames]:
    """Yield the step that writes names in lower case that only the run knows."""
    if group.has_open_names:
        yield LowerCaseNames(
            title="Write the names in lower case",
            id="names",
            condition=condition,
            variables=(Variable(name="NAMES", value=names(group, table)),),
        )
