/** Which runs a process may go on with, and what becomes of their logs. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  archiveLogs,
  lastLogsOf,
  logsOf,
  takeOver,
} from "../../../../src/desk/run/files/take-over.ts";
import { isAlive, ownMark } from "../../../../src/runtime/io/process-mark.ts";
import { LIVES_MAX } from "../../../../src/runtime/supervisor/state/process-life.ts";
import { until } from "../../../kit/until.ts";
import { canUnshare, tryIn } from "../../../runtime/io/disk/lock/held-by.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outcry-run-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A process that has ended, and that was waited for. */
async function deadPid(): Promise<number> {
  const child = Bun.spawn(["true"]);
  await child.exited;
  return child.pid;
}

function putCard(change: object): undefined {
  const card = {
    pid: 1,
    startTicks: 1,
    desk: "config/demo",
    life: 3,
    runEpoch: 7,
    firstRunEpoch: 5,
    url: "http://x",
  };
  writeFileSync(join(folder, "desk.json"), JSON.stringify({ ...card, ...change }));
}

const failureOf = (desk = "config/demo") => {
  const taken = takeOver(folder, desk);
  return taken.ok ? null : taken.failure.replace(folder, "RUN");
};

describe("takeOver", () => {
  test("gives the card of a run whose process is dead", async () => {
    const pid = await deadPid();
    putCard({ pid });
    const card = { pid, life: 3, runEpoch: 7, firstRunEpoch: 5, url: "http://x" };
    expect(takeOver(folder, "config/demo")).toMatchObject({ ok: true, value: card });
  });

  test("refuses a run whose process lives", () => {
    putCard(ownMark());
    expect(failureOf()).toBe(`RUN is in use: its process ${process.pid} still runs`);
  });

  test.each(["own", "other"] as const)(
    "refuses a run that a process of %s PID namespace holds, whatever its card says",
    async (how) => {
      if (how === "other" && !canUnshare) return;
      putCard({ pid: await deadPid() });
      const holder = await tryIn(how, "kernel", join(folder, "desk.held"));
      expect(holder.answer).toBeNumber();
      expect(failureOf()).toBe(
        "RUN is in use: a process that cannot be seen from here still runs in it",
      );
      await holder.kill();
      await until("its end", () => failureOf() === null);
    },
  );

  test("goes on with a run whose process had the number of this one in another PID namespace", () => {
    putCard({ ...ownMark(), namespace: "pid:[1]" });
    expect(failureOf()).toBeNull();
  });

  test("takes a later process of the same number for another one", () => {
    const { pid, startTicks } = ownMark();
    if (startTicks === null) return;
    putCard({ pid, startTicks: startTicks - 1 });
    expect(failureOf()).toBeNull();
  });

  test("refuses a run of another desk, and one that has had all its lives", async () => {
    const pid = await deadPid();
    putCard({ pid });
    expect(failureOf("config/other")).toBe(
      "RUN is a run of config/demo, and cannot be resumed as config/other",
    );
    putCard({ pid, life: LIVES_MAX });
    expect(failureOf()).toBe("RUN has had 8191 lives, and gets no other");
  });

  test.each([
    [null, "it has no desk.json"],
    ["{", "its desk.json cannot be read"],
    ['{"pid":1,"desk":"config/demo"}', "its desk.json is not that of a run"],
  ])("refuses a folder whose card is %j", (text, reason) => {
    if (text !== null) writeFileSync(join(folder, "desk.json"), text);
    expect(failureOf()).toStartWith(`RUN cannot be resumed: ${reason}`);
  });
});

describe("isAlive", () => {
  test("is false of a process that ended and that nobody has waited for", async () => {
    if (ownMark().startTicks === null) return;
    // The shell becomes a program that never waits for the child that it began as a shell.
    const script = "sleep 60 & echo $!; exec sleep 60";
    const parent = Bun.spawn(["sh", "-c", script], { stdout: "pipe" });
    const name = () => readFileSync(`/proc/${parent.pid}/comm`, "utf8").trim();
    await until("the shell has become another program", () => name() === "sleep");
    const { value } = await parent.stdout.getReader().read();
    const pid = Number(new TextDecoder().decode(value).trim());
    expect(isAlive({ pid, startTicks: null })).toBe(true);
    process.kill(pid, "SIGKILL");
    await until("its end", () => !isAlive({ pid, startTicks: null }));
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    parent.kill("SIGKILL");
    await parent.exited;
  });
});

describe("archiveLogs", () => {
  const put = (name: string) => writeFileSync(join(folder, name), name);

  test("puts the logs of a life aside as they are, and nothing else", () => {
    for (const name of ["messages.log", "messages.1.log", "desk.json"]) put(name);
    archiveLogs(folder, 1);
    expect(readFileSync(join(folder, "life-1/messages.log"), "utf8")).toBe("messages.log");
    expect(existsSync(join(folder, "messages.log"))).toBe(false);
    expect(existsSync(join(folder, "desk.json"))).toBe(true);
  });

  test("all logs are found again, oldest first", () => {
    for (const name of ["messages.log", "messages.1.log", "messages.2.log"]) put(name);
    archiveLogs(folder, 9);
    put("messages.log");
    archiveLogs(folder, 10);
    for (const name of ["messages.log", "messages.1.log"]) put(name);
    expect(logsOf(folder).map((path) => path.slice(folder.length + 1))).toEqual([
      "life-9/messages.2.log",
      "life-9/messages.1.log",
      "life-9/messages.log",
      "life-10/messages.log",
      "messages.1.log",
      "messages.log",
    ]);
  });

  test("the last ones are those of the newest life that wrote any", () => {
    const write = (life: number, names: readonly string[]) => {
      for (const name of names) writeFileSync(join(folder, name), "x");
      archiveLogs(folder, life);
    };
    const named = (life: number) =>
      lastLogsOf(folder, life).map((path) => path.slice(folder.length + 1));
    expect(named(3)).toEqual([]);
    write(1, ["messages.1.log", "messages.log"]);
    write(2, ["messages.log"]);
    // It died before any of its actors ran: what the second one said was kept by nobody since.
    write(3, []);
    expect(named(3)).toEqual(["life-2/messages.log"]);
    expect(named(1)).toEqual(["life-1/messages.1.log", "life-1/messages.log"]);
  });

  test("the oldest go when all together are too large, the last one never", () => {
    for (let life = 1; life <= 3; life += 1) {
      writeFileSync(join(folder, "messages.log"), "x".repeat(100));
      archiveLogs(folder, life, 250);
    }
    const left = () => [1, 2, 3, 4].filter((life) => existsSync(join(folder, `life-${life}`)));
    expect(left()).toEqual([2, 3]);
    writeFileSync(join(folder, "messages.log"), "x".repeat(300));
    archiveLogs(folder, 4, 250);
    expect(left()).toEqual([4]);
  });
});
