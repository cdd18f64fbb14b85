/** The survivor in a process that is killed, and in the one that goes on from its files. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Left } from "./watched-life.ts";

const PROGRAM = join(import.meta.dir, "survivor-process.ts");

/** What the second process has of the first. */
export async function killedProcess(): Promise<Left> {
  const folder = mkdtempSync(join(tmpdir(), "outcry-survival-"));
  try {
    const first = run(folder, 1);
    const before = await firstLine(first);
    first.kill("SIGKILL");
    await first.exited;
    const second = run(folder, 2, before);
    const left = JSON.parse(await firstLine(second)) as Left;
    await second.exited;
    return left;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(folder: string, life: number, before = "{}") {
  return Bun.spawn([process.execPath, PROGRAM, folder, String(life), before], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
}

async function firstLine({ stdout }: { stdout: ReadableStream<Uint8Array> }): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const bytes of stdout) {
    text += decoder.decode(bytes, { stream: true });
    if (text.includes("\n")) break;
  }
  return text.split("\n", 1)[0] ?? "";
}
