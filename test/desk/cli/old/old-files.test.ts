/**
 * Files of another day. A log that was written with version 1 of its schemas is read by code that
 * has version 2, by the table in the file; what the file does not explain is refused, never guessed.
 */
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import {
  type LoggedRecord,
  openLog,
  recordJson,
  recordsOf,
  recordText,
} from "../../../../src/desk/cli/record-lines.ts";
import { schemaEntryOf } from "../../../../src/runtime/codec/file-entry.ts";
import { packBody } from "../../../../src/runtime/codec/msgpack.ts";
import { RECORD_HEAD_BYTES } from "../../../../src/runtime/codec/record-frame.ts";
import { RecordFrames } from "../../../../src/runtime/codec/record-frames.ts";
import { TYPE_ACTOR, TYPE_SCHEMA } from "../../../../src/runtime/codec/type-table.ts";
import { isSame } from "../../../runtime/codec/same-value.ts";
import { runVerb } from "../kit/verb.ts";
import { type OldBody, SAID, V1, V1_TYPES, V2, V2_TYPES, writeLog } from "./version-one.ts";

const FILE = join(import.meta.dir, "version-one.records");

if (process.env.OLD_FILE === "write") await Bun.write(FILE, writeLog());
const committed = await Bun.file(FILE).bytes();

function numberOf(name: string): number {
  return V1_TYPES.find((entry) => entry.name === name)?.number ?? -1;
}

/** A message of version 1, as a frame of its type's number. */
function addMessage(frames: RecordFrames, name: keyof typeof V1, body: OldBody, change = {}) {
  const data = new DataView(new ArrayBuffer(V1[name].codec.sizeOf(body)));
  V1[name].codec.write(data, 0, body);
  const head = { version: 1, sequence: 1, committedAt: 0, actor: 0, flags: 0, wallMicros: 0 };
  frames.add({ ...head, type: numberOf(name), ...change }, data);
}

function addSchema(frames: RecordFrames, name: string, change: object = {}): undefined {
  const entry = V1_TYPES.find((known) => known.name === name) ?? V1_TYPES[0];
  if (entry !== undefined) frames.addEntry(TYPE_SCHEMA, { ...schemaEntryOf(entry), ...change }, 0);
}

function recordsIn(frames: RecordFrames): readonly LoggedRecord[] {
  return [...recordsOf(openLog(frames.take().slice()))];
}

const quote = { bidTicks: 1, askTicks: 2, venueTimeUs: 3, state: "LIVE" } as const;

describe("a log of version 1", () => {
  test("is written today as it was when it was committed", () => {
    expect(writeLog().toHex()).toBe(committed.toHex());
  });

  test("decodes by the table in the file, whatever the code of today has", () => {
    const log = openLog(committed);
    const records = [...recordsOf(log)];
    expect(log.file.tornAt).toBeNull();
    expect(records.map(({ type }) => type)).toEqual(SAID.map(([name]) => name));
    for (const [index, [, body]] of SAID.entries()) {
      const record = records[index];
      expect([record?.refused, record?.actor, record?.sequence]).toEqual([null, "feed", index + 1]);
      expect([index, isSame(record?.body, body)]).toEqual([index, true]);
    }
  });

  test("is shown as JSON with what JSON has no word for as text", () => {
    const documents = [...recordsOf(openLog(committed))].map((record) =>
      JSON.parse(recordJson(record)),
    );
    expect(documents[1].body.fields).toEqual({ a: [1, 0, null], big: "1152921504606846976" });
    expect(documents[2].body).toMatchObject({ lots: null, orderId: "r1a2" });
  });

  test("has other numbers and other layouts than the code that reads it", () => {
    for (const { name, number, schema } of V1_TYPES) {
      expect(V2_TYPES.find((entry) => entry.name === name)?.number).not.toBe(number);
      const table = openLog(committed).table;
      expect(table.types.get(number)).toBeUndefined();
      for (const record of openLog(committed).file) table.take(record);
      expect(table.types.get(number)).toEqual(schema);
    }
  });

  test("is printed by inspect, a line a record", async () => {
    const { exit, out, err } = await runVerb("inspect", FILE);
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    const lines = out.trimEnd().split("\n");
    expect(lines.length).toBe(SAID.length);
    expect(lines[0]).toEndWith(
      'bidTicks=100.5 askTicks=0 venueTimeUs=9007199254740992 state="STALE"',
    );
    expect(lines[1]).toContain('text="größer" fields={"a":[1,0,null],"big":"1152921504606846976"}');
    expect(lines[2]).toEndWith('side="SELL" lots=NaN count=-2147483648 orderId="r1a2" tradeId=""');
  });

  test.each(["quote", "fill", "book"] as const)(
    "is not read by the view of %s in version 2 where the bytes can tell",
    (name) => {
      const [, body] = SAID.find(([said]) => said === name) ?? ["", {}];
      const data = new DataView(new ArrayBuffer(V1[name].codec.sizeOf(body)));
      const bytes = V1[name].codec.write(data, 0, body);
      const view = V2[name].codec.createView();
      const read = () => {
        view.bind(data, 0, bytes);
        return view.toJSON();
      };
      // Where they cannot, as with another unit, the version in the record's header does.
      if (name === "book") expect(read()).toEqual(body);
      else expect(read).toThrow(`record has the layout of ${name}`);
    },
  );
});

describe("a log's table", () => {
  test("may grow in the middle of the file, and explains only what follows", () => {
    const frames = new RecordFrames();
    addSchema(frames, "quote");
    addMessage(frames, "quote", quote);
    addMessage(frames, "book", { depth: 1, levels: [1, 2] });
    addSchema(frames, "book");
    frames.addEntry(TYPE_ACTOR, { number: 0, name: "feed", kind: "feed", incarnation: 1 }, 0);
    addMessage(frames, "book", { depth: 1, levels: [1, 2] });
    const number = numberOf("book");
    const found = recordsIn(frames).map(({ type, actor, body, refused }) => ({
      type,
      actor,
      body,
      refused,
    }));
    expect<unknown>(found).toEqual([
      { type: "quote", actor: "actor 0", body: quote, refused: null },
      {
        type: `type ${number}`,
        actor: "actor 0",
        body: null,
        refused: `the file does not explain type ${number}`,
      },
      { type: "book", actor: "feed", body: { depth: 1, levels: [1, 2] }, refused: null },
    ]);
  });

  test("may explain a number anew, in another version", () => {
    const frames = new RecordFrames();
    addSchema(frames, "quote");
    addMessage(frames, "quote", quote);
    addSchema(frames, "quote", { ...V2.quote.schema, number: numberOf("quote") });
    const body = { askTicks: 1, bidTicks: 2, venueTimeUs: 3, state: "GONE" };
    const data = new DataView(new ArrayBuffer(V2.quote.codec.sizeOf(body)));
    V2.quote.codec.write(data, 0, body);
    const head = { version: 2, sequence: 1, committedAt: 0, actor: 0, flags: 0, wallMicros: 0 };
    frames.add({ ...head, type: numberOf("quote") }, data);
    addMessage(frames, "quote", quote);
    const [first, second, third] = recordsIn(frames);
    expect<unknown>([first?.body, second?.body, third?.body]).toEqual([quote, body, null]);
    expect(third?.refused).toContain(
      "has the version that its file explains, 2: current version is 1",
    );
  });
});

describe("what a log says wrongly", () => {
  test.each<[string, (frames: RecordFrames) => undefined, string]>([
    [
      "an entry whose kind is of another time",
      (frames) => {
        const fields = [{ name: "a", kind: "int128", unit: "" }];
        addSchema(frames, "quote", { fields });
      },
      'a of quote is of a kind that is known: "int128"',
    ],
    [
      "an entry that is no msgpack",
      (frames) => {
        const head = { version: 1, sequence: 0, committedAt: 0, actor: 0, flags: 0, wallMicros: 0 };
        frames.add({ ...head, type: TYPE_SCHEMA }, new DataView(new ArrayBuffer(3)));
      },
      "record has the layout of schema",
    ],
    [
      "a record of another layout",
      (frames) => {
        addMessage(frames, "book", { depth: 1, levels: [] }, { type: numberOf("quote") });
      },
      "record has the layout of quote",
    ],
    [
      "a record of another version",
      (frames) => {
        addMessage(frames, "quote", quote, { version: 2 });
      },
      "record of quote has the version that its file explains, 1: current version is 2",
    ],
    [
      "a packed record that is no map",
      (frames) => {
        const payload = packBody([1]).slice();
        const head = { version: 1, sequence: 0, committedAt: 0, actor: 0, flags: 0, wallMicros: 0 };
        frames.add({ ...head, type: numberOf("note") }, new DataView(payload.buffer));
      },
      "record has the layout of note",
    ],
  ])("%s is listed with the reason, and the reading goes on", (_, add, reason) => {
    const frames = new RecordFrames();
    addSchema(frames, "quote");
    addSchema(frames, "note");
    add(frames);
    addSchema(frames, "quote");
    addMessage(frames, "quote", quote);
    const records = recordsIn(frames);
    expect(records.map(({ refused }) => refused === null)).toEqual([false, true]);
    expect(records[0]?.refused).toContain(reason);
    expect<unknown>(records[1]?.body).toEqual(quote);
    for (const record of records) {
      expect(recordText(record)).toContain(record.refused === null ? "bidTicks=1" : "refused=");
      expect(JSON.parse(recordJson(record)).refused).toBe(record.refused);
    }
  });

  test("a text that a terminal would obey is printed as what it is", () => {
    const frames = new RecordFrames();
    addSchema(frames, "note");
    addMessage(frames, "note", { "a\u001b[2J": 1, "b\u009b": "c\u009b2J", d: new Uint8Array(3) });
    const [line = ""] = recordsIn(frames).map(recordText);
    expect(line).toEndWith('"a\\u001b[2J"=1 "b\\u009b"="c\\u009b2J" d=[3 bytes]');
  });
});

test("a frame of a file is a record's header and payload, as they lay in the ring", () => {
  expect(RECORD_HEAD_BYTES).toBe(24);
  const data = new DataView(committed.buffer, committed.byteOffset);
  const bytes = data.getUint32(0, true);
  expect([data.getInt32(8, true), data.getUint32(12, true)]).toEqual([bytes - 24, 0x1_fffd]);
});
