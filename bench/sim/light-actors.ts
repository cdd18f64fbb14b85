/** One actor that says batches and three that hear them, on the simulated runtime: what it costs itself. */
import { assert } from "../../src/core/assert.ts";
import { importDefinition } from "../../src/runtime/actor/import-definition.ts";
import { inspectDefinition } from "../../src/runtime/actor/inspect-definition.ts";
import { Engine } from "../../src/runtime/simulation/engine/engine.ts";
import { WallClock } from "../../src/runtime/simulation/engine/virtual-time.ts";
import { Disk } from "../../src/runtime/simulation/io/disk/disk.ts";
import { Network } from "../../src/runtime/simulation/io/network.ts";
import { SimulatedProcess } from "../../src/runtime/simulation/simulated-process.ts";
import type { ActorSpec } from "../../src/runtime/supervisor/actor-spec.ts";
import { ActorSystem } from "../../src/runtime/supervisor/actor-system.ts";
import { PLAIN_SPEC } from "../kit/plain-spec.ts";

const HEARERS = 3;
const BATCH = 32;
const START_NS = 60e9;

/** Events of a second of this machine's time. An event is a handler that ran. */
export async function measureLightActors(virtualMs: number): Promise<number> {
  const [talker, hearer] = await Promise.all(["./talker.ts", "./hearer.ts"].map(loaded));
  assert(talker !== undefined && hearer !== undefined, "both files are actors");
  const definitions = new Map([talker, hearer].map((one) => [one.module, one.definition]));
  let events = 0;
  const engine = new Engine(1);
  const count = () => {
    events += 1;
  };
  const machine = { network: new Network(engine), disk: new Disk(engine) };
  const { time, threads } = new SimulatedProcess({
    engine,
    wall: new WallClock(engine),
    machine,
    load: async (module) => {
      const definition = definitions.get(module);
      assert(definition !== undefined, `${module} is loaded`);
      return definition;
    },
    witnessOf: () => ({
      onRecord: () => void count(),
      onTold: () => undefined,
      onCall: () => void count(),
      onHandled: () => undefined,
    }),
  });
  const specs: ActorSpec[] = [
    { ...PLAIN_SPEC, ...of(talker), name: "talker", args: { batch: BATCH }, reads: [] },
    ...Array.from({ length: HEARERS }, (_, place) => ({
      ...PLAIN_SPEC,
      ...of(hearer),
      name: `hearer-${place}`,
      args: {},
      reads: [{ actor: "talker", subscription: "EVICT", lane: "MARKET" } as const],
    })),
  ];
  const starting = ActorSystem.start({ specs, common: null, seed: 1, time, threads });
  const system = await engine.settle(starting, START_NS);
  assert(system.ok, `the actors start: ${JSON.stringify(system)}`);
  const before = events;
  const began = Bun.nanoseconds();
  await engine.run(virtualMs * 1e6);
  const elapsedNs = Bun.nanoseconds() - began;
  assert(events - before > virtualMs * BATCH, "they hear what is said");
  const measured = (events - before) / (elapsedNs / 1e9);
  await engine.settle(system.value.stop("the round is over"), START_NS);
  return measured;
}

type Loaded = Awaited<ReturnType<typeof loaded>>;

async function loaded(file: string) {
  const module = new URL(file, import.meta.url).href;
  const definition = await importDefinition(module);
  return { module, definition, inspection: inspectDefinition(definition) };
}

function of({ module, inspection }: Loaded): Pick<ActorSpec, "module" | "inspection"> {
  return { module, inspection };
}
