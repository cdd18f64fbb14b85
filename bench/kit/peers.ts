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

export type PeerName = keyof typeof CPP;

/** How to run one round of a peer, or why it cannot be had. */
export type Peer = { readonly command: readonly string[] } | Missing;
export type Peers = Readonly<Record<PeerName, Peer>>;

export type PeerRound = {
  /** Timed messages, or round trips, and those before the timing begins; whole batches. */
  readonly messages: number;
  readonly warmUp: number;
  /** Numbers in a message, 9 by default: 1 to 15 are 1 + 9 a number bytes, more 3 + 9 a number. */
  readonly fields?: number;
};

/** Longer than the minute after which a peer aborts itself. */
const TIMEOUT_MS = 75_000;

/** Compiles and locates all peers. A tool that is not there is no error here. */
export async function preparePeers(given: Partial<BuildPlace> = {}): Promise<Peers> {
  const place = { cacheFolder: CACHE_FOLDER, path: process.env.PATH ?? "", ...given };
  const cpp = buildCpp(place);
  return variantsOf(CPP, (args) => (typeof cpp === "string" ? { command: [cpp, ...args] } : cpp));
}

function variantsOf<Name extends string>(
  variants: Readonly<Record<Name, readonly string[]>>,
  peerOf: (args: readonly string[]) => Peer,
): Readonly<Record<Name, Peer>> {
  const names = Object.keys(variants) as Name[];
  return Object.fromEntries(names.map((name) => [name, peerOf(variants[name])])) as Record<
    Name,
    Peer
  >;
}

/**
 * One round in a fresh process: nanoseconds a message, or a round trip.
 *
 * @throws {AssertionError} When the peer is missing, fails, or read something else than was written.
 */
export async function runPeer(peers: Peers, name: PeerName, round: PeerRound): Promise<number> {
  const peer = peers[name];
  assert("command" in peer, `peer ${name} is there: ${"missing" in peer ? peer.missing : ""}`);
  const options = { messages: round.messages, "warm-up": round.warmUp, fields: round.fields };
  const args = Object.entries(options).flatMap(([option, value]) =>
    value === undefined ? [] : [`--${option}`, String(value)],
  );
  const child = Bun.spawn([...peer.command, ...args], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
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
  const { nsAMessage, sum } = JSON.parse(stdout) as { nsAMessage?: unknown; sum?: unknown };
  assert(
    typeof nsAMessage === "number" && nsAMessage > 0 && typeof sum === "number",
    `peer ${name} prints its time and its sum: current output is ${stdout}`,
  );
  return { nsAMessage, sum };
}

/** Sum of fields 1, 4 and 8, or the last ones, of all messages: field n of message i is i + n. */
function expectedSum({ messages, warmUp, fields = 9 }: PeerRound): number {
  const count = messages + warmUp;
  const places = Math.min(1, fields - 1) + Math.min(4, fields - 1) + fields - 1;
  return 3 * ((count * (count - 1)) / 2) + places * count;
}
