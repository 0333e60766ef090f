import pytest

from ci_gen.config import references
from ci_gen.config.references import NameProblem, Reference


@pytest.mark.parametrize(
    ("name", "host", "path", "text"),
    [
        ("ghcr.io/acme/sensor", "ghcr.io", "acme/sensor", "ghcr.io/acme/sensor"),
        ("acme/sensor", "docker.io", "acme/sensor", "acme/sensor"),
        ("docker.io/acme/sensor", "docker.io", "acme/sensor", "docker.io/acme/sensor"),
        ("index.docker.io/acme/x", "docker.io", "acme/x", "docker.io/acme/x"),
        ("localhost:5000/x", "localhost:5000", "x", "localhost:5000/x"),
        ("localhost/x", "localhost", "x", "localhost/x"),
        ("GHCR.io/Acme/Sensor", "ghcr.io", "acme/sensor", "ghcr.io/acme/sensor"),
        (
            "ghcr.io/${{ github.repository_Owner }}/Sensor",
            "ghcr.io",
            "${{ github.repository_Owner }}/Sensor",
            "ghcr.io/${{ github.repository_Owner }}/sensor",
        ),
        (
            "ghcr.io/${{ github.repository }}",
            "ghcr.io",
            "${{ github.repository }}",
            "ghcr.io/${{ github.repository }}",
        ),
    ],
)
def test_name_is_read_as_docker_reads_it(name: str, host: str, path: str, text: str) -> None:
    assert references.read(name) == Reference(host=host, path=path, text=text)


@pytest.mark.parametrize(
    "name",
    ["", "sensor", "acme/sensor:1", "acme/sensor@sha256:0", "acme/my sensor", "-a/b", "a//b",
     "acme/.b", "${{ x }}/b", "ghcr.io/'${{ x }}", "ghcr.io/${{ x }}:1", "ghcr.io/",
     "a/" + "b" * 300, "a/b\n"],
)  # fmt: skip
def test_what_is_no_name_is_refused(name: str) -> None:
    assert isinstance(references.read(name), NameProblem)


def test_name_has_at_most_255_characters() -> None:
    longest = "ghcr.io/" + "b" * 247

    assert isinstance(references.read(longest), Reference)
    assert references.read(f"{longest}b") == NameProblem(
        message="the name has 256 characters, and 255 are allowed", remedy="shorten it"
    )
