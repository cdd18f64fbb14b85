/** What the keeper gives its store, and what it does when the store cannot take it. */
import { describe, expect, test } from "bun:test";
import { BoardWriter } from "../../../../src/runtime/ring/board-writer.ts";
import { allocateLines } from "../../../../src/runtime/ring/lines.ts";
import { allocateActorMemory } from "../../../../src/runtime/supervisor/roster/actor-memory.ts";
import { KeptPart, keptPartsOf } from "../../../../src/runtime/supervisor/state/kept-actor.ts";
import { MemoryStateStore } from "../../../../src/runtime/supervisor/state/memory-store.ts";
import { StateKeeper } from "../../../../src/runtime/supervisor/state/state-keeper.ts";
import type { StatePart, StateStore } from "../../../../src/runtime/supervisor/state/state-part.ts";
import { specOf } from "../../../kit/kit-spec.ts";
import { until } from "../../../kit/until.ts";

const BETWEEN_HANDLERS = -1;
const spec = await specOf("ping");

/** Ping, whose board a test writes. */
function pingOf() {
  const memory = allocateActorMemory(spec, 1);
  const board = memory.boards.newest;
  if (board === undefined) throw new Error("ping has a board");
  const writer = new BoardWriter(board, allocateLines(), 1);
  const block = { handler: BETWEEN_HANDLERS };
  const put = (value: number) => {
    writer.bytes[writer.begin(0)] = value;
    writer.end(0, 1);
  };
  return { child: { spec, memory, block, number: 0, incarnation: 1, restarts: 0 }, put, block };
}

/** A store that says why it cannot, while a test wants it to. */
class MoodyStore implements StateStore {
  readonly #inner = new MemoryStateStore();
  mood: string | null = null;
  keptCount = 0;

  load: StateStore["load"] = (actor, part) => this.#inner.load(actor, part);
  setAside: StateStore["setAside"] = (actor, part) => this.#inner.setAside(actor, part);

  async keep(part: StatePart): Promise<string | null> {
    if (this.mood !== null) return this.mood;
    this.keptCount += 1;
    return this.#inner.keep(part);
  }
}

function valueIn(store: StateStore): number | null {
  const loaded = store.load("ping", "boards");
  return loaded.kind === "KEPT" ? (loaded.part.tables[0]?.values.get(0)?.[0] ?? null) : null;
}

describe("StateKeeper", () => {
  test("keeps what changed and nothing else; a failure is told once, and what it lost is kept later", async () => {
    const { child, put } = pingOf();
    const store = new MoodyStore();
    const told: (string | null)[] = [];
    const options = { store, numbered: [], onFailure: (why: string | null) => told.push(why) };
    const keeper = new StateKeeper({ ...options, children: () => [child] });
    await keeper.keepAll();
    expect([valueIn(store), store.keptCount]).toEqual([null, 1]);
    put(7);
    await until("the board is kept", () => valueIn(store) === 7);
    await keeper.keepAll();
    const { keptCount } = store;
    await keeper.keepAll();
    expect(store.keptCount).toBe(keptCount);
    store.mood = "no space left";
    put(8);
    await keeper.keepAll();
    await keeper.keepAll();
    expect([valueIn(store), told]).toEqual([7, ["no space left"]]);
    store.mood = null;
    await keeper.close();
    expect([valueIn(store), told]).toEqual([8, ["no space left", null]]);
  });

  test("keeps all once more when who has it on its disk begins a next life, which the store hears first", async () => {
    const { child, put } = pingOf();
    const heard: string[] = [];
    const store: StateStore = {
      load: () => ({ kind: "NONE" }),
      setAside: () => undefined,
      keptBy: spec.kind,
      forgetKept: () => void heard.push("forget"),
      keep: async ({ actor, part }) => {
        heard.push(`${actor} ${part}`);
        return null;
      },
    };
    const life = { ...child };
    const keeper = new StateKeeper({ store, numbered: [], children: () => [life] });
    put(7);
    await keeper.keepAll();
    await keeper.keepAll();
    expect(heard).toEqual(["ping boards", "desk lives"]);
    life.incarnation = 2;
    await keeper.keepAll();
    expect(heard.slice(2)).toEqual(["forget", "ping boards", "desk lives"]);
    await keeper.close();
  });

  test("does not wait for ever for a store that does not answer", async () => {
    const { child } = pingOf();
    const store = new MoodyStore();
    store.keep = () => new Promise(() => {});
    const keeper = new StateKeeper({ store, numbered: [], children: () => [child] });
    await keeper.close();
  });
});

describe("KeptPart", () => {
  test("is taken between two handlers of its writer where a few looks find one, and whole in any case", () => {
    const { child, put, block } = pingOf();
    const [part] = keptPartsOf(child);
    if (!(part instanceof KeptPart)) throw new Error("ping keeps its board");
    expect(part.look()).toBe(false);
    put(1);
    block.handler = 3;
    expect(part.look()).toBe(true);
    expect(part.take().tables[0]?.values.get(0)).toEqual(Uint8Array.of(1));
    expect(part.look()).toBe(false);
    part.putBack();
    expect(part.look()).toBe(true);
  });
});
