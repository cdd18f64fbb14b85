/** Said by main of what a person, or a signal, asked the desk to do, and of what became of it. */
import { definePacked } from "../../runtime/codec/define-packed.ts";

export type OperatorActionBody = {
  /** `restart`, `suspend`, `swap`, `stop` and so on. */
  readonly action: string;
  /** Empty where it concerns the desk. */
  readonly actor: string;
  /**
   * By which way it came: `api`, `signal`, `file` or `command line`; `desk` when the desk itself did it.
   * Never who, and never a token.
   */
  readonly by: string;
  readonly outcome: "ASKED" | "DONE" | "REFUSED";
  /** What was said about it; empty when nothing was. */
  readonly reason: string;
};

export const OperatorAction = definePacked<OperatorActionBody>("operator-action", 1);
