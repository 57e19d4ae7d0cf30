/** The looks: system fonts, light and dark, narrow screens, paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --ink: #171b22; --soft: #566070; --line: #dde1e7; --firm: #c3c9d2; --link: #0b5cad; --focus: #0b5cad;
  --good: #116b3c; --good-soft: #dff3e6; --half: #0b5cad; --half-soft: #ddebfa; --open: #7d5200; --open-soft: #fbeecb;
  --bad: #b3201c; --bad-soft: #fde4e1; --none: #566070; --none-soft: #e8ebef;
  --good-fill: #2f9e63; --half-fill: #3f86d6; --open-fill: #e0a52e; --bad-fill: #d64540; --none-fill: #a3acb9; --void-fill: #6c7685;
  --night: #12161d; --night-ink: #dbe2ea; --night-yes: #6fd39a; --night-no: #ff8b84;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e1116; --card: #161b22; --ink: #e4e8ee; --soft: #9aa5b3; --line: #262d37; --firm: #3a4350; --link: #79b8ff; --focus: #79b8ff;
    --good: #6fd39a; --good-soft: #12301f; --half: #79b8ff; --half-soft: #12294a; --open: #eac163; --open-soft: #382a0b;
    --bad: #ff8b84; --bad-soft: #431a1a; --none: #9aa5b3; --none-soft: #232a33;
    --good-fill: #2f9e63; --half-fill: #3f86d6; --open-fill: #c48f22; --bad-fill: #d64540; --none-fill: #566070; --void-fill: #8a95a5;
    --night: #0a0d11; --night-ink: #dbe2ea;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: 0 clamp(12px, 3vw, 40px) 64px; max-width: 1440px; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif; font-variant-numeric: tabular-nums; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: .93em; }
code { overflow-wrap: anywhere; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
h1, h2, h3, p, ul, ol, dl, dd { margin: 0; padding: 0; }
ul, ol { list-style: none; }
i { font-style: normal; color: var(--soft); }
small { font-size: .87em; color: var(--soft); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

header { padding: clamp(24px, 5vw, 56px) 0 8px; }
.kicker { color: var(--soft); font-size: 13px; letter-spacing: .04em; }
h1 { margin: 4px 0 14px; font-size: clamp(28px, 4.4vw, 44px); line-height: 1.12; letter-spacing: -.02em; text-wrap: balance; }
.lead { max-width: 84ch; font-size: 16.5px; }
.facts { display: flex; flex-wrap: wrap; gap: 10px 32px; margin-top: 20px; }
.facts dt { color: var(--soft); font-size: 12.5px; }
section { margin-top: 44px; scroll-margin-top: 12px; }
h2 { margin-bottom: 12px; font-size: 21px; line-height: 1.25; letter-spacing: -.01em; }
section > p { max-width: 92ch; margin-bottom: 14px; color: var(--soft); }
nav { margin-top: 28px; padding: 8px 0; border-block: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: 4px 22px; font-size: 14px; }

#gates { margin-top: 28px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 250px), 1fr)); gap: 12px; }
.tile { display: flex; flex-direction: column; padding: 14px 16px 12px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; border-left: 5px solid var(--good-fill); }
.tile.unmet { border: 2px solid var(--bad-fill); border-left-width: 5px; }
.tile.unmeasured { border-left-color: var(--none-fill); }
.tile h3 { min-height: 2.8em; font-size: 14px; font-weight: 500; line-height: 1.4; }
.tile .is { margin: 4px 0 8px; font-size: 24px; line-height: 1.2; letter-spacing: -.01em; }
.tile .is b { font-weight: 650; }
.tile .is span { font-size: 15px; color: var(--soft); }
.tile .must { margin-top: auto; font-size: 13px; color: var(--soft); }
.tile .was { font-size: 13px; color: var(--soft); }
.tile .mark { margin-right: 6px; padding: 1px 8px; border-radius: 99px; font-weight: 600; color: var(--good); background: var(--good-soft); }
.tile.unmeasured .mark { color: var(--none); background: var(--none-soft); }
.tile.unmet .mark { color: var(--bad); background: var(--bad-soft); }

table { width: 100%; border-collapse: collapse; font-size: 14px; background: var(--card); }
th, td { padding: 7px 10px; text-align: left; vertical-align: top; font-weight: 400; }
thead th, thead td { font-size: 12.5px; color: var(--soft); border-bottom: 1px solid var(--firm); vertical-align: bottom; white-space: nowrap; }
tbody tr { border-bottom: 1px solid var(--line); }
.number { text-align: right; white-space: nowrap; }
.none { color: var(--soft); }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
.scroll > table tbody tr:last-child { border-bottom: 0; }

.sign { display: inline-block; min-width: 1em; text-align: center; font-weight: 700; }
.right { color: var(--good); } .coarse { color: var(--half); } .open { color: var(--open); } .wrong, .blamed { color: var(--bad); } .not-judged, .void { color: var(--none); }
.badge { display: inline-block; padding: 1px 9px 1px 6px; border-radius: 99px; font-size: 13px; white-space: nowrap; }
.badge.right { background: var(--good-soft); } .badge.coarse { background: var(--half-soft); } .badge.open { background: var(--open-soft); }
.badge.wrong, .badge.blamed { background: var(--bad-soft); font-weight: 600; }
.badge.not-judged { background: var(--none-soft); } .badge.void { outline: 1px dashed var(--none); outline-offset: -1px; }

.kinds { width: auto; min-width: 100%; }
.kinds .bar { width: 45%; min-width: 160px; }
.kinds svg { display: block; margin-top: 3px; border-radius: 4px; }
rect { stroke: var(--card); stroke-width: 1px; }
rect.right { fill: var(--good-fill); } rect.coarse { fill: var(--half-fill); } rect.open { fill: var(--open-fill); } rect.wrong, rect.blamed { fill: var(--bad-fill); }
rect.not-judged { fill: var(--none-fill); } rect.void { fill: var(--void-fill); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 28px; margin-top: 12px; font-size: 13px; }
.legend div { display: flex; gap: 8px; }
.legend dt { white-space: nowrap; font-weight: 600; }
.legend dd { color: var(--soft); }

#changes h3 { margin: 16px 0 8px; font-size: 15px; }
.better { color: var(--good); } .worse { color: var(--bad); }
.names summary { padding: 2px 0; cursor: pointer; color: var(--link); }
.names ul:not(.causes) { padding: 4px 0 8px; columns: 240px; font-size: 13px; }
#changes .names { margin-top: 10px; }

.tools { display: flex; flex-wrap: wrap; align-items: center; gap: 10px 20px; margin-bottom: 12px; font-size: 14px; }
.tools label { display: flex; align-items: center; gap: 8px; color: var(--soft); }
.tools input[type=search] { width: min(320px, 70vw); }
.tools input[type=search], .tools select { padding: 6px 10px; font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--firm); border-radius: 7px; }
.tools .tick { color: var(--ink); }
.tools output { margin-left: auto; color: var(--soft); }

.runs thead th { position: sticky; top: 0; z-index: 1; background: var(--page); }
.runs { table-layout: fixed; background: none; border-collapse: separate; border-spacing: 0; }
.runs thead button { all: unset; display: inline-flex; gap: 4px; cursor: pointer; }
.runs thead button::after { content: '↕'; opacity: .45; }
.runs thead button:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.runs thead [aria-sort] { color: var(--ink); font-weight: 600; }
.runs thead [aria-sort=ascending] button::after { content: '↑'; opacity: 1; }
.runs thead [aria-sort=descending] button::after { content: '↓'; opacity: 1; }
.runs tbody { background: var(--card); scroll-margin-top: 44px; }
.runs tbody > tr:first-child > * { padding-bottom: 2px; }
.runs tbody > tr:first-child small { display: block; }
.runs th b { font-weight: 650; }
.runs th code span { white-space: nowrap; color: var(--soft); }
.runs thead th:first-child { width: 76px; }
.runs thead th:nth-child(2) { width: 19%; }
.runs thead th:nth-child(3) { width: 8%; }
.runs thead th:nth-child(4) { width: 15%; }
.runs thead th:nth-child(5) { width: 16%; }
.runs thead th:nth-child(6) { width: 16%; }
.runs thead th:nth-child(7) { width: 10%; }
.runs thead th:nth-child(8) { width: 6.5%; }
.runs thead th:nth-child(9) { width: 6%; }
.runs thead th:nth-child(10) { width: 5.5%; }
.runs tbody.bad { background: color-mix(in srgb, var(--bad-soft) 40%, var(--card)); }
.runs tbody.uncounted { background: color-mix(in srgb, var(--none-soft) 60%, var(--card)); }
.runs tbody:target > tr:first-child > * { box-shadow: inset 0 2px var(--focus); }
.runs .more td { padding: 0 10px 7px 76px; border-bottom: 1px solid var(--line); }
.runs .mark { font-weight: 700; white-space: nowrap; }
.certainty { color: var(--soft); }
.more summary { width: fit-content; max-width: 100%; padding: 1px 0; color: var(--soft); font-size: 13.5px; cursor: pointer; }
.more summary:hover, .more [open] > summary { color: var(--ink); }
.story { display: grid; grid-template-columns: minmax(0, 1fr) fit-content(720px); gap: 16px 28px; padding: 12px 0 16px; }
.story dl { display: grid; gap: 12px; align-content: start; }
.story dt { font-size: 12.5px; color: var(--soft); }
.story .wrong dt, .story .void dt { font-weight: 600; color: inherit; }
.story .wrong dd, .story .void dd { color: var(--ink); }
.story li { white-space: pre-wrap; overflow-wrap: anywhere; }
.causes { display: flex; flex-wrap: wrap; gap: 4px 6px; font-size: 13px; }
.causes li { padding: 0 7px; border: 1px solid var(--line); border-radius: 5px; white-space: normal; }
.causes b { font-weight: 600; }
.causes .true { border: 1px solid var(--good-fill); background: var(--good-soft); }
.causes .true small { color: var(--good); }
.causes + .names { margin-top: 4px; font-size: 13px; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.command { margin: 2px 0 4px; padding: 6px 10px; border: 1px solid var(--line); border-radius: 6px; background: var(--page); }
.terminal { align-self: start; padding: 14px 18px; overflow-x: auto; white-space: pre; overflow-wrap: normal; border-radius: 8px; background: var(--night); color: var(--night-ink); font-size: 12.5px; line-height: 1.45; }
.terminal .yes { color: var(--night-yes); } .terminal .no { color: var(--night-no); }

.tall { max-height: 85vh; overflow: auto; }
.key { display: flex; flex-wrap: wrap; gap: 6px 22px; margin-bottom: 12px; font-size: 13px; color: var(--soft); }
.key .cell { display: inline-block; min-width: 30px; padding: 1px 6px; margin-right: 4px; text-align: center; color: var(--ink); }
.matrix { width: auto; border-collapse: separate; border-spacing: 0; font-size: 13px; }
.matrix tbody th, .matrix .corner { position: sticky; left: 0; z-index: 1; padding: 3px 12px; background: var(--card); border-right: 1px solid var(--firm); white-space: nowrap; }
.matrix thead > tr > * { position: sticky; top: 0; background: var(--card); }
.matrix .corner { z-index: 2; }
.matrix thead th { z-index: 1; padding: 8px 0; text-align: left; color: var(--ink); }
.matrix thead span { display: block; margin: 0 auto; writing-mode: vertical-rl; transform: rotate(180deg); line-height: 1.2; }
.matrix td { min-width: 38px; padding: 0; border-right: 1px solid var(--line); border-bottom: 1px solid var(--line); text-align: center; }
.matrix tbody th { border-bottom: 1px solid var(--line); }
.matrix tbody tr:hover > * { background-color: var(--none-soft); }
.matrix td a { display: block; padding: 3px 4px; color: var(--ink); text-decoration: none; white-space: nowrap; }
.matrix td a:hover { text-decoration: underline; }
.same { box-shadow: inset 0 0 0 2px var(--good-fill); --tone: var(--good-fill); }
.general { box-shadow: inset 0 0 0 1px var(--half-fill); --tone: var(--half-fill); }
.other { --tone: var(--open-fill); }
.off { box-shadow: inset 0 0 0 2px var(--bad-fill); font-weight: 700; --tone: var(--bad-fill); }
.heat-1, .matrix tr:hover .heat-1 { background-color: color-mix(in srgb, var(--tone) 12%, var(--card)); }
.heat-2, .matrix tr:hover .heat-2 { background-color: color-mix(in srgb, var(--tone) 22%, var(--card)); }
.heat-3, .matrix tr:hover .heat-3 { background-color: color-mix(in srgb, var(--tone) 34%, var(--card)); }
.heat-4, .matrix tr:hover .heat-4 { background-color: color-mix(in srgb, var(--tone) 48%, var(--card)); }

.classes { border: 1px solid var(--line); border-radius: 10px; border-collapse: separate; border-spacing: 0; }
.classes tbody tr > * { border-bottom: 1px solid var(--line); }
.classes tbody tr:last-child > * { border-bottom: 0; }
.classes tbody th { font-weight: 600; }
.classes td:last-child { width: 38%; }
.classes td:nth-child(2) { min-width: 120px; }
.classes summary { white-space: nowrap; }
.classes .names ul:not(.causes) { columns: auto; }
td > .several { float: left; margin-right: 8px; padding: 0 7px; border-radius: 99px; background: var(--open-soft); color: var(--open); font-size: 12.5px; }

.times { border: 1px solid var(--line); border-radius: 10px; border-collapse: separate; border-spacing: 0; }
.times tr > * { padding-block: 2px; vertical-align: middle; }
.times tbody th { white-space: nowrap; }
.times .strip { width: 70%; padding: 0; }
.times svg { display: block; }
.times line { stroke: var(--line); }
.times circle { fill: var(--half-fill); fill-opacity: .45; stroke: var(--half); stroke-opacity: .7; }
.times text { fill: var(--soft); font-size: 12px; }

@media (max-width: 1020px) {
  .story { grid-template-columns: minmax(0, 1fr); }
  .runs, .runs tbody, .classes, .classes tbody { display: block; }
  .classes { border: 0; background: none; }
  .classes thead { display: none; }
  .runs thead tr { display: flex; flex-wrap: wrap; gap: 4px 14px; padding: 6px 0; }
  .runs thead { display: block; }
  .runs thead th:nth-child(n) { position: static; width: auto; padding: 4px 0; border: 0; }
  .runs tbody, .classes tbody tr { margin-bottom: 10px; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
  .runs tbody.bad { border-left: 4px solid var(--bad-fill); }
  .runs tbody.uncounted { border-left-color: var(--void-fill); }
  .runs tbody > tr:first-child { display: grid; grid-template-columns: repeat(12, minmax(0, 1fr)); gap: 8px; padding: 10px 12px 6px; border: 0; }
  .classes tbody tr { display: grid; gap: 8px; padding: 10px 12px; }
  .runs tbody > tr:first-child > *, .classes tbody tr > * { padding: 0; border: 0; text-align: left; min-width: 0; }
  .runs tbody > tr:first-child > [data-label=Mark] { position: absolute; right: 12px; top: 9px; }
  .runs tbody > tr:first-child > td { grid-column: span 6; }
  .runs tbody > tr:first-child > [data-label='First wall'] { grid-column: span 4; }
  .runs tbody > tr:first-child > [data-label=SYNs] { grid-column: span 2; }
  .runs tbody > tr:first-child > :is([data-label=Time], [data-label=SSH]) { grid-column: span 3; }
  .runs tbody > tr:first-child { position: relative; }
  .runs tbody > tr:first-child > th { grid-column: 1 / -1; padding-right: 70px; }
  .runs tbody td[data-label]:not([data-label=Mark])::before, .classes tbody td::before { content: attr(data-label); display: block; font-size: 12px; color: var(--soft); }
  .runs .more, .runs .more td { display: block; border: 0; }
  .runs .more td { padding: 0 12px 8px; }
  .classes td:last-child { width: auto; }
}
@media (max-width: 600px) {
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px; }
  .tile { padding: 10px 12px; }
  .tile .is { font-size: 20px; }
  .tile .is span { display: block; }
  .tile .mark { display: block; width: fit-content; }
  .tools input[type=search] { width: 100%; }
  .tools label:first-child { flex-basis: 100%; }
  .times tbody th { white-space: normal; }
  .times .strip { width: 45%; }
  .times th, .times td { padding-inline: 6px; }
  .legend div { flex-wrap: wrap; gap: 0 8px; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; background: none; }
  nav, .tools { display: none; }
  .tall, .scroll { max-height: none; overflow: visible; }
  .runs thead th { position: static; }
  .runs thead button::after { content: none; }
  .matrix { font-size: 7pt; }
  .matrix tbody th, .matrix .corner { padding: 1px 6px; }
  .matrix td { min-width: 0; }
  .matrix td a { padding: 1px 2px; }
  .matrix thead > tr > *, .matrix tbody th { position: static; }
  tbody tr, .tile, .runs tbody { break-inside: avoid; }
  .tile, rect, .badge, .matrix td, .key .cell { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`
