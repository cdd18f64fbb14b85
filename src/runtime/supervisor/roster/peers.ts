/**
 * Who reads whom, as it changes while the desk runs: an actor comes, is gone for good, or is another
 * one from its next life on. What it said before is always handled first.
 */

import { UNRUNG } from "../../actor/worker-start.ts";
import { unwatchBoard } from "../../ring/board-memory.ts";
import { unreadRecords } from "../../ring/topic-slots.ts";
import type { ActorSpec, ReaderSpec } from "../actor-spec.ts";
import type { Swapper } from "../swap/swapper.ts";
import type { World } from "../world.ts";
import type { Child, ReadSlot } from "./child.ts";
import { connect, freePlaces, readStartOf, takePlaces, watchBoards } from "./wiring.ts";

/** Longest wait for an answer, and for a reader to handle what is left. Milliseconds. */
const CONTROL_MS = 2_000;
/** Between two looks at such a reader. Milliseconds. */
const LOOK_MS = 2;

export class Peers {
  readonly #world: World;
  readonly #swapper: Swapper;

  constructor(world: World, swapper: Swapper) {
    this.#world = world;
    this.#swapper = swapper;
  }

  /** `actor` reads the topic of `writer` from here on. */
  async introduce(writer: Child, { actor, ...read }: ReaderSpec): Promise<undefined> {
    const reader = this.#world.child(actor);
    if (reader === null) return;
    // Taken and told at once: a thread that takes the reader over later finds it among its places.
    await this.#swapper.calm(actor);
    const place = connect(reader, writer, { actor: writer.name, ...read });
    const start = { ...readStartOf(place, writer), types: this.#world.types };
    await reader.control?.call((control) => control.attach(start), CONTROL_MS);
  }

  /** `watcher` sees the boards of `writer` that it asks for. */
  async showBoards(watcher: Child, writer: Child): Promise<undefined> {
    await this.#swapper.calm(watcher.name);
    for (const board of watchBoards(watcher, writer)) {
      await watcher.control?.call((control) => control.watch(board), CONTROL_MS);
    }
  }

  /** False when there is no such reader, or when it lives and could not be told. */
  async detach(reader: string, writer: string): Promise<boolean> {
    await this.#swapper.calm(reader);
    const child = this.#world.child(reader);
    if (child === null) return false;
    // First, so that a life that begins meanwhile does not read there: nobody would tell it.
    const places = takePlaces(child, writer);
    const outcome = await child.control?.call((control) => control.detach(writer), CONTROL_MS);
    const isAlive = outcome?.ok === false && outcome.failure.kind !== "DEAD";
    if (isAlive || (outcome?.ok === true && !outcome.value.ok)) {
      child.reads.push(...places);
      return false;
    }
    this.#free(child, places);
    return true;
  }

  /** All who read `writer` hear that it is gone; they keep their places. */
  tellGone(writer: Child): undefined {
    for (const reader of this.#readersOf(writer.name)) this.#tell(reader, writer);
  }

  /** `reader` hears of those whom it reads and who are gone. */
  tellWhoIsGone(reader: Child): undefined {
    for (const { actor } of reader.reads) {
      const writer = this.#world.child(actor);
      if (writer?.isGone === true) this.#tell(reader, writer);
    }
  }

  /** `child`, of which nothing runs, reads nobody and is read by nobody any more. */
  async forget(child: Child): Promise<undefined> {
    for (const reader of this.#readersOf(child.name)) {
      await this.#catchUp(reader, child);
      if (await this.detach(reader.name, child.name)) continue;
      this.#giveUp(reader, child.name);
    }
    for (const { actor } of [...child.reads]) this.#giveUp(child, actor);
    this.#unwatch(child, () => true);
    for (const watcher of this.#world.children.values()) {
      this.#unwatch(watcher, ({ actor }) => actor === child.name);
    }
    this.#world.children.delete(child.name);
  }

  /** Before the next life of `children`: each becomes what it is to be. */
  async refit(children: readonly Child[]): Promise<undefined> {
    for (const child of children) {
      if (child.next === null) continue;
      const { spec, next } = child;
      child.next = null;
      child.spec = next;
      this.#rewire(child, spec);
      if (JSON.stringify(spec.about) !== JSON.stringify(next.about)) await this.#present(child);
    }
  }

  #rewire(child: Child, before: ActorSpec): undefined {
    const isKept = (place: { readonly actor: string }) => {
      const [was, is] = [before, child.spec].map(({ reads }) =>
        reads.find(({ actor }) => actor === place.actor),
      );
      return was !== undefined && is?.subscription === was.subscription && is.lane === was.lane;
    };
    const left = child.reads.filter((place) =>
      before.reads.some(({ actor }) => actor === place.actor),
    );
    for (const place of left) if (!isKept(place)) this.#giveUp(child, place.actor);
    for (const read of child.spec.reads) {
      const writer = this.#world.writer(read.actor);
      const isThere = child.reads.some(({ actor }) => actor === read.actor);
      if (writer !== null && !isThere) connect(child, writer, read);
    }
    this.#unwatch(child, () => true);
    for (const writer of this.#world.children.values()) watchBoards(child, writer);
  }

  /**
   * Its readers know it by another `about`. To one that runs it goes and comes, once that one has
   * handled what it said; the next life of one that is down begins with what is new, where it was.
   */
  async #present(writer: Child): Promise<undefined> {
    for (const reader of this.#readersOf(writer.name)) {
      const places = reader.reads.filter(({ actor }) => actor === writer.name);
      // One that stops may be wired anew before it is told: its next life finds its places as they were.
      if (reader.control === null || reader.phase === "STOPPING") {
        for (const place of places) place.about = writer.spec.about;
        continue;
      }
      await this.#catchUp(reader, writer);
      await this.detach(reader.name, writer.name);
      this.#giveUp(reader, writer.name);
      for (const { isGate, lane } of places) {
        const subscription = isGate ? "GATE" : "EVICT";
        await this.introduce(writer, { actor: reader.name, subscription, lane });
      }
    }
  }

  /** Until the reader has handled all that the dead `writer` said, if it can. */
  async #catchUp(reader: Child, { name, memory }: Child): Promise<undefined> {
    const place = reader.reads.find(({ actor }) => actor === name);
    if (place === undefined) return;
    let isLate = false;
    const cancelDeadline = this.#world.time.deadline(CONTROL_MS, () => {
      isLate = true;
    });
    const isBehind = () => unreadRecords(memory.topic, place.slot) > 0;
    while (
      !isLate &&
      (reader.phase === "READY" || reader.phase === "STARTING") &&
      reader.block.command !== "SUSPEND" &&
      isBehind()
    ) {
      await this.#world.time.sleep(LOOK_MS);
    }
    cancelDeadline();
  }

  #readersOf(writer: string): readonly Child[] {
    const reads = ({ reads: places }: Child) => places.some(({ actor }) => actor === writer);
    return [...this.#world.children.values()].filter(reads);
  }

  /** A suspended reader looks when it goes on. */
  #tell(reader: Child, { name, incarnation }: Child): undefined {
    if (reader.phase !== "READY") return;
    void reader.control?.call((control) => control.tellGone(name, incarnation), CONTROL_MS);
  }

  /** Of a reader that is not there, or that will never be told. */
  #giveUp(reader: Child, writer: string): undefined {
    this.#free(reader, takePlaces(reader, writer));
  }

  #free(reader: Child, places: readonly ReadSlot[]): undefined {
    this.#world.letters.abandon(reader, places);
    freePlaces(places);
  }

  #unwatch(child: Child, isLeft: (place: Pick<ReadSlot, "actor">) => boolean): undefined {
    for (const watch of child.watches.filter(isLeft)) {
      if (watch.watcher !== UNRUNG) unwatchBoard(watch.memory, watch.watcher);
      child.watches.splice(child.watches.indexOf(watch), 1);
    }
  }
}
