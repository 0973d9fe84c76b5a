"""How the places look in which a preview shows an issue: near to them, and no promise of every point.

Called by preview. Plain text, never filled in.
"""

PLACE = """
:root { color-scheme: light dark; }
body { margin: 0; background: #f5f5f5; color: #242424; font: 14px/1.6 "Segoe UI", "Yu Gothic UI", Meiryo,
  "Noto Sans CJK JP", sans-serif; overflow-wrap: anywhere; }
a { color: #4f52b2; } img { max-width: 100%; height: auto; }
table { border-collapse: collapse; } th, td { border: 1px solid #c8c8c8; padding: 4px 10px; } th { text-align: left; }
blockquote { margin: 8px 0; padding-left: 12px; border-left: 3px solid #b4b4b4; }
code, pre { background: #ececec; font-family: Consolas, monospace; } pre { padding: 8px; white-space: pre-wrap; }
.post { background: #fff; margin: 16px; padding: 14px 18px; border-radius: 6px; box-shadow: 0 1px 3px #0003; }
.post > .who { color: #616161; font-size: 12px; } .post > h1 { font-size: 18px; margin: 2px 0 8px; }
.post h1, .post h2, .post h3 { line-height: 1.4; }
.page { background: #fff; max-width: 860px; margin: 0 auto; padding: 24px 32px; min-height: 100vh; }
.page > .who { color: #616161; } .page > .lead { color: #424242; border-bottom: 1px solid #d0d0d0; padding-bottom: 12px; }
.page { font-size: 16px; line-height: 1.75; } figure { margin: 16px 0; } figcaption { color: #616161; font-size: 13px; }
.banner { display: block; width: 100%; height: 180px; object-fit: cover; }
.page > h1 { font-size: 28px; line-height: 1.35; }
pre.words { margin: 0; padding: 20px; background: #fff; font: 13px/1.7 "MS Gothic", "Noto Sans Mono CJK JP", monospace; }
@media (prefers-color-scheme: dark) {
  body { background: #141414; color: #f0f0f0; } .post, .page, pre.words { background: #292929; }
  a { color: #a6a7f5; } th, td { border-color: #666; } code, pre { background: #1f1f1f; }
  blockquote { border-color: #777; } .who, figcaption, .page > .lead { color: #c2c2c2 !important; } }
"""

DESK = """
:root { color-scheme: light; --ground: #e9e9ec; --ink: #1f1f1f; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.6 "Yu Gothic UI", Meiryo, "Noto Sans CJK JP",
  sans-serif; }
header { padding: 16px 24px 8px; } h1 { font-size: 20px; margin: 0 0 4px; } header p { margin: 0; color: #444; }
fieldset { border: 0; margin: 0 24px 12px; padding: 0; } legend { float: left; margin-right: 12px; color: #444; }
input { margin: 4px 6px 4px 12px; accent-color: #4f52b2; } label { cursor: pointer; }
.faces { display: flex; gap: 16px; overflow-x: auto; padding: 0 24px 24px; align-items: stretch; }
section { flex: 1 0 430px; background: #fff; border-radius: 8px; padding: 12px; display: flex; flex-direction: column; }
h2 { font-size: 16px; margin: 0; } section p { margin: 2px 0 8px; color: #505050; font-size: 13px; }
section p.over { color: #a4262c; font-weight: bold; }
iframe { width: 100%; height: 74vh; border: 1px solid #c8c8c8; border-radius: 4px; background: #fff; }
iframe.dark { background: #141414; }
main:has(#dark:checked) iframe.light, main:has(#light:checked) iframe.dark { display: none; }
main:has(#both:checked) iframe { height: 60vh; margin-bottom: 8px; }
"""
