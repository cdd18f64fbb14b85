/** Packed messages against msgpackr both ways, and what their views promise. */
import { describe, expect, test } from "bun:test";
import { Packr } from "msgpackr";
import { AssertionError } from "../../../src/core/assert.ts";
import { Prng } from "../../../src/core/prng.ts";
import { decodeRecord } from "../../../src/runtime/codec/decode-record.ts";
import { definePacked } from "../../../src/runtime/codec/define-packed.ts";
import { packBody } from "../../../src/runtime/codec/msgpack.ts";
import { judgeMsgpack } from "./reference-msgpack.ts";
import { isSame } from "./same-value.ts";

type Body = { readonly name: string; readonly about: unknown };

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const packr = new Packr({ useRecords: false });
const Peer = definePacked<Body>("peer", 1, { slots: 2, slotBytes: 512 });
const peer: Body = { name: "risk", about: { instruments: ["BTC-USDT"], limits: null } };

function bind(bytes: Uint8Array) {
  const memory = new Uint8Array(new SharedArrayBuffer(bytes.length + 16));
  memory.set(bytes, 8);
  const data = new DataView(memory.buffer);
  const view = Peer.codec.createView();
  view.bind(data, 8, bytes.length);
  return { memory, data, view };
}

function randomValue(prng: Prng, depth: number): unknown {
  const kind = prng.between(0, depth > 0 ? 6 : 4);
  if (kind === 0) return prng.between(-(2 ** 40), 2 ** 40);
  if (kind === 1) return prng.unit() * 1e9;
  if (kind === 2) return prng.pick(["", "text", "größer", "x".repeat(300)]);
  if (kind === 3) return prng.pick([true, false, null]);
  if (kind === 4) return prng.pick([Number.NaN, Number.POSITIVE_INFINITY, 0, -0]);
  const length = prng.between(0, 4);
  const values = Array.from({ length }, () => randomValue(prng, depth - 1));
  return kind === 5 ? values : Object.fromEntries(values.map((value, at) => [`key${at}`, value]));
}

describe("definePacked", () => {
  test(`agrees with msgpackr both ways (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 500; round += 1) {
      const body: Body = { name: `peer-${round}`, about: randomValue(prng, 3) };
      const size = Peer.codec.sizeOf(body);
      const bytes = new Uint8Array(size);
      expect(Peer.codec.write(new DataView(bytes.buffer), 0, body)).toBe(size);
      expect(packr.unpack(bytes)).toEqual(body);
      expect(decodeRecord(Peer.schema, bytes)).toEqual(body);
      expect<unknown>(bind(packBody(body)).view.toJSON()).toEqual(body);
      expect<unknown>({ ...Peer.of(body) }).toEqual(body);
    }
  });

  test("has fields like a body: they can be read, listed, spread and sent on", () => {
    const { view } = bind(packr.pack(peer));
    expect(view.name).toBe("risk");
    expect("about" in view && !("other" in view)).toBe(true);
    expect<unknown>({ ...view }).toEqual({ ...peer });
    expect(JSON.stringify(view)).toBe(JSON.stringify(peer));
    expect(Peer.codec.sizeOf(view)).toBe(Peer.codec.sizeOf(peer));
    expect<unknown>({ ...Peer.of(view) }).toEqual({ ...peer });
  });

  test("reads the bytes as they were when it was bound", () => {
    const { memory, view } = bind(packr.pack(peer));
    memory.fill(0);
    expect<unknown>({ ...view.copy() }).toEqual({ ...peer });
  });

  test("reads the record that it was bound to last", () => {
    const { view } = bind(packr.pack(peer));
    expect(view.name).toBe("risk");
    const bytes = packr.pack({ ...peer, name: "journal" });
    view.bind(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length);
    expect(view.name).toBe("journal");
  });

  test("cannot be read before it is bound and after its handler returned", () => {
    const message = "Cannot read peer as its handler has returned";
    expect(() => Peer.codec.createView().name).toThrow(message);
    const { view } = bind(packr.pack(peer));
    view.poison();
    expect(() => view.name).toThrow(message);
    expect(() => view.copy()).toThrow(message);
  });

  test("gives frozen copies", () => {
    const { view } = bind(packr.pack(peer));
    expect(Object.isFrozen(view.copy()) && Object.isFrozen(Peer.of(peer))).toBe(true);
    expect(() => Object.assign(view, { name: "other" })).toThrow();
  });

  test("refuses a field that its view would hide", () => {
    const body = { ...peer, copy: 1 };
    expect(() => Peer.codec.sizeOf(body)).toThrow("body of peer has no field that is named like");
  });

  test("refuses bytes that are no body, by name", () => {
    const hostile = [
      [],
      [0x93, 1],
      [0x90],
      [0x05],
      [0xc0],
      [0xa1],
      // Bytes and a time are objects of the language too, of which the first cannot be frozen.
      [0xc4, 1, 7],
      [0xd6, 0xff, 0, 0, 0, 1],
      // Fields that the view would hide.
      [0x81, 0xa4, ...new TextEncoder().encode("copy"), 1],
      [0x81, 0xa6, ...new TextEncoder().encode("toJSON"), 1],
    ];
    for (const bytes of hostile) {
      expect(() => bind(Uint8Array.from(bytes)).view.name).toThrow("has the layout of peer");
      expect(() => bind(Uint8Array.from(bytes)).view.copy()).toThrow("has the layout of peer");
    }
    const { data, view } = bind(packr.pack(peer));
    expect(() => view.bind(data, 8, data.byteLength)).toThrow("has the layout of peer");
  });

  test("reads every change of one byte as msgpack says, or refuses it by name", () => {
    const clean = Uint8Array.from(
      packr.pack({ name: "größer", about: [1, { a: -2.5 }, null, "x"] }),
    );
    let refused = 0;
    for (let change = 0; change < clean.length * 256; change += 1) {
      const bytes = clean.with(Math.floor(change / 256), change % 256);
      const judged = judgeMsgpack(bytes);
      try {
        if (!isSame(bind(bytes).view.toJSON(), judged?.value)) {
          throw new Error(`misread ${bytes.toHex()}`);
        }
      } catch (error) {
        if (!(error instanceof AssertionError && error.message.includes("layout of peer")))
          throw error;
        refused += 1;
      }
    }
    expect(refused).toBeWithin(clean.length, clean.length * 200);
  });

  test("has a name and a version that a record can carry", () => {
    expect(() => definePacked("Two Words", 1)).toThrow("name of a message is kebab-case");
    expect(() => definePacked("peer", 0)).toThrow("version of peer is 1 to 32,767");
  });
});

describe("definePacked refuses a body", () => {
  const cycle: { name: string; about: unknown } = { name: "risk", about: null };
  cycle.about = [cycle];
  const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
  const own = JSON.parse('{ "name": "risk", "about": { "__proto__": 1 } }') as Body;

  test.each<[string, unknown, string]>([
    ["that is a list", [1, 2], "body of peer is an object of named fields"],
    ["that is a time", new Date(0), "body of peer is an object of named fields"],
    ["with a symbol", { ...peer, about: Symbol("a") }, "body of peer is plain data: Unknown type"],
    [
      "with 2^64",
      { ...peer, about: 2n ** 64n },
      "body of peer is plain data: 18446744073709551616",
    ],
    ["that holds itself", cycle, "body of peer is plain data: Invariant: a body has at most 64"],
    ["that is too deep", { ...peer, about: nested(64) }, "a body has at most 64 levels"],
    ["with more than 65,536 lists", { ...peer, about: new Array(65_536).fill([]) }, "(CONTAINERS)"],
    ["with a key that is a list", { ...peer, about: new Map([[[1], 1]]) }, "(KEY)"],
    ["with a key that is a prototype", own, "(KEY)"],
  ])("%s, by name and where it is written", (_, body, message) => {
    const write = () =>
      Peer.codec.write(new DataView(new ArrayBuffer(1 << 18)), 0, body as unknown as Body);
    expect(write).toThrow(AssertionError);
    expect(write).toThrow(message);
    expect(() => Peer.of(body as unknown as Body)).toThrow("peer");
  });

  test("that its readers would refuse, and no other", () => {
    const body = { ...peer, about: nested(63) };
    expect(isSame({ ...Peer.of(body) }, body)).toBe(true);
  });
});
