/** What of an earlier life is believed, and what a desk is told of the rest. */
import { describe, expect, test } from "bun:test";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ActorSpec } from "../../../../src/runtime/supervisor/actor-spec.ts";
import { FileStateStore } from "../../../../src/runtime/supervisor/state/file-store.ts";
import { type Lives, livesPart } from "../../../../src/runtime/supervisor/state/lives.ts";
import {
  recoverState,
  setRefusedAside,
} from "../../../../src/runtime/supervisor/state/recovered-state.ts";
import type {
  StateStore,
  StateTable,
} from "../../../../src/runtime/supervisor/state/state-part.ts";
import { specOf } from "../../../kit/kit-spec.ts";
import { folderOf } from "./state-kit.ts";

const specs: readonly ActorSpec[] = [await specOf("ping"), await specOf("leaky")];
const LIVES: Lives = {
  actors: [
    { name: "ping", number: 0, incarnation: 3, restarts: 2, parts: ["boards"] },
    { name: "leaky", number: 2, incarnation: 1, restarts: 0, parts: ["snapshot"] },
  ],
  numbered: ["BTC-USDT"],
};
const NOW = { specs, numbered: ["BTC-USDT", "ETH-USDT"], mayBeEmpty: false };

function boardTable(change: Partial<StateTable> = {}): StateTable {
  const { schema, hash } = specs[0]?.inspection.boards.newest ?? { schema: null, hash: "" };
  const type = { type: schema?.name ?? "", version: schema?.version ?? 0, hash };
  return { name: "newest", ...type, values: new Map([[0, new Uint8Array(16)]]), ...change };
}

function snapshotTable(change: Partial<StateTable> = {}): StateTable {
  const { schema, hash } = specs[1]?.inspection.keep ?? { schema: null, hash: "" };
  const name = schema?.name ?? "";
  const type = { type: name, version: schema?.version ?? 0, hash };
  return { name, ...type, values: new Map([[0, new Uint8Array(16)]]), ...change };
}

async function kept(
  change: {
    readonly board?: Partial<StateTable>;
    readonly snapshot?: Partial<StateTable>;
    readonly lives?: Partial<Lives>;
  } = {},
) {
  const folder = folderOf();
  const store = new FileStateStore(folder);
  await store.keep({ actor: "ping", part: "boards", tables: [boardTable(change.board)] });
  await store.keep({ actor: "leaky", part: "snapshot", tables: [snapshotTable(change.snapshot)] });
  await store.keep(livesPart({ ...LIVES, ...change.lives }));
  return { folder, store };
}

describe("recoverState", () => {
  test("believes what is whole, of the same layout, and of a desk that numbers alike", async () => {
    const { store } = await kept();
    const state = recoverState(store, NOW);
    expect(state.refused).toEqual([]);
    expect(state.isPartial).toBe(false);
    expect(state.livesOf("ping")).toMatchObject({ incarnation: 3, restarts: 2 });
    expect(state.livesOf("nobody")).toEqual({ incarnation: 0, restarts: 0 });
    expect(state.valueOf("ping", "newest", 0)).toEqual(new Uint8Array(16));
  });

  test("leaves out a table of a board that the actor does not have, where it may do without", () => {
    const boards: readonly StateTable[] = [boardTable(), boardTable({ name: "told" })];
    const storeOf = (tables: readonly StateTable[]): StateStore => ({
      load: (actor, part) => {
        if (actor === "ping") return { kind: "KEPT", part: { actor, part, tables } };
        return part === "lives" ? { kind: "KEPT", part: livesPart(ALONE) } : { kind: "NONE" };
      },
      keep: async () => null,
      setAside: () => undefined,
    });
    const ALONE: Lives = { ...LIVES, actors: LIVES.actors.slice(0, 1) };
    const strange = recoverState(storeOf(boards), NOW);
    expect(strange.refused[0]?.reason).toStartWith("told has another layout");
    const optional = [boardTable(), boardTable({ name: "told", isOptional: true })];
    const state = recoverState(storeOf(optional), NOW);
    expect(state.refused).toEqual([]);
    expect(state.valueOf("ping", "newest", 0)).toEqual(new Uint8Array(16));
    expect(state.valueOf("ping", "told", 0)).toBeNull();
  });

  test.each(["missing", "cut", "foreign"])(
    "a durable board that is %s is not believed, and leaves the desk partial",
    async (how) => {
      const { folder, store } = await kept();
      const path = join(folder, "ping.boards");
      if (how === "missing") rmSync(path);
      if (how === "cut") writeFileSync(path, readFileSync(path).subarray(0, 30));
      if (how === "foreign") writeFileSync(path, "somebody else's text, long enough");
      const state = recoverState(store, NOW);
      expect(state.refused).toEqual([
        { actor: "ping", part: "boards", reason: expect.stringMatching(/./) },
      ]);
      expect(state.isPartial).toBe(true);
      expect(state.valueOf("ping", "newest", 0)).toBeNull();
      expect(state.livesOf("ping")).toMatchObject({ incarnation: 3 });
    },
  );

  const misfits: readonly (readonly [string, Partial<StateTable>])[] = [
    ["hash", { hash: "0000000000000000" }],
    ["version", { version: 2 }],
    ["type", { type: "kit-other" }],
    ["name", { name: "oldest" }],
    ["key beyond the slots", { values: new Map([[1, new Uint8Array(16)]]) }],
    ["value beyond the slot", { values: new Map([[0, new Uint8Array(4_000)]]) }],
  ];
  test.each(misfits)("a board of another %s is not believed", async (_, board) => {
    const state = recoverState((await kept({ board })).store, NOW);
    expect(state.refused).toMatchObject([{ actor: "ping", part: "boards" }]);
    expect(state.isPartial).toBe(true);
  });

  test("a snapshot that is not believed is only lost; one of another version is handed on", async () => {
    const lost = recoverState((await kept({ snapshot: { hash: "0" } })).store, NOW);
    expect(lost.refused).toMatchObject([{ actor: "leaky", part: "snapshot" }]);
    expect(lost.isPartial).toBe(false);
    const older = recoverState((await kept({ snapshot: { version: 7, hash: "0" } })).store, NOW);
    expect(older.refused).toEqual([]);
  });

  test.each([
    [
      "pong kept boards, and is no actor of the desk now",
      { actors: LIVES.actors.map((one) => ({ ...one, name: "pong" })) },
    ],
    ["instrument 0 was ETH-USDT: it is BTC-USDT now", { numbered: ["ETH-USDT"] }],
    [
      "instrument 2 was SOL-USDT: it is none now",
      { numbered: ["BTC-USDT", "ETH-USDT", "SOL-USDT"] },
    ],
  ])("nothing is believed of a desk that numbers otherwise: %s", async (reason, lives) => {
    const state = recoverState((await kept({ lives })).store, NOW);
    expect(state.refused).toEqual([
      { actor: "desk", part: "lives", reason },
      { actor: "ping", part: "boards", reason: "without the desk's lives" },
      { actor: "leaky", part: "snapshot", reason: "without the desk's lives" },
    ]);
    expect(state.isPartial).toBe(true);
    expect(state.valueOf("ping", "newest", 0)).toBeNull();
  });

  test("a store that has nothing is believed only where nothing can be there", () => {
    const empty = () => new FileStateStore(folderOf());
    expect(recoverState(empty(), NOW).isPartial).toBe(true);
    expect(recoverState(empty(), { ...NOW, mayBeEmpty: true }).isPartial).toBe(false);
  });

  test("boards without the lives that name them are not believed either", async () => {
    const { folder, store } = await kept();
    rmSync(join(folder, "desk.lives"));
    expect(recoverState(store, { ...NOW, mayBeEmpty: true }).isPartial).toBe(true);
  });

  test("what is put aside is missing to the next process, which does not trade either", async () => {
    const { folder, store } = await kept({ board: { hash: "0" } });
    setRefusedAside(store, recoverState(store, NOW));
    const next = recoverState(new FileStateStore(folder), NOW);
    expect(next.refused).toEqual([{ actor: "ping", part: "boards", reason: "it is missing" }]);
  });
});
