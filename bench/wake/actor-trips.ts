/**
 * Round trips and wake-ups of whole actors: pairs of them on a desk of their own, each in a thread,
 * all at it at once. The loop, the mailbox, the handlers and what the runtime records are all there.
 */
import { assert } from "../../src/core/assert.ts";
import type { IdleStrategy } from "../../src/runtime/ring/idle-strategy.ts";
import type { ActorSpec } from "../../src/runtime/supervisor/actor-spec.ts";
import { ActorSystem } from "../../src/runtime/supervisor/actor-system.ts";
import { inspectedSpec, PLAIN_SPEC } from "../kit/plain-spec.ts";

const PINGER = new URL("./trip-pinger.ts", import.meta.url).href;
const PONGER = new URL("./trip-ponger.ts", import.meta.url).href;
/** Between two quotes of a wake-up: long enough for both to be idle. */
const PAUSE_MS = 1;

export type Pairs = {
  readonly idle: IdleStrategy;
  readonly pairs: number;
  /** Of the machine. Each gives a spin token here: more than a desk would. */
  readonly cores: number;
  /** Of the warm-up, and of what is measured after it. Milliseconds. */
  readonly ms: number;
};

/** Mean of all pairs. Nanoseconds a round trip. */
export async function measureActorTrip(given: Pairs): Promise<number> {
  const desk = await startPairs(given, { pauseMs: 0, notes: 0 });
  const read = () =>
    Promise.all(desk.pingers.map((name) => ask<Count>(desk.system, name, "count")));
  await pause(given.ms);
  const before = await read();
  await pause(given.ms);
  const after = await read();
  await desk.system.stop("the round is over");
  const times = after.map(({ trips, at }, pair) => {
    const { trips: tripsBefore = 0, at: atBefore = 0 } = before[pair] ?? {};
    assert(trips > tripsBefore, "a ball that is in the air goes on");
    return (at - atBefore) / (trips - tripsBefore);
  });
  return times.reduce((sum, time) => sum + time, 0) / times.length;
}

type Count = { readonly trips: number; readonly at: number };

/** From commit to handler of actors that had been idle for a while. Nanoseconds, each of them. */
export async function measureActorWakes(given: Pairs): Promise<readonly number[]> {
  const desk = await startPairs(given, { pauseMs: PAUSE_MS, notes: 100_000 });
  await pause(2 * given.ms);
  const delays: number[] = [];
  for (const name of desk.pongers) {
    const { delays: noted } = await ask<{ readonly delays: readonly number[] }>(
      desk.system,
      name,
      "delays",
    );
    assert(noted.length > 1, "an actor that is woken notes it");
    // The first half is the warm-up.
    delays.push(...noted.slice(Math.floor(noted.length / 2)));
  }
  await desk.system.stop("the round is over");
  return delays;
}

async function startPairs(
  { idle, pairs, cores }: Pairs,
  { pauseMs, notes }: { readonly pauseMs: number; readonly notes: number },
) {
  const [pinger, ponger] = await Promise.all([inspectedSpec(PINGER), inspectedSpec(PONGER)]);
  const numbers = Array.from({ length: pairs }, (_, pair) => pair);
  const spec = specsOn(idle);
  const specs = [
    ...numbers.map((pair) =>
      spec({ ...ponger, name: `pong-${pair}`, args: { notes } }, `ping-${pair}`),
    ),
    ...numbers.map((pair) =>
      spec({ ...pinger, name: `ping-${pair}`, args: { pauseMs } }, `pong-${pair}`),
    ),
  ];
  const spin = { cores, tokens: cores };
  const started = await ActorSystem.start({ specs, common: null, seed: 1, spin });
  assert(started.ok, `the bench's actors start: ${JSON.stringify(started)}`);
  return {
    system: started.value,
    pingers: numbers.map((pair) => `ping-${pair}`),
    pongers: numbers.map((pair) => `pong-${pair}`),
  };
}

function specsOn(idle: IdleStrategy) {
  return (
    own: Pick<ActorSpec, "name" | "module" | "args" | "inspection">,
    hears: string,
  ): ActorSpec => ({
    ...PLAIN_SPEC,
    ...own,
    kind: "strategy",
    idle,
    reads: [{ actor: hears, subscription: "GATE", lane: "ORDERS" }],
    topicBytes: 1 << 16,
    required: false,
  });
}

async function ask<Reply>(system: ActorSystem, actor: string, answer: string): Promise<Reply> {
  const reply = await system.ask(actor, answer);
  assert(reply.ok, `${actor} answers ${answer}: ${JSON.stringify(reply)}`);
  return reply.value as Reply;
}

function pause(ms: number): Promise<unknown> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
