/** Said by main of what a person must hear of. */
import { definePacked } from "../../runtime/codec/define-packed.ts";

export type AlertBody = {
  /** HALT: trading has been halted. */
  readonly level: "WARN" | "ERROR" | "HALT";
  /** Actor or part of the desk; `desk` for the whole. */
  readonly source: string;
  readonly text: string;
};

export const Alert = definePacked<AlertBody>("alert", 1);
