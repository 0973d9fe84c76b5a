"""English of the practice tenant's own pages, by the Japanese that stands in them.

Called by `word`. Complete: tests/sandbox/test_words.py holds it against templates and code.
"""

ENGLISH = {
    # the viewer
    "練習環境ビューアー": "Practice tenant viewer",
    "本文へ移る": "Skip to the content",
    "はじめての方へ: 順に見ていくと5分です": "Here for the first time? A walk of five minutes",
    "受講者になってみる": "Be a trainee",
    "研修のチームと、自分が入っているチャネルだけが見えます。投稿、資料、タブを開けます。": (
        "A trainee sees the cohort's team and the channels they are in, and nothing else: posts, materials, tabs."
    ),
    "自分だけの記録を見る": "See one person's own record",
    "受講の記録は、本人と研修担当だけが開けます。": "The record of one's hours is open to that person and the officers.",
    "外部講師になってみる": "Be an outside instructor",
    "ゲストには、担当する回のチャネルだけが見えます。": "A guest sees only the channels of the own sessions.",
    "所属長のメールを見る": "Read a section chief's mail",
    "部下のようすが、所属長だけにメールで届きます。チームには入りません。": (
        "How the own staff is doing comes to the section chief alone, by mail. Chiefs are in no team."
    ),
    "自動でされたことを見る": "See what was done automatically",
    "何時何分に何が作られ、何が送られたかが分かります。名前を押すと、その場所が開きます。": (
        "What was made and sent, to the minute. Names lead to where it is."
    ),
    "ある日にさかのぼる": "Go back to a day",
    "上の帯で月と日を選ぶと、その日の終わりに見えていたものが、そのまま見えます。": (
        "Choose a month and a day above: you see what was to be seen at the end of that day."
    ),
    "研修担当の画面を開く": "Open the officers' desk",
    "待っている承認、実行、設定を、となりの画面で見て、決められます。": (
        "What waits for approval, runs and settings: seen and decided beside this page."
    ),
    "自動でされたこと": "What was done automatically",
    "自分だけのファイル": "My own files",
    "だれとして見るか": "As whom to look",
    "ほかの人": "Others",
    "立場で選ぶ": "Choose by part",
    "受講者": "Trainee",
    "講師": "Instructor",
    "外部講師": "Outside instructor",
    "研修担当": "Training officer",
    "所属長": "Section chief",
    "この日": "This day",
    "日": "Day",
    "内訳": "Of which",
    "%(app)s が自動で投稿": "Posted automatically by %(app)s",
    "練習環境が受け取った要求の記録から、どのアプリが何をしたかを示します。名前が出るのは、この人に見えるものだけです。": (
        "Told from the practice tenant's log of requests: which app did what. Only what this person sees is named."
    ),
    "このうち %(count)s 件は、この人には見えません。": "%(count)s of these this person does not see.",
    "この日は、自動でされたことがありません。": "Nothing was done automatically on this day.",
    "参加者の登録": "People let in",
    "投稿の訂正": "Corrections of posts",
    "共有": "Shared",
    "ページ": "Pages",
    "リスト": "Lists",
    "ゲストの招待": "Invitations of guests",
    "見る日": "The day to look at",
    "最初の日から今まで": "From the first day until now",
    "この日を見る": "Look at this day",
    "前の日": "Day before",
    "次の日": "Next day",
    "今": "Now",
    "%(day)sの終わりのようす": "As it was at the end of %(day)s",
    "今のようす": "As it is now",
    "人を選ぶ": "Choose a person",
    "だれとして見ますか": "As whom do you want to look?",
    "選んだ人が Teams を開いたときに見えるものを、その人の権限で Microsoft Graph から読んで表示します。": (
        "You see what this person would see in Teams, read from Microsoft Graph with the person's own permissions."
    ),
    "「%(name)s」という人はサインインできません。下から選んでください。": (
        "Nobody called “%(name)s” can sign in. Choose somebody below."
    ),
    "名前・メール・チーム": "Name, mail, team",
    "例: 山田": "e.g. Yamada",
    "部局": "Department",
    "すべて": "All",
    "探す": "Search",
    "%(total)s 人のうち %(count)s 人": "%(count)s of %(total)s people",
    "すべて表示": "Show all",
    "当てはまる人がいません。": "Nobody matches.",
    "フォルダー": "Folder",
    "文書": "Document",
    "表": "Sheet",
    "スライド": "Slides",
    "画像: %(alt)s": "Picture: %(alt)s",
    "ここでは表示しない部品: %(name)s": "Not drawn here: %(name)s",
    "画像": "Picture",
    "ファイル": "Files",
    "フォルダーの場所": "Where the folder is",
    "名前": "Name",
    "更新日時": "Modified",
    "更新した人": "Modified by",
    "サイズ": "Size",
    "このフォルダーは空です。": "This folder is empty.",
    "{count} 個": "{count} items",
    "{count} バイト": "{count} bytes",
    "この人だけ": "For this person alone",
    "メール": "Mail",
    "チャット": "Chat",
    "受信トレイ": "Inbox",
    "送信済み": "Sent",
    "下書き": "Drafts",
    "%(name)s さんのメール": "Mail of %(name)s",
    "%(name)s さんのチャット": "Chats of %(name)s",
    "宛先 %(to)s": "To %(to)s",
    "メールはありません。": "No mail.",
    "文字だけで見る": "Plain words only",
    "メールの一覧へ": "To the list of mail",
    "HTML を表示しない人には、サービスが作るこの文字が届きます。": "Who shows no HTML gets these words.",
    "チャットはありません。": "No chats.",
    "メールボックスがありません": "No mailbox",
    "この人には、メールを使えるライセンスがありません。": "This person has no licence for mail.",
    "練習環境の時刻": "Time in the practice tenant",
    "%(name)s として表示中": "Looking as %(name)s",
    "チームとチャネル": "Teams and channels",
    "チーム": "Teams",
    "チャネル": "Channels",
    "アーカイブ済み": "Archived",
    "準備中です。少し待ってから開き直してください。": "Not ready yet. Wait a little and open it again.",
    "(プライベート)": "(private)",
    "プライベート": "Private",
    "参加しているチームはまだありません。": "Not in any team yet.",
    "タブ": "Tabs",
    "更新 %(moment)s": "Modified %(moment)s",
    "このページには内容がありません。": "This page has no content.",
    "自分だけに共有されたファイル": "Files shared with this person alone",
    "共有されたファイルはありません。": "No files are shared.",
    "投稿": "Posts",
    "メンバー": "Members",
    "所有者": "Owner",
    "ゲスト": "Guest",
    "一般": "General",
    "(別のウィンドウで開きます)": "(opens in another window)",
    "%(name)s さんのチーム": "Teams of %(name)s",
    "この人が Teams を開いたときに見えるものだけを、この人の権限で読んで表示しています。": (
        "Only what this person would see in Teams is shown, read with the person's own permissions."
    ),
    "%(what)s。%(hint)s": "%(what)s. %(hint)s",
    "手順「チームとチャネルの用意」(provision)を実行すると、ここにチームが現れます。": (
        "Once the job “provision” has run, teams appear here."
    ),
    "このプライベートチャネルの %(total)s 人が見られます。": "Everybody in this private channel can see it (%(total)s).",
    "チーム全員の %(total)s 人が見られます。": "Everybody in the team can see it (%(total)s).",
    "%(count)s 人": "%(count)s",
    "編集済み": "Edited",
    "重要": "Important",
    "このメッセージは削除されました。": "This message was deleted.",
    "返信 %(count)s 件": "%(count)s replies",
    "最新の投稿へ": "To the newest posts",
    "投稿はまだありません。": "No posts yet.",
    "以前の投稿を見る": "Earlier posts",
    "添付": "Attachment",
    "(名前なし)": "(no name)",
    "Microsoft Graph の答え": "What Microsoft Graph said",
    # what went wrong
    "ページがありません": "There is no such page",
    "アドレスを確かめるか、人を選ぶところから始めてください。": "Check the address, or begin by choosing a person.",
    "答えが届きませんでした": "No answer came",
    "途中で接続が切れました。少し待ってから、もう一度開いてください。": (
        "The connection broke off. Wait a little and open it again."
    ),
    "サインインできませんでした": "Could not sign in",
    "もう一度開いてください。続くときは、人を選び直してください。": (
        "Open it again. If it goes on, choose the person anew."
    ),
    "見る権限がありません": "No permission to see this",
    "この人は、このチームやチャネルの参加者ではありません。": "This person is not in the team or the channel.",
    "見つかりません": "Not found",
    "まだ用意の途中か、消されたか、この人には見えない場所です。": (
        "It is still being made, was deleted, or is a place that this person cannot see."
    ),
    "ロックされています": "Locked",
    "ほかの人が使っています。少し待ってから、もう一度開いてください。": (
        "Somebody else is using it. Wait a little and open it again."
    ),
    "混み合っています": "Busy",
    "少し待ってから、もう一度開いてください。": "Wait a little and open it again.",
    "練習環境にない機能です": "Not in the practice tenant",
    "本物のMicrosoft 365にはありますが、練習環境では再現していません。": (
        "Microsoft 365 has it, but the practice tenant does not simulate it."
    ),
    "うまく読めませんでした": "Could not be read",
    "ファイルの置き場は用意中です": "The place for files is not ready yet",
    "チャネルができてからしばらくかかります(プライベートチャネルは1分ほど)。少し待ってから開いてください。": (
        "It takes a while after a channel is made (about a minute for a private one). Wait a little and open it again."
    ),
    "準備中です": "Not ready yet",
    "できたばかりのチームは、見えるようになるまで数秒かかります。": "A new team takes some seconds until it can be seen.",
    "リンク先が見つかりません": "The link leads nowhere",
    "この人が見られるチームの中に、リンクの指すものがありません。": (
        "What the link points to is in none of the teams that this person can see."
    ),
    "このチャネルは見えません": "This channel cannot be seen",
    "消されたか、まだ用意の途中か、この人が参加者でないプライベートチャネルです。": (
        "It was deleted, is still being made, or is a private channel that this person is not in."
    ),
    # signing in
    "練習環境のサインイン": "Practice tenant sign-in",
    "練習環境のサインイン(本物の Microsoft ではありません)": "Practice tenant sign-in (this is not Microsoft)",
    "サインイン": "Sign in",
    "「%(app)s」にサインイン": "Sign in to “%(app)s”",
    "アカウント": "Account",
    "パスワード": "Password",
    "やめる": "Cancel",
    "権限の確認": "Permissions requested",
    "「%(app)s」が求める権限": "What “%(app)s” asks for",
    "%(name)s の名前で、次のことをします。": "In the name of %(name)s it will do the following.",
    "組織の全員のかわりに同意する": "Consent on behalf of the whole organisation",
    "同意する": "Accept",
    "同意しない": "Decline",
    "コードの入力": "Enter the code",
    "コード": "Code",
    "元の画面に出たコードと、サインインするアカウントを入れてください。自分で始めたサインインのコードだけを入れます。": (
        "Enter the code that the other screen shows, and the account to sign in. Enter only codes of a sign-in that you"
        " began yourself."
    ),
    "「%(app)s」は次の権限を求めています。": "“%(app)s” asks for these permissions.",
    "断る": "Decline",
    "アプリに戻る": "Back to the app",
    "アプリに戻ります": "Going back to the app",
    "本物のサインイン画面はここで自動的に進みます。練習環境では、ボタンを押してください。": (
        "The real sign-in page goes on by itself here. In the practice tenant, press the button."
    ),
    "続ける": "Continue",
    "サインインしました": "Signed in",
    "この画面を閉じて、元の画面に戻ってください。": "Close this page and go back to where you came from.",
    "サインインを断りました": "Sign-in declined",
    "元の画面には、断ったことが伝わります。": "The other screen is told that you declined.",
    "戻り先が登録されていません": "The address to return to is not registered",
    "アプリが指定した戻り先(リダイレクト URI)が、アプリの登録にありません。": (
        "The redirect URI that the app asked for is not among those of its registration."
    ),
    "アプリの登録に、戻り先(リダイレクト URI)がひとつもありません。": "The app's registration has no redirect URI.",
    "アプリがありません": "There is no such app",
    "このクライアント ID のアプリは、このテナントに登録されていません。": (
        "No app with this client id is registered in this tenant."
    ),
    "サインインできません": "Cannot sign in",
    "パスワードが違います。": "The password is wrong.",
    "そのアカウントは、このテナントにありません。": "The account is not in this tenant.",
    "そのアカウントは無効になっています。": "The account is disabled.",
    "コードが違います": "Wrong code",
    "画面に出たコードを、もう一度確かめてください。": "Check the code on the other screen once more.",
    "コードの期限が切れました": "The code has expired",
    "コードを出した画面で、最初からやり直してください。": "Begin anew on the screen that showed the code.",
    "管理者の承認が必要です": "An administrator must approve",
    "このアプリが求める権限は、管理者だけが同意できます。管理者に依頼してください。": (
        "Only an administrator can consent to what this app asks for. Ask one."
    ),
    "サインインの求めが正しくありません": "The sign-in request is not right",
    "アプリから送られた内容に、足りないものか誤りがあります。": "Something that the app sent is missing or wrong.",
    "ニュース": "News",
    "ニュースの一覧へ": "All news",
    "公開されたニュースはまだありません。": "No news has been published yet.",
    "サイトのページ": "Pages of the site",
    "いいね %(likes)s ・ コメント %(comments)s": "Likes %(likes)s · Comments %(comments)s",
}
