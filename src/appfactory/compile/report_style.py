"""The style sheet of `validation_report.html`: light and dark, phone and desk, print."""

STYLE = """\
:root {
  --ground: #f6f6f4; --surface: #ffffff; --ink: #1d1f21; --soft: #5c6166; --line: #dfe1e3;
  --good: #146c3a; --good-ground: #e3f4e9; --bad: #a3211c; --bad-ground: #fbe9e7; --warn: #7a4b00; --warn-ground: #fdf1da;
  --calm: #3f4750; --calm-ground: #eceef0; --accent: #1f4fa3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #131517; --surface: #1c1f22; --ink: #eceeef; --soft: #a5abb1; --line: #33383d;
    --good: #7fd6a0; --good-ground: #16301f; --bad: #f5a19b; --bad-ground: #3a1a18; --warn: #f0c674; --warn-ground: #352a12;
    --calm: #c3c9cf; --calm-ground: #2a2f34; --accent: #9dbcf5;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, "Segoe UI", Roboto, sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: clamp(1rem, 4vw, 3rem); }
header { border-top: 6px solid var(--good); background: var(--surface); border-radius: .75rem; padding: clamp(1.25rem, 3vw, 2.25rem); }
.bad header { border-top-color: var(--bad); }
h1 { margin: 0; font-size: clamp(1.75rem, 4vw, 2.5rem); line-height: 1.15; letter-spacing: -.02em; text-wrap: balance; }
h2 { margin: 2.75rem 0 1rem; font-size: 1.25rem; letter-spacing: -.01em; }
h3 { margin: 1.5rem 0 .5rem; font-size: 1rem; }
.kind { margin: 0 0 .25rem; color: var(--soft); font-size: .875rem; }
.verdict { margin: .5rem 0 0; font-weight: 600; color: var(--good); }
.bad .verdict { color: var(--bad); }
dl { margin: 0; }
.facts { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; margin-top: 1.5rem; }
dt { color: var(--soft); font-size: .8125rem; }
dd { margin: 0; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.gates { margin: 0; padding: 0; list-style: none; background: var(--surface); border-radius: .75rem; }
.gates > li { display: grid; gap: .5rem 1.5rem; padding: 1rem 1.125rem; border-bottom: 1px solid var(--line); }
.gates > li:last-child { border-bottom: 0; }
.gates h3, .gates p { margin: 0; }
.gates h3 { margin-top: .25rem; }
.gates ul { display: flex; flex-wrap: wrap; gap: 0 1rem; margin: 0; padding: 0; list-style: none; align-content: start; }
.gates ul, .gates > li > p { color: var(--soft); font-size: .875rem; font-variant-numeric: tabular-nums; }
.gates b { color: var(--ink); }
.gates code { display: block; margin-top: .375rem; color: var(--soft); }
@media (min-width: 48rem) {
  .gates > li { grid-template-columns: 8rem 1fr 9rem 6rem; }
  .gates ul { display: block; }
  .gates > li > p { text-align: right; }
}
code { font: .8125rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.badge { display: inline-block; padding: .0625rem .5rem; border-radius: 1rem; font-size: .75rem; font-weight: 600; white-space: nowrap; }
.passed { color: var(--good); background: var(--good-ground); }
.failed, .no-verdict, .error { color: var(--bad); background: var(--bad-ground); }
.warning { color: var(--warn); background: var(--warn-ground); }
.skipped, .info { color: var(--calm); background: var(--calm-ground); }
.findings { margin: 0; padding: 0; list-style: none; display: grid; gap: .75rem; }
.findings li { background: var(--surface); border-radius: .75rem; padding: 1rem 1.125rem; }
.findings p { margin: .375rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.findings .why, .findings .hint { color: var(--soft); font-size: .9375rem; }
.findings small { display: block; margin-top: .5rem; color: var(--soft); font-size: .75rem; }
.pictures { display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); }
figure { margin: 0; background: var(--surface); border-radius: .75rem; overflow: hidden; }
figure img { display: block; width: 100%; height: 14rem; object-fit: cover; object-position: top; border-bottom: 1px solid var(--line); }
figcaption { padding: .625rem .875rem; font-size: .875rem; }
a { color: var(--accent); }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
footer { color: var(--soft); font-size: .875rem; }
footer h2 { color: var(--ink); }
footer p { overflow-wrap: anywhere; }
.versions { display: flex; flex-wrap: wrap; gap: .75rem 2rem; }
@media print { body { background: none; } header, .gates > li, .findings li, figure { break-inside: avoid; border: 1px solid var(--line); } }
"""
