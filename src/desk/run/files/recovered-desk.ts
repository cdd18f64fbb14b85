/**
 * A desk that goes on from what its last process left. When something of it is not believed that
 * trading must not go on without, the desk starts halted, and only a person may start it afresh.
 */
import { hashSchema } from "../../../runtime/codec/schema-hash.ts";
import {
  type RecoveredState,
  recoverState,
  setRefusedAside,
  type Wanted,
} from "../../../runtime/supervisor/state/recovered-state.ts";
import type { StateStore } from "../../../runtime/supervisor/state/state-part.ts";
import type { DeskPlan } from "../../config/desk-plan.ts";
import { Trading } from "../../message/trading.ts";

/** Reads the state of `plan`'s desk, puts aside what is not believed, and halts trading for it. */
export function recoverDesk(store: StateStore, plan: DeskPlan, wanted: Wanted): RecoveredState {
  const recovered = recoverState(store, wanted);
  setRefusedAside(store, recovered);
  if (!recovered.isPartial) return recovered;
  const risks = plan.actors.filter(({ kind }) => kind === "risk");
  return risks.reduce((state, { name }) => state.with(name, haltedTable()), recovered);
}

/** What of the state is not used, in sentences for people. */
export function refusedSentences({ refused }: RecoveredState): readonly string[] {
  return refused.map(({ actor, part, reason }) => {
    const sequel =
      part === "snapshot"
        ? "it starts without its snapshot"
        : "trading is halted until the desk is started afresh";
    return `state/${actor}.${part} is not used, ${reason}: ${sequel}`;
  });
}

/** The kill latch, as risk finds it on its own board. */
function haltedTable() {
  const { name: type, version, schema, codec, slotBytes } = Trading;
  const data = new DataView(new ArrayBuffer(slotBytes));
  const bytes = codec.write(data, 0, { state: "HALTED", epoch: 0, killed: 1 });
  const value = new Uint8Array(data.buffer, 0, bytes);
  return {
    name: "trading",
    type,
    version,
    hash: hashSchema(schema),
    values: new Map([[0, value]]),
  };
}
