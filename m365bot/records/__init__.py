"""What trainees did: each line of a source a row, its wordings kept, quarantine with reasons. Pure rules.

Called by the Responses resource, by jobs and by the database, which stores what is defined here.
"""

from m365bot.records.asked import AnswersOf
from m365bot.records.row import Known, Row
from m365bot.records.snapshot import Records
from m365bot.records.state import State

__all__ = ["AnswersOf", "Known", "Records", "Row", "State"]
