"""How an issue looks as a page that stands alone: on screens of all sizes, light and dark, and on paper.

Called by export. Plain text, never filled in.
"""

SHEET = """
:root { color-scheme: light dark; --ink: #1f1f1f; --faint: #505050; --paper: #ffffff; --ground: #f0f0f0; --line: #b4b4b4;
  --head: #eef2f7; --link: #0f548c; --code: #f3f3f3;
  --note: #0f6cbd; --note-ground: #eaf3fb; --tip: #0e700e; --tip-ground: #ecf6ec;
  --important: #8a3ab9; --important-ground: #f5eefa; --caution: #b45309; --caution-ground: #fdf3e3; }
@media (prefers-color-scheme: dark) { :root { --ink: #f0f0f0; --faint: #c2c2c2; --paper: #1f1f1f; --ground: #141414;
  --line: #5c5c5c; --head: #2c3440; --link: #8cc4f5; --code: #2e2e2e;
  --note: #62abf5; --note-ground: #16324a; --tip: #6bbf6b; --tip-ground: #143a1c;
  --important: #c79be0; --important-ground: #38204a; --caution: #f0ad5b; --caution-ground: #46300f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); line-break: strict; overflow-wrap: anywhere;
  font: 1rem/1.9 "Yu Gothic UI", "Yu Gothic", Meiryo, "Hiragino Sans", "Noto Sans CJK JP", sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1.5rem 3rem; background: var(--paper); min-height: 100vh; }
header { border-bottom: 2px solid var(--line); margin-bottom: 1.5rem; }
header p, footer p { margin: 0 0 .5rem; color: var(--faint); font-size: .9rem; }
footer { border-top: 1px solid var(--line); margin-top: 2.5rem; padding-top: .75rem; }
h1, h2, h3, h4 { line-height: 1.5; word-break: auto-phrase; }
h1 { font-size: 1.6rem; margin: 0 0 .5rem; } h2 { font-size: 1.3rem; margin: 2.2rem 0 .6rem; }
h3 { font-size: 1.1rem; margin: 1.8rem 0 .5rem; } h4 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p, ul, ol, pre, table, figure, blockquote, section { margin: 0 0 1.1rem; }
ul, ol { padding-left: 1.8em; }
a { color: var(--link); }
img { max-width: 100%; height: auto; vertical-align: middle; }
figure { text-align: center; } figcaption { color: var(--faint); font-size: .9rem; }
.wide { overflow-x: auto; margin: 0 0 1.2rem; } .wide table { margin: 0; }
table { border-collapse: collapse; min-width: 60%; }
th, td { overflow-wrap: normal; border: 1px solid var(--line); padding: .4rem .7rem; } th { background: var(--head);
text-align: left; word-break: keep-all; } blockquote { border-left: 4px solid var(--line); padding-left: 1rem; margin-
left: 0; } section:not(.notes) { border-left: 5px solid var(--line); padding: .9rem 1.2rem .1rem; border-radius: 0 4px
4px 0; } section.note { border-color: var(--note); background: var(--note-ground); } section.tip { border-color:
var(--tip); background: var(--tip-ground); } section.important { border-color: var(--important); background:
var(--important-ground); } section.caution { border-color: var(--caution); background: var(--caution-ground); } code,
pre { background: var(--code); font-family: Consolas, "Noto Sans Mono CJK JP", monospace; font-size: .95em; } pre {
padding: .8rem; overflow-x: auto; white-space: pre-wrap; } hr { border: 0; border-top: 1px solid var(--line); margin:
2rem 0; } ruby rt { font-size: .5em; } sup a { text-decoration: none; } section.notes { font-size: .9rem; border-top:
1px solid var(--line); margin-top: 2rem; padding-top: .75rem; } section.notes p { margin-bottom: .4rem; } @media print
{ :root { color-scheme: light; --ground: #fff; --paper: #fff; --ink: #000; --faint: #333; --line: #777; --link: #000;
--head: #eee; --code: #f3f3f3; --note-ground: #fff; --tip-ground: #fff; --important-ground: #fff; --caution-ground:
#fff; } main { max-width: none; padding: 0; } h2, h3, h4 { break-after: avoid; } tr, figure, section { break-inside:
avoid; } a[href^="http"]::after { content: " (" attr(href) ")"; font-size: .8em; } }
"""
