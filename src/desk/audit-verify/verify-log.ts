/**
 * Verifies a log's folder, without any of the code that wrote it: the leaves, their chain and tree,
 * the tiles, every checkpoint, the keys, and what anchors elsewhere remember.
 */
import { anchorNotesOf, checkAnchors } from "./anchor-notes.ts";
import { LogFolder } from "./folder/log-folder.ts";
import { type LogMoment, readMoment } from "./folder/log-moment.ts";
import { LogWalk } from "./log-walk.ts";
import { checkNewest, checkParts, newestOf } from "./newest-checkpoint.ts";
import { Trust } from "./note/trust.ts";
import { parseKeyFile, type VerifierKey } from "./note/verifier-key.ts";
import { Timeline } from "./timeline.ts";
import { AUDIT_EXIT, Broken, tampered, unreadable, type Verdict } from "./verdict.ts";
import { WantedRoots } from "./wanted-roots.ts";

/** A file that was read elsewhere. */
export type NamedText = { readonly name: string; readonly text: string };

export type VerifyOptions = {
  readonly anchors?: readonly NamedText[];
  /**
   * Keys that are trusted, a line each. Without them it is the first key of the folder itself; a part
   * of a log whose folder has several is not judged.
   */
  readonly keys?: NamedText;
  /** First and last sequence whose record is read; the others are taken from tiles. */
  readonly from?: number;
  readonly to?: number;
};

/**
 * Returns what is to be said of the log in the folder `path`, as it was at a moment within the call: its
 * desk may go on with it. Never throws for what it finds there.
 */
export function verifyLog(path: string, options: VerifyOptions = {}): Verdict {
  const check = new Check(path, options);
  try {
    check.run();
    return check.verdict(check.tornBytes > 0 ? AUDIT_EXIT.TORN : AUDIT_EXIT.INTACT, null);
  } catch (error) {
    if (error instanceof Broken) return check.verdict(error.exit, error.bad);
    const bad = { sequence: 0, what: path, expected: "a log that can be read" };
    return check.verdict(AUDIT_EXIT.UNREADABLE, { ...bad, actual: String(error) });
  }
}

class Check {
  readonly #folder: LogFolder;
  readonly #tiles: LogFolder;
  readonly #options: VerifyOptions;
  readonly #timeline = new Timeline();
  readonly #warnings: string[] = [];
  #walk: LogWalk | null = null;
  #origin: string | null = null;
  #checkpointSize = 0;

  constructor(path: string, options: VerifyOptions) {
    this.#folder = new LogFolder(path);
    this.#tiles = new LogFolder(path);
    this.#options = options;
  }

  get tornBytes(): number {
    return this.#walk?.tornBytes ?? 0;
  }

  run(): undefined {
    const { anchors = [], from = 0, to = Number.POSITIVE_INFINITY } = this.#options;
    const isWhole = from === 0 && to === Number.POSITIVE_INFINITY;
    const moment = readMoment(this.#folder);
    const own = ownKeysOf(moment);
    const trust = new Trust(this.#trusted(own, isWhole));
    const newest = newestOf(moment);
    const { origin, size } = newest.checkpoint;
    this.#origin = origin;
    this.#checkpointSize = size;
    const notes = anchors.flatMap(({ name, text }) => {
      const { notes: found, isTorn } = anchorNotesOf(name, text);
      if (isTorn) this.#warnings.push(`${name} ends in a checkpoint that is not whole`);
      return found;
    });
    const roots = new WantedRoots(
      notes.map(({ checkpoint }) => checkpoint.size),
      size,
    );
    const walk = new LogWalk({
      folder: this.#folder,
      tail: moment.tail,
      tiles: this.#tiles,
      trust,
      timeline: this.#timeline,
      roots,
      origin,
      from,
      to,
    });
    this.#walk = walk;
    walk.run();
    checkAnchors(notes, { origin, size: walk.size, roots, trust });
    checkNewest(newest, walk, { roots, trust, isWhole });
    checkParts(this.#folder, moment.parts, roots.parts);
    mustHaveTail(moment, walk.size);
    if (isWhole) this.#compareKeys(own, trust.announced);
    if (from > 0 && from >= walk.size) {
      throw unreadable("from", `one of the ${walk.size} records`, String(from));
    }
    this.#warn(walk, isWhole);
  }

  verdict(exit: Verdict["exit"], bad: Verdict["bad"]): Verdict {
    const walk = this.#walk;
    const { dark, darkCount, runCount, isEnded } = this.#timeline;
    const root = walk === null || bad !== null ? null : Buffer.from(walk.root());
    return {
      exit,
      bad,
      origin: this.#origin,
      size: walk?.size ?? 0,
      root: root?.toString("base64") ?? null,
      checkpointSize: this.#checkpointSize,
      checkpointCount: walk?.checkpointCount ?? 0,
      runCount,
      isEnded: runCount > 0 && isEnded,
      tornBytes: this.tornBytes,
      erasedCount: walk?.erasedCount ?? 0,
      darkCount,
      dark,
      warnings: this.#warnings,
      bytes: this.#folder.readBytes + this.#tiles.readBytes,
    };
  }

  #trusted(own: readonly VerifierKey[], isWhole: boolean): readonly VerifierKey[] {
    const { keys } = this.#options;
    if (keys === undefined) {
      // Which of the others to believe is said by records that a part of the log may not have.
      if (isWhole || own.length === 1) return own.slice(0, 1);
      const expected = "--keys, as --from and --to do not read who announced which key";
      throw unreadable("keys", expected, `${own.length} keys`);
    }
    const trusted = parseKeyFile(keys.text);
    if (trusted === null) throw unreadable(keys.name, "verifier keys", "something else");
    return trusted;
  }

  /** The file of keys is what the log says of its keys, in the same order. */
  #compareKeys(own: readonly VerifierKey[], announced: readonly string[]): undefined {
    for (const [at, expected] of announced.entries()) {
      const actual = own[at]?.text ?? "none";
      if (actual !== expected) throw tampered({ sequence: 0, what: "keys", expected, actual });
    }
    const extra = own.slice(Math.max(1, announced.length));
    for (const { name, id } of extra) {
      this.#warnings.push(`the key ${name}+${id} was never announced, so it counts for nothing`);
    }
  }

  #warn(walk: LogWalk, isWhole: boolean): undefined {
    const uncovered = walk.size - this.#checkpointSize;
    if (uncovered > 0)
      this.#warnings.push(`no checkpoint covers the last ${uncovered} records yet`);
    const { isEnded, backwardsCount } = this.#timeline;
    if (isWhole && !isEnded) {
      this.#warnings.push(
        "the last run has no RUN_ENDED: it goes on, or it crashed, or the end was cut off; an anchor can tell",
      );
    }
    if (backwardsCount > 0) {
      this.#warnings.push(`wall time goes back at ${backwardsCount} records`);
    }
    if ((this.#options.anchors ?? []).length === 0) {
      this.#warnings.push("no anchor was given: a log that was put back whole cannot be told");
    }
    if (this.#options.keys === undefined) {
      this.#warnings.push("the first key is believed as the folder has it: give --keys to know it");
    }
  }
}

function ownKeysOf({ keys: text }: LogMoment): readonly VerifierKey[] {
  const keys = text === null ? null : parseKeyFile(text);
  if (keys === null || keys.length === 0) {
    throw unreadable("keys", "verifier keys", text === null ? "none" : "something else");
  }
  return keys;
}

function mustHaveTail({ tail }: LogMoment, size: number): undefined {
  if (tail !== null) return;
  throw tampered({ sequence: size, what: "tail", expected: "a file", actual: "none" });
}
