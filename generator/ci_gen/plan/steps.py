"""The steps of a plan, each printed by the template that is called like its class."""

from typing import TypeAlias

from ci_gen.expressions import Condition
from ci_gen.plan.parts import Input, Pin, Reason, Variable
from ci_gen.record import Record


class ActionStep(Record):
    """A step that runs an action. *id* is None where nothing asks for its outputs."""

    title: str
    uses: Pin
    id: str | None = None
    condition: Condition | None = None
    variables: tuple[Variable, ...] = ()
    inputs: tuple[Input, ...] = ()


class ScriptStep(Record):
    """A step that runs a script, whose *variables* are all that it is told.

    *features* name the lines of the script that are for this step. *is_loop*: the script runs for
    each of several platforms.
    """

    title: str
    id: str | None = None
    condition: Condition | None = None
    variables: tuple[Variable, ...] = ()
    features: tuple[str, ...] = ()
    is_loop: bool = False


class Checkout(ActionStep):
    """Check out the repository."""


class LogIn(ActionStep):
    """Log in to the registry of *host*."""

    host: str
    username: Variable
    password: Variable


class SetUpBuildx(ActionStep):
    """Set up a builder."""


class SetUpQemu(ActionStep):
    """Set up QEMU, which runs the programs of platforms that the runner does not run itself."""


class LowerCaseNames(ScriptStep):
    """Write the names of an image in lower case, where an expression may hold capitals."""


class Metadata(ActionStep):
    """Make tags, labels and annotations."""


class RequireTags(ScriptStep):
    """End a run that would publish and has no tag, before anything is built."""


class RestoreCache(ActionStep):
    """Fetch the folder of a local cache."""


class ReplaceCache(ScriptStep):
    """Put the folder that the build wrote in the place of the one that it read."""


class SaveCache(ActionStep):
    """Keep the folder of a local cache."""


class BuildImage(ActionStep):
    """Build platforms; *reasons* are the machines that need them, where the matrix does not say."""

    reasons: tuple[Reason, ...] = ()


class LoadPlatforms(ScriptStep):
    """Load several platforms of what was built into the runner's Docker, one after another."""


class ExceptPrograms(ScriptStep):
    """Take away the files that the check of programs leaves out."""


class CheckPrograms(ScriptStep):
    """Check that all programs in the image are made for its platform."""


class CheckEmulatedProcessor(ScriptStep):
    """Check that the emulator is registered and refuses what the board's processor refuses."""


class TestCommand(ScriptStep):
    """Run a command in the image, and compare what it prints and returns."""


class TestScript(ScriptStep):
    """Run a script of the repository, or of the spec, with the image."""


class TestHealth(ScriptStep):
    """Wait until Docker finds a container of the image healthy."""


class PassDigest(ScriptStep):
    """Tell the job that publishes the digest of a row, under the name of the row."""


class TagImage(ScriptStep):
    """Tag what one job built for all platforms at once."""


class CreateIndex(ScriptStep):
    """Tag what several jobs built as one image, read it back, and say so in the summary."""


class InstallCosign(ActionStep):
    """Install the program that signs."""


class SignImage(ScriptStep):
    """Sign an image under each of its names."""


class AttestImage(ActionStep):
    """Have GitHub attest which workflow published an image."""


class RequireSuccess(ScriptStep):
    """Fail unless the jobs before it succeeded."""


Step: TypeAlias = (
    Checkout
    | LogIn
    | SetUpBuildx
    | SetUpQemu
    | LowerCaseNames
    | Metadata
    | RequireTags
    | RestoreCache
    | ReplaceCache
    | SaveCache
    | BuildImage
    | LoadPlatforms
    | ExceptPrograms
    | CheckPrograms
    | CheckEmulatedProcessor
    | TestCommand
    | TestScript
    | TestHealth
    | PassDigest
    | TagImage
    | CreateIndex
    | InstallCosign
    | SignImage
    | AttestImage
    | RequireSuccess
)
