"""A Git server on loopback: `git http-backend` behind a small HTTP server, as a forge has it."""

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

DAY = 86400


class _Handler(BaseHTTPRequestHandler):
    root: ClassVar[Path]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        path, _, query = self.path.partition("?")
        environment = {
            **os.environ,
            "GIT_PROJECT_ROOT": str(self.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": self.headers.get("Content-Length", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        done = subprocess.run(
            ["git", "http-backend"], input=body, env=environment, capture_output=True
        )
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        fields = dict(row.split(": ", 1) for row in head.decode().split("\r\n") if row)
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def serve(root: Path) -> Iterator[str]:
    """Serve the bare repositories below *root*, and yield the URL."""
    handler = type("Handler", (_Handler,), {"root": root})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class Repository:
    """A bare repository, and commits in it that are as old as a test wants."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True)
        self._git("init", "--quiet", "--bare")

    def release(self, tag: str, when: int, *, annotated: bool = False) -> str:
        """Make a commit at *when*, in seconds since 1970, put *tag* on it, and return it."""
        tree = self._git("hash-object", "-t", "tree", "-w", "--stdin")
        commit = self._git("commit-tree", tree, "-m", tag, when=when)
        return self.tag(tag, commit, when, annotated=annotated)

    def tag(self, tag: str, commit: str, when: int, *, annotated: bool = False) -> str:
        """Put *tag* on *commit*, wherever it was before, and return the commit."""
        self._git(
            "tag", "--force", *(["-a", "-m", tag] if annotated else []), tag, commit, when=when
        )
        return commit

    def release_undated(self, tag: str) -> None:
        """Put *tag* on a commit that nobody made, at no time."""
        tree = self._git("hash-object", "-t", "tree", "-w", "--stdin")
        text = f"tree {tree}\n\nwithout an author or a committer\n"
        commit = self._git(
            *("hash-object", "-t", "commit", "-w", "--literally", "--stdin"), given=text
        )
        (self.path / "refs/tags" / tag).write_text(f"{commit}\n")

    def allow_partial_clones(self) -> None:
        """Let clients leave out files, as forges do."""
        self._git("config", "uploadpack.allowFilter", "true")

    def _git(self, *arguments: str, when: int = 0, given: str = "") -> str:
        date = f"{when} +0000"
        names = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_AUTHOR_DATE": date}
        names |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.path,
            env={**os.environ, **names, "GIT_COMMITTER_DATE": date},
            input=given,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()
