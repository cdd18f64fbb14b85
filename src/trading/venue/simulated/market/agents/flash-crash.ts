/**
 * A flash crash: the price falls and comes back within seconds, while makers all but leave and one
 * seller does not. Everything in it is counted in steps.
 */

export type FlashCrashOptions = {
  /** How far it falls, in 1/10,000 of the price. 1 to 5,000. */
  readonly depthBps: number;
  /** From 1 each. */
  readonly fallSteps: number;
  readonly recoverySteps: number;
};

/** 3 % within 2 s, back after 10 s more. */
export const FLASH_CRASH: FlashCrashOptions = {
  depthBps: 300,
  fallSteps: 20,
  recoverySteps: 100,
};

/** Part of their size that makers still quote. */
const THIN = 0.1;
const BPS = 10_000;

export class FlashCrash {
  readonly #options: FlashCrashOptions;
  readonly #firstStep: number;

  constructor(firstStep: number, options: FlashCrashOptions) {
    this.#firstStep = firstStep;
    this.#options = options;
  }

  isOver(step: number): boolean {
    const { fallSteps, recoverySteps } = this.#options;
    return step >= this.#firstStep + fallSteps + recoverySteps;
  }

  /** Whether the seller sells. */
  isFalling(step: number): boolean {
    return step < this.#firstStep + this.#options.fallSteps;
  }

  /** What makers quote by, as a part of the fair price. */
  priceFactor(step: number): number {
    const { depthBps, fallSteps, recoverySteps } = this.#options;
    const gone = step - this.#firstStep + 1;
    const isFalling = gone <= fallSteps;
    const way = isFalling ? gone / fallSteps : 1 - (gone - fallSteps) / recoverySteps;
    return 1 - (depthBps / BPS) * Math.max(0, way);
  }

  /** Makers come back as the price does: their part of the usual size. */
  sizeFactor(step: number): number {
    const { fallSteps, recoverySteps } = this.#options;
    const recovered = (step - this.#firstStep + 1 - fallSteps) / recoverySteps;
    return Math.min(1, Math.max(THIN, recovered));
  }
}
