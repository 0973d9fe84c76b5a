"""Put each session's materials into its channel's folder on the day of their release, and take them away in time.

各回の資料を、公開日になったらチャネルのフォルダーに置き、引き上げる日が来たら取り除く。
"""

from pathlib import PurePosixPath

from m365bot.job import Now, Wanted, job
from m365bot.programme import Cohort, Part, Programme
from m365bot.resources import Channel, ChannelFolder, File, Folder, Gone, Team, Unusable


@job(title="資料の配布", when="weekdays 08:35", missed="run late within 8 hours")
def distribute(programme: Programme, cohort: Cohort, now: Now) -> Wanted:
    yield from map(Unusable.of, programme.faults_in(Part.MATERIALS, cohort))
    team = Team.of(programme, cohort.team, now.date())
    for material in cohort.materials:
        if material.release > now:
            continue
        folder: ChannelFolder | Folder = ChannelFolder(Channel(team, material.channel))
        is_over = material.withdraw is not None and material.withdraw <= now
        for name in PurePosixPath(material.relative).parent.parts:
            folder = Folder(folder, name)
            if not is_over:
                yield folder
        file = File.of(folder, PurePosixPath(material.relative).name, material.source, material.below)
        if is_over:
            yield Gone(file, f"公開は{material.withdraw:%Y-%m-%d %H:%M}までです。")
        else:
            yield file
