"""All that a job file may use beside resources: @job, and the times it is told.

Called by the files in jobs/ and by app, which finds and loads them. A job is a pure generator: it takes frozen
models by the types of its parameters and yields what should exist.
"""

import hashlib
import importlib.util
import inspect
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import CodeType
from typing import Any, NewType

from m365bot import bounded, regular
from m365bot.errors import M365BotError
from m365bot.programme import Cohort, Programme
from m365bot.programme import when as times
from m365bot.records.snapshot import Records
from m365bot.resources.kind import Desired, Gone, Kind
from m365bot.words import say

Now = NewType("Now", datetime)
"""Planning's now, aware, in the programme's time zone."""

Wanted = Iterator[Desired]
"""What a job's generator is annotated with."""

MOST = 1024 * 1024  # bytes of a job file that is held against the operator's list

LONGEST = 30.0  # seconds: what a job wants is reckoned from what is at hand, in a hundredth of one
MANY = 100_000  # things that one job may want of one cohort

GIVEN = (Programme, Cohort, Now, Records)
"""What a job may ask for, by the type of a parameter."""


class JobFailed(M365BotError):
    """A job file that raises, or cannot be read."""


@dataclass(frozen=True)
class Job:
    """when, missed: schedule words of docs/authors.md, which schedule.yaml overrides; "" : never by itself.

    first: the job whose look this one rests on; it is run right before, wherever this one wants anything. fault: why its
    file cannot be read, with file and line.
    """

    name: str
    title: str
    when: str
    missed: str
    make: Callable[..., Wanted]
    fault: str = ""
    first: str = ""

    @classmethod
    def unreadable(cls, name: str, fault: JobFailed) -> "Job":
        """A file that cannot be read: a job all the same, so that the others go on and this one says why."""

        def fails() -> Wanted:
            raise fault

        title = say("jobs/{file}.py(読めません)", file=name)
        return cls(name, title, "", "skip", fails, fault=str(fault))

    @property
    def is_readable(self) -> bool:
        return not self.fault

    @cached_property
    def wants(self) -> Mapping[str, Any]:
        """Parameter → type, by which it is told what to give."""
        parameters = inspect.signature(self.make, eval_str=True).parameters
        return {name: parameter.annotation for name, parameter in parameters.items()}

    @property
    def per_cohort(self) -> bool:
        return Cohort in self.wants.values()

    def __call__(self, *args: Any, **kwargs: Any) -> Wanted:
        return self.make(*args, **kwargs)

    def wanted(self, given: Mapping[Any, Any], *, within: float = LONGEST) -> list[Desired]:
        """What should exist. Raises JobFailed with file and line where it raises, never ends or yields anything else."""
        found = self._made(given, within, MANY + 1)
        if len(found) > MANY:
            raise self._faulty(say("{count}を超えるものを求めています", count=MANY))
        for thing in found:
            if not isinstance(thing, Kind | Gone):
                raise self._faulty(say("{thing} は作れるものではありません", thing=repr(thing)[:80]))
        return found

    def wants_any(self, given: Mapping[Any, Any]) -> bool:
        """Is anything wanted? Reckoned as far as the first thing. Raises JobFailed where it raises before that."""
        return bool(self._made(given, LONGEST, 1))

    def _made(self, given: Mapping[Any, Any], within: float, most: int) -> list[Desired]:
        try:
            with bounded.to(within):
                wanted = self.make(**{name: given[kind] for name, kind in self.wants.items()})
                return list(islice(wanted, most))
        except M365BotError:
            raise
        except (Exception, SystemExit, bounded.TooLong) as error:
            raise JobFailed(_where(self.make, error)) from error

    def check(self) -> None:
        """Raises JobFailed where its parameters or its schedule cannot be understood."""
        try:
            wants = self.wants
            if self.when:
                times.parse(self.when)
            times.parse_missed(self.missed)
        except Exception as error:
            raise self._faulty(f"{type(error).__name__}: {error}") from error
        for name, kind in wants.items():
            if kind not in GIVEN:
                raise self._faulty(say("引数 {name} に渡せるものがありません", name=name))

    def _faulty(self, why: str) -> JobFailed:
        code = self.make.__code__
        return JobFailed(_words(Path(code.co_filename).name, code.co_firstlineno, why))


def job(
    *, title: str, when: str, missed: str = "skip", first: str = ""
) -> Callable[[Callable[..., Wanted]], Job]:
    """Make a job of a generator; its name is the function's."""

    def named(make: Callable[..., Wanted]) -> Job:
        return Job(make.__name__, title, when, missed, make, first=first)

    return named


def found_in(folder: Path, why_not: Callable[[str], str] | None = None) -> dict[str, Job]:
    """The jobs of an instance, by name. why_not: told a file's sha256, says why it may not be run; empty: it may."""
    jobs: dict[str, Job] = {}
    for file in sorted(folder.glob("[!_]*.py")):
        try:
            found = _jobs_of(file, jobs, why_not)
        except JobFailed as fault:
            found = [Job.unreadable(file.stem, fault)]
        jobs |= {one.name: one for one in found}
    return jobs


def _jobs_of(file: Path, others: Mapping[str, Job], why_not: Callable[[str], str] | None) -> list[Job]:
    module = _loaded(file, why_not)
    found = [value for value in vars(module).values() if isinstance(value, Job)]
    for one in found:
        one.check()
        if one.name in others:
            raise JobFailed(
                _words(file.name, 1, say("手順 {name} はほかのファイルにもあります", name=one.name))
            )
    return found


def _loaded(file: Path, why_not: Callable[[str], str] | None) -> Any:
    spec = importlib.util.spec_from_file_location(f"jobs.{file.stem}", file)
    assert spec is not None and spec.loader is not None  # a .py file always has both
    if odd := regular.oddity(file.resolve()):  # a pipe would be waited for without end
        raise JobFailed(_words(file.name, 1, say("ふつうのファイルではありません({what})", what=odd)))
    module = importlib.util.module_from_spec(spec)
    try:
        with bounded.to(LONGEST):
            if why_not is None:
                spec.loader.exec_module(module)
            else:
                exec(_judged(file, why_not), vars(module))  # noqa: S102 - what was judged, whatever lies there meanwhile
    except JobFailed:
        raise
    except (Exception, SystemExit, bounded.TooLong) as error:
        raise JobFailed(_where(file, error)) from error
    return module


def _judged(file: Path, why_not: Callable[[str], str]) -> CodeType:
    """Neither a file that is changed after the look nor a compiled one that lies beside it is run."""
    source = regular.read(file, MOST)
    if words := why_not(hashlib.sha256(source).hexdigest()):
        raise JobFailed(say("手順のファイル jobs/{file} は動かしません。{why}", file=file.name, why=words))
    return compile(source, str(file), "exec", dont_inherit=True)


def _where(origin: Path | Callable[..., Any], error: BaseException) -> str:
    """The words for what was raised, with the innermost line of a job file, else where the job begins."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).parent.name == "jobs"
    ]
    why = f"{type(error).__name__}: {error}"
    if isinstance(error, bounded.TooLong):
        why = say("いつまでも終わりません。止めました")
    if frames:
        return _words(Path(frames[-1].filename).name, frames[-1].lineno or 1, why)
    if isinstance(origin, Path):
        return _words(origin.name, getattr(error, "lineno", None) or 1, why)
    return _words(Path(origin.__code__.co_filename).name, origin.__code__.co_firstlineno, why)


def _words(file: str, line: int, why: str) -> str:
    return say(
        "手順のファイル jobs/{file} の{line}行目でエラーになりました({why})。"
        "このファイルを書いた人に知らせてください。ほかの手順には影響ありません。",
        file=file,
        line=line,
        why=why,
    )
