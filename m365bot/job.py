"""All that a job file may use beside resources: @job, and the times it is told.

Called by the files in jobs/ and by app, which finds and loads them. A job is a pure generator: it takes frozen
models by the types of its parameters and yields what should exist.
"""

import importlib.util
import inspect
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NewType

from m365bot.errors import M365BotError
from m365bot.programme import Cohort
from m365bot.resources import Gone, Resource
from m365bot.words import say

Now = NewType("Now", datetime)
"""Planning's now, aware, in the programme's time zone."""

Wanted = Iterator[Resource | Gone]


class JobFailed(M365BotError):
    """A job file that raises, or cannot be read."""


@dataclass(frozen=True)
class Job:
    """when, missed: schedule words of config.md, which schedule.yaml overrides; "" : never by itself."""

    name: str
    title: str
    when: str
    missed: str
    make: Callable[..., Wanted]

    @classmethod
    def unreadable(cls, name: str, fault: JobFailed) -> "Job":
        """A file that cannot be read: a job all the same, so that the others go on and this one says why."""

        def fails() -> Wanted:
            raise fault

        return cls(name, say("(読めません)"), "", "skip", fails)

    @property
    def wants(self) -> Mapping[str, Any]:
        """Parameter → type, by which it is told what to give."""
        parameters = inspect.signature(self.make, eval_str=True).parameters
        return {name: parameter.annotation for name, parameter in parameters.items()}

    @property
    def per_cohort(self) -> bool:
        return Cohort in self.wants.values()

    def __call__(self, *args: Any, **kwargs: Any) -> Wanted:
        return self.make(*args, **kwargs)

    def wanted(self, given: Mapping[Any, Any]) -> list[Resource | Gone]:
        """What should exist. Raises JobFailed with file and line where the job raises."""
        try:
            return list(self.make(**{name: given[kind] for name, kind in self.wants.items()}))
        except M365BotError:
            raise
        except Exception as error:
            raise JobFailed(_where(self.name, error)) from error


def job(*, title: str, when: str, missed: str = "skip") -> Callable[[Callable[..., Wanted]], Job]:
    """Make a job of a generator; its name is the function's."""

    def named(make: Callable[..., Wanted]) -> Job:
        return Job(make.__name__, title, when, missed, make)

    return named


def found_in(folder: Path) -> dict[str, Job]:
    """The jobs of an instance, by name."""
    jobs: dict[str, Job] = {}
    for file in sorted(folder.glob("[!_]*.py")):
        try:
            found = [value for value in vars(_loaded(file)).values() if isinstance(value, Job)]
        except JobFailed as fault:
            found = [Job.unreadable(file.stem, fault)]
        jobs |= {one.name: one for one in found}
    return jobs


def _loaded(file: Path) -> Any:
    spec = importlib.util.spec_from_file_location(f"jobs.{file.stem}", file)
    assert spec is not None and spec.loader is not None  # a .py file always has both
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise JobFailed(_where(file.stem, error)) from error
    return module


def _where(name: str, error: Exception) -> str:
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if "jobs" in Path(frame.filename).parts
    ]
    line = frames[-1].lineno if frames else getattr(error, "lineno", "?")
    return say(
        "手順のファイル jobs/{name}.py の{line}行目でエラーになりました({kind}: {error})。"
        "このファイルを書いた人に知らせてください。ほかの手順には影響ありません。",
        name=name,
        line=line,
        kind=type(error).__name__,
        error=error,
    )
