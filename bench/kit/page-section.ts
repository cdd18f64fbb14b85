/** Parts of a page that a bench writes: what stands between two markers is its, the rest people's. */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { assert } from "../../src/core/assert.ts";
import type { RunLoad } from "./aims.ts";
import type { Machine } from "./machine.ts";

/** The page of all figures. */
export const PERFORMANCE_PAGE = resolve(import.meta.dir, "../../docs/performance.md");

/** The lines before and behind the section `name` of a page. */
export function markersOf(name: string): readonly [begin: string, end: string] {
  return [`<!-- ${name}: written by bun run bench ${name} --write -->`, `<!-- ${name}: end -->`];
}

/**
 * The page with `body` as its section `name`.
 *
 * @throws {AssertionError} When the page has not exactly one place for it.
 */
export function replaceSection(page: string, name: string, body: string): string {
  const [begin, end] = markersOf(name);
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  assert(
    from >= 0 && to > from && from === page.lastIndexOf(begin) && to === page.lastIndexOf(end),
    `the page has one section between the markers of ${name}`,
  );
  return `${page.slice(0, from + begin.length)}\n\n${body.trim()}\n\n${page.slice(to)}`;
}

/** Puts `body` into the section `name` of the page at `path`. */
export function writeSection(path: string, name: string, body: string): undefined {
  writeFileSync(path, replaceSection(readFileSync(path, "utf8"), name, body));
}

/** What the figures below it were measured on, and what else ran meanwhile. */
export function measuredOn(machine: Machine, { median, max, rounds }: RunLoad): string {
  const { cpu, cores, bun } = machine;
  return (
    `${cpu}, ${cores} cores, Bun ${bun}. Medians of ${rounds.length} interleaved rounds, with their ` +
    `quartiles. Other load in a round: median ${coresText(median)}, at most ${coresText(max)} of a core.`
  );
}

function coresText(cores: number): string {
  return Number.isNaN(cores) ? "unknown" : cores.toFixed(2);
}
