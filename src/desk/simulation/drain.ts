/**
 * The end of a run: nothing new leaves, and the desk has open what the exchange has; then strategies stop,
 * everything is cancelled, and nothing may work any more.
 *
 * What a venue has open is gone in a moment, since no fault is left. An order of unknown outcome is over
 * by the venue's word or by a proof alone, and until then it counts in full: that takes its time.
 */
import type { ActorSystem } from "../../runtime/supervisor/actor-system.ts";
import type { Court } from "./judge/judge.ts";
import type { VenueTruth } from "./judge/order/venue-truth.ts";
import type { DeskReading } from "./world/desk-reading.ts";
import type { SimulatedDesk } from "./world/simulated-desk.ts";

export type DrainedDesk = {
  readonly desk: SimulatedDesk;
  readonly reading: DeskReading;
  readonly truth: VenueTruth;
  readonly court: Court;
  /** How what is open at the exchange differs from what the desk shows now; null when it does not. */
  whatDiffers(): string | null;
};

/** Longest stop of the strategies. Nanoseconds. */
const PATIENCE_NS = 120e9;
/** In which a gateway cancels all that works, before risk asks it to. Milliseconds. */
const CANCEL_ALL_MS = 500;
/** In which it is proven of each order of unknown outcome that the venue does not have it. Milliseconds. */
const PROVEN_MS = 30_000;
/** Between two looks at whether it is. Milliseconds. */
const LOOK_MS = 250;
/** Between two looks at what is open: a fill may be on its way in any one of them. Milliseconds. */
const REST_LOOK_MS = 50;

/** Stops strategies, cancels all, and accuses when something works then. */
export async function drain(drained: DrainedDesk, system: ActorSystem): Promise<undefined> {
  const { desk, reading, truth, court } = drained;
  const { engine } = desk;
  const executions = reading.namesOf("execution");
  for (const name of executions) system.hold(name, "HOLD");
  await rest(drained);
  const strategies = reading.namesOf("strategy");
  await engine.settle(system.stopActors(strategies, "the run ends"), PATIENCE_NS);
  for (const name of executions) system.hold(name, "CANCEL");
  await engine.run(CANCEL_ALL_MS * 1e6);
  const open = desk.venue.openOrders();
  if (open.length > 0) {
    const ids = open.join(", ");
    court.accuse(
      "drain",
      `${open.length} orders work at the exchange behind a cancel of all: ${ids}`,
    );
  }
  // Without an exchange the venue is the gateway itself, of which nothing is unknown.
  const most = desk.exchange === null ? 0 : PROVEN_MS;
  for (let ms = 0; ms < most && truth.open().length > 0; ms += LOOK_MS) {
    court.note("an order of unknown outcome while it drains");
    await engine.run(LOOK_MS * 1e6);
  }
  const left = truth.open().length;
  if (left > 0) court.accuse("drain", `${left} orders work behind a cancel of all`);
}

/** Until both have the same open: what was asked for before may not be answered yet. */
async function rest({ desk, court, whatDiffers }: DrainedDesk): Promise<undefined> {
  let text = whatDiffers();
  for (let ms = 0; ms < PROVEN_MS && text !== null; ms += REST_LOOK_MS) {
    await desk.engine.run(REST_LOOK_MS * 1e6);
    text = whatDiffers();
  }
  if (text !== null)
    court.accuse("leaves", `${PROVEN_MS / 1_000} s behind the last order: ${text}`);
}
