/**
 * The page for people at `/`: is the desk ready, what does it trade, who lives, how fast. It is one static text that
 * fetches `/actors`, `/trading`, `/latency` and `/healthz` each second; nothing comes from another host.
 */

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
.why { white-space: normal; min-width: 20em; }
.badge { padding: 1px 6px; border-radius: 4px; font-weight: 600; }
.warn { background: var(--warn); color: var(--on-warn); }
.fail { background: var(--bad); color: var(--on-bad); }
.stale { opacity: 0.5; }
pre { margin: 0; white-space: pre-wrap; }
`;

const SCRIPT = `
const $ = (id) => document.getElementById(id);
const cell = (text, kind) => { const td = document.createElement("td"); td.textContent = text; if (kind) td.className = kind; return td; };
const fill = (id, rows, empty) => {
  const lines = rows.map((cells) => { const tr = document.createElement("tr"); tr.append(...cells); return tr; });
  if (lines.length === 0) { const tr = document.createElement("tr"); const td = cell(empty, "quiet"); td.colSpan = 10; tr.append(td); lines.push(tr); }
  $(id).replaceChildren(...lines);
};
const mb = (bytes) => bytes === null ? "\\u2014" : (bytes / 1e6).toLocaleString("en", { maximumFractionDigits: 1, minimumFractionDigits: 1 });
const lost = (counts) => Object.entries(counts).filter(([, count]) => count > 0).map(([cause, count]) => count.toLocaleString("en") + " " + cause.toLowerCase()).join(", ") || "\\u2014";
const us = (ns) => (ns / 1000).toLocaleString("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const ORDERS = 12;
const SHAPE = { READY: "\\u25cf", STARTING: "\\u25d0", SUSPENDED: "\\u25d0", BACKOFF: "\\u25b2", QUARANTINED: "\\u25a0", STOPPING: "\\u25cb", STOPPED: "\\u25cb", ENDED: "\\u25cb", DECLINED: "\\u25cb" };
const WORD = { pass: ["\\u25cf ready", ""], warn: ["\\u25b2 ready, with warnings", "warn"], fail: ["\\u25a0 not ready", "fail"] };
const waits = (one) => one.holdsSpinToken ? "spins" : one.idle === "park" ? "parks" : "parks, no token";
const ageOf = (ms) => ms === null ? "" : ", " + Math.round(ms / 1000).toLocaleString("en") + " s old";
const recorded = ({ durability, journal, audit }) => {
  const parts = ["durability " + durability];
  if (journal) parts.push("journal " + journal.state.toLowerCase() + " to " + journal.durableSequence.toLocaleString("en") + (journal.reason ? ": " + journal.reason : ""));
  if (audit) parts.push("checkpoint " + audit.size.toLocaleString("en") + (audit.root ? " " + audit.root : "") + ageOf(audit.ageMs) + (audit.reason ? ": " + audit.reason : ""));
  return parts.join("  \\u00b7  ");
};
async function refresh() {
  try {
    const [health, desk, trading, latency] = await Promise.all(["/healthz", "/actors", "/trading", "/latency"].map(async (path) => (await fetch(path)).json()));
    $("desk").textContent = desk.desk;
    document.title = desk.desk + " - Outcry";
    const [word, kind] = WORD[health.status];
    $("status").textContent = word;
    $("status").className = "badge " + kind;
    $("facts").textContent = desk.mode + ", up " + Math.floor(desk.uptimeMs / 1000).toLocaleString("en") + " s" + (desk.halted ? ", trading halted: " + desk.halted : "");
    $("record").textContent = recorded(desk.record);
    $("notes").textContent = [...(health.notes ?? []), ...desk.config.map((one) => one.file + ":" + one.line + ":" + one.column + " " + one.message)].join("\\n");
    $("notes").parentElement.hidden = $("notes").textContent === "";
    $("trading").textContent = trading.state ? trading.state.toLowerCase() : "";
    fill("markets", trading.markets.map((one) => [
      cell(one.instrument), cell(one.state === "LIVE" ? "\\u25cf live" : "\\u25b2 " + one.state.toLowerCase()),
      ...[one.bidQuantity, one.bid, one.ask, one.askQuantity, one.spreadBps === null ? null : one.spreadBps.toFixed(2), one.position, one.workingBuy, one.workingSell].map((text) => cell(text ?? "\\u2014", "n"))]), "The desk has no feed");
    fill("orders", trading.orders.slice(0, ORDERS).map((one) => [
      cell(one.orderId), cell(one.strategy, "quiet"), cell(one.instrument), cell(one.side.toLowerCase()),
      ...[one.price, one.quantity, one.filled].map((text) => cell(text, "n")), cell(one.state.toLowerCase(), one.state === "UNKNOWN" ? "fail" : "quiet"), cell(one.ageMs === null ? "\\u2014" : one.ageMs.toLocaleString("en"), "n")]), "No order works");
    fill("traded", trading.traded.map((one) => [cell(one.strategy), cell(one.instrument), cell(one.fills.toLocaleString("en"), "n"), cell(one.position, "n")]), "Nothing was traded yet");
    fill("actors", desk.actors.map((one) => [
      cell(one.name), cell(one.kind, "quiet"), cell(SHAPE[one.phase] + " " + one.phase.toLowerCase()), cell(one.restarts, "n"),
      cell(Math.round(one.heartbeatAgeMs), "n"), cell(mb(one.heapBytes), "n"), cell(lost(one.deadLetters), "quiet"), cell(one.handler ?? "\\u2014", "quiet"), cell(waits(one), "quiet"), cell(one.at === null ? one.reason ?? "\\u2014" : one.reason + " at " + one.at, "quiet why")]), "No actor was started yet");
    fill("latency", latency.rows.map((one) => [
      cell(one.group), cell(one.name), cell(one.actor, "quiet"), cell(one.count.toLocaleString("en"), "n"),
      ...[one.p50, one.p90, one.p99, one.p999, one.p9999, one.max].map((ns) => cell(us(ns), "n"))]), "Nothing was measured yet: the first message makes the first row");
    document.body.className = "";
  } catch {
    document.body.className = "stale";
    $("status").textContent = "\\u25a0 no answer from " + location.host;
    $("status").className = "badge fail";
  }
  setTimeout(refresh, 1000);
}
refresh();
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
<section><h2>Open orders, the newest first</h2><table>
<thead><tr><th>order</th><th>strategy</th><th>instrument</th><th>side</th><th class="n">price</th><th class="n">quantity</th><th class="n">filled</th><th>state</th><th class="n">age, ms</th></tr></thead>
<tbody id="orders"></tbody></table></section>
<section><h2>Traded in this run</h2><table>
<thead><tr><th>strategy</th><th>instrument</th><th class="n">fills</th><th class="n">position</th></tr></thead>
<tbody id="traded"></tbody></table></section>
<section><h2>Actors</h2><table>
<thead><tr><th>actor</th><th>kind</th><th>state</th><th class="n">restarts</th><th class="n">beat, ms</th><th class="n">heap, MB</th><th>dead letters</th><th>handler</th><th>when idle</th><th>why it last ended</th></tr></thead>
<tbody id="actors"></tbody></table></section>
<section><h2>Latency, microseconds</h2><table>
<thead><tr><th>what</th><th>name</th><th>actor</th><th class="n">count</th><th class="n">p50</th><th class="n">p90</th><th class="n">p99</th><th class="n">p99.9</th><th class="n">p99.99</th><th class="n">max</th></tr></thead>
<tbody id="latency"></tbody></table></section>
<p class="quiet">Also: <a href="/metrics">metrics</a>, <a href="/latency">latency</a>, <a href="/actors">actors</a>, <a href="/trading">trading</a>, <a href="/healthz?verbose">health</a></p>
<script>${SCRIPT}</script>
</body>
</html>
`;
