/** Anchors: a file that only grows, a webhook that is told the newest; neither ever stops the log. */
import { describe, expect, test } from "bun:test";
import type { AuditAnchor } from "../../../../src/runtime/journal/audit/anchor/audit-anchor.ts";
import { failedAnchor } from "../../../../src/runtime/journal/audit/anchor/failed-anchor.ts";
import { fileAnchor } from "../../../../src/runtime/journal/audit/anchor/file-anchor.ts";
import { webhookAnchor } from "../../../../src/runtime/journal/audit/anchor/webhook-anchor.ts";
import { AuditKit, anchorOf } from "./kit/audit-kit.ts";
import { type Done, MemoryStorage } from "./kit/memory-storage.ts";

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

describe("a file anchor whose disk fails and recovers", () => {
  test.each(["NOTHING", "HALF", "ALL"] as const)(
    "after %s of a write holds whole checkpoints only",
    (done) => {
      const disk = new FlakyStorage();
      const kit = new AuditKit();
      kit.anchors = [fileAnchor(disk, "anchor")];
      kit.write(1_100);
      const before = textOf(disk);
      disk.failNext("append", done);
      kit.write(1_100);
      expect(kit.failedAnchors).toEqual(["anchor: no space"]);
      kit.end();
      expect(textOf(disk)).toStartWith(before);
      const anchors = [{ name: "anchor", text: textOf(disk) }];
      expect(kit.verdict({ anchors })).toMatchObject({ exit: 0, bad: null });
      // The next life finds all of it, the newest included.
      expect(`${fileAnchor(disk, "anchor").latest()}\n`).toBe(`${anchorOf(kit).text}\n`);
      expect(textOf(disk)).toBe(anchors[0]?.text ?? "");
    },
  );

  test("adds nothing while what a cut write left cannot be taken away", () => {
    const disk = new FlakyStorage();
    const kit = new AuditKit();
    kit.anchors = [fileAnchor(disk, "anchor")];
    kit.write(1_100);
    disk.failNext("append", "HALF");
    kit.write(1_000);
    const torn = textOf(disk);
    disk.failNext("truncate", "NOTHING");
    kit.write(1_000);
    expect(textOf(disk)).toBe(torn);
    expect(kit.failedAnchors).toHaveLength(2);
    kit.end();
    const anchors = [{ name: "anchor", text: textOf(disk) }];
    expect(kit.verdict({ anchors })).toMatchObject({
      exit: 0,
      warnings: expect.not.arrayContaining(["anchor ends in a checkpoint that is not whole"]),
    });
  });
});

describe("a file that is opened as an anchor", () => {
  const disk = new MemoryStorage();
  const kit = anchoredLog(disk);
  const whole = Buffer.from(textOf(disk));

  test("loses no whole checkpoint to what stands between others", () => {
    const first = whole.indexOf("\n\noutcry") + 2;
    const bytes = Buffer.concat([
      whole.subarray(0, first),
      Buffer.from("hal\xff\n\n", "latin1"),
      whole.subarray(first),
    ]);
    for (const cut of [0, 1, 60]) {
      const given = bytes.subarray(0, bytes.length - cut);
      const place = new MemoryStorage(new Map([["anchor", given]]));
      const anchor = fileAnchor(place, "anchor");
      const kept = cut === 0 ? bytes : bytes.subarray(0, bytes.lastIndexOf("\n\noutcry") + 2);
      expect(Buffer.compare(place.read("anchor") ?? whole, kept)).toBe(0);
      expect(kept.toString("utf8")).toEndWith(`${anchor.latest()}\n`);
    }
    expect(kit.failedAnchors).toEqual([]);
  });

  test("at any length of a cut keeps the whole ones, also where the rest is zeros", () => {
    const last = whole.lastIndexOf("\n\noutcry") + 2;
    for (let length = last; length < whole.length; length += 1) {
      for (const zeros of [0, 40]) {
        const cut = Buffer.concat([whole.subarray(0, length), Buffer.alloc(zeros)]);
        const place = new MemoryStorage(new Map([["anchor", cut]]));
        fileAnchor(place, "anchor");
        expect(place.read("anchor")?.length).toBe(last);
      }
    }
  });

  test("is left as it is when it holds something else", () => {
    const notes = Buffer.from("# notes of mine\nsell in may\n");
    for (const bytes of [notes, Buffer.concat([whole, notes])]) {
      const place = new MemoryStorage(new Map([["anchor", bytes]]));
      expect(() => fileAnchor(place, "anchor")).toThrow("anchor must hold checkpoints");
      expect(place.read("anchor")).toEqual(new Uint8Array(bytes));
    }
  });
});

describe("an anchor that throws", () => {
  test("has failed, is told, and neither stops the log nor the anchor behind it", () => {
    const disk = new MemoryStorage();
    const kit = new AuditKit();
    const broken: AuditAnchor = {
      name: "broken",
      publish: () => {
        throw new Error("no such thing");
      },
      latest: () => null,
      taken: () => null,
    };
    kit.anchors = [broken, fileAnchor(disk, "anchor"), failedAnchor("gone", "not mounted")];
    kit.end();
    expect(new Set(kit.failedAnchors)).toEqual(
      new Set(["broken: no such thing", "gone: not mounted"]),
    );
    const anchors = [{ name: "anchor", text: textOf(disk) }];
    expect(kit.verdict({ anchors })).toMatchObject({ exit: 0, isEnded: true });
  });
});

describe("a webhook anchor", () => {
  test("sends one at a time, and of those that wait the newest", () => {
    const { anchor, sent, answer } = hook();
    for (const note of ["1", "2", "3"]) anchor.publish(note, ignore);
    expect(sent).toEqual(["1"]);
    answer(null);
    expect(sent).toEqual(["1", "3"]);
    expect(anchor.taken()).toBe("1");
    answer(null);
    expect(sent).toEqual(["1", "3"]);
    expect([anchor.taken(), anchor.latest()]).toEqual(["3", null]);
  });

  test("says why it failed, and sends the next", () => {
    const failed: string[] = [];
    const { anchor, sent, answer } = hook();
    anchor.publish("1", (why) => failed.push(why));
    answer("503");
    expect(anchor.taken()).toBeNull();
    anchor.publish("2", (why) => failed.push(why));
    answer(null);
    expect([failed, sent]).toEqual([["503"], ["1", "2"]]);
  });

  test("that cannot send has failed, and sends the next", () => {
    const failed: string[] = [];
    const sent: string[] = [];
    const anchor = webhookAnchor("hook", (note, done) => {
      if (note === "1") throw new Error("no such host");
      sent.push(note);
      done(null);
    });
    for (const note of ["1", "2"]) anchor.publish(note, (why) => failed.push(why));
    expect([failed, sent]).toEqual([["no such host"], ["2"]]);
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

/** A disk of which one call fails, and the next ones do not. */
class FlakyStorage extends MemoryStorage {
  #next: { readonly call: "append" | "truncate"; readonly done: Done } | null = null;

  failNext(call: "append" | "truncate", done: Done): undefined {
    this.#next = { call, done };
  }

  override append(path: string, bytes: Uint8Array): undefined {
    const done = this.#taken("append");
    if (done === null) return super.append(path, bytes);
    if (done === "HALF") super.append(path, bytes.subarray(0, bytes.length >> 1));
    if (done === "ALL") super.append(path, bytes);
    throw new Error("no space");
  }

  override truncate(path: string, bytes: number): undefined {
    if (this.#taken("truncate") === null) return super.truncate(path, bytes);
    throw new Error("no space");
  }

  #taken(call: "append" | "truncate"): Done | null {
    if (this.#next?.call !== call) return null;
    const { done } = this.#next;
    this.#next = null;
    return done;
  }
}

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
