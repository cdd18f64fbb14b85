/**
 * The documentation is true: every example in a doc comment is evaluated, every link leads to a
 * file, every path that a page names exists, and every promise that a test cites is made.
 */
import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { filesOf, root, textOf } from "./project.ts";

const FENCE = /^ *\* ```ts\n([\s\S]*?)^ *\* ```/gm;
const CLAIM = /^(.+?);?\s*\/\/ => (.+)$/;
const THROWS = /^throws (\w+)$/;
const LINK = /\[[^\]]*\]\((?!https?:|mailto:|#)([^)\s#]+)(#[^)\s]*)?\)/g;
const PLACE = /\[[^\]]*\]\((?!https?:|mailto:)([^)\s#]*)#([^)\s]+)\)/g;
const HEADING = /^#+ (.+)$/gm;
const NAMED_PATH = /`((?:src|actors|bench|test|docs|config|\.ci|\.github)\/[\w./-]*\w)\/?`/g;
const NAMED_FILE = /`([\w-]+\.ts)`/g;
const PROMISE = /\bS-\d+[a-z]?\b/g;

/** What an example says: a call, and the value it has or the error it throws. */
type Claim = { readonly call: string; readonly value: string; readonly setup: string };

const transpiler = new Bun.Transpiler({ loader: "ts", target: "bun" });

/** The claims of one example. Lines without a claim are set-up for those below them. */
function claimsOf(example: string): readonly Claim[] {
  const claims: Claim[] = [];
  let setup = "";
  for (const line of example.split("\n").map((text) => text.replace(/^ *\* ?/, ""))) {
    const [, call, value] = CLAIM.exec(line.trim()) ?? [];
    if (call !== undefined && value !== undefined) claims.push({ call, value, setup });
    else setup += `${line}\n`;
  }
  return claims;
}

/** Evaluates `expression` after `setup`, with the exports of the documented module in scope. */
function evaluate(scope: Record<string, unknown>, setup: string, expression: string): unknown {
  const code = transpiler.transformSync(
    `function example() {\n${setup}\nreturn [${expression}];\n}`,
  );
  const run = new Function(...Object.keys(scope), `${code}\nreturn example();`);
  return (run(...Object.values(scope)) as readonly [unknown])[0];
}

const documented = await Promise.all(
  (await filesOf("{src,actors}/**/*.ts")).map(async (path) => ({
    path,
    claims: [...(await textOf(path)).matchAll(FENCE)].flatMap(([, body]) => claimsOf(body ?? "")),
  })),
);

describe("examples in doc comments", () => {
  for (const { path, claims } of documented.filter((file) => file.claims.length > 0)) {
    test.each(claims.map((claim) => [claim.call, claim] as const))(
      `${path}: %s is what the comment says`,
      async (_, { call, value, setup }) => {
        const scope = (await import(resolve(root, path))) as Record<string, unknown>;
        const [, error] = THROWS.exec(value) ?? [];
        if (error === undefined) {
          expect(evaluate(scope, setup, call)).toEqual(evaluate(scope, setup, value));
        } else {
          expect(() => evaluate(scope, setup, call)).toThrow(
            expect.objectContaining({ name: error }),
          );
        }
      },
    );
  }

  test("are read as they stand: set-up, values and errors", () => {
    const claims = claimsOf(" * const two = 1 + 1;\n * two * 2; // => 4\n * nope() // => throws E");
    expect(claims.map(({ call, value }) => [call, value])).toEqual([
      ["two * 2", "4"],
      ["nope()", "throws E"],
    ]);
    expect(evaluate({ three: 3 }, claims[0]?.setup ?? "", "two * three")).toBe(6);
  });
});

/** What a page's headings are called in links: lower case, a dash for each space, and no other signs. */
function placesOf(page: string): readonly string[] {
  const text = page.replace(/^```[\s\S]*?^```/gm, "");
  return [...text.matchAll(HEADING)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

const names = new Set(
  (await filesOf("{src,actors}/**/*.ts")).map((path) => path.slice(path.lastIndexOf("/") + 1)),
);
const pages = await filesOf("*.md", "{docs,src,actors,bench,test,config,deploy}/**/*.md");

describe("pages", () => {
  test.each(pages)("%s links to files that exist", async (page) => {
    const dead = [...(await textOf(page)).matchAll(LINK)]
      .map(([, target]) => target ?? "")
      .filter((target) => !existsSync(join(root, dirname(page), target)));
    expect(dead).toEqual([]);
  });

  test.each(pages)("%s links to headings that exist", async (page) => {
    const dead: string[] = [];
    for (const [, target = "", place = ""] of (await textOf(page)).matchAll(PLACE)) {
      const path = target === "" ? page : join(dirname(page), target);
      if (!path.endsWith(".md")) continue;
      if (!placesOf(await textOf(path)).includes(place)) dead.push(`${target}#${place}`);
    }
    expect(dead).toEqual([]);
  });

  test.each(pages)("%s names only paths that exist", async (page) => {
    const prose = (await textOf(page)).replace(/^```[\s\S]*?^```/gm, "");
    const dead = [...prose.matchAll(NAMED_PATH)]
      .map(([, path]) => path ?? "")
      .filter((path) => !path.startsWith("config/my-"))
      .filter((path) => !existsSync(join(root, path)));
    const unknown = [...prose.matchAll(NAMED_FILE)]
      .map(([, name]) => name ?? "")
      .filter((name) => !names.has(name));
    expect([...dead, ...unknown]).toEqual([]);
  });

  test("README.md shows the strategy as its file has it", async () => {
    const [, shown] = /```ts\n([\s\S]*?)```/.exec(await textOf("README.md")) ?? [];
    expect(await textOf("actors/strategy/mean-reversion.ts")).toEndWith(shown ?? "nothing");
  });

  test("ARCHITECTURE.md stays within 300 lines", async () => {
    expect((await textOf("ARCHITECTURE.md")).split("\n").length).toBeLessThanOrEqual(301);
  });

  test("every decision record has its five parts", async () => {
    const parts = ["Status", "Context", "Decision", "Consequences", "How we would notice"];
    const short: string[] = [];
    for (const path of await filesOf("docs/adr/*.md")) {
      const text = await textOf(path);
      for (const part of parts) if (!text.includes(`\n## ${part}`)) short.push(`${path}: ${part}`);
    }
    expect(short).toEqual([]);
  });
});

describe("promises", () => {
  test("those that tests and sources cite are made in docs/semantics.md", async () => {
    const made = new Set(
      [...(await textOf("docs/semantics.md")).matchAll(/^\*\*(S-\d+[a-z]?)\b/gm)].map(
        ([, name]) => name,
      ),
    );
    const unmade: string[] = [];
    for (const path of await filesOf("{src,actors,test,docs}/**/*.{ts,md}")) {
      if (path === "test/docs.test.ts") continue;
      for (const [name] of (await textOf(path)).matchAll(PROMISE)) {
        if (!made.has(name)) unmade.push(`${path} cites ${name}`);
      }
    }
    expect(unmade).toEqual([]);
  });
});
