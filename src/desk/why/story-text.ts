/** The story of an order for people: from the market event that caused it to the position behind it. */

import type { Body } from "../journal-view/record-names.ts";
import {
  lotsText,
  msText,
  priceText,
  timeText,
  wordsText,
} from "../journal-view/text/field-text.ts";
import { tableText } from "../journal-view/text/table-text.ts";
import type { GateNumber } from "./gate-numbers.ts";
import { type OrderStory, refusalText } from "./order-story.ts";
import type { TrailRecord } from "./order-trail.ts";

const MARKS = { PASSED: "ok  ", FAILED: "FAIL", NOT_LOOKED_AT: "-   " } as const;

/** Lines, without an end of line. */
export function storyText(story: OrderStory): string {
  const { trail } = story;
  return [
    `order     ${trail.orderId}  ${trail.instrument.name}  of ${trail.strategy}`,
    ...section("cause", causeLines(story)),
    ...section("intent", intentLines(story)),
    ...section("checks", checkLines(story.numbers)),
    ...section("verdict", verdictLines(story)),
    ...section("steps", stepLines(story)),
    ...section("position", positionLines(story)),
    ...trail.damages.map(
      ({ file, sequence, message }) =>
        `warning   ${file} is damaged at sequence ${sequence}, so something may be missing: ${message}`,
    ),
  ].join("\n");
}

function section(name: string, lines: readonly string[]): readonly string[] {
  const head = (index: number) => (index === 0 ? name.padEnd(10) : " ".repeat(10));
  return lines.map((line, index) => `${head(index)}${line}`.trimEnd());
}

function causeLines(story: OrderStory): readonly string[] {
  const { check, basis, marketEvent, searched, steps, trail } = story;
  if (check === null) return ["the journal has no record of what the gate looked at"];
  const { bidTicks, askTicks, bookSequence } = check.body;
  const price = (ticks: unknown) =>
    priceText(trail.instrument, typeof ticks === "number" ? ticks : Number.NaN);
  const book = `the gate saw bid ${price(bidTicks)}, ask ${price(askTicks)}, book at ${String(bookSequence)}`;
  if (basis === null) return ["the strategy had seen no market message", book];
  const name = `${marketEvent?.actor ?? basis.actor} ${basis.sequence}`;
  if (marketEvent !== null) {
    const { log, type, words } = marketEvent;
    // The log is written later than what it says: the time is that of the step.
    const step = steps.find(({ what }) => what === "market event");
    const wallMicros = step?.wallMicros ?? marketEvent.wallMicros;
    return [`${name}  ${type}  ${timeText(wallMicros)}  (${log})`, words.join(" "), book];
  }
  const where =
    searched.length === 0 ? "there is no message log" : `searched: ${searched.join(", ")}`;
  return [`${name}  is not in the message log (${where})`, book];
}

function intentLines({ check, intent, trail }: OrderStory): readonly string[] {
  if (check === null) return [];
  const { side, lots, priceTicks, validUntil, decidedAt, intentSequence } = check.body;
  const number = (value: unknown) => (typeof value === "number" ? value : Number.NaN);
  const what = `${String(side)} ${lotsText(trail.instrument, number(lots))} at ${priceText(trail.instrument, number(priceTicks))}`;
  const valid = `valid for ${msText(number(validUntil) - number(decidedAt))}`;
  const logged = intent === null ? "" : `  (${intent.log})`;
  return [
    `${what}, ${valid}, ${intent?.actor ?? check.named.strategy} ${String(intentSequence)}${logged}`,
  ];
}

function checkLines(numbers: readonly GateNumber[]): readonly string[] {
  const rows = numbers.map(({ name, outcome, valueText, limitText }) => [
    MARKS[outcome],
    name,
    valueText,
    outcome === "FAILED" ? "not <=" : outcome === "PASSED" ? "<=" : "",
    limitText,
  ]);
  return rows.length === 0 ? [] : tableText(rows, [2, 4]).split("\n");
}

function verdictLines({ verdict, wasSentEarly }: OrderStory): readonly string[] {
  if (verdict === null) return ["the journal has no verdict of the gate"];
  const { kind, record, reason } = verdict;
  const at = `${kind} by ${record.actor}, journal ${record.journalSequence}`;
  const { durable } = record;
  const safe =
    durable === null
      ? "its group has no COMMIT: it was told to nobody"
      : `on the disk with journal ${durable.journalSequence}, ${timeText(durable.wallMicros)}, ${msText(durable.committedAt - record.committedAt)} behind it`;
  const early = "WARNING: a gateway had sent it before that";
  return [at, ...(reason === "" ? [] : [reason]), safe, ...(wasSentEarly ? [early] : [])];
}

function stepLines({ steps, trail }: OrderStory): readonly string[] {
  const rows = steps.map((step) => [
    step.journalSequence === null ? "" : `${step.journalSequence}`,
    timeText(step.wallMicros),
    plus(step.sinceFirstNs),
    plus(step.sinceLastNs),
    step.what,
    step.by,
    step.record === null ? "" : aboutStep(step.record, trail.instrument),
  ]);
  const head = ["journal", "time", "since first", "since last", "step", "by", ""];
  return rows.length === 0 ? [] : tableText([head, ...rows], [0, 2, 3]).split("\n");
}

function aboutStep(record: TrailRecord, instrument: OrderStory["trail"]["instrument"]): string {
  const { type, body, named } = record;
  const number = (value: unknown) => (typeof value === "number" ? value : Number.NaN);
  if (type === "refused") return refusalText(record);
  if (type === "approved") return `for ${named.execution}`;
  if (type === "venue-answer") return answerText(body);
  const left = `${lotsText(instrument, number(body.leavesLots))} left`;
  const reason = body.reason === "" ? "" : `: ${wordsText(String(body.reason))}`;
  if (body.kind !== "FILL") return `${left}${reason}`;
  const what = `${lotsText(instrument, number(body.deltaLots))} at ${priceText(instrument, number(body.priceTicks))}`;
  return `${what}, ${String(body.liquidity).toLowerCase()}, trade ${wordsText(String(body.tradeId))}, ${left}`;
}

function answerText({ method, outcome, status, code, venueOrderId, text, way }: Body): string {
  const over = way === "REST" ? "REST" : "WebSocket API";
  const number = Number(code) === 0 ? `${String(status)}` : `${String(status)} ${String(code)}`;
  const order = venueOrderId === "" ? "" : `, venue order ${wordsText(String(venueOrderId))}`;
  const words = text === "" ? "" : `: ${wordsText(String(text))}`;
  return `${wordsText(String(method))} by ${over}: ${String(outcome)}, ${number}${order}${words}`;
}

function positionLines({ trail }: OrderStory): readonly string[] {
  const { position, instrument, journalFirst, strategy } = trail;
  const lots = (value: number) => lotsText(instrument, value);
  const filled = trail.records.filter(({ body }) => body.kind === "FILL");
  const count = filled.reduce(
    (sum, { body }) => sum + (typeof body.deltaLots === "number" ? body.deltaLots : 0),
    0,
  );
  const since = journalFirst > 1 ? `; fills before journal ${journalFirst} are not counted` : "";
  return [
    `${strategy} held ${lots(position.before)} before, ${lots(position.after)} after, ${lots(position.now)} at the journal's end${since}`,
    `this order filled ${lots(count)}; fills: ${filled.length}`,
  ];
}

function plus(ns: number): string {
  return ns < 0 || Number.isNaN(ns) ? msText(ns) : `+${msText(ns)}`;
}
