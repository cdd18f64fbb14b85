/** Where keys and values stand, also in random texts. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../src/core/prng.ts";
import type { Path } from "../../../../src/desk/config/toml/path.ts";
import { valueAt } from "../../../../src/desk/config/toml/path.ts";
import { placesOf } from "../../../../src/desk/config/toml/places.ts";

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);

const TEXT = `mode = "paper"
[a]
list = [1, "two", { x = 3 }]
b.c = true
[a."d@e"]
f = 1
[[t]]
z = 1
[[t]]
z = 2
`;

describe("placesOf", () => {
  test.each([
    [["mode"], "KEY", 1, 1, 4],
    [["mode"], "VALUE", 1, 8, 7],
    [["a"], "KEY", 2, 2, 1],
    [["a", "list", 1], "VALUE", 3, 12, 5],
    [["a", "list", 2, "x"], "VALUE", 3, 25, 1],
    [["a", "b", "c"], "KEY", 4, 3, 1],
    [["a", "d@e"], "KEY", 5, 4, 5],
    [["a", "d@e", "f"], "VALUE", 6, 5, 1],
    [["t", 1, "z"], "VALUE", 10, 5, 1],
  ] satisfies [Path, "KEY" | "VALUE", number, number, number][])(
    "%p has its %s at %i:%i",
    async (path, part, line, column, width) => {
      expect((await placesOf(TEXT)).find(path, part)).toEqual({ line, column, width });
    },
  );

  test("a path that is not there has no place", async () => {
    expect((await placesOf(TEXT)).find(["a", "nobody"], "KEY")).toBeNull();
  });

  test(`every value of a random text is found where it stands (seed ${SEED})`, async () => {
    const random = new Prng(SEED);
    for (let round = 0; round < 30; round++) {
      const { text, paths } = randomText(random);
      const places = await placesOf(text);
      const values = Bun.TOML.parse(text);
      for (const path of paths) {
        const place = places.find(path, "VALUE") ?? { line: 0, column: 0, width: 0 };
        const line = text.split("\n")[place.line - 1] ?? "";
        const found = line.slice(place.column - 1, place.column - 1 + place.width);
        expect(found).toBe(String(valueAt(values, path)));
      }
    }
  });
});

/** Tables of numbered values, under bare and quoted keys, with comments and empty lines between. */
function randomText(random: Prng): { text: string; paths: Path[] } {
  const lines: string[] = [];
  const paths: Path[] = [];
  let value = 0;
  for (let table = 0; table < random.between(1, 4); table++) {
    const name = `t${table}`;
    lines.push(random.pick([`[${name}]`, `["${name}"]`, `  [ ${name} ] # comment`]));
    for (let key = 0; key < random.between(0, 4); key++) {
      value += random.between(1, 5_000);
      const indent = " ".repeat(random.between(0, 3));
      lines.push(`${indent}${random.pick([`k${key}`, `"k${key}"`])} = ${value} # ${value}`);
      if (random.between(0, 2) === 0) lines.push("");
      paths.push([name, `k${key}`]);
    }
  }
  return { text: lines.join("\n"), paths };
}
