/** The inspector on real threads: what it reads of a module, and how a module can fail. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { InspectionFailure } from "../../../src/runtime/actor/inspection.ts";
import { type InspectOptions, inspect } from "../../../src/runtime/actor/inspector.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "inspector-"));
});

afterAll(() => rm(folder, { recursive: true }));

/** Writes a module and says why it is no actor. */
async function failureOf(
  source: string,
  options?: InspectOptions,
): Promise<InspectionFailure & { readonly path: string }> {
  const path = join(folder, `${Bun.hash(source).toString(36)}.ts`);
  await Bun.write(path, source);
  const outcome = await inspect(pathToFileURL(path).href, options);
  if (outcome.ok) throw new Error("it is an actor");
  return { ...outcome.failure, path };
}

describe("inspect", () => {
  test("a definition is plain data: settings, messages, boards, answers, handlers", async () => {
    const outcome = await inspect(new URL("../../kit/pong.ts", import.meta.url).href);
    if (!outcome.ok) throw new Error(outcome.failure.message);
    const { inspection } = outcome;
    expect(structuredClone(inspection)).toEqual(inspection);
    expect(Object.keys(inspection.in)).toEqual(["ball", "peer", "gap"]);
    expect(inspection.out.echo?.schema.name).toBe("kit-echo");
    expect(inspection.out.echo?.hash).toMatch(/^[0-9a-f]+$/);
    expect(inspection.answers.tally?.schema.name).toBe("kit-tally");
    expect(inspection.keep).toBeNull();
    expect(inspection.handlers).toContain("on.ball");
  });

  test("a board says how many slots it has, and of what size", async () => {
    const outcome = await inspect(new URL("../../kit/ping.ts", import.meta.url).href);
    if (!outcome.ok) throw new Error(outcome.failure.message);
    expect(outcome.inspection.boards.newest?.slots).toBe(1);
    expect(outcome.inspection.boards.newest?.slotBytes).toBeGreaterThan(0);
    expect(outcome.inspection.handlers).toContain("every.5ms");
  });

  test("a module that spins at its top level is given up at its deadline", async () => {
    const { message, file } = await failureOf("for (;;);\nexport default {};", { deadlineMs: 300 });
    expect(message).toBe("its top level did not finish within 300 ms");
    expect(file).toBeNull();
  });

  test("a module that awaits for ever is given up at its deadline", async () => {
    const source = "setInterval(() => {}, 50);\nawait new Promise(() => {});\nexport default {};";
    const { message } = await failureOf(source, { deadlineMs: 300 });
    expect(message).toBe("its top level did not finish within 300 ms");
  });

  test("a module that throws says where", async () => {
    const { path, message, file, line } = await failureOf(
      "export default {};\n\nthrow new RangeError('no such thing');\n",
    );
    expect({ message, file, line }).toEqual({ message: "no such thing", file: path, line: 3 });
  });

  test("a module with a mistake in its syntax says where", async () => {
    const { path, file, line } = await failureOf("export default {\n  on: (,\n};\n");
    expect({ file, line }).toEqual({ file: path, line: 2 });
  });

  test("a module whose import does not exist says which", async () => {
    const { message } = await failureOf('import "./nobody.ts";\nexport default {};\n');
    expect(message).toContain("nobody.ts");
  });

  test("a module that ends its thread is told by its exit code", async () => {
    const { message } = await failureOf("process.exit(3);");
    expect(message).toBe("its top level ended the thread with code 3");
  });

  test.each([
    "export default 5;",
    "export const actor = {};",
    "export default { in: {}, out: {} };",
  ])("%s is no definition, and the message says what is one", async (source) => {
    const { message } = await failureOf(source);
    expect(message).toContain("its default export must be defineActor({ in, out, start, on })");
  });
});
