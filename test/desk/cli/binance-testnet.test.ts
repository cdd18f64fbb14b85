/** `config/binance-testnet`: checked where its key is not, and refused there when it is to start. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT, runVerb } from "./kit/verb.ts";

setDefaultTimeout(60_000);

const DESK = "config/binance-testnet";
const KEY = "local/testnet-key";

test("it is checked without its key, and what is missing is named", async () => {
  const { exit, out, err } = await runVerb("check", DESK);
  expect(exit, err).toBe(0);
  expect(out).toContain("mode live");
  expect(out + err).toContain(`${KEY} is not there: the desk does not start without it`);
  expect(out).toContain("the files are right, and it does not start yet: 2 files are not there");
  expect(out).not.toContain("OK,");
  expect(err).toContain(
    "next: make the key, as config/binance-testnet/execution-binance.toml says",
  );
  expect(err).not.toContain("nobody writes");
});

test("its comments stay true in a copy that trades live: none says which network this is", async () => {
  for (const file of readdirSync(join(ROOT, DESK))) {
    const text = await Bun.file(join(ROOT, DESK, file)).text();
    const comments = text.replace(/^[^#]*$/gm, "").replace(/\n#/g, "");
    const claims = comments.match(/[^.:;,]*(?:test network|demo desk)[^.:;,]*/gi) ?? [];
    expect(
      claims.filter((claim) => !claim.includes("ndpoint testnet")),
      file,
    ).toEqual([]);
  }
});

test("it does not start without its key", async () => {
  const { exit, err } = await runVerb("start", DESK, "--port", "0");
  expect(exit).toBe(3);
  expect(err).toContain(`cannot read file ${KEY}: ENOENT`);
});
