/** What desk files took from outside is known by its place, and hidden in every text. */
import { describe, expect, test } from "bun:test";
import { HIDDEN } from "../../../../src/core/secret-words.ts";
import { ConfigFile } from "../../../../src/desk/config/toml/config-file.ts";
import type { Way } from "../../../../src/desk/config/toml/interpolate.ts";
import { References } from "../../../../src/desk/config/toml/references.ts";

const SECRET = "correct horse";
const ways: ReadonlySet<Way> = new Set(["FILE"]);
const TEXT = `
use = "audit"
[args]
webhook = "http://127.0.0.1/\${env:SECRET}"
origin = "plain"
anchorFiles = ["a", "\${env:SHORT}"]
`;
const file = new ConfigFile("audit", [{ file: "audit.toml", text: TEXT }], {
  environment: { SECRET, SHORT: "b" },
});
const references = new References(file.references);

describe("References", () => {
  test.each([
    [["args", "webhook"], true],
    [["args", "anchorFiles"], true],
    [["args"], true],
    [[], true],
    [["args", "origin"], false],
    [["use"], false],
  ] as const)("at %j something came from outside: %p", (path, isThere) => {
    expect(references.has("audit", path)).toBe(isThere);
    expect(references.has("journal", path)).toBe(false);
  });

  test("hide what they are wherever it stands, but not what is too short to be told from words", () => {
    expect(references.hide(`POST http://127.0.0.1/${SECRET}: abc`)).toBe(`POST ${HIDDEN}: abc`);
    const alone = new References([{ file: "a", path: ["b"], value: SECRET, ways }]);
    expect(alone.hide(`${SECRET}, and ${SECRET}`)).toBe(`${HIDDEN}, and ${HIDDEN}`);
  });

  test("hide the longest first: a value may hold another", () => {
    const both = new References([
      { file: "a", path: ["b"], value: "longvalue", ways },
      { file: "a", path: ["c"], value: "longvalue-and-more", ways },
    ]);
    expect(both.hide("it is longvalue-and-more")).toBe(`it is ${HIDDEN}`);
  });

  test("hide what looks like a key, whoever wrote it, and leave words alone", () => {
    const none = new References([]);
    const key = "sk_4dQ2v9".padEnd(43, "x7Zk");
    expect(none.hide(`the token is ${key}.`)).toBe(`the token is ${HIDDEN}.`);
    const words =
      "strategy-mean-reversion-of-two-instruments is quarantined after 3 restarts in 30 s";
    expect(none.hide(words)).toBe(words);
  });

  test("no document and no print has them", () => {
    expect(JSON.stringify({ references })).not.toContain(SECRET);
    expect(Bun.inspect(references)).not.toContain(SECRET);
  });
});
