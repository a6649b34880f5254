"""Configuration: everything comes from the environment, with defaults that suit one machine."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path


def _secret(folder: Path, name: str) -> str:
    """Read a secret kept in the data folder, or make it once (mode 0600)."""
    path = folder / name
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as handle:
        value = secrets.token_urlsafe(48)
        handle.write(value)
    return value


@dataclass(frozen=True)
class Config:
    """What can be set, each by an environment variable FSS_<NAME>."""

    data: Path
    database_url: str
    queue: str
    files: str
    host: str
    port: int
    base_url: str
    smtp: str
    mail_from: str
    tiles: str
    proxies: int
    upload_limit: int
    threads: int
    rate_limits: str
    job_waits_seconds: int
    job_beats_seconds: int
    sample: bool = True
    testing: bool = False
    secrets: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def secret_key(self) -> str:
        """Signs sessions and forms."""
        return self.secrets["session"]

    @classmethod
    def from_environment(cls, environment: dict[str, str] | None = None) -> Config:
        """Read FSS_* variables; make the data folder (mode 0700) and the secrets where missing."""
        env = dict(os.environ) if environment is None else environment
        data = Path(env.get("FSS_DATA", "data")).resolve()
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        host, port = env.get("FSS_HOST", "127.0.0.1"), int(env.get("FSS_PORT", "8000"))
        return cls(
            data=data,
            database_url=env.get("FSS_DATABASE_URL", f"sqlite:///{data / 'fss.sqlite3'}"),
            queue=env.get("FSS_QUEUE", f"sqlite:///{data / 'queue.sqlite3'}"),
            files=env.get("FSS_FILES", (data / "files").as_uri()),
            host=host,
            port=port,
            base_url=env.get("FSS_BASE_URL", f"http://{host}:{port}").rstrip("/"),
            smtp=env.get("FSS_SMTP", ""),
            mail_from=env.get("FSS_MAIL_FROM", "First Stop Shop <no-reply@localhost>"),
            tiles=env.get("FSS_TILES", ""),
            proxies=int(env.get("FSS_PROXIES", "0")),
            upload_limit=int(env.get("FSS_UPLOAD_LIMIT_MB", "25")) * 1024 * 1024,
            threads=int(env.get("FSS_THREADS", "8")),
            rate_limits=env.get("FSS_RATE_LIMITS", "memory://"),
            job_waits_seconds=int(env.get("FSS_JOB_WAITS_SECONDS", "1800")),
            job_beats_seconds=int(env.get("FSS_JOB_BEATS_SECONDS", "600")),
            sample=env.get("FSS_SAMPLE", "1") != "0",
            testing=env.get("FSS_TESTING", "") == "1",
            secrets={
                "session": env.get("FSS_SECRET_KEY") or _secret(data, "session.key"),
                "passwords": env.get("FSS_PASSWORD_SALT") or _secret(data, "passwords.key"),
                "totp": env.get("FSS_TOTP_SECRET") or _secret(data, "totp.key"),
                "queue": env.get("FSS_QUEUE_SECRET") or _secret(data, "queue.key"),
            },
        )
