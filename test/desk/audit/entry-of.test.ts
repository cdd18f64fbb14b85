/** What becomes a leaf, under which kind, and in which words. */
import { describe, expect, test } from "bun:test";
import { entryOf } from "../../../src/desk/audit/entry-of.ts";
import { plainBody } from "../../../src/desk/audit/plain-body.ts";
import { Alert } from "../../../src/desk/message/alert.ts";
import { DESK_TYPES } from "../../../src/desk/message/desk-types.ts";
import { GateCheck } from "../../../src/desk/message/gate-check.ts";
import { OrderEvent } from "../../../src/desk/message/order-event.ts";
import { definePacked } from "../../../src/runtime/codec/define-packed.ts";
import { schemaEntryOf } from "../../../src/runtime/codec/file-entry.ts";
import { FileTable } from "../../../src/runtime/codec/file-table.ts";
import type { MessageType } from "../../../src/runtime/codec/message-type.ts";
import { packBody } from "../../../src/runtime/codec/msgpack.ts";
import { TYPE_ACTOR, TYPE_SCHEMA } from "../../../src/runtime/codec/type-table.ts";
import { canonicalJson } from "../../../src/runtime/journal/audit/leaf/canonical-json.ts";
import {
  JOURNAL_ACTOR,
  MARK_COMMIT,
  MARK_FIRST,
  MARK_HALTED,
  MARK_RECOVERED,
  MARK_RUN_ENDED,
  MARK_RUN_STARTED,
  MARK_SEGMENT_END,
  MARK_SNAPSHOT,
} from "../../../src/runtime/journal/format/mark.ts";
import type { FollowedRecord } from "../../../src/runtime/journal/read/journal-follower.ts";

const RISK = 4;
const Heartbeat = definePacked<{ at: number }>("heartbeat", 1);
const TYPES: readonly MessageType<never>[] = [
  ...DESK_TYPES,
  GateCheck,
  OrderEvent,
  Heartbeat,
] as never;

const table = tableOf();

describe("entryOf", () => {
  test("each message of main's is a leaf, but beat and kept", () => {
    const kinds = DESK_TYPES.map((type) => {
      const number = TYPES.indexOf(type as never) + 1;
      return entryOf(recordOf(number, packBody({ text: "x" }).slice()), table)?.kind ?? null;
    });
    expect(kinds).toEqual(["ACTOR_LIFE", "ALERT", null, "CONFIG_LOAD", null, "OPERATOR_ACTION"]);
  });

  test("a message is a leaf of its writer, with its place in journal and topic", () => {
    const entry = entryOf(messageOf(OrderEvent, ORDER_EVENT), table);
    expect(entry).toEqual({
      kind: "ORDER_EVENT",
      actor: "risk",
      payload: {
        journalSequence: 77,
        sequence: 12,
        committedAt: 345,
        wallMicros: 678,
        // The order was never sent.
        body: { ...ORDER_EVENT, sentAt: null },
      },
    });
  });

  test("an alert that trading was halted is a HALT, so that it is signed at once", () => {
    const alert = (level: "HALT" | "ERROR") =>
      entryOf(messageOf(Alert, { level, source: "desk", text: "disk" }), table)?.kind;
    expect([alert("HALT"), alert("ERROR")]).toEqual(["HALT", "ALERT"]);
  });

  test("a message that is named as a record of the log's own has another kind", () => {
    expect(entryOf(messageOf(Heartbeat, { at: 1 }), table)?.kind).toBe("MESSAGE_HEARTBEAT");
  });

  test("of the journal's own marks those have one that tell of a run", () => {
    const told = new Map([
      [MARK_RUN_STARTED, "JOURNAL_RUN_STARTED"],
      [MARK_RUN_ENDED, "JOURNAL_RUN_ENDED"],
      [MARK_RECOVERED, "JOURNAL_RECOVERED"],
      [MARK_HALTED, "JOURNAL_HALTED"],
    ]);
    const silent = [MARK_COMMIT, MARK_SEGMENT_END, MARK_SNAPSHOT, TYPE_ACTOR, TYPE_SCHEMA];
    for (let type = MARK_FIRST; type < 0xffff; type += 1) {
      const mark = { ...recordOf(type, packBody({ runId: "a" }).slice()), actor: JOURNAL_ACTOR };
      const entry = entryOf(mark, table);
      expect(entry?.kind ?? null).toBe(told.get(type) ?? null);
      if (entry !== null)
        expect(entry).toMatchObject({ actor: "journal", payload: { body: { runId: "a" } } });
    }
    expect(silent.every((type) => !told.has(type))).toBe(true);
  });

  test("what nobody explains, and what is not of its schema, is a leaf with its hash alone", () => {
    const secret = packBody({ apiKey: "canary" }).slice();
    const strange = entryOf(recordOf(999, secret), table);
    const torn = entryOf(recordOf(TYPES.indexOf(GateCheck as never) + 1, secret), table);
    for (const [entry, name] of [
      [strange, null],
      [torn, "gate-check"],
    ] as const) {
      expect(entry).toMatchObject({
        kind: "UNEXPLAINED",
        payload: {
          body: {
            name,
            bytes: secret.length,
            sha256: new Bun.CryptoHasher("sha256").update(secret).digest("hex"),
          },
        },
      });
      expect(JSON.stringify(entry)).not.toContain("canary");
    }
  });

  test("a writer whom nobody introduced is told by its number", () => {
    const entry = entryOf({ ...messageOf(OrderEvent, ORDER_EVENT), actor: 9 }, table);
    expect(entry?.actor).toBe("actor.9");
  });
});

describe("plainBody", () => {
  test.each([
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, "Infinity"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
    [2n ** 60n, "1152921504606846976"],
    [undefined, null],
    ["a\ud800", "a\ufffd"],
    [new Uint8Array([1, 2]), { base64: "AQI=" }],
    [
      [1, [Number.NaN]],
      [1, [null]],
    ],
  ])("%p is %p", (value, plain) => {
    expect(plainBody(value)).toEqual(plain);
  });

  test("whatever a message may hold has a canonical text", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 60; level += 1) deep = level % 2 === 0 ? [deep] : { deep };
    const body = { deep, "a\udc00": 1, none: undefined, list: [Number.NaN] };
    expect(canonicalJson({ payload: { body: plainBody(body) } })).toContain("nested too deep");
  });
});

const ORDER_EVENT = {
  kind: "REJECTED",
  side: "BUY",
  liquidity: "NONE",
  instrument: 0,
  strategy: 2,
  orderLots: 5,
  deltaLots: 0,
  cumLots: 0,
  leavesLots: 0,
  priceTicks: 100,
  feeMinor: 0,
  feeAsset: "QUOTE",
  feeText: "",
  sentAt: Number.NaN,
  orderId: "o-1",
  tradeId: "",
  reason: "no",
} as const;

function tableOf(): FileTable {
  const made = new FileTable();
  const entries = TYPES.map(({ name, version, schema }, at) =>
    schemaEntryOf({ number: at + 1, name, version, schema }),
  );
  for (const entry of entries) made.take(recordOf(TYPE_SCHEMA, packBody(entry).slice()));
  const risk = { number: RISK, name: "risk", kind: "risk", incarnation: 1 };
  made.take(recordOf(TYPE_ACTOR, packBody(risk).slice()));
  return made;
}

function messageOf<Body>(type: MessageType<Body>, body: Body): FollowedRecord {
  const data = new DataView(new ArrayBuffer(type.codec.sizeOf(body)));
  const bytes = type.codec.write(data, 0, body);
  const number = TYPES.indexOf(type as never) + 1;
  return recordOf(number, new Uint8Array(data.buffer, 0, bytes));
}

function recordOf(type: number, payload: Uint8Array): FollowedRecord {
  const version = TYPES[type - 1]?.version ?? 1;
  const head = { type, version, actor: RISK, flags: 0, payload };
  return { ...head, journalSequence: 77, sequence: 12, committedAt: 345, wallMicros: 678 };
}
