"""Where platforms of an image are built: one job, or a job of which each row of a matrix is one."""

from collections.abc import Sequence

from ci_gen import expressions
from ci_gen.catalog import platforms
from ci_gen.config.model import Events, Image
from ci_gen.plan.parts import UnderTest
from ci_gen.plan.strategies import steps
from ci_gen.record import Record

METADATA = "metadata"
_VARIANT = "${{ matrix.variant }}"


class Site(Record):
    """A job as its steps see it. Its rows, if it has any, build *variants* of one image.

    *platforms* is the text that names them, separated by commas.
    """

    variants: tuple[Image, ...]
    is_matrix: bool
    is_many: bool
    platforms: str

    @property
    def image(self) -> Image:
        """Return the first of the variants, for what is the same in all of them."""
        return self.variants[0]

    @property
    def id(self) -> str:
        """Return the id of the image that is built."""
        return self.own([image.id for image in self.variants])

    @property
    def under_test(self) -> UnderTest:
        """Return what the runner's own Docker holds once the build is done."""
        if self.is_many:
            return UnderTest(image=self.id, platforms=self.platforms, is_many=True)
        slug = "${{ matrix.slug }}" if self.is_matrix else platforms.slug(self.platforms)
        return UnderTest(image=f"{self.id}:{slug}", platforms=self.platforms, is_many=False)

    def own(self, texts: Sequence[str]) -> str:
        """Return the text of the variant that is built, out of the *texts* of all of them."""
        general = [_general(text, image) for text, image in zip(texts, self.variants, strict=True)]
        if len(set(texts)) == 1:
            return texts[0]
        if len(set(general)) == 1:
            return general[0]
        names = [f"matrix.variant == '{image.variant}'" for image in self.variants[:-1]]
        return expressions.choose(list(zip(names, texts, strict=False)), texts[-1])

    def metadata(self, name: str) -> str:
        """Return what docker/metadata-action said under *name*."""
        if not self.is_matrix:
            return f"${{{{ steps.meta.outputs.{name} }}}}"
        return self.own([metadata(image, name) for image in self.variants])

    def reference(self, index: int = 0) -> str:
        """Return the name of the image under *index*, in lower case."""
        prefix = f"needs.{METADATA}.outputs" if self.is_matrix else "steps.names.outputs"
        return reference(self.image, index, prefix)


def metadata(image: Image, name: str) -> str:
    """Return what the job that makes all metadata said of *image* under *name*."""
    return f"${{{{ needs.{METADATA}.outputs.{name}-{image.id} }}}}"


def reference(image: Image, index: int, prefix: str) -> str:
    """Return a name of *image* in lower case; what an expression makes is read from *prefix*."""
    text = image.names[index].text
    if not expressions.has_expression(text):
        return text
    own = f"-{image.family}" if prefix.startswith("needs.") else ""
    return f"${{{{ {prefix}.name{own}-{index + 1} }}}}"


def has_open_names(image: Image) -> bool:
    """Return whether a name of *image* is known only when the workflow runs."""
    return any(expressions.has_expression(name.text) for name in image.names)


def in_one_job(image: Image) -> Site:
    """Return the one job that builds all platforms of *image*."""
    is_many = len(image.platforms) > 1
    return Site(variants=(image,), is_matrix=False, is_many=is_many, platforms=platforms_of(image))


def platforms_of(image: Image) -> str:
    """Return all platforms of *image*, separated by commas; pull requests may have fewer."""
    every = ",".join(image.platforms)
    fewer = [name for name in image.platforms if name in image.pull_request.platforms]
    return expressions.choose([(steps.ON_PULL_REQUEST, ",".join(fewer))], every) if fewer else every


def in_rows(variants: tuple[Image, ...], *, is_many: bool) -> Site:
    """Return the job whose rows build the platforms of *variants*, several in a row if *many*."""
    key = row_key(is_many=is_many)
    return Site(
        variants=variants, is_matrix=True, is_many=is_many, platforms=f"${{{{ matrix.{key} }}}}"
    )


def row_key(*, is_many: bool) -> str:
    """Return what a row calls what it builds."""
    return "platforms" if is_many else "platform"


def _general(text: str, image: Image) -> str:
    if image.variant is None:
        return text
    general = f"{image.family}-{_VARIANT}"
    return expressions.changed(text, lambda literal: literal.replace(image.id, general))


def unmerged(events: Events) -> str | None:
    """Return a condition that holds in runs that publish nothing, None when all may publish."""
    tests = [f"github.event_name == '{event}'" for event in events.unmerged]
    return " || ".join(tests) or None
