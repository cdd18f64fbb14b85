/**
 * The same work in other languages: 82 bytes of msgpack written by one thread into a slot, three
 * fields read by another that spins. Each round is a process of its own, which warms up, times the
 * rest, and fails when what it read is not what was written.
 *
 * `preparePeers` compiles what this machine has the tools for and says what is missing and how to
 * get it; `runPeer` runs one round. Neither reaches the network: `bench/peers/fetch.ts` does.
 */
import { assert } from "../../src/core/assert.ts";
import { type BuildPlace, CACHE_FOLDER, type Missing } from "../peers/build-cache.ts";
import { buildCpp } from "../peers/cpp-peer.ts";
import { buildDisruptor } from "../peers/disruptor-peer.ts";
import { buildErlang } from "../peers/erlang-peer.ts";

/** Of each variant: its peer's arguments. The best for the peer of what was tried. */
const CPP = {
  cpp: ["--batch", "1"],
  cppBatch16: ["--batch", "16"],
  cppBatch64: ["--batch", "64"],
  /** Without the clock that each publish reads. */
  cppNoClock: ["--batch", "1", "--clock", "off"],
  cppNoClock16: ["--batch", "16", "--clock", "off"],
  /** Whose reader looks again at once. */
  cppSpin: ["--batch", "1", "--idle", "none"],
  cppSpin16: ["--batch", "16", "--idle", "none"],
  cppRoundTrip: ["--mode", "round-trip", "--idle", "none"],
} as const;

const JAVA = {
  disruptor: ["--batch", "1"],
  disruptorBatch16: ["--batch", "16"],
  disruptorBatch64: ["--batch", "64"],
  /** A ring of an eighth of our bytes: its writer sleeps whenever it is full. */
  disruptorSmall: ["--batch", "1", "--slots", "1024"],
  disruptorSmall16: ["--batch", "16", "--slots", "1024"],
  /** Whose reader pauses after an empty look, as ours does. */
  disruptorPause: ["--batch", "1", "--idle", "1us"],
  disruptorRoundTrip: ["--mode", "round-trip"],
} as const;

const ERLANG = {
  erlang: ["--batch", "1"],
  erlangBatch16: ["--batch", "16"],
} as const;

export type PeerName = keyof typeof CPP | keyof typeof JAVA | keyof typeof ERLANG;

/** How to run one round of a peer, or why it cannot be had. */
export type Peer = { readonly command: readonly string[] } | Missing;
export type Peers = Readonly<Record<PeerName, Peer>>;

export type PeerRound = {
  /**
   * Timed messages, or round trips, and those before the timing begins: whole batches, together at
   * most 50 million. A JVM wants a million before it has compiled all.
   */
  readonly messages: number;
  readonly warmUp: number;
  /**
   * Numbers in a message, 9 by default, and the C++ twin's only: 1 to 15 of them take 1 + 9 a number
   * bytes, 16 to 1,000 take 3 + 9 a number.
   */
  readonly fields?: number;
  /** Threads that read, 1 by default, and the C++ twin's only; beyond the cores they yield. */
  readonly readers?: number;
};

/** Longer than the minute after which a peer aborts itself. */
const TIMEOUT_MS = 75_000;
/** A node that fails says why; its core of several MB helps nobody. */
const QUIET = { ERL_CRASH_DUMP_SECONDS: "0" };

/** Compiles and locates all peers. A tool that is not there is no error here. */
export async function preparePeers(given: Partial<BuildPlace> = {}): Promise<Peers> {
  const place = { cacheFolder: CACHE_FOLDER, path: process.env.PATH ?? "", ...given };
  return {
    ...variantsOf(CPP, buildCpp(place)),
    ...variantsOf(JAVA, buildDisruptor(place)),
    ...variantsOf(ERLANG, buildErlang(place)),
  };
}

function variantsOf<Name extends string>(
  variants: Readonly<Record<Name, readonly string[]>>,
  built: readonly string[] | Missing,
): Readonly<Record<Name, Peer>> {
  const names = Object.keys(variants) as Name[];
  const peerOf = (name: Name): Peer =>
    "missing" in built ? built : { command: [...built, ...variants[name]] };
  return Object.fromEntries(names.map((name) => [name, peerOf(name)])) as Record<Name, Peer>;
}

/**
 * One round in a fresh process: nanoseconds a message, or a round trip.
 *
 * @throws {AssertionError} When the peer is missing, fails, or read something else than was written.
 */
export async function runPeer(peers: Peers, name: PeerName, round: PeerRound): Promise<number> {
  const peer = peers[name];
  assert("command" in peer, `peer ${name} is there: ${"missing" in peer ? peer.missing : ""}`);
  const { messages, warmUp, fields, readers } = round;
  const options = { messages, "warm-up": warmUp, fields, readers };
  const args = Object.entries(options).flatMap(([option, value]) =>
    value === undefined ? [] : [`--${option}`, String(value)],
  );
  const child = Bun.spawn([...peer.command, ...args], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, ...QUIET },
    timeout: TIMEOUT_MS,
    killSignal: "SIGKILL",
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  const code = await child.exited;
  assert(code === 0, `peer ${name} ends well: exit ${child.signalCode ?? code}, ${stderr.trim()}`);
  const { nsAMessage, sum } = resultOf(name, stdout);
  const expected = expectedSum(round);
  assert(
    sum === expected,
    `peer ${name} reads every message once: its sum is ${sum}, and must be ${expected}`,
  );
  return nsAMessage;
}

function resultOf(name: PeerName, stdout: string): { nsAMessage: number; sum: number } {
  const { nsAMessage, sum } = objectOf(stdout);
  assert(
    typeof nsAMessage === "number" && nsAMessage > 0 && typeof sum === "number",
    `peer ${name} prints its time and its sum: current output is ${stdout}`,
  );
  return { nsAMessage, sum };
}

function objectOf(text: string): { readonly nsAMessage?: unknown; readonly sum?: unknown } {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** Sum of fields 1, 4 and 8, or the last ones, of all messages: field n of message i is i + n. */
function expectedSum({ messages, warmUp, fields = 9 }: PeerRound): number {
  const count = messages + warmUp;
  const places = Math.min(1, fields - 1) + Math.min(4, fields - 1) + fields - 1;
  return 3 * ((count * (count - 1)) / 2) + places * count;
}
