/** Sections of a page that benches write, and that the page of all figures has what it names. */
import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PICTURES } from "../../../bench/growth/growth-page.ts";
import { sweepsOf } from "../../../bench/growth/sweep.ts";
import { loadOf } from "../../../bench/kit/aims.ts";
import {
  markersOf,
  measuredOn,
  PERFORMANCE_PAGE,
  replaceSection,
} from "../../../bench/kit/page-section.ts";
import { xmlFault } from "../../kit/well-formed.ts";

const [BEGIN, END] = markersOf("growth");
const MACHINE = { cpu: "a processor", cores: 2, load: 0, bun: "1.0.0" };

describe("replaceSection", () => {
  const page = `before\n\n${BEGIN}\n\nold\n\n${END}\n\nafter\n`;

  test("changes what stands between the markers, and nothing else", () => {
    const changed = replaceSection(page, "growth", "new\n");
    expect(changed).toBe(`before\n\n${BEGIN}\n\nnew\n\n${END}\n\nafter\n`);
    expect(replaceSection(changed, "growth", "new\n")).toBe(changed);
  });

  test.each([
    ["has none", "before\nafter\n"],
    ["has no end", `${BEGIN}\nold\n`],
    ["has two", `${page}${page}`],
    ["begins it twice", `${BEGIN}\n${page}`],
    ["ends it twice", `${page}${END}\n`],
    ["has them in the wrong order", `${END}\n${BEGIN}\n`],
    ["has those of another bench", page.replaceAll("growth", "ring")],
  ])("refuses a page that %s", (_, broken) => {
    expect(() => replaceSection(broken, "growth", "new")).toThrow("one section");
  });
});

describe("measuredOn", () => {
  test("says the machine, Bun's version, the rounds and the other load", () => {
    expect(measuredOn(MACHINE, loadOf([0.1, 0.2, 0.15]))).toBe(
      "a processor, 2 cores, Bun 1.0.0. Medians of 3 interleaved rounds, with their quartiles. " +
        "Other load in a round: median 0.15, at most 0.20 of a core.",
    );
  });

  test("load that cannot be known is said to be unknown", () => {
    expect(measuredOn(MACHINE, loadOf([Number.NaN]))).toContain("at most unknown of a core");
  });
});

describe("docs/performance.md", () => {
  const page = readFileSync(PERFORMANCE_PAGE, "utf8");
  const pictures = [...page.matchAll(/!\[[^\]]+\]\(([^)]+\.svg)\)/g)].map(([, path]) => path ?? "");

  test.each(["ring", "growth"])("has one section for the figures of %s", (name) => {
    expect(replaceSection(page, name, "new")).toContain("\n\nnew\n\n");
  });

  test("shows the picture of each sweep, and a row for each of its values", () => {
    for (const { id, xTicks } of sweepsOf(2, false)) {
      expect(pictures).toContain(`${PICTURES}/${id}.svg`);
      const part = page.slice(page.indexOf(`${PICTURES}/${id}.svg`)).split("\n### ")[0] ?? "";
      expect(part.match(/^\| [\d,]+ \| /gm) ?? []).toHaveLength(xTicks.length);
    }
  });

  test("every picture in it is there, and is well-formed", () => {
    expect(pictures.length).toBeGreaterThan(0);
    for (const picture of pictures) {
      const path = join(dirname(PERFORMANCE_PAGE), picture);
      expect(existsSync(path)).toBe(true);
      expect(xmlFault(readFileSync(path, "utf8"))).toBeNull();
    }
  });

  test("its figures carry the machine and Bun's version", () => {
    const [begin] = markersOf("growth");
    expect(page.slice(page.indexOf(begin))).toMatch(/\d+ cores, Bun \d+\.\d+\.\d+\. Medians of/);
  });
});
