"""What reading config/ gave.

Called by the composition root and the command line.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from m365bot.errors import ConfigError
from m365bot.programme.faults import Fault, Part
from m365bot.programme.programme import Programme
from m365bot.reading import parts
from m365bot.reading.complaints import Complaint
from m365bot.words import say


class WrongConfig(ConfigError):
    """config/ as it is cannot be used; the complaints say why."""

    def __init__(self, complaints: tuple[Complaint, ...]) -> None:
        super().__init__("\n".join(str(complaint) for complaint in complaints))
        self.complaints = complaints


@dataclass(frozen=True)
class Reading:
    """A programme where one could be made, and everything to be said about the files."""

    programme: Programme | None
    complaints: tuple[Complaint, ...] = ()
    remarks: tuple[Complaint, ...] = ()

    def usable(self, needed: Collection[Part] = ()) -> Programme:
        """The programme without its faulty parts. Raises WrongConfig where a fault stops everything, or what is needed."""
        faults = parts.faults_of(self.complaints)
        if self.programme is None or any(self._stops_all(fault) or fault.part in needed for fault in faults):
            raise WrongConfig(self.complaints)
        return parts.without(self.programme, faults) if faults else self.programme

    def _stops_all(self, fault: Fault) -> bool:
        """A cohort of which nothing could be read is nobody's that could be told of it."""
        return fault.part is Part.EVERYTHING or bool(
            fault.cohort and self.programme and not self.programme.cohort(fault.cohort)
        )


def needs_instance(folder: Path) -> None:
    """Raises ConfigError, which says what an instance is, where there is none."""
    if not (folder / "config").is_dir():
        raise ConfigError(
            say(
                "{folder} に config/ がありません。m365bot は、設定の config/ と手順の jobs/ が入ったフォルダー"
                "(インスタンス)で動きます。\nそのフォルダーに移って実行するか、環境変数 M365BOT_INSTANCE で示してください。"
                "例: export M365BOT_INSTANCE=/srv/training",
                folder=folder,
            )
        )
