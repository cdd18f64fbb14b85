/** The desk around one played actor: its shared memory, its peers, and a virtual clock for all. */

import type { AnyActorDefinition } from "../../runtime/actor/define-actor.ts";
import { inspectDefinition } from "../../runtime/actor/inspect-definition.ts";
import { RUNTIME_TYPES } from "../../runtime/actor/loop-message.ts";
import {
  type ActorStart,
  type ReadStart,
  UNRUNG,
  type WatchStart,
} from "../../runtime/actor/worker-start.ts";
import type { MessageType } from "../../runtime/codec/message-type.ts";
import { findType, numberTypes, type TypeEntry } from "../../runtime/codec/type-table.ts";
import { watchBoard } from "../../runtime/ring/board-memory.ts";
import { ringBell } from "../../runtime/ring/doorbell.ts";
import { allocateLines, attachLines } from "../../runtime/ring/lines.ts";
import { Engine } from "../../runtime/simulation/engine/engine.ts";
import { WallClock } from "../../runtime/simulation/engine/virtual-time.ts";
import { Disk } from "../../runtime/simulation/io/disk/disk.ts";
import { Network } from "../../runtime/simulation/io/network.ts";
import { allocateActorMemory } from "../../runtime/supervisor/roster/actor-memory.ts";
import type { Instrument } from "../../trading/market/instrument.ts";
import type { ActorAbout, DeskFacts } from "../message/desk-facts.ts";
import { LINE, Peer } from "./peer.ts";
import { listed, TestMistake } from "./test-mistake.ts";

/** An actor beside the played one, as the test names it. */
export type PeerSays = {
  readonly name: string;
  readonly kind: string;
  readonly about: ActorAbout;
};

export type StageParts = {
  readonly name: string;
  readonly kind: string;
  readonly definition: AnyActorDefinition;
  /** Besides those that it names. */
  readonly types: readonly MessageType<never>[];
  readonly about: ActorAbout;
  readonly instruments: readonly Instrument[];
  readonly peers: readonly PeerSays[];
  readonly seed: number;
  readonly runEpoch: number;
  readonly topicBytes: number;
  readonly snapshotEveryMs: number;
};

/** The run's folder, on the simulated disk. */
const FOLDER = "/run";
/** A test has neither files nor built code. */
const NO_HASHES = { codeHash: "0".repeat(64), configHash: "0".repeat(64) };

export class Stage {
  readonly parts: StageParts;
  readonly engine: Engine;
  readonly wall: WallClock;
  /** The process that all lives of the actor are in. */
  readonly process = { isAlive: true };
  readonly machine: { readonly network: Network; readonly disk: Disk };
  readonly lines = allocateLines();
  readonly types: readonly TypeEntry[];
  readonly memory: ReturnType<typeof allocateActorMemory>;
  readonly peers: readonly Peer[];
  readonly facts: DeskFacts;
  readonly beganNs: number;
  /** The played actor's place in the table of actors: behind its peers. */
  readonly number: number;
  readonly #watch: WatchStart[];

  constructor(parts: StageParts) {
    this.parts = parts;
    const { definition, seed, topicBytes } = parts;
    this.engine = new Engine(seed);
    this.wall = new WallClock(this.engine);
    this.machine = { network: new Network(this.engine), disk: new Disk(this.engine) };
    this.beganNs = this.engine.now;
    this.types = typesOf(definition, parts.types);
    this.memory = allocateActorMemory({ inspection: inspectDefinition(definition), topicBytes }, 1);
    this.number = parts.peers.length;
    const { lines, engine } = this;
    const shared = { readerKind: parts.kind, lines, now: () => engine.now };
    this.peers = parts.peers.map((says, number) => new Peer({ ...says, ...shared, number }));
    this.facts = this.#facts();
    this.#watch = this.#watchAll();
  }

  /**
   * The one named `name`; the only one, for none.
   *
   * @throws {TestMistake} When there is none, or when it could be several.
   */
  peer(name: string | undefined): Peer {
    const names = this.peers.map((peer) => peer.name);
    const [only] = this.peers;
    if (name === undefined && this.peers.length === 1 && only !== undefined) return only;
    const found = this.peers.find((peer) => peer.name === name);
    if (found !== undefined) return found;
    const { name: actor } = this.parts;
    if (name === undefined) {
      throw new TestMistake(`Cannot tell who it is: ${actor} reads ${listed(names, "nobody")}`, [
        names.length === 0
          ? 'name its peers: reads: { feed: "feed" }'
          : `say it: { from: "${names[0]}" }`,
      ]);
    }
    throw new TestMistake(`Cannot find ${name}: ${actor} reads ${listed(names, "nobody")}`, [
      `name it in \`reads\`: reads: { ${JSON.stringify(name)}: "feed" }`,
    ]);
  }

  numberOf(type: MessageType<never>): number | null {
    return findType(this.types, type.name, type.version)?.number ?? null;
  }

  /** The actor looks at its control block, its boards and its topics. */
  ring(): undefined {
    ringBell(attachLines(this.lines), LINE);
  }

  /** What the worker of the life `incarnation` is handed. */
  startOf(incarnation: number, args: ActorStart["args"]): ActorStart {
    const { name, kind, about, seed, snapshotEveryMs } = this.parts;
    return {
      name,
      number: this.number,
      kind,
      incarnation,
      module: name,
      args,
      about,
      common: this.facts,
      seed: Math.imul(seed, 0x9e3779b1) + incarnation,
      ...this.memory,
      reads: this.peers.map(readStartOf),
      watch: this.#watch,
      topics: Object.fromEntries([
        [name, this.memory.topic],
        ...this.peers.map((peer) => [peer.name, peer.topic]),
      ]),
      numbers: Object.fromEntries([
        [name, this.number],
        ...this.peers.map((peer) => [peer.name, peer.number]),
      ]),
      idle: "park",
      heartbeatMs: 100,
      stopDeadlineMs: 2_000,
      snapshotEveryMs,
      isStandby: false,
      port: null as never,
    };
  }

  #facts(): DeskFacts {
    const { name, kind, about, instruments, runEpoch } = this.parts;
    const own = { name, number: this.number, kind, about };
    const actors = [...this.peers, own].map((actor) => ({
      name: actor.name,
      number: actor.number,
      kind: actor.kind,
      instruments: actor.about.instruments,
    }));
    const desk = { name: "test", mode: "paper", durability: "none", ...NO_HASHES } as const;
    const run = { instance: "00", runEpoch, firstRunEpoch: runEpoch, folder: FOLDER };
    return { ...desk, instruments, actors, ...run };
  }

  /** Every board that it may watch: of each peer, and its own, whose changes do not wake it. */
  #watchAll(): WatchStart[] {
    const taken: WatchStart[] = [];
    const { definition, name: actor } = this.parts;
    const boards = Object.entries<MessageType<never>>(definition.boards ?? {});
    for (const [name, type] of Object.entries<MessageType<never>>(definition.watch ?? {})) {
      for (const peer of this.peers) {
        const memory = peer.boardOf(type);
        taken.push({ name, actor: peer.name, memory, watcher: watchBoard(memory, LINE) });
      }
      const own = boards.find(
        ([, { name: of, version }]) => of === type.name && version === type.version,
      );
      const memory = this.memory.boards[own?.[0] ?? ""];
      if (memory !== undefined) taken.push({ name, actor, memory, watcher: UNRUNG });
    }
    return taken;
  }
}

function readStartOf(peer: Peer): ReadStart {
  const { name: actor, number, kind, lane, incarnation, about, topic, slot } = peer;
  return { actor, number, kind, lane, incarnation, about, topic, slot };
}

/** @throws {TestMistake} When two layouts have one name and version. */
function typesOf(
  definition: AnyActorDefinition,
  more: readonly MessageType<never>[],
): readonly TypeEntry[] {
  const all = [definition.in, definition.out, definition.boards, definition.watch];
  const own = [...all.flatMap((types) => Object.values<MessageType<never>>(types ?? {})), ...more];
  const isRuntimes = (type: MessageType<never>) =>
    RUNTIME_TYPES.some((one) => one.name === type.name);
  const numbered = numberTypes(
    own.filter((type) => !isRuntimes(type)).map(({ schema }) => schema),
    RUNTIME_TYPES.map(({ schema }) => schema),
  );
  if (numbered.ok) return numbered.value;
  const { name, version } = numbered.failure;
  throw new TestMistake(`Cannot play it: ${name} v${version} has two layouts`, [
    "a changed layout needs a new version",
  ]);
}
