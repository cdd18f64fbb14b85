/** A build of one module: the same text for the same sources, and every fault at its place. */
import { describe, expect, test } from "bun:test";
import { cpSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildCode } from "../../../src/runtime/code/build-code.ts";
import { tempFolder, write } from "./code-kit.ts";

const ROOT = resolve(import.meta.dir, "../../..");
const STRICT = { mayLoad: false };

const folder = tempFolder();

async function textOf(path: string, rules = STRICT): Promise<string> {
  const built = await buildCode(path, rules);
  if (!built.ok) throw new Error(JSON.stringify(built.failure));
  return built.value.text;
}

async function mistakeOf(path: string) {
  const built = await buildCode(path, STRICT);
  return built.ok ? null : built.failure[0];
}

// S-71
describe("a build", () => {
  test("of the same sources in two folders is the same text, and names neither", async () => {
    const other = tempFolder();
    for (const name of ["src", "actors"]) {
      cpSync(join(ROOT, name), join(other, name), { recursive: true });
    }
    symlinkSync(join(ROOT, "node_modules"), join(other, "node_modules"));
    for (const actor of ["risk", "feed/binance", "strategy/mean-reversion"]) {
      const [here, there] = await Promise.all(
        [ROOT, other].map((root) => textOf(join(root, "actors", `${actor}.ts`))),
      );
      expect(there).toBe(here ?? "");
      expect(here).not.toContain(ROOT);
    }
  });

  test("beside others is the text that it is alone", async () => {
    const actors = ["risk", "feed/binance", "execution/paper"];
    const paths = actors.map((actor) => join(ROOT, "actors", `${actor}.ts`));
    const together = await Promise.all(paths.map((path) => textOf(path)));
    for (const [index, path] of paths.entries()) {
      expect(await textOf(path)).toBe(together[index] ?? "");
    }
  });

  test("holds the data that it imports", async () => {
    write(folder, "levels.json", '{ "levels": [3, 5, 8] }');
    const path = write(
      folder,
      "data.ts",
      'import data from "./levels.json";\nexport default data.levels;\n',
    );
    expect(await textOf(path)).toMatch(/\[3,\s*5,\s*8\]/);
  });

  test.each(["scribe", "notary"])(
    "of %s, with a journal or an audit log, is one file",
    async (kit) => {
      const text = await textOf(join(ROOT, "test/kit", `${kit}.ts`));
      expect(/from\s*"(?:node:)?crypto"/.test(text)).toBe(kit === "notary");
      expect(text).not.toContain(ROOT);
      const bundle = write(folder, `${kit}.mjs`, text);
      const { default: definition } = (await import(bundle)) as { default: { open: unknown } };
      expect(definition.open).toBeFunction();
    },
  );

  test("asks nobody for a native addon, nor for the environment of this process", async () => {
    const packer = join(ROOT, "node_modules/msgpackr/node-index.js");
    const source = `export { isNativeAccelerationEnabled as default } from "${packer}";\n`;
    const text = await textOf(write(folder, "native.ts", source));
    expect(text).not.toContain("process.env.");
    const bundle = write(folder, "bundle.mjs", text);
    const { default: isNative } = (await import(bundle)) as { default: boolean };
    expect(isNative).toBe(false);
  });
});

describe("a build that fails", () => {
  test("by its syntax has the line and the column", async () => {
    const path = write(folder, "syntax.ts", "const fine = 1;\nexport default {\n  on: {},,\n};\n");
    expect(await mistakeOf(path)).toMatchObject({ file: path, line: 3, column: 10 });
  });

  test("by an import that is not there has the importing file's line", async () => {
    write(folder, "lib/half.ts", 'export const one = 1;\nimport "./nobody.ts";\n');
    const path = write(folder, "absent.ts", 'export { one as default } from "./lib/half.ts";\n');
    expect(await mistakeOf(path)).toMatchObject({
      file: join(folder, "lib/half.ts"),
      line: 2,
      message: expect.stringContaining("nobody.ts"),
    });
  });

  test("by a module that is not there says so", async () => {
    expect((await mistakeOf(join(folder, "none.ts")))?.message).toContain("none.ts");
  });
});

// S-72
describe("code that could read what is not pinned", () => {
  test.each([
    ["import.meta.url", "where = new URL('.', import.meta.url)"],
    ["import.meta.dir", "where = import.meta.dir"],
    ["a computed import", "where = (name: string) => import(name)"],
    ["a computed require", "where = (name: string) => require(name)"],
    ["__dirname", "where = __dirname"],
  ])("by %s is refused, at its place", async (_, code) => {
    const source = `/* import.meta, import(name) */\n\nexport const ${code};\n`;
    const column = 1 + `export const ${code}`.search(/import|require|__dirname/);
    write(folder, "lib/where.ts", source);
    const path = write(folder, "reads.ts", 'export { where as default } from "./lib/where.ts";\n');
    expect(await mistakeOf(path)).toMatchObject({
      file: join(folder, "lib/where.ts"),
      line: 3,
      column,
      message: expect.stringMatching(/^cannot /),
    });
  });

  test("by an import of a file as a file is refused", async () => {
    write(folder, "table.bin", "bytes");
    const path = write(
      folder,
      "asset.ts",
      'import table from "./table.bin" with { type: "file" };\nexport default table;\n',
    );
    expect(await mistakeOf(path)).toMatchObject({
      file: path,
      message: expect.stringContaining("only code and data can be pinned"),
    });
  });

  test("is not code that says the same in a comment, or imports a name that was built", async () => {
    write(folder, "lib/late.ts", "export const late = 7;\n");
    const source = `// import.meta.url, import(name)\nexport default () => import("./lib/late.ts");\n`;
    expect(await mistakeOf(write(folder, "dynamic.ts", source))).toBeNull();
  });
});
