"""What is done for the platforms of one job: from the checkout to a tested digest.

Nothing gets a tag here, so that no tag ever stands for what was not tested.
"""

from collections.abc import Iterator

from ci_gen import expressions
from ci_gen.config.model import Events, Image, Test
from ci_gen.plan.parts import Input
from ci_gen.plan.steps import (
    BuildByDigest,
    CheckMachine,
    DecideQemu,
    LoadImage,
    LowerCaseNames,
    PullImage,
    RecordDigest,
    Step,
    TestImage,
)
from ci_gen.plan.strategies import parts, rows, sites, steps
from ci_gen.plan.strategies.sites import Site

# Where BuildKit leaves what was built for many platforms, for Docker to load.
_LAYOUT = "type=oci,tar=false,dest=${{ runner.temp }}/image"
_UNTESTED = "none"


def work(site: Site, events: Events) -> Iterator[Step]:
    """Yield the steps that build the platforms of *site*, test them and note their digest."""
    image = site.image
    yield steps.check_out()
    if events.publishes:
        for login in image.logins:
            yield steps.log_in(login, events, is_guarded=image.environment is not None)
    yield steps.set_up_buildx(
        image.builder, is_asked=image.emulation is not None or events.publishes
    )
    if image.emulation:
        yield DecideQemu(platforms=site.platforms)
        yield steps.set_up_qemu(image.emulation, "steps.qemu.outputs.emulate == 'true'")
    if not site.is_matrix:
        yield from metadata(image)
    if restore := steps.restore_cache(_with_cache(site), events):
        yield restore
    yield _build(site, events)
    yield from _fetch(site, events)
    yield from _tests(site)
    yield CheckMachine(under_test=site.under_test)
    if save := steps.save_cache(_with_cache(site), events):
        yield save
    if events.publishes:
        tested = site.own([_tested(own) for own in site.variants])
        yield RecordDigest(
            condition=steps.merged_only(events), under_test=site.under_test, tested=tested
        )


def metadata(image: Image) -> Iterator[Step]:
    """Yield the steps that make tags and labels, and names, in the job that builds *image*."""
    yield steps.metadata(image)
    if sites.has_open_names(image):
        yield lower_case_names(image, "names", "Write the names in lower case")


def lower_case_names(image: Image, step_id: str, title: str) -> LowerCaseNames:
    """Return the step that writes the names of *image* in lower case."""
    return LowerCaseNames(id=step_id, title=title, names=tuple(name.text for name in image.names))


def _fetch(site: Site, events: Events) -> Iterator[Step]:
    """Yield what brings the images into the runner's Docker, which the tests need."""
    if events.publishes:
        digest = f"{site.reference()}@${{{{ steps.build.outputs.digest }}}}"
        yield PullImage(
            condition=steps.merged_only(events), under_test=site.under_test, source=digest
        )
    if site.is_many and (events.unmerged or not events.publishes):
        condition = sites.unmerged(events) if events.publishes else None
        yield LoadImage(condition=condition, under_test=site.under_test)


def _build(site: Site, events: Events) -> BuildByDigest:
    image = site.image
    builds = rows.builds_of(site.variants)
    lines = parts.shared_lines(builds) if site.is_matrix else parts.lines(image.build)
    return BuildByDigest(
        is_read=events.publishes or site.is_many,
        name="Build and push by digest" if events.publishes else "Build",
        uses=steps.pin("docker/build-push-action"),
        variables=tuple(steps.secret_variables(image, events)),
        context="".join(lines["context"]),
        dockerfile="".join(lines["file"]) or None,
        platforms=site.platforms,
        reasons=() if site.is_matrix else tuple(steps.reasons(image)),
        inputs=(*parts.inputs(image.build, lines), *_own_inputs(site, events)),
        labels=(site.metadata("labels"), *steps.pairs(image.build.labels)),
        # Those of one platform belong to the index, which is made later.
        annotations=() if site.is_matrix or not site.is_many else _annotations(site),
        outputs=(_output(site, events), *image.build.outputs),
        has_old_media_types=image.build.has_old_media_types,
        cache_from=parts.imports(_with_cache(site), events),
        cache_to=parts.exports(_with_cache(site), events),
    )


def _with_cache(site: Site) -> Image:
    """Return the image with its cache in words that hold for all variants."""
    cache = site.image.cache
    shared = cache.replace(
        imports=_shared(site, [image.cache.imports for image in site.variants]),
        exports=_shared(site, [image.cache.exports for image in site.variants]),
        folder=site.own([image.cache.folder or "" for image in site.variants]) or None,
    )
    return site.image.replace(cache=shared)


def _shared(site: Site, lines: list[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(site.own(texts) for texts in zip(*lines, strict=True))


def _output(site: Site, events: Events) -> str:
    """Return where the build goes: to the registry, or to the runner where nothing is pushed."""
    local = _LAYOUT if site.is_many else f"type=docker,name={site.under_test.image}"
    names = ",".join(site.reference(i) for i in range(len(site.image.names)))
    named = f'"name={names}"' if "," in names else f"name={names}"
    old = ",oci-mediatypes=false" if site.image.build.has_old_media_types else ""
    push = f"type=image,{named},push-by-digest=true,name-canonical=true,push=true{old}"
    return _either(events, push, local)


def _either(events: Events, published: str, local: str) -> str:
    """Return *published*, or *local* in runs that publish nothing."""
    if not events.publishes:
        return local
    condition = steps.merged_only(events)
    return expressions.choose([(condition, published)], local) if condition else published


def _annotations(site: Site) -> tuple[str, ...]:
    own = ((f"index,manifest:{name}", value) for name, value in site.image.build.annotations)
    return (site.metadata("annotations"), *steps.pairs(own))


def _own_inputs(site: Site, events: Events) -> Iterator[Input]:
    if site.image.build.load:
        yield Input(name="load", value=True)
    for name, answer in parts.attestations(site.image):
        text = str(answer).lower() if isinstance(answer, bool) else answer
        # An image that is loaded into Docker cannot hold any.
        yield Input(name=name, value=_either(events, text, "false") if answer else False)


def _tests(site: Site) -> Iterator[TestImage]:
    tests = dict.fromkeys(image.test for image in site.variants)
    for test in tests:
        if test is None:
            continue
        names = [str(image.variant) for image in site.variants if image.test == test]
        condition = _condition(site, test, names if len(tests) > 1 else [])
        yield _test(site, test, condition, names if len(tests) > 1 else [])


def _condition(site: Site, test: Test, variants: list[str]) -> str | None:
    """Return when to run *test*: in rows of *variants* and of its platforms, None for all."""
    wanted = [f"matrix.variant == '{name}'" for name in variants]
    only = () if site.is_many or not site.is_matrix else test.platforms
    tested = [f"matrix.platform == '{platform}'" for platform in only]
    groups = [" || ".join(group) for group in (wanted, tested) if group]
    return (
        " && ".join(f"({group})" for group in groups)
        if len(groups) > 1
        else "".join(groups) or None
    )


def _test(site: Site, test: Test, condition: str | None, variants: list[str]) -> TestImage:
    return TestImage(
        title=f" ({', '.join(variants)})" if variants else "",
        condition=condition,
        under_test=site.under_test.replace(only=test.platforms if site.is_many else ()),
        command=test.command,
        exit_code=test.exit_code,
        output=test.output,
        script=test.script,
        inline_script=tuple(test.inline_script.split("\n")) if test.inline_script else None,
        healthcheck=test.healthcheck,
    )


def _tested(image: Image) -> str:
    """Return the platforms on which *image* is tested."""
    if image.test is None:
        return _UNTESTED
    return ",".join(image.test.platforms or image.platforms)
