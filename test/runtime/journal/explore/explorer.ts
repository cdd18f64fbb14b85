/**
 * Every crash of a script: before each call of the disk, what may be on it then. From each such image a
 * journal is recovered; some recoveries crash as well, and some crashes leave the system alive.
 */
import { Prng } from "../../../../src/core/prng.ts";
import { ModelDisk } from "../kit/model-disk.ts";
import { CrashImages, type Stale } from "./crash-images.ts";
import { judgeImage, type Known, knownAfter } from "./judge-image.ts";
import { type Open, type Operation, Written } from "./written.ts";

export type ExploreOptions = {
  readonly open: Open;
  readonly stale: Stale;
  readonly seed: number;
  /** Images of one moment. */
  readonly imagesMax: number;
  /** One recovery of so many is crashed in turn, at each of its calls. */
  readonly interruptedOneIn: number;
};

/** A violation, with what it takes to see it again. */
export class ViolationError extends Error {
  override readonly name = "ViolationError";
}

export class Explorer {
  readonly #options: ExploreOptions;
  readonly #prng: Prng;
  /** Images that a journal was recovered from. */
  states = 0;

  constructor(options: ExploreOptions) {
    this.#options = options;
    this.#prng = new Prng(options.seed);
  }

  /**
   * Runs the script and looks at every crash from its step `from` on: -1 is the opening, and the number
   * of steps is behind the last.
   *
   * @param failing A call of the disk that fails, counted from the script's beginning.
   */
  run(script: readonly Operation[], from: number, failing: FailingCall | null = null): undefined {
    let written: Written | null = null;
    let step = -1;
    let calls = 0;
    const look = (disk: ModelDisk, known: Known, life: number) => {
      written?.look();
      if (step >= from) this.#crash(disk, knownOf(written, known), life, { script, step });
    };
    const begin = (disk: ModelDisk, life: number, known: Known) => {
      written = null;
      disk.before = (call) => {
        look(disk, known, life);
        calls += 1;
        failing?.fail(call, calls);
      };
      this.#told({ script, step }, () => {
        written = new Written(disk, this.#options.open, life, known);
      });
      return written as unknown as Written;
    };
    let current = begin(new ModelDisk(), 1, NOTHING);
    for (const operation of script) {
      step += 1;
      if (operation !== "KILL" && operation !== "POWER") current.do(operation);
      else
        current = begin(this.#crashed(current.disk, operation), current.life + 1, copyOf(current));
    }
    step += 1;
    look(current.disk, NOTHING, current.life);
  }

  /** The disk that the next run of the script finds. */
  #crashed(disk: ModelDisk, operation: "KILL" | "POWER"): ModelDisk {
    if (operation === "KILL") return disk.afterKill();
    const images = new CrashImages(disk, this.#options.stale);
    return this.#prng.pick([...images.some(POWER_IMAGES, this.#prng)]);
  }

  #crash(disk: ModelDisk, known: Known, life: number, at: Place): undefined {
    this.#told(at, () => {
      const images = new CrashImages(disk, this.#options.stale);
      for (const image of images.some(this.#options.imagesMax, this.#prng)) {
        this.#recover(image, known, life);
      }
      this.#recoverAfterKill(disk, known, life);
    });
  }

  /** Recovers, perhaps again and again, and then once more from what is surely on the disk. */
  #recover(image: ModelDisk, known: Known, life: number): undefined {
    if (this.#prng.between(1, this.#options.interruptedOneIn) === 1) {
      this.#interrupt(image, known, life);
      return;
    }
    this.states += 1;
    judgeImage(image, this.#options.open, life + 1, known);
  }

  /** Each call of a recovery may be its last; the next one finds the same records. */
  #interrupt(image: ModelDisk, known: Known, life: number): undefined {
    const crashed: ModelDisk[] = [];
    image.before = () => {
      const images = new CrashImages(image, this.#options.stale);
      crashed.push(...images.some(INTERRUPTED_IMAGES, this.#prng));
    };
    const last = judgeImage(image, this.#options.open, life + 1, known);
    this.states += 1 + crashed.length;
    for (const again of crashed) {
      judgeImage(again, this.#options.open, life + 2, knownAfter(known, last));
    }
  }

  /**
   * The process dies and the system does not: all that was written is seen. What is recovered from it is
   * acted upon, so it has to be there when the power fails behind that.
   */
  #recoverAfterKill(disk: ModelDisk, known: Known, life: number): undefined {
    const killed = disk.afterKill();
    const last = judgeImage(killed, this.#options.open, life + 1, known);
    const images = new CrashImages(killed, this.#options.stale);
    this.states += 1;
    for (const image of images.some(AFTER_KILL_IMAGES, this.#prng)) {
      this.states += 1;
      judgeImage(image, this.#options.open, life + 2, knownAfter(known, last));
    }
  }

  #told({ script, step }: Place, look: () => undefined): undefined {
    try {
      look();
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      const where = `seed ${this.#options.seed}, ${script.join(" ")}, in step ${step + 1}`;
      throw new ViolationError(`${words} (${where})`, { cause: error });
    }
  }
}

type Place = { readonly script: readonly Operation[]; readonly step: number };

export type FailingCall = { fail(call: string, number: number): void };

const NOTHING: Known = { told: 0, appended: 0, doubts: [] };
const POWER_IMAGES = 8;
const INTERRUPTED_IMAGES = 6;
const AFTER_KILL_IMAGES = 3;

/** What is known now: while a run is opened, what was known before it. */
function knownOf(written: Written | null, before: Known): Known {
  return written === null ? before : copyOf(written);
}

function copyOf({ told, appended, doubts }: Written): Known {
  return { told, appended, doubts };
}
