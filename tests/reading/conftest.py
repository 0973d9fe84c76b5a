"""A small instance of config/ in which a test changes one thing."""

from io import BytesIO
from pathlib import Path

import pytest

from m365bot import reading
from m365bot.reading import Complaint, Reading

PROGRAMME = """\
programme: 育成研修
organisation: 金沢市
timezone: Asia/Tokyo
domains: [example.jp]
calendar: {holidays: JP, closed: ["12-29..01-03"], working_hours: "08:30..17:15"}
team: {name: "{programme} {cohort}", mail_nickname: "dx-{cohort}"}
leaders_team: {name: リーダー, mail_nickname: dx-leaders}
officers_team: {name: 研修運営, mail_nickname: dx-office}
officers: [{mail: kenshu@example.jp, from: 2025-04-01}]
service_account: dx@example.jp
departments: [{name: 総務局}, {name: 市民局}, {name: 福祉局, until: 2022-03-31, successor: 福祉健康局}]
curriculum: [{key: powerbi, title: Power BI, hours: 3, required: true}]
"""
COHORT = """\
cohort: R7
fiscal_year: 2025
starts: 2025-05-12
ends: 2025-11-28
status: running
channels:
  - {name: R7 全体, kind: private, for: [受講者, メンター]}
  - {name: "R7 {course}", for_each: [powerbi], kind: private, instructors: own sessions}
  - {name: "R7 {group}", for_each: group, kind: private, for: [受講者, メンター]}
sessions:
  - key: powerbi-1
    course: powerbi
    title: Power BI 演習
    rounds: [{at: 2025-06-18 13:30, for: [班1]}, {at: 2025-06-19 13:30, for: [班2]}]
    hours: 3
    instructors: [koushi@partner.example.com]
    materials: [{folder: powerbi/, release: 3 business days before}]
    forms: [{form: after, opens: session end, due: 5 business days after}]
"""
HEADER = "氏名,メール,連絡先メール,職員番号,部局,課,職種,所属長,所属長メール,役割,班,開始日,終了日\n"
PEOPLE = (
    HEADER
    + """\
山田 葵,a.yamada@example.jp,,000101,総務局,,,,,受講者,班1,,
佐藤 亮,r.sato@example.jp,,000102,市民局,,,,,受講者,班2,,
越野 隆,t.koshino@example.jp,,000103,総務局,,,,,メンター,班1,,
湊 一郎,koushi@partner.example.com,,,,,,,,講師,,,
"""
)
AFTER = """\
form: after
title: 事後アンケート({session_title})
source: {list: "フォーム回答/{cohort} {session}"}
who: attendees
questions: [{key: satisfaction, text: 満足度, type: scale, range: [1, 5], show: average}]
"""
ISSUE = """\
---
number: 12
title: 施設点検アプリ
author: kenshu@example.jp
publish: 2025-06-02 09:00
to: [teams]
audience: {channels: ["{leaders_team}/一般", "R7 全体"]}
approve: true
---
本文
"""
FILES = {
    "programme.yaml": PROGRAMME,
    "cohorts/R7/cohort.yaml": COHORT,
    "cohorts/R7/people.csv": PEOPLE,
    "cohorts/R7/materials/powerbi/手順書.pdf": "%PDF",
    "forms/after.yaml": AFTER,
    "newsletter/012-apps.md": ISSUE,
}
COHORT_FILE = "cohorts/R7/cohort.yaml"
PEOPLE_FILE = "cohorts/R7/people.csv"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    """A file with a picture in it."""
    from PIL import Image

    file = BytesIO()
    Image.new("RGB", size, "#246").save(file, kind)
    return file.getvalue()


class Instance:
    """An instance folder; paths are told from config/."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for path, text in FILES.items():
            self.write(path, text)

    def path(self, path: str) -> Path:
        return self.folder / "config" / path

    def write(self, path: str, content: str | bytes) -> None:
        self.path(path).parent.mkdir(parents=True, exist_ok=True)
        self.path(path).write_bytes(content if isinstance(content, bytes) else content.encode())

    def change(self, path: str, old: str, new: str) -> None:
        text = self.path(path).read_text("utf-8")
        assert old in text
        self.write(path, text.replace(old, new, 1))

    def add(self, path: str, text: str) -> None:
        self.write(path, self.path(path).read_text("utf-8") + text)

    def read(self) -> Reading:
        return reading.read(self.folder)

    def only_complaint(self) -> Complaint:
        complaints = self.read().complaints
        assert len(complaints) == 1, "\n".join(map(str, complaints)) or "no complaint"
        return complaints[0]


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    return Instance(tmp_path)
