/** The log of commands: what was written is read, a death is told from damage, and a full log says so. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../../src/core/prng.ts";
import { defineSymbol } from "../../../../../src/trading/venue/simulated/exchange/symbol-rules.ts";
import type { Command } from "../../../../../src/trading/venue/simulated/spot/command.ts";
import {
  commandLine,
  endMark,
  headLine,
  LogReader,
  tornMark,
} from "../../../../../src/trading/venue/simulated/spot/command-log.ts";

const HEAD = { originUs: 1_700_000_000_000_000, of: "seed 1" };
const WHOSE = { at: 1_700_000_000_123_456, account: 2 };
const PLACE = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  priceTicks: 6_173_763,
  lots: 150,
  quoteAtoms: null,
  stopTicks: Number.NaN,
  icebergLots: Number.NaN,
  clientOrderId: 'of "them"\n',
  stp: "NONE",
} as const;
const CANCEL = {
  symbol: "BTCUSDT",
  orderId: Number.NaN,
  clientOrderId: "zw\u00f6lf",
  newClientOrderId: "",
  restriction: "ONLY_NEW",
} as const;

/** One of each kind, with and without what may be absent. */
const COMMANDS: readonly Command[] = [
  { kind: "PLACE", ...WHOSE, request: PLACE },
  {
    kind: "PLACE",
    ...WHOSE,
    request: {
      ...PLACE,
      type: "MARKET",
      timeInForce: null,
      priceTicks: Number.NaN,
      lots: Number.NaN,
      quoteAtoms: 123_456_789_012_345_678_901n,
      stopTicks: 7,
      icebergLots: 8,
    },
  },
  { kind: "CANCEL", ...WHOSE, request: CANCEL },
  { kind: "CANCEL", ...WHOSE, request: { ...CANCEL, orderId: 17, clientOrderId: "" } },
  { kind: "CANCEL_ALL", ...WHOSE, symbol: "ETHUSDT" },
  {
    kind: "REPLACE",
    ...WHOSE,
    request: { mode: "ALLOW_FAILURE", cancel: CANCEL, place: PLACE },
  },
  {
    kind: "AMEND",
    ...WHOSE,
    request: { symbol: "BTCUSDT", orderId: 4, clientOrderId: "", lots: 3, newClientOrderId: "n" },
  },
  {
    kind: "OPEN",
    at: 0,
    options: { name: "fault", makerFeeMillionths: 0, tradeGroup: 2, isUnlimited: true },
  },
  {
    kind: "CRASH",
    at: WHOSE.at,
    symbol: "BTCUSDT",
    options: { depthBps: 300, fallSteps: 20, recoverySteps: 100 },
  },
  { kind: "DEPOSIT", ...WHOSE, asset: "USDT", atoms: -5n },
  {
    kind: "RULES",
    at: WHOSE.at,
    rules: { ...defineSymbol({ symbol: "AB", base: "A", quote: "B", tick: "0.05", lot: "0.1" }) },
  },
];
const LINES = COMMANDS.map(commandLine);
const WHOLE = headLine(HEAD) + LINES.join("");

/** All of a log; null of one without a head; or what is wrong with it. */
function readOf(text: string) {
  const opened = LogReader.open(text);
  if (!opened.ok) return opened.failure;
  const reader = opened.value;
  if (reader === null) return null;
  const commands: Command[] = [];
  for (;;) {
    const next = reader.next();
    if (!next.ok) return next.failure;
    if (next.value === null) break;
    commands.push(next.value);
  }
  const { head, isTorn, isEnded } = reader;
  return { head, commands, isTorn, isEnded };
}

describe("LogReader", () => {
  test("reads each command as it was", () => {
    expect(readOf(WHOLE)).toEqual({
      head: HEAD,
      commands: [...COMMANDS],
      isTorn: false,
      isEnded: false,
    });
  });

  test("takes a log without a whole head for one in which nothing was done", () => {
    const head = headLine(HEAD);
    for (let length = 0; length < head.length; length += 1) {
      expect(readOf(head.slice(0, length))).toBeNull();
    }
  });

  test("takes all whole commands of a log that was cut off anywhere", () => {
    for (let length = headLine(HEAD).length; length <= WHOLE.length; length += 1) {
      const text = WHOLE.slice(0, length);
      const whole = text.split("\n").length - 2;
      const read = readOf(text);
      expect(read).toMatchObject({
        commands: COMMANDS.slice(0, whole),
        isTorn: !text.endsWith("\n"),
      });
    }
  });

  test("goes on behind a torn line that says so, again and again", () => {
    const [first = "", second = "", third = ""] = LINES;
    for (let length = 1; length < first.length - 1; length += 1) {
      const torn = first.slice(0, length) + tornMark();
      expect(readOf(headLine(HEAD) + second + torn + torn + third)).toMatchObject({
        commands: [COMMANDS[1], COMMANDS[2]] as Command[],
      });
    }
  });

  test("refuses a log in which any one character was changed, and names the line", () => {
    const random = new Prng(Number(process.env.SEED ?? 7));
    const body = headLine(HEAD).length;
    for (let round = 0; round < 500; round += 1) {
      const at = random.between(body, WHOLE.length - 2);
      if (WHOLE[at] === "\n") continue;
      const text = `${WHOLE.slice(0, at)}${WHOLE[at] === "7" ? "8" : "7"}${WHOLE.slice(at + 1)}`;
      expect(readOf(text)).toStartWith("line ");
    }
  });

  test("refuses a file of something else", () => {
    expect(readOf("hello\nworld\n")).toContain("first line");
    expect(readOf('{"outcry":"exchange-log/0","originUs":1,"of":""}\n')).toContain("first line");
  });

  test("takes nothing of what stands behind the mark of a full log", () => {
    const read = readOf(headLine(HEAD) + LINES[0] + endMark() + LINES[1]);
    expect(read).toMatchObject({ commands: COMMANDS.slice(0, 1), isEnded: true });
  });
});
