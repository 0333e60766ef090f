"""What images are called in jobs, caches, artifacts and tags."""

from ci_gen.config.given import GivenImage


def family(image: GivenImage) -> str:
    """Return what the image is called in jobs, all of its variants together."""
    return image.id.value or _slug(image.names.value[0].text.rsplit("/", 1)[-1])


def own(image: GivenImage) -> str:
    """Return what the image is called in caches and artifacts."""
    return f"{family(image)}-{image.variant}" if image.variant else family(image)


def suffix(image: GivenImage) -> str:
    """Return what the tags of a variant end in."""
    usual = f"-{image.variant}" if image.variant else ""
    return usual if image.suffix.value is None else image.suffix.value


def _slug(text: str) -> str:
    """Return *text* as an id; what an expression will be is not known, so it gives a plain one."""
    if "}" in text or "$" in text:
        return "image"
    words = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
    return "-".join(part for part in words.split("-") if part) or "image"
