"""The steps that come before a build: the checkout, logins and the builder."""

from collections.abc import Iterator

from ci_gen import expression_text
from ci_gen.catalog import images
from ci_gen.catalog.registries import DOCKER_HUB
from ci_gen.config.model import Builder, Image, Login
from ci_gen.expressions import Condition, all_of, parse, when
from ci_gen.plan.actions import pin
from ci_gen.plan.group import Group, only_for
from ci_gen.plan.parts import Input, Variable
from ci_gen.plan.steps import Checkout, LogIn, SetUpBuildx

# What setup-buildx-action takes by itself.
_CONTAINER = "docker-container"


def check_out() -> Checkout:
    """Return the checkout of the repository, which leaves no token behind."""
    inputs = (Input(name="persist-credentials", value=False),)
    return Checkout(title="Check out", uses=pin("actions/checkout"), inputs=inputs)


def logins(group: Group, condition: Condition | None) -> Iterator[LogIn]:
    """Yield the logins that *group* needs in runs where *condition* holds."""
    if not group.events.publishes:
        return
    for login in dict.fromkeys(found for image in group.images for found in image.logins):
        images = [image for image in group.images if login in image.logins]
        yield _log_in(login, all_of(condition, only_for(group, images)), group.image)


def _log_in(login: Login, condition: Condition | None, image: Image) -> LogIn:
    username = variable("username", login.username, image)
    password = variable("password", login.password, image)
    return LogIn(
        title=f"Log in to {login.name}",
        uses=pin("docker/login-action"),
        condition=condition,
        host="" if login.host == DOCKER_HUB else login.host,
        username=username,
        password=password,
    )


def variable(name: str, text: str, image: Image, condition: Condition | None = None) -> Variable:
    """Return a variable with what a user wrote; an environment of the spec guards its secrets."""
    is_secret = expression_text.reads_secret(text) and image.environment is None
    return Variable(name=name, value=when(condition, parse(text)), is_secret=is_secret)


def set_up_buildx(builder: Builder, *, is_asked: bool) -> SetUpBuildx:
    """Return the set-up of the builder; *is_asked* if a later step wants to know about it."""
    return SetUpBuildx(
        title="Set up Docker Buildx",
        id="buildx" if is_asked else None,
        uses=pin("docker/setup-buildx-action"),
        inputs=tuple(_buildx_inputs(builder)),
    )


def _driver_options(builder: Builder) -> Iterator[str]:
    """Yield the options of the driver, the image of BuildKit among them."""
    has_own = any(option.startswith("image=") for option in builder.driver_opts)
    if not has_own and builder.driver == _CONTAINER:
        yield f"image={images.BUILDKIT}"
    yield from builder.driver_opts


def _buildx_inputs(builder: Builder) -> Iterator[Input]:
    if builder.driver != _CONTAINER:
        yield Input(name="driver", value=builder.driver)
    if builder.version:
        yield Input(name="version", value=builder.version)
        # A Buildx that is installed would be kept in a cache that pull requests can reach.
        yield Input(name="cache-binary", value=False)
    if options := tuple(map(parse, _driver_options(builder))):
        # Unlike other lists of Docker's actions this one is not read as CSV.
        yield Input(name="driver-opts", value=options)
    if builder.buildkitd_flags:
        yield Input(name="buildkitd-flags", value=parse(builder.buildkitd_flags))
    if builder.buildkitd_config:
        yield Input(name="buildkitd-config", value=parse(builder.buildkitd_config))
    if builder.buildkitd_config_inline:
        found = tuple(map(parse, builder.buildkitd_config_inline.split("\n")))
        yield Input(name="buildkitd-config-inline", value=found)
