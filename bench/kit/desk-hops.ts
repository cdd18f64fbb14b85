/** A desk under a steady load of quotes, and how long each order took from its frame. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { assert } from "../../src/core/assert.ts";
import type { ActorPlan, DeskPlan, Durability } from "../../src/desk/config/desk-plan.ts";
import { loadDesk } from "../../src/desk/config/load-desk.ts";
import { deskFactsFor, specsOf } from "../../src/desk/run/desk-specs.ts";
import { inspect } from "../../src/runtime/actor/inspector.ts";
import { FileTable } from "../../src/runtime/codec/file-table.ts";
import { RecordFile } from "../../src/runtime/codec/record-file.ts";
import { ActorSystem } from "../../src/runtime/supervisor/actor-system.ts";

const ROOT = resolve(import.meta.dir, "../..");
const TAKER = new URL("./quote-taker.ts", import.meta.url).href;

/** Of each order. Nanoseconds. */
export type OrderTimes = {
  /** From when its frame should have been sent: a pause of the sender counts. */
  readonly fromIntended: number[];
  /** From when it was sent. */
  readonly fromSent: number[];
  /** From the commit of its intent. */
  readonly fromIntent: number[];
};

/** Which desk, and for how long. */
export type HopRun = {
  readonly seconds: number;
  readonly seed: number;
  /** Folder of the desk. */
  readonly config?: string;
  /** Whether an order waits for its approval to be on the disk. As the desk's files say without it. */
  readonly durability?: Durability;
};

/** Runs a desk with the quote taker for a while, and reads its message log. */
export async function measureDesk({
  seconds,
  seed,
  config = join(ROOT, "config/playback"),
  durability,
}: HopRun): Promise<OrderTimes> {
  const folder = mkdtempSync(join(tmpdir(), "outcry-hop-"));
  const told = await hopPlan(config);
  const plan = durability === undefined ? told : { ...told, durability };
  const run = { instance: "00", runEpoch: seed, firstRunEpoch: seed, folder };
  const facts = deskFactsFor(plan, run);
  const system = await ActorSystem.start({
    specs: specsOf(plan),
    supervisors: plan.supervisors,
    common: facts,
    seed,
  });
  assert(system.ok, `the bench's desk starts: ${JSON.stringify(system)}`);
  await new Promise((done) => setTimeout(done, seconds * 1_000));
  await system.value.stop("the round is over");
  const times = readTimes(join(folder, "messages.log"));
  rmSync(folder, { recursive: true, force: true });
  return times;
}

async function hopPlan(config: string): Promise<DeskPlan> {
  const loaded = await loadDesk(config, { inspect, root: ROOT });
  assert(loaded.ok, `the bench's desk loads: ${JSON.stringify(loaded)}`);
  const inspected = await inspect(TAKER);
  assert(inspected.ok, "the quote taker loads");
  const actors = loaded.value.actors.flatMap((actor): ActorPlan[] => {
    if (actor.name === "strategy-reversion") return [];
    if (actor.use === "execution/paper") {
      return [{ ...actor, args: { ...actor.args, latencyMs: 0 } }];
    }
    if (actor.kind !== "strategy") return [actor];
    const limits = { ...actor.limits, orderRatePerS: 1_000 };
    return [
      { ...actor, module: TAKER, args: { clip: 1_000 }, limits, inspection: inspected.inspection },
    ];
  });
  return { ...loaded.value, actors };
}

type Body = Readonly<Record<string, number | string>>;

type Said = { readonly type: string; readonly body: Body; readonly committedAt: number };

function readTimes(path: string): OrderTimes {
  const quotes = new Map<number, Body>();
  const intents = new Map<unknown, { readonly basisAt: number; readonly committedAt: number }>();
  const times: OrderTimes = { fromIntended: [], fromSent: [], fromIntent: [] };
  for (const { type, body, committedAt } of messagesOf(path)) {
    if (type === "quote") quotes.set(committedAt, body);
    if (type === "intent" && body.action === "NEW") {
      intents.set(body.orderId, { basisAt: Number(body.basisAt), committedAt });
    }
    if (type !== "order-event" || body.kind !== "SENT") continue;
    const intent = intents.get(body.orderId);
    if (intent !== undefined) times.fromIntent.push(Number(body.sentAt) - intent.committedAt);
    const quote = quotes.get(intent?.basisAt ?? Number.NaN);
    // The newest message before the decision may have been a print, which carries no such times.
    if (quote === undefined || !(Number(quote.intendedAt) > 0)) continue;
    times.fromIntended.push(Number(body.sentAt) - Number(quote.intendedAt));
    times.fromSent.push(Number(body.sentAt) - Number(quote.sentAt));
  }
  return times;
}

function* messagesOf(path: string): Generator<Said> {
  const table = new FileTable();
  for (const record of new RecordFile(new Uint8Array(readFileSync(path)))) {
    if (table.take(record)) continue;
    const body = table.decode(record) as Body;
    const type = table.types.get(record.type)?.name ?? "";
    yield { type, body, committedAt: record.committedAt };
  }
}
