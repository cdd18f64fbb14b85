/**
 * What unwinds the code of a simulated thread that is gone, or that stands still for ever: nobody may
 * catch it for good.
 */
export class Halt extends Error {
  override readonly name = "Halt";

  constructor() {
    super("the simulated thread runs no more");
  }
}

export const HALT = new Halt();
