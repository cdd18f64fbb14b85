/**
 * The script of the page for people: each second it fetches `/actors`, `/trading`, `/latency` and
 * `/healthz`, and writes what they say into the tables of `console-page.ts`.
 */
export const CONSOLE_SCRIPT = `
const $ = (id) => document.getElementById(id);
const cell = (text, kind) => { const td = document.createElement("td"); td.textContent = text; if (kind) td.className = kind; return td; };
const fill = (id, rows, empty) => {
  const lines = rows.map((cells) => { const tr = document.createElement("tr"); tr.append(...cells); return tr; });
  if (lines.length === 0) { const tr = document.createElement("tr"); const td = cell(empty, "quiet"); td.colSpan = 12; tr.append(td); lines.push(tr); }
  $(id).replaceChildren(...lines);
};
const mb = (bytes) => bytes === null ? "\\u2014" : (bytes / 1e6).toLocaleString("en", { maximumFractionDigits: 1, minimumFractionDigits: 1 });
const lost = (counts) => Object.entries(counts).filter(([, count]) => count > 0).map(([cause, count]) => count.toLocaleString("en") + " " + cause.toLowerCase()).join(", ") || "\\u2014";
const us = (ns) => (ns / 1000).toLocaleString("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const DASH = "\\u2014";
/** Rounded for the eye: the exact amount is the cell's title. */
const moneyOf = (text, plus) => {
  const amount = Number(text);
  const size = Math.abs(amount);
  const places = size > 0 && size < 0.001 ? 8 : 4;
  const sign = amount < 0 ? "\\u2212" : plus && amount > 0 ? "+" : "";
  return sign + size.toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places });
};
const unknown = () => cell("not known", "n quiet");
const money = (text, kind) => {
  if (text === null) return unknown();
  const td = cell(moneyOf(text, true), "n" + (kind ? " " + kind : ""));
  td.title = text;
  return td;
};
const feeText = ({ fees, feeUnknownFills }) => {
  const paid = fees.map(({ asset, amount }) => moneyOf(amount, false) + " " + asset);
  if (feeUnknownFills > 0) paid.push("of " + feeUnknownFills.toLocaleString("en") + " fills not known");
  return paid.join(", ") || "none";
};
const fees = (row) => {
  const td = cell(feeText(row), "n");
  td.title = row.fees.map(({ asset, amount }) => amount + " " + asset).join(", ");
  return td;
};
const mark = ({ mark, markState }) => cell(mark === null ? DASH : markState === "LIVE" ? mark : "\\u25b2 " + mark + " stale", "n");
const tradedCells = (one) => [
  cell(one.strategy), cell(one.instrument), cell(one.position, "n"),
  money(one.net, "total"), money(one.realised), money(one.unrealised), cell(one.quote, "quiet"), fees(one),
  cell(one.averagePrice ?? DASH, "n"), mark(one), cell(one.fills.toLocaleString("en"), "n")];
const totalCells = (one) => [
  cell("all strategies", "quiet"), cell(""), cell(""),
  money(one.net, "total"), money(one.realised), money(one.unrealised), cell(one.quote, "quiet"), cell(""), cell(""), cell(""), cell("")];
const netText = ({ profits, fees, feeUnknownFills }) => profits.length === 0 ? "" : "net " +
  profits.map((one) => one.net === null ? "not known" : moneyOf(one.net, true) + " " + one.quote).join(", ") + "  \\u00b7  fees " + feeText({ fees, feeUnknownFills });
/** What is counted between two looks at two actors may be seen in one of them only. */
const left = (whole, ...parts) => Math.max(0, parts.reduce((rest, part) => rest - part, whole));
const funnelCells = (one) => [
  one.intents, one.refused, one.expired, left(one.intents, one.refused, one.expired, one.sent),
  one.sent, one.acked, one.rejected, one.unanswered, left(one.sent, one.acked, one.rejected, one.unanswered), one.fills,
].map((count) => cell(count.toLocaleString("en"), "n"));
const REASONS = 5;
const WHO = { RISK: "risk", GATEWAY: "gateway, before it left", VENUE: "venue" };
/** The gate's kinds, in words; one of them is told of two causes. */
const RISK_WORDS = { BAD_ORDER: "bad order, or the order to replace is not working" };
const refusalRows = (refusals) => Object.keys(WHO).flatMap((step) => {
  const own = refusals.filter((one) => one.step === step);
  const rest = own.slice(REASONS);
  const more = rest.reduce((sum, { count }) => sum + count, 0);
  const rows = own.slice(0, REASONS).map((one) => [
    cell(WHO[step]), cell(one.count.toLocaleString("en"), "n"),
    cell(step === "RISK" ? RISK_WORDS[one.reason] ?? one.reason.toLowerCase().replaceAll("_", " ") : one.reason), cell(one.actor, "quiet")]);
  return more === 0 ? rows : [...rows, [cell(WHO[step]), cell(more.toLocaleString("en"), "n"), cell(rest.length + " more reasons", "quiet"), cell(DASH, "quiet")]];
});
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
    $("net").textContent = netText(trading.totals);
    const totals = trading.traded.length > 1 || trading.totals.profits.length > 1 ? trading.totals.profits : [];
    fill("traded", [...trading.traded.map(tradedCells), ...totals.map(totalCells)], "Nothing was traded yet");
    fill("funnel", [funnelCells(trading.funnel)], "");
    fill("refusals", refusalRows(trading.refusals), "No order was refused");
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
