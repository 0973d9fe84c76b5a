"""Which permissions the operations of Teams ask for, as their reference pages say, least privileged first.

Read by the table of permissions. One line an operation: the names an app may hold; after `|` those a person's
token may, where they differ; `-` is none. Resource-specific names are not granted in the sandbox.
"""

_WIDE_READ = "Directory.Read.All Group.Read.All Directory.ReadWrite.All Group.ReadWrite.All"
_WIDE_WRITE = "Directory.ReadWrite.All Group.ReadWrite.All"
_CHANNEL_READ = "Channel.ReadBasic.All ChannelSettings.Read.All ChannelSettings.ReadWrite.All"
_PEOPLE = "ChannelMember.Read.All ChannelMember.ReadWrite.All"
_MEMBER_WRITE = "TeamMember.ReadWriteNonOwnerRole.All TeamMember.ReadWrite.All"
_FILES_READ = (
    "Files.Read.All Files.ReadWrite.All Group.Read.All Group.ReadWrite.All Sites.Read.All Sites.ReadWrite.All"
)
_TAB_READ = (
    "TeamsTab.Read.All TeamsTab.ReadWriteSelfForTeam{0} TeamsTab.ReadWriteForTeam{0} TeamsTab.ReadWrite.All"
)
_TAB_WRITE = _TAB_READ.replace("TeamsTab.Read.All ", "")
_TAB = "/teams/{team-id}/channels/{channel-id}/tabs"
_CHANNEL = "/teams/{team-id}/channels/{channel-id}"
_MESSAGES = f"{_CHANNEL}/messages"
_MESSAGE = f"{_MESSAGES}/{{chatMessage-id}}"
_REPLY = f"{_MESSAGE}/replies/{{chatMessage-id1}}"
_READ_MESSAGES = "ChannelMessage.Read.All Group.Read.All Group.ReadWrite.All"
_JOINED = (
    "Team.ReadBasic.All TeamSettings.Read.All TeamSettings.ReadWrite.All User.Read.All User.ReadWrite.All "
    "Directory.Read.All Directory.ReadWrite.All"
)
_SEND = "- | ChannelMessage.Send Group.ReadWrite.All"
_EDIT = "- | ChannelMessage.ReadWrite Group.ReadWrite.All"


def _tab(names: str, others: str) -> str:
    return f"{names.format('.All')} {others} | {names.format('')} {others}"


TEAMS = f"""
POST /teams: Team.Create {_WIDE_WRITE}
GET /teams: Team.ReadBasic.All TeamSettings.Read.All TeamSettings.ReadWrite.All
GET /teams/{{team-id}}: Team.ReadBasic.All TeamSettings.Read.All TeamSettings.ReadWrite.All {_WIDE_READ}
PATCH /teams/{{team-id}}: TeamSettings.ReadWrite.All {_WIDE_WRITE}
GET /teams/{{team-id}}/operations/{{teamsAsyncOperation-id}}: *
GET /teams/{{team-id}}/members: TeamMember.Read.All TeamMember.ReadWrite.All
POST /teams/{{team-id}}/members: {_MEMBER_WRITE}
POST /teams/{{team-id}}/members/add: {_MEMBER_WRITE}
POST /teams/{{team-id}}/members/remove: TeamMember.ReadWrite.All
GET /teams/{{team-id}}/members/{{conversationMember-id}}: TeamMember.Read.All TeamMember.ReadWrite.All
PATCH /teams/{{team-id}}/members/{{conversationMember-id}}: {_MEMBER_WRITE}
DELETE /teams/{{team-id}}/members/{{conversationMember-id}}: {_MEMBER_WRITE}
GET /teams/{{team-id}}/primaryChannel: {_CHANNEL_READ}
GET /teams/{{team-id}}/channels: {_CHANNEL_READ} {_WIDE_READ}
POST /teams/{{team-id}}/channels: Channel.Create {_WIDE_WRITE}
GET {_CHANNEL}: {_CHANNEL_READ} {_WIDE_READ}
PATCH {_CHANNEL}: ChannelSettings.ReadWrite.All {_WIDE_WRITE}
DELETE {_CHANNEL}: Channel.Delete.All {_WIDE_WRITE}
GET {_CHANNEL}/filesFolder: {_FILES_READ} | Files.Read Files.ReadWrite {_FILES_READ}
GET {_CHANNEL}/members: {_PEOPLE} | {_PEOPLE} Group.Read.All
POST {_CHANNEL}/members: ChannelMember.ReadWrite.All
GET {_CHANNEL}/members/{{conversationMember-id}}: ChannelMember.Read.All ChannelMember.ReadWrite.All
PATCH {_CHANNEL}/members/{{conversationMember-id}}: ChannelMember.ReadWrite.All {_WIDE_WRITE}
DELETE {_CHANNEL}/members/{{conversationMember-id}}: ChannelMember.ReadWrite.All
GET {_TAB}: {_tab(_TAB_READ, _WIDE_READ)}
POST {_TAB}: {_tab("TeamsTab.Create " + _TAB_WRITE, _WIDE_WRITE)}
GET {_TAB}/{{teamsTab-id}}: {_tab(_TAB_READ, _WIDE_READ)}
PATCH {_TAB}/{{teamsTab-id}}: {_tab(_TAB_WRITE, _WIDE_WRITE)}
DELETE {_TAB}/{{teamsTab-id}}: {_tab(_TAB_WRITE, _WIDE_WRITE)}
GET {_MESSAGES}: {_READ_MESSAGES}
GET {_MESSAGES}/delta(): {_READ_MESSAGES}
GET {_MESSAGE}: {_READ_MESSAGES}
GET {_MESSAGE}/replies: {_READ_MESSAGES}
GET {_REPLY}: {_READ_MESSAGES}
POST {_MESSAGES}: {_SEND}
POST {_MESSAGE}/replies: {_SEND}
PATCH {_MESSAGE}: {_EDIT}
PATCH {_REPLY}: {_EDIT}
POST {_MESSAGE}/softDelete: - | ChannelMessage.ReadWrite
POST {_MESSAGE}/undoSoftDelete: - | ChannelMessage.ReadWrite
POST {_REPLY}/softDelete: - | ChannelMessage.ReadWrite
POST {_REPLY}/undoSoftDelete: - | ChannelMessage.ReadWrite
GET /me/joinedTeams: - | {_JOINED}
GET /users/{{user-id}}/joinedTeams: {_JOINED}
PUT /groups/{{group-id}}/team: Group.ReadWrite.All Directory.ReadWrite.All
GET /groups/{{group-id}}/team: Group.Read.All
"""
