"""What each permission is for, in words for an administrator, and the id that the portal knows it by.

Called by the rights' checks and by the manifest. Ids are Microsoft's own and the same in every tenant (docs/facts.md
permissions.ids); a permission whose id is not here is added by hand, by its name.
"""

from collections.abc import Mapping
from typing import NamedTuple

from m365bot.words import say


class Permission(NamedTuple):
    """id: as the registration names it; reason: why m365bot asks for it."""

    id: str
    reason: str


APPLICATION: Mapping[str, Permission] = {
    "Group.ReadWrite.All": Permission(
        "62a82d76-70ea-41e2-9197-370581804d09",
        "チームのもとになるグループを作り、メンバーにできることを決める",
    ),
    "Group.Read.All": Permission("5b567255-7703-4780-807c-7be8301ae99b", "グループとチームを探す"),
    "GroupMember.Read.All": Permission(
        "98830695-27a2-44f7-8c18-0c3ebc9698f6", "DX通信をメールで送るグループを探し、だれがいるかを読む"
    ),
    "User.Read.All": Permission(
        "df021288-bdef-4463-88db-98f22de89214", "サインイン名で人を、メールでゲストを探す"
    ),
    "TeamMember.ReadWrite.All": Permission(
        "0121dc95-1b9f-4aed-8bac-58c5ac466691", "チームに人を入れる、外す"
    ),
    "Channel.Create": Permission("f3a65bd4-b703-46df-8f7e-0174fea562aa", "チャネルを作る"),
    "Channel.ReadBasic.All": Permission("59a6b24b-4225-4393-8165-ebaec5f55d7a", "チャネルを探す"),
    "ChannelMember.ReadWrite.All": Permission(
        "35930dcf-aceb-4bd1-b99a-8ffed403c974", "非公開チャネルに人を入れる、外す"
    ),
    "TeamsTab.ReadWrite.All": Permission("a96d855f-016b-47d7-b51c-1218a98d791c", "タブを置く"),
    "User.Invite.All": Permission("09850681-111b-4a89-9bed-3f2cae46d706", "庁外の講師をゲストとして招く"),
    "Files.ReadWrite.All": Permission(
        "75359482-378d-4052-8f01-80520e7db3cd", "チャネルのフォルダーに資料を置く"
    ),
    "Sites.Read.All": Permission("332a536c-c7ef-4017-ab91-336970924f0d", "回答のリストを読む"),
    "Sites.ReadWrite.All": Permission(
        "9492366f-7969-46a4-8d15-ed1a20078fff", "大きな資料を、とぎれても続きから送る。サイトのページを作る"
    ),
    "Sites.Manage.All": Permission("0c0bf378-bf22-4481-8f81-9e89a9b4960a", "回答のリストを列ごと用意する"),
    "Application.Read.All": Permission(
        "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30", "シークレットの期限を読む(なくても動く)"
    ),
}
DELEGATED: Mapping[str, Permission] = {
    "ChannelMessage.Send": Permission("ebf0f66e-9fb1-49e4-a278-222f76911cf4", "チャネルに投稿する"),
    "ChannelMessage.ReadWrite": Permission(
        "5922d31f-46c8-4404-9eaf-2117e390a8a4", "文面の変わった自分の投稿を直す"
    ),
    "ChannelMessage.Read.All": Permission(
        "767156cb-16ae-4d10-8f8b-41b657c8c8c8", "同じ投稿がもうないかを調べる"
    ),
    "Chat.Create": Permission("38826093-1258-4dea-98f0-00003be2b8d0", "本人とのチャットを始める"),
    "Chat.Read": Permission("f501c180-9344-439a-bca0-6cbf209fd270", "同じ知らせをもう送っていないかを調べる"),
    "ChatMessage.Send": Permission("116b7235-7cc6-461e-b163-8e55691d839e", "チャットで本人に知らせる"),
    "openid": Permission("37f7f235-527c-4136-accd-4a02d197296e", "承認する人がサインインする"),
    "profile": Permission(
        "14dad69e-099b-42c9-810b-d002981feec1", "サインインした承認する人が、だれなのかを知る(中身は読まない)"
    ),
    "User.Read": Permission("e1fe6dd8-ba31-4d61-89e7-88639da4683d", "サインインした本人を確かめる"),
}
# Granted in Exchange for one mailbox, never in Entra: the ids are those of the same names there.
MAILBOX: Mapping[str, Permission] = {
    "Mail.ReadWrite": Permission(
        "e2a3a72e-5f79-4c64-b1b1-878b674786c9", "送るメールの下書きを作り、送ったかどうかを調べる"
    ),
    "Mail.Send": Permission("b633e1c5-b582-4048-a93e-9f11b44c7e96", "担当課のメールボックスから送る"),
}
OF_IDENTITY: Mapping[str, Mapping[str, Permission]] = {
    "app": APPLICATION,
    "account": DELEGATED,
    "mailbox": MAILBOX,
}


def reason(identity: str, name: str) -> str:
    """Empty where nobody has written one."""
    known = OF_IDENTITY[identity].get(name)
    return say(known.reason) if known else ""
