/** How long the stress tests run, and with which seed: `OUTCRY_STRESS=long`, `SEED=7`. */

/** Of this run; printed with every result. */
export const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

export const isLong = process.env.OUTCRY_STRESS === "long";

/** One line on the terminal, between what the runner prints. */
export function say(line: string): undefined {
  process.stderr.write(`${line}\n`);
}
