/**
 * A process with the kit's survivor in it: `<folder> <life> <what its last process said>`. The first
 * says one line once its state is kept, and goes on until it is killed; the second says what is left.
 */
import { ActorSystem } from "../../../../src/runtime/supervisor/actor-system.ts";
import { FileStateStore } from "../../../../src/runtime/supervisor/state/file-store.ts";
import { recoverState } from "../../../../src/runtime/supervisor/state/recovered-state.ts";
import { reading, specOf } from "../../../kit/kit-spec.ts";
import { Tap } from "../../../kit/tap.ts";
import { until } from "../../../kit/until.ts";
import { numberOn } from "./board-number.ts";
import { BALLS, countedBy, entriesOf, isFuseOfBefore, keptBy, noticesOf } from "./watched-life.ts";

type Said = { readonly counted: number; readonly sequence: number; readonly number: number };

const [folder = "", life = "1", before = "{}"] = process.argv.slice(2);
const specs = [
  await specOf("survivor", { reads: [reading("ping")], snapshotEveryMs: 20 }),
  await specOf("ping"),
];
const store = new FileStateStore(folder);
const isFirst = life === "1";
const recovered = isFirst ? null : recoverState(store, { specs, numbered: [], mayBeEmpty: false });
const taps: Tap[] = [];
const started = await ActorSystem.start({
  specs,
  common: null,
  seed: 1,
  state: { store, life: Number(life), recovered, numbered: [] },
  onWired: (made) => taps.push(new Tap(made, "survivor"), new Tap(made, "ping")),
});
const [tap, ping] = taps;
if (!started.ok || tap === undefined || ping === undefined) throw new Error("it did not start");
const system = started.value;
const atStart = {
  scrap: numberOn(system.boardOf("survivor", "scrap"), "scrap"),
  newest: numberOn(system.boardOf("survivor", "newest"), "newest"),
};

async function first(): Promise<Said> {
  await until("balls", () => entriesOf(tap as Tap).length > BALLS);
  const isKept = (part: "boards" | "snapshot") => store.load("survivor", part).kind === "KEPT";
  await until("its state is kept", () => isKept("boards") && isKept("snapshot"));
  const { sequence = 0 } = tap?.heard().at(-1) ?? {};
  const { number = 0 } = entriesOf(tap as Tap).at(-1) ?? {};
  return { counted: countedBy({ system }), sequence, number };
}

async function second(): Promise<Record<string, boolean>> {
  const said = JSON.parse(before) as Said;
  await until("a fuse", () => noticesOf(tap as Tap).some((text) => text.startsWith("fuse")));
  const status = system.status().find(({ name }) => name === "survivor");
  const entries = entriesOf(tap as Tap);
  return {
    "what `start` returned": (entries[0]?.count ?? 1) > 1,
    "the last snapshot": (await keptBy(system)) > 0,
    "its topic, for who reads it later": tap?.heard()[0]?.sequence === said.sequence + 1,
    "what was said to it, and it has not read": entries[0]?.number === said.number + 1,
    "its boards": atStart.scrap > 0,
    "its durable boards": atStart.newest > 0,
    "its counters and histograms": countedBy({ system }) >= said.counted + entries.length,
    "its timers": isFuseOfBefore(noticesOf(tap as Tap)),
    "its number, and the count of its lives": status?.number === 0 && status.incarnation === 2,
  };
}

process.stdout.write(`${JSON.stringify(await (isFirst ? first() : second()))}\n`);
if (!isFirst) {
  await system.stop("the test is over");
  process.exit(0);
}
