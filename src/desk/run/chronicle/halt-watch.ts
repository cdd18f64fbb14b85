/** The moments in which trading is halted, and in which it goes on: one alert each. */
import type { AlertBody } from "../../message/alert.ts";

export class HaltWatch {
  #halted: string | null = null;

  /**
   * Looks.
   *
   * @param halted Why trading is halted, or null.
   * @returns What a person must hear of now; null when that is nothing new.
   */
  look(halted: string | null): AlertBody | null {
    const before = this.#halted;
    this.#halted = halted;
    if (before === halted) return null;
    if (halted === null) {
      return { level: "WARN", source: "desk", text: `trading goes on: it was halted: ${before}` };
    }
    return { level: "HALT", source: "desk", text: `trading is halted: ${halted}` };
  }
}
