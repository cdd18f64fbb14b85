/** What is heard of files saved in a desk's folder. */
import { afterEach, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FolderWatch } from "../../../../src/desk/run/change/folder-watch.ts";
import { until } from "../../../kit/until.ts";

const ends: (() => void)[] = [];

afterEach(() => {
  for (const end of ends.splice(0)) end();
});

function watched() {
  const folder = mkdtempSync(join(tmpdir(), "outcry-watch-"));
  const heard: (readonly string[])[] = [];
  const watch = new FolderWatch(folder, (paths) => heard.push(paths));
  ends.push(() => {
    watch.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const save = (path: string) => writeFileSync(join(folder, path), `# ${heard.length}\n`);
  return { folder, heard, watch, save };
}

describe("FolderWatch", () => {
  test("tells a burst of saves once, sorted", async () => {
    const { heard, save } = watched();
    for (const path of ["risk.toml", "feed-a.toml", "risk.toml"]) save(path);
    await until("it was heard", () => heard.length > 0);
    expect(heard).toEqual([["feed-a.toml", "risk.toml"]]);
  });

  test("hears of an editor that writes beside a file and renames, and of a removal", async () => {
    const { folder, heard, save } = watched();
    save(".risk.toml.swp");
    renameSync(join(folder, ".risk.toml.swp"), join(folder, "risk.toml"));
    await until("it was heard", () => heard.length > 0);
    rmSync(join(folder, "risk.toml"));
    await until("it was heard", () => heard.length > 1);
    expect(heard).toEqual([["risk.toml"], ["risk.toml"]]);
  });

  test("hears nothing of files that are no actor's", async () => {
    const { heard, save } = watched();
    for (const path of ["notes.md", "risk.toml~", ".risk.toml.swp", "Risk.toml", "a b.toml"]) {
      save(path);
    }
    save("last.toml");
    await until("it was heard", () => heard.length > 0);
    expect(heard).toEqual([["last.toml"]]);
  });

  test("watches local/ as soon as it is there, and again when it was replaced", async () => {
    const { folder, heard, watch, save } = watched();
    expect(watch.layers).toEqual(["."]);
    for (const _ of [1, 2]) {
      const earlier = heard.length;
      mkdirSync(join(folder, "local"));
      await until("it was heard", () => watch.layers.includes("local") && heard.length > earlier);
      save("local/risk.toml");
      await until("it was heard", () => heard.slice(earlier).flat().includes("local/risk.toml"));
      rmSync(join(folder, "local"), { recursive: true });
      await until("it was heard", () => !watch.layers.includes("local"));
    }
  });

  test("goes on when a folder cannot be watched, and watches it once it can be", async () => {
    const { folder, heard, watch, save } = watched();
    const local = join(folder, "local");
    // A link to itself: neither there nor missing.
    symlinkSync("local", local);
    save("risk.toml");
    await until("it was heard", () => heard.flat().includes("risk.toml"));
    expect(watch.layers).toEqual(["."]);
    rmSync(local);
    mkdirSync(local);
    await until("it is watched", () => watch.layers.includes("local"));
    save("local/risk.toml");
    await until("it was heard", () => heard.flat().includes("local/risk.toml"));
  });

  test("hears nothing once it is closed", async () => {
    const { folder, heard, watch, save } = watched();
    watch.close();
    save("risk.toml");
    const other = new FolderWatch(folder, (paths) => heard.push(["other", ...paths]));
    ends.push(() => other.close());
    save("feed-a.toml");
    await until("it was heard", () => heard.length > 0);
    expect(heard).toEqual([["other", "feed-a.toml"]]);
  });
});
