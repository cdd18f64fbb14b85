/**
 * The page for people at `/`: is the desk ready, what does it trade and earn, what is refused, who lives, how fast. It is one static
 * text whose script fetches all of it each second; nothing comes from another host.
 */
import { CONSOLE_SCRIPT } from "./console-script.ts";

const STYLE = `
:root { color-scheme: light dark; --bg: light-dark(#f6f8fa, #0e1116); --surface: light-dark(#fff, #161b22);
  --text: light-dark(#1f2328, #e6edf3); --quiet: light-dark(#57606a, #9da7b3); --grid: light-dark(#d8dee4, #2a313c);
  --warn: light-dark(#fff1c2, #f2d13c); --on-warn: light-dark(#5c4400, #0e1116);
  --bad: light-dark(#c2183c, #f5425a); --on-bad: light-dark(#fff, #0e1116); }
* { box-sizing: border-box; }
body { margin: 0; padding: 16px; background: var(--bg); color: var(--text); font: 13px/18px system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: 16px; align-items: baseline; margin-bottom: 16px; }
h1 { font-size: 20px; line-height: 24px; margin: 0; font-weight: 600; }
h2 { font-size: 13px; margin: 0 0 8px; font-weight: 600; }
section { background: var(--surface); border: 1px solid var(--grid); border-radius: 4px; padding: 8px; margin-bottom: 8px; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums slashed-zero; }
th { text-align: left; color: var(--quiet); font-size: 11px; font-weight: 400; }
th, td { padding: 3px 8px; border-bottom: 1px solid var(--grid); white-space: nowrap; }
tr:last-child td { border-bottom: 0; }
.n { text-align: right; }
.quiet { color: var(--quiet); }
.total { font-weight: 600; }
#record { overflow-wrap: anywhere; }
.why { white-space: normal; min-width: 20em; }
.badge { padding: 1px 6px; border-radius: 4px; font-weight: 600; }
.warn { background: var(--warn); color: var(--on-warn); }
.fail { background: var(--bad); color: var(--on-bad); }
.stale { opacity: 0.5; }
pre { margin: 0; white-space: pre-wrap; }
@media (max-width: 640px) { body { padding: 8px; } section { padding: 8px 4px; } th, td { padding: 3px 4px; } td:first-child { white-space: normal; } }
`;

/** The whole document. */
export const CONSOLE_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Outcry</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<header><h1 id="desk">Outcry</h1><span id="status" class="badge"></span><span id="facts" class="quiet"></span></header>
<p id="record" class="quiet"></p>
<section hidden><pre id="notes"></pre></section>
<section><h2>Trading <span id="trading" class="quiet"></span></h2><table>
<thead><tr><th>instrument</th><th>book</th><th class="n">bid quantity</th><th class="n">bid</th><th class="n">ask</th><th class="n">ask quantity</th><th class="n">spread, bps</th><th class="n">position</th><th class="n">buys work</th><th class="n">sells work</th></tr></thead>
<tbody id="markets"></tbody></table></section>
<section><h2>Profit and loss since the run began <span id="net" class="quiet"></span></h2><table>
<thead><tr><th>strategy</th><th>instrument</th><th class="n">position</th><th class="n">net</th><th class="n">realised</th><th class="n">unrealised</th><th>in</th><th class="n">fees</th><th class="n">average price</th><th class="n">mid</th><th class="n">fills</th></tr></thead>
<tbody id="traded"></tbody></table></section>
<section><h2>Open orders, the newest first</h2><table>
<thead><tr><th>order</th><th>strategy</th><th>instrument</th><th>side</th><th class="n">price</th><th class="n">quantity</th><th class="n">filled</th><th>state</th><th class="n">age, ms</th></tr></thead>
<tbody id="orders"></tbody></table></section>
<section><h2>Orders since this process began</h2><table>
<thead><tr><th class="n">wanted</th><th class="n">= refused</th><th class="n">+ expired</th><th class="n">+ waiting</th><th class="n">+ sent</th><th class="n">sent = acked</th><th class="n">+ rejected by the venue</th><th class="n">+ unanswered</th><th class="n">+ on the way</th><th class="n">fills</th></tr></thead>
<tbody id="funnel"></tbody></table></section>
<section><h2>Refused orders by reason</h2><table>
<thead><tr><th>who refused</th><th class="n">orders</th><th>reason</th><th>counted by</th></tr></thead>
<tbody id="refusals"></tbody></table></section>
<section><h2>Actors</h2><table>
<thead><tr><th>actor</th><th>kind</th><th>state</th><th class="n">restarts</th><th class="n">beat, ms</th><th class="n">heap, MB</th><th>dead letters</th><th>handler</th><th>when idle</th><th>why it last ended</th></tr></thead>
<tbody id="actors"></tbody></table></section>
<section><h2>Latency, microseconds</h2><table>
<thead><tr><th>what</th><th>name</th><th>actor</th><th class="n">count</th><th class="n">p50</th><th class="n">p90</th><th class="n">p99</th><th class="n">p99.9</th><th class="n">p99.99</th><th class="n">max</th></tr></thead>
<tbody id="latency"></tbody></table></section>
<p class="quiet">Also: <a href="/metrics">metrics</a>, <a href="/latency">latency</a>, <a href="/actors">actors</a>, <a href="/trading">trading</a>, <a href="/healthz?verbose">health</a></p>
<script>${CONSOLE_SCRIPT}</script>
</body>
</html>
`;
