/** Warnings and mistakes about the two ends of a wire. */
import { describe, expect, test } from "bun:test";
import type { Speaker } from "../../../../src/desk/config/graph/message-graph.ts";
import {
  messageWarningsOf,
  versionMistakesOf,
} from "../../../../src/desk/config/graph/message-graph.ts";
import type {
  ActorInspection,
  MessageInspection,
} from "../../../../src/runtime/actor/inspection.ts";
import { messageNamed } from "../desk-kit.ts";

function speaker(
  name: string,
  reads: readonly string[],
  says: Partial<Pick<ActorInspection, "in" | "out" | "watch">>,
  kind = "strategy",
): Speaker {
  const nothing = { args: {}, in: {}, out: {}, boards: {}, watch: {}, answers: {}, keep: null };
  return {
    name,
    kind,
    reads: reads.map((actor) => ({ actor, subscription: "EVICT", lane: "MARKET" })),
    inspection: { ...nothing, handlers: [], ...says },
  };
}

const types = (...all: readonly MessageInspection[]) =>
  Object.fromEntries(all.map((type, index) => [`m${index}`, type]));
const quote = messageNamed("quote");

describe("messageWarningsOf", () => {
  test("a message with both ends is no warning", () => {
    const feed = speaker("feed", [], { out: types(quote) });
    const maker = speaker("maker", ["feed"], { in: types(quote) });
    expect(messageWarningsOf([feed, maker])).toEqual([]);
  });

  test("a message that nobody sends is named at its reader", () => {
    const feed = speaker("feed", [], {});
    const maker = speaker("maker", ["feed"], { in: types(quote) });
    expect(messageWarningsOf([feed, maker])).toEqual([
      "maker understands quote, which nobody that it reads sends",
    ]);
  });

  test("a sender that the reader does not read is nobody", () => {
    const feed = speaker("feed", [], { out: types(quote) });
    const maker = speaker("maker", [], { in: types(quote) });
    expect(messageWarningsOf([feed, maker])).toEqual([
      "feed sends quote, which nobody reads",
      "maker understands quote, which nobody that it reads sends",
    ]);
  });

  test("a log reads every message, whatever its type", () => {
    const feed = speaker("feed", [], { out: types(quote) });
    const log = speaker("log", ["feed"], {}, "message-log");
    expect(messageWarningsOf([feed, log])).toEqual([]);
  });

  test("a journal, too, but no audit log, which follows files", () => {
    const risk = speaker("risk", [], { out: types(quote) }, "risk");
    expect(messageWarningsOf([risk, speaker("journal", ["risk"], {}, "journal")])).toEqual([]);
    expect(messageWarningsOf([risk, speaker("audit", ["risk"], {}, "audit")])).toEqual([
      "risk sends quote, which nobody reads",
    ]);
  });

  test("what main says needs no reader, and is sent for whoever reads main", () => {
    const main = { name: "desk", inspection: { out: types(quote) } };
    expect(messageWarningsOf([speaker("maker", ["desk"], {})], main)).toEqual([]);
    const hears = { in: types(quote) };
    expect(messageWarningsOf([speaker("maker", ["desk"], hears)], main)).toEqual([]);
    expect(messageWarningsOf([speaker("maker", [], hears)], main)).toEqual([
      "maker understands quote, which nobody that it reads sends",
    ]);
  });

  test("what the loop says needs no sender", () => {
    const says = { in: types(messageNamed("peer"), messageNamed("gap")) };
    expect(messageWarningsOf([speaker("maker", [], says)])).toEqual([]);
  });

  test("a board that nobody writes is named at its watcher", () => {
    expect(messageWarningsOf([speaker("maker", [], { watch: types(quote) })])).toEqual([
      "maker watches board quote, which nobody writes",
    ]);
  });

  test("a feed watches a venue of this process only when there is one", () => {
    const feed = speaker("feed", [], { watch: types(quote) }, "feed");
    const venue = speaker("venue", [], {}, "venue");
    expect(messageWarningsOf([feed])).toEqual([]);
    expect(messageWarningsOf([feed, venue])).toEqual([
      "feed watches board quote, which nobody writes",
    ]);
  });
});

describe("versionMistakesOf", () => {
  test("one name and two versions is a mistake of the reader", () => {
    const feed = speaker("feed", [], { out: types(messageNamed("quote", 2)) });
    const maker = speaker("maker", ["feed"], { in: types(quote) });
    expect(versionMistakesOf([feed, maker])).toEqual([
      { reader: "maker", message: "feed says quote version 2, and maker reads version 1" },
    ]);
  });

  test("one version and two layouts is a mistake, too", () => {
    const feed = speaker("feed", [], { out: types({ ...quote, hash: "other" }) });
    const maker = speaker("maker", ["feed"], { in: types(quote) });
    expect(versionMistakesOf([feed, maker]).map(({ message }) => message)).toEqual([
      "feed says another layout of quote version 1 than maker reads",
    ]);
  });

  test("main is an end like another, for who reads it", () => {
    const main = { name: "desk", inspection: { out: types(messageNamed("quote", 2)) } };
    const hears = { in: types(quote) };
    expect(versionMistakesOf([speaker("maker", ["desk"], hears)], main)).toEqual([
      { reader: "maker", message: "desk says quote version 2, and maker reads version 1" },
    ]);
    expect(versionMistakesOf([speaker("maker", [], hears)], main)).toEqual([]);
  });

  test("actors that do not read each other may differ", () => {
    const feed = speaker("feed", [], { out: types(messageNamed("quote", 2)) });
    const maker = speaker("maker", [], { in: types(quote) });
    expect(versionMistakesOf([feed, maker])).toEqual([]);
  });
});
