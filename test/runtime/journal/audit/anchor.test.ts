/** Anchors: a file that only grows, a webhook that is told the newest; neither ever stops the log. */
import { describe, expect, test } from "bun:test";
import { fileAnchor } from "../../../../src/runtime/journal/audit/anchor/file-anchor.ts";
import { webhookAnchor } from "../../../../src/runtime/journal/audit/anchor/webhook-anchor.ts";
import { AuditKit } from "./kit/audit-kit.ts";
import { MemoryStorage } from "./kit/memory-storage.ts";

const ignore = () => undefined;
const textOf = (disk: MemoryStorage) => Buffer.from(disk.read("anchor") ?? []).toString();

function anchoredLog(disk: MemoryStorage): AuditKit {
  const kit = new AuditKit();
  kit.anchors = [fileAnchor(disk, "anchor")];
  kit.write(2_100);
  kit.end();
  return kit;
}

describe("a file anchor", () => {
  test("holds every checkpoint of the run, and the verifier reads it as it is", () => {
    const disk = new MemoryStorage();
    const kit = anchoredLog(disk);
    expect(textOf(disk).match(/^outcry\.example/gm)?.length).toBe(4);
    const anchors = [{ name: "anchor", text: textOf(disk) }];
    expect(kit.verdict({ anchors })).toMatchObject({ exit: 0, bad: null });
  });

  test("that was cut within a checkpoint goes on behind the last whole one", () => {
    const disk = new MemoryStorage();
    const kit = anchoredLog(disk);
    const whole = textOf(disk);
    for (const cut of [1, 50, 100, 150, 200]) {
      const torn = new MemoryStorage(new Map([["anchor", Buffer.from(whole).subarray(0, -cut)]]));
      const anchor = fileAnchor(torn, "anchor");
      const latest = anchor.latest() ?? "";
      expect(whole).toContain(`${latest}\n`);
      anchor.publish(latest, ignore);
      const anchors = [{ name: "anchor", text: textOf(torn) }];
      expect(kit.verdict({ anchors })).toMatchObject({ exit: 0, bad: null });
    }
  });

  test("that is torn when it is read is believed up to there, with a warning", () => {
    const disk = new MemoryStorage();
    const kit = anchoredLog(disk);
    const verdict = kit.verdict({
      anchors: [{ name: "anchor", text: textOf(disk).slice(0, -60) }],
    });
    expect(verdict.exit).toBe(0);
    expect(verdict.warnings.join()).toContain("not whole");
  });

  test("of another log, without a checkpoint, or changed, cannot be judged", () => {
    const disk = new MemoryStorage();
    const kit = anchoredLog(disk);
    const text = textOf(disk);
    for (const bad of [
      "",
      "hello\n",
      text.replaceAll("acct7/run", "acct8/run"),
      text.replace("\n2", "\n3"),
    ]) {
      expect(kit.verdict({ anchors: [{ name: "anchor", text: bad }] })).toMatchObject({ exit: 4 });
    }
  });

  test("whose disk fails is told, and the log goes on", () => {
    const disk = new MemoryStorage();
    const kit = new AuditKit();
    kit.anchors = [fileAnchor(disk, "anchor")];
    kit.write(2);
    disk.failAt(1, "HALF");
    kit.end();
    expect(kit.failedAnchors).toEqual(["anchor: the disk has failed"]);
    expect(kit.verdict()).toMatchObject({ exit: 0, isEnded: true });
  });
});

describe("a webhook anchor", () => {
  test("sends one at a time, and of those that wait the newest", () => {
    const { anchor, sent, answer } = hook();
    for (const note of ["1", "2", "3"]) anchor.publish(note, ignore);
    expect(sent).toEqual(["1"]);
    answer(null);
    expect(sent).toEqual(["1", "3"]);
    answer(null);
    expect(sent).toEqual(["1", "3"]);
    expect(anchor.latest()).toBeNull();
  });

  test("says why it failed, and sends the next", () => {
    const failed: string[] = [];
    const { anchor, sent, answer } = hook();
    anchor.publish("1", (why) => failed.push(why));
    answer("503");
    anchor.publish("2", (why) => failed.push(why));
    answer(null);
    expect([failed, sent]).toEqual([["503"], ["1", "2"]]);
  });

  test("whose other side answers within the call is told each of them", () => {
    const sent: string[] = [];
    const anchor = webhookAnchor("hook", (note, done) => {
      sent.push(note);
      done(null);
    });
    for (const note of ["1", "2", "3"]) anchor.publish(note, ignore);
    expect(sent).toEqual(["1", "2", "3"]);
  });
});

/** A webhook whose other side answers when it is told to. */
function hook() {
  const sent: string[] = [];
  const answers: ((failure: string | null) => undefined)[] = [];
  const anchor = webhookAnchor("hook", (note, done) => {
    sent.push(note);
    answers.push(done);
  });
  return { anchor, sent, answer: (failure: string | null) => answers.shift()?.(failure) };
}
