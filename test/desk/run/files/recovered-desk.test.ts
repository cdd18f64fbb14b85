/** A desk of which something is lost starts with its kill latch pulled, and says why. */
import { describe, expect, test } from "bun:test";
import type { DeskPlan } from "../../../../src/desk/config/desk-plan.ts";
import { Trading } from "../../../../src/desk/message/trading.ts";
import { recoverDesk, refusedSentences } from "../../../../src/desk/run/files/recovered-desk.ts";
import type { StateStore } from "../../../../src/runtime/supervisor/state/state-part.ts";

const PLAN = {
  actors: [
    { name: "risk", kind: "risk" },
    { name: "strategy-a", kind: "strategy" },
  ],
} as unknown as DeskPlan;
const NOTHING = { specs: [], numbered: [] };

function emptyStore() {
  const aside: string[] = [];
  const store: StateStore = {
    load: () => ({ kind: "NONE" }),
    keep: async () => null,
    setAside: (actor, part) => {
      aside.push(`${actor}.${part}`);
    },
  };
  return { store, aside };
}

describe("recoverDesk", () => {
  test("pulls the kill latch on risk's board when state is lost, and puts the rest aside", () => {
    const { store, aside } = emptyStore();
    const state = recoverDesk(store, PLAN, { ...NOTHING, mayBeEmpty: false });
    const value = state.valueOf("risk", "trading", 0) ?? new Uint8Array(0);
    const view = Trading.codec.createView();
    view.bind(new DataView(value.buffer, value.byteOffset), 0, value.length);
    expect(view.copy()).toEqual(Trading.of({ state: "HALTED", epoch: 0, killed: 1 }));
    expect(aside).toEqual(["desk.lives"]);
    expect(refusedSentences(state)).toEqual([
      "state/desk.lives is not used, it is missing: trading is halted until the desk is started afresh",
    ]);
  });

  test("leaves the latch as it is when nothing is lost", () => {
    const state = recoverDesk(emptyStore().store, PLAN, { ...NOTHING, mayBeEmpty: true });
    expect(state.valueOf("risk", "trading", 0)).toBeNull();
    expect(refusedSentences(state)).toEqual([]);
  });
});
