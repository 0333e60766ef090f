"""Container registries: what a login needs when the spec says nothing.

Read 2026-11-23: GHCR https://docs.github.com/packages (the job's own token with
`packages: write`); Docker Hub https://docs.docker.com/build/ci/github-actions (variable and secret
named so in all of Docker's examples, and the commonest names in public workflows); Quay
https://docs.quay.io/glossary/robot-accounts.html.
"""

from typing import Final

from ci_gen.record import Record


class Registry(Record):
    """A registry. *username* and *password* are expressions; *permission* is a scope to write."""

    host: str
    name: str
    username: str
    password: str
    permission: str | None = None


DOCKER_HUB: Final = "docker.io"

REGISTRIES: Final = {
    row.host: row
    for row in (
        Registry(
            host="ghcr.io",
            name="GitHub Container Registry",
            username="${{ github.actor }}",
            password="${{ secrets.GITHUB_TOKEN }}",  # noqa: S106 (an expression, no password)
            permission="packages",
        ),
        Registry(
            host=DOCKER_HUB,
            name="Docker Hub",
            username="${{ vars.DOCKERHUB_USERNAME }}",
            password="${{ secrets.DOCKERHUB_TOKEN }}",  # noqa: S106 (an expression, no password)
        ),
        Registry(
            host="quay.io",
            name="Quay",
            username="${{ vars.QUAY_USERNAME }}",
            password="${{ secrets.QUAY_TOKEN }}",  # noqa: S106 (an expression, no password)
        ),
    )
}
