"""What a page says at its top after a form: by a short name in the address, never by words of the address.

Called by rendering. Pure.
"""

from m365bot.words import later

WORDS = {
    "saved": later("保存しました。次の実行から使います。"),
    "account_in": later("広報用アカウントでサインインしました。待っている投稿は、まもなく行います。"),
    "account_met": later(
        "広報用アカウントで、はじめてサインインしました。これからは、このアカウントだけを受け付けます"
        "(同じ名前でも、別のアカウントは断ります)。待っている投稿は、まもなく行います。"
    ),
    "account_not_begun": later(
        "広報用アカウントのサインインは、始めていません。始めるときは、下の「広報用アカウントでサインインする」を押してください。"
        "押してもここに戻るときは、ブラウザーが古すぎます。新しいものを使うか、運用担当に `m365bot login` を頼んでください。"
    ),
    "same": later("変更はありません。"),
    "stands": later("同じ内容が、もう保存されています。"),
    "attended": later("出欠を保存しました。次の実行から使います。"),
    "requested": later("予約しました。常駐の m365bot がまもなく行います。"),
    "paused": later("一時停止しました。動いている実行も、次の書き込みの前で止まります。"),
    "paused_already": later("すでに一時停止しています。"),
    "resumed": later("再開しました。"),
    "not_paused": later("それは一時停止していません。"),
    "cancelled": later("取り消しました。"),
    "approved": later("承認しました。常駐の m365bot が、時刻になったら行います。"),
    "approved_now": later("承認しました。時刻は来ているので、常駐の m365bot がまもなく行います。"),
    "confirmed_config": later("確認しました。次の実行から使います。"),
    "sent_back": later("差し戻しました。何も実行しません。"),
    "corrected": later("記録しました。来たままの回答も残っています。"),
    "verified": later("記録を、はじめから確かめました。"),
    "confirmed": later("「開いて確認済み」と記録しました。次の取り込みから数えます。"),
}
