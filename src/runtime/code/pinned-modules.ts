/**
 * The code of a desk: every actor's, and that of the threads which run and inspect them. What is
 * inspected is the bundle that runs.
 */
import { basename, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { assert } from "../../core/assert.ts";
import type { InspectionOutcome, PinnedCode } from "../actor/inspection.ts";
import { inspect } from "../actor/inspector.ts";
import type { BuildMistake } from "./build-code.ts";
import { CodeStore } from "./code-store.ts";

const WORKER = new URL("../actor/worker.ts", import.meta.url);
const INSPECTOR = new URL("../actor/inspector-worker.ts", import.meta.url);

/** An actor's module as it runs: how to start it, and what it says of itself. */
export class PinnedModules {
  readonly #store: CodeStore;
  /** Folder that `use` is relative to. */
  readonly #actors: string;
  readonly #worker: PinnedCode;
  readonly #inspector: PinnedCode;
  /** By hash: the same code says the same. */
  readonly #inspections = new Map<string, Promise<InspectionOutcome>>();

  private constructor(store: CodeStore, actors: string, own: readonly [PinnedCode, PinnedCode]) {
    this.#store = store;
    this.#actors = actors;
    [this.#worker, this.#inspector] = own;
  }

  /** @param actors Folder of the actors' modules. */
  static async open(actors: string): Promise<PinnedModules> {
    const store = await CodeStore.open();
    try {
      const own = await Promise.all([pinOwn(store, WORKER), pinOwn(store, INSPECTOR)]);
      return new PinnedModules(store, actors, own);
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** URL of the entry of every worker. */
  get worker(): string {
    return this.#store.urlOf(this.#worker);
  }

  /** The worker's own code, and the inspector's. */
  get own(): readonly PinnedCode[] {
    return [this.#worker, this.#inspector];
  }

  /**
   * Builds a module as it is on disk now and reads what it says. A failure changes nothing: what
   * was pinned before stays as it is, and runs on.
   *
   * @param module URL of the source.
   */
  readonly inspect = async (module: string): Promise<InspectionOutcome> => {
    const path = fileURLToPath(module);
    const pinned = await this.#store.pin(this.#nameOf(path), path);
    if (!pinned.ok) return failureOf(pinned.failure);
    const code = pinned.value;
    const known = this.#inspections.get(code.file) ?? this.#inspectCode(code);
    this.#inspections.set(code.file, known);
    const outcome = await known;
    // A deadline that was missed once may be met the next time.
    if (!outcome.ok) this.#inspections.delete(code.file);
    return outcome;
  };

  urlOf(code: PinnedCode): string {
    return this.#store.urlOf(code);
  }

  /** From here on everything lies in `folder`: `codes`, and what is pinned later. */
  async moveTo(folder: string, codes: readonly PinnedCode[]): Promise<undefined> {
    await this.#store.moveTo(folder, [...this.own, ...codes]);
  }

  /** Takes away what no run keeps. */
  async close(): Promise<undefined> {
    await this.#store.close();
  }

  async #inspectCode(code: PinnedCode): Promise<InspectionOutcome> {
    const outcome = await inspect(this.urlOf(code), { entry: this.urlOf(this.#inspector) });
    return outcome.ok ? { ...outcome, code } : outcome;
  }

  /** `strategy/market-maker` as a file's name. */
  #nameOf(path: string): string {
    const inside = relative(this.#actors, path);
    const use = inside.startsWith("..") ? basename(path) : inside;
    return use.replace(/\.ts$/, "").replaceAll(sep, "-");
  }
}

async function pinOwn(store: CodeStore, entry: URL): Promise<PinnedCode> {
  const path = fileURLToPath(entry);
  const name = basename(path, ".ts");
  const pinned = await store.pin(name, path, { mayLoad: true });
  assert(pinned.ok, `the runtime's own ${name} builds: ${JSON.stringify(pinned)}`);
  return pinned.value;
}

/** The first mistake stands for all: the others often follow from it. */
function failureOf([first]: readonly BuildMistake[]): InspectionOutcome {
  const { message = "", file = null, line = null, column = null } = first ?? {};
  return { ok: false, failure: { message, file, line, column, stack: "" } };
}
