/** What a test did wrong, and what to do instead: never a fault of the actor that it plays. */

export class TestMistake extends Error {
  override readonly name = "TestMistake";

  /** @param help What to do next, a sentence each. */
  constructor(message: string, help: readonly string[] = []) {
    super([message, ...help.map((sentence) => `  help: ${sentence}`)].join("\n"));
  }
}

/** Returns `names` as a sentence lists them; `nobody` when there is none. */
export function listed(names: readonly string[], nobody = "none"): string {
  return names.length === 0 ? nobody : names.join(", ");
}
