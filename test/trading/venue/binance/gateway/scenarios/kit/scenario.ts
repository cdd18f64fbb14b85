/** A scenario as data: what is done, what comes of it, and which variants of it make sense. */
import type { Standing } from "./outcome.ts";
import type { Scene } from "./scene.ts";

/** One thing that somebody does: the strategy, the venue, somebody else, or the wire. */
export type Step = {
  /** For people. */
  readonly what: string;
  readonly run: (scene: Scene) => void;
};

export type Scenario = {
  /** As the design's catalogue has it: "S01". */
  readonly id: string;
  readonly given: string;
  readonly when: readonly Step[];
  readonly thus: {
    readonly orders: Readonly<Record<string, Standing>>;
    /** By instrument; zeros by default. Lots. */
    readonly position?: readonly number[];
    /** Of alarms that the plain run raises; no other of WARN or worse is raised. */
    readonly alarms?: readonly RegExp[];
    /** What else holds of the plain run: throws when it does not. */
    readonly also?: (scene: Scene) => void;
  };
  /** Why a crash may end it otherwise: what the desk has is what the venue has, and no more is compared. */
  readonly onlyTrue?: string;
  /** Variants that would be another scenario, and why. */
  readonly without?: Partial<Record<"CRASH" | "TWICE" | "LATE" | "ORDER", string>>;
};
