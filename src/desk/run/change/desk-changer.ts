/**
 * Makes a running desk what its files say: reads and checks all of them first, and when one mistake
 * is in any of them nothing is touched, the old values stay in force, and the mistakes are kept for
 * whoever looks. One application at a time, in the order in which they were asked for.
 */
import { isDeepStrictEqual } from "node:util";
import type { Result } from "../../../core/result.ts";
import { failWith, succeed } from "../../../core/result.ts";
import type { ActorSpec, ReaderSpec } from "../../../runtime/supervisor/actor-spec.ts";
import type { ConfigMistake } from "../../config/config-mistake.ts";
import type { ActorPlan, DeskPlan } from "../../config/desk-plan.ts";
import { changesBetween, isFixedKind, type PlanChange } from "./plan-change.ts";

/** What the changer needs of the actors that run. */
export type ChangingSystem = {
  add(
    spec: ActorSpec,
    readers: readonly ReaderSpec[],
  ): Promise<Result<undefined, { readonly reason: string }>>;
  remove(name: string, reason: string): Promise<Result<undefined, string>>;
  replace(name: string, spec: ActorSpec, reason: string): Promise<Result<undefined, string>>;
  reconfigure(
    name: string,
    args: Readonly<Record<string, unknown>>,
  ): Promise<Result<undefined, string>>;
  swap(name: string, spec: ActorSpec): Promise<Result<SwapOutcome, string>>;
};

/** What a swap took: from the old life's last handler to the new one's first turn. Milliseconds. */
export type SwapOutcome = { readonly pauseMs: number; readonly incarnation: number };

export type ChangerOptions = {
  /** The plan that runs. */
  readonly plan: DeskPlan;
  readonly system: ChangingSystem;
  /** Reads and checks the desk's files, builds the code of the actors, as the start did. */
  readonly load: () => Promise<Result<DeskPlan, readonly ConfigMistake[]>>;
  readonly specOf: (actor: ActorPlan) => ActorSpec;
  /** Told right before an actor is added, and after each step that changed who is there or how. */
  readonly onPlan: (plan: DeskPlan) => void;
};

/** What became of one application. */
export type ChangeReport = {
  /** One sentence for each step that was done. */
  readonly done: readonly string[];
  /** One for each step that failed: what it was before, it is still, as far as can be. */
  readonly failed: readonly string[];
  /** What only a restart of the desk brings. */
  readonly waiting: readonly string[];
};

/** Why a change that was asked for by name was not made. */
export type ChangeFailure = {
  readonly kind: "NOT_FOUND" | "CONFLICT" | "MISTAKES" | "FAILED";
  readonly message: string;
  readonly mistakes?: readonly ConfigMistake[];
};

export class DeskChanger {
  readonly #options: ChangerOptions;
  #plan: DeskPlan;
  #mistakes: readonly ConfigMistake[] = [];
  #isClosed = false;
  /** Taken out by a command though their files are there: only their own files bring them back. */
  readonly #takenOut = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();
  /** Whether somebody was told which files are in force. */
  #areFilesTold = true;

  constructor(options: ChangerOptions) {
    this.#options = options;
    this.#plan = options.plan;
  }

  /** What runs. */
  get plan(): DeskPlan {
    return this.#plan;
  }

  /** Mistakes of the files as they were last read; what runs is not touched by them. */
  get mistakes(): readonly ConfigMistake[] {
    return this.#mistakes;
  }

  /**
   * Reads all files and applies what is another.
   *
   * @param saved Actors whose files were saved; null takes all for saved.
   */
  apply(
    saved: ReadonlySet<string> | null,
  ): Promise<Result<ChangeReport, readonly ConfigMistake[]>> {
    return this.#change(async () => {
      const loaded = await this.#load();
      if (!loaded.ok) return loaded;
      const { changes, waiting } = changesBetween(this.#plan, loaded.value, saved);
      const done: string[] = [];
      const failed: string[] = [];
      for (const change of changes) {
        if (this.#isKeptOut(change, saved)) continue;
        if (this.#isClosed) break;
        const why = await this.#carryOut(change, loaded.value);
        if (why === null) done.push(sentenceOf(change));
        else failed.push(`${sentenceOf(change)}: failed: ${why}`);
      }
      return succeed({ done, failed, waiting });
    });
  }

  /** Starts the actor of a file that is there and does not run. */
  add(name: string): Promise<Result<undefined, ChangeFailure>> {
    return this.#change(async () => {
      const found = await this.#find(name);
      if (!found.ok) return found;
      if (this.#plan.actors.some((one) => one.name === name)) {
        return failWith({ kind: "CONFLICT", message: `${name} is started already` });
      }
      const { actor, wanted } = found.value;
      return toResult(await this.#carryOut({ kind: "ADD", actor }, wanted));
    });
  }

  /** Builds the actor's code anew and restarts it with that, under what its file says now. */
  refresh(name: string): Promise<Result<undefined, ChangeFailure>> {
    return this.#change(async () => {
      const found = await this.#find(name);
      if (!found.ok) return found;
      const { actor, wanted } = found.value;
      const [change = { kind: "RESTART", actor } as const] = changesBetween(
        this.#plan,
        wanted,
        new Set([name]),
      ).changes.filter((one) => one.kind !== "REMOVE" && one.actor.name === name);
      // New arguments come with the new code, in one restart.
      const isSmall = change.kind === "RECONFIGURE";
      return toResult(await this.#carryOut(isSmall ? { kind: "RESTART", actor } : change, wanted));
    });
  }

  /** Builds the actor's code anew and exchanges it while the actor works. */
  swap(name: string): Promise<Result<SwapOutcome, ChangeFailure>> {
    return this.#change(async () => {
      const found = await this.#find(name);
      if (!found.ok) return found;
      const { actor } = found.value;
      const swapped = await this.#options.system.swap(name, this.#options.specOf(actor));
      if (!swapped.ok) return failWith({ kind: "CONFLICT", message: swapped.failure });
      this.#settle(actor, succeed(undefined));
      return swapped;
    });
  }

  /** Takes the actor out of what runs; its file stays where it is. */
  remove(name: string, reason: string): Promise<Result<undefined, string>> {
    return this.inTurn(async () => {
      const { kind = "" } = this.#plan.actors.find((one) => one.name === name) ?? {};
      if (isFixedKind(kind)) {
        return failWith(`${name}: ${kind} is removed only by a restart of the desk`);
      }
      const removed = await this.#remove(name, reason);
      if (removed.ok) this.#takenOut.add(name);
      return removed;
    });
  }

  /** Nothing more is changed: the desk stops. */
  close(): undefined {
    this.#isClosed = true;
  }

  /** Runs `work` once nothing else is being changed. */
  inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #load(): ReturnType<ChangerOptions["load"]> {
    const loaded = await this.#options.load();
    this.#mistakes = loaded.ok ? [] : loaded.failure;
    if (loaded.ok) this.#takeFiles(loaded.value);
    return loaded;
  }

  /** From here on these are the desk's files, also when nothing that they say is another. */
  #takeFiles({ files, references }: DeskPlan): undefined {
    if (isDeepStrictEqual(files, this.#plan.files)) return;
    this.#plan = { ...this.#plan, files, references };
    this.#areFilesTold = false;
  }

  /** In turn; files that were read for it are told of, also when they led to no step. */
  #change<Value>(work: () => Promise<Value>): Promise<Value> {
    return this.inTurn(async () => {
      const value = await work();
      if (!this.#areFilesTold) this.#keep(this.#plan);
      return value;
    });
  }

  /** What the files, read anew, say of the actor. */
  async #find(
    name: string,
  ): Promise<Result<{ actor: ActorPlan; wanted: DeskPlan }, ChangeFailure>> {
    const loaded = await this.#load();
    if (!loaded.ok) {
      const message = "the files of the desk have mistakes: what runs was not touched";
      return failWith({ kind: "MISTAKES", message, mistakes: loaded.failure });
    }
    const actor = loaded.value.actors.find((one) => one.name === name);
    if (actor !== undefined) return succeed({ actor, wanted: loaded.value });
    return failWith({ kind: "NOT_FOUND", message: `the desk has no file ${name}.toml` });
  }

  #isKeptOut(change: PlanChange, saved: ReadonlySet<string> | null): boolean {
    if (change.kind !== "ADD") return false;
    const { name } = change.actor;
    return this.#takenOut.has(name) && !(saved?.has(name) ?? false);
  }

  /** Null when it was done. */
  async #carryOut(change: PlanChange, wanted: DeskPlan): Promise<string | null> {
    switch (change.kind) {
      case "REMOVE": {
        const removed = await this.#remove(change.name, "its file is gone");
        return removed.ok ? null : removed.failure;
      }
      case "ADD":
        return this.#add(change.actor, wanted);
      case "REWIRE": {
        return this.#rewire(change.actor, wanted);
      }
      case "RESTART": {
        const { actor } = change;
        const spec = this.#options.specOf(actor);
        const replaced = await this.#options.system.replace(actor.name, spec, "its file was saved");
        return this.#settle(actor, replaced);
      }
      case "RECONFIGURE": {
        const { name, args } = change.actor;
        return this.#settle(change.actor, await this.#options.system.reconfigure(name, args));
      }
    }
  }

  /** It leaves and comes back; when it cannot, as it was before. */
  async #rewire(actor: ActorPlan, wanted: DeskPlan): Promise<string | null> {
    const before = this.#plan;
    const old = before.actors.find(({ name }) => name === actor.name);
    const removed = await this.#remove(actor.name, "its file was saved");
    if (!removed.ok) return removed.failure;
    const why = await this.#add(actor, wanted);
    if (why === null || old === undefined) return why;
    const alsoWhy = await this.#add(old, before);
    return alsoWhy === null ? `${why}; it runs as before` : `${why}; nor as before: ${alsoWhy}`;
  }

  async #add(actor: ActorPlan, wanted: DeskPlan): Promise<string | null> {
    // Known before it starts: whoever starts from now on is told of it.
    this.#keep(withActor(this.#plan, actor, wanted));
    const readers = wanted.actors.flatMap(({ name, reads }) =>
      reads
        .filter((read) => read.actor === actor.name)
        .map((read): ReaderSpec => ({ ...read, actor: name })),
    );
    const present = new Set(this.#plan.actors.map(({ name }) => name));
    const added = await this.#options.system.add(
      this.#options.specOf(actor),
      readers.filter((reader) => present.has(reader.actor)),
    );
    if (added.ok) {
      this.#takenOut.delete(actor.name);
      this.#keep(this.#plan);
      return null;
    }
    this.#keep(without(this.#plan, actor.name));
    return added.failure.reason;
  }

  async #remove(name: string, reason: string): Promise<Result<undefined, string>> {
    const removed = await this.#options.system.remove(name, reason);
    if (removed.ok) this.#keep(without(this.#plan, name));
    return removed;
  }

  #settle(actor: ActorPlan, outcome: Result<undefined, string>): string | null {
    if (!outcome.ok) return outcome.failure;
    const actors = this.#plan.actors.map((one) => (one.name === actor.name ? actor : one));
    this.#keep({ ...this.#plan, actors });
    return null;
  }

  #keep(plan: DeskPlan): undefined {
    this.#plan = plan;
    this.#areFilesTold = true;
    this.#options.onPlan(plan);
  }
}

function toResult(why: string | null): Result<undefined, ChangeFailure> {
  return why === null ? succeed(undefined) : failWith({ kind: "FAILED", message: why });
}

function sentenceOf(change: PlanChange): string {
  switch (change.kind) {
    case "REMOVE":
      return `${change.name} is stopped and taken out`;
    case "ADD":
      return `${change.actor.name} is started`;
    case "REWIRE":
      return `${change.actor.name} is taken out and started anew`;
    case "RESTART":
      return `${change.actor.name} is restarted`;
    case "RECONFIGURE":
      return `${change.actor.name} has new arguments`;
  }
}

function without(plan: DeskPlan, name: string): DeskPlan {
  const actors = plan.actors
    .filter((actor) => actor.name !== name)
    .map((actor) => ({ ...actor, reads: actor.reads.filter((read) => read.actor !== name) }));
  return { ...plan, actors };
}

/** With `actor` at its place in the start order of `wanted`, and read by those who are to read it. */
function withActor(plan: DeskPlan, actor: ActorPlan, wanted: DeskPlan): DeskPlan {
  const readsOf = new Map(
    wanted.actors.map(({ name, reads }) => [
      name,
      reads.filter((read) => read.actor === actor.name),
    ]),
  );
  const order = new Map(wanted.actors.map(({ name }, place) => [name, place]));
  const actors = plan.actors
    .filter(({ name }) => name !== actor.name)
    .map((one) => ({ ...one, reads: [...one.reads, ...(readsOf.get(one.name) ?? [])] }));
  return {
    ...plan,
    actors: [...actors, actor].toSorted(
      (left, right) => (order.get(left.name) ?? 0) - (order.get(right.name) ?? 0),
    ),
  };
}
