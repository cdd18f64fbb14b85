/** Names of simulated files: a change that no sync has followed may come undone, each by itself. */
import { expect, test } from "bun:test";
import { Prng } from "../../../../../src/core/prng.ts";
import { DiskNames } from "../../../../../src/runtime/simulation/io/disk/disk-names.ts";
import { StoredFile } from "../../../../../src/runtime/simulation/io/disk/stored-file.ts";

const [A, B] = [new StoredFile(), new StoredFile()];

/** All that is left of the names, of many losses of power. */
function leftOf(make: (names: DiskNames) => void): ReadonlySet<string> {
  const left = new Set<string>();
  for (let round = 0; round < 200; round += 1) {
    const names = new DiskNames();
    make(names);
    names.losePower(new Prng(round));
    const shown = names.paths.map((path) => `${path}=${names.find(path) === A ? "A" : "B"}`);
    left.add(shown.toSorted().join(" "));
  }
  return left;
}

test("a name that was put is there for good, and one that was dropped is gone for good", () => {
  expect(leftOf((names) => names.put("/f/a", A))).toEqual(new Set(["/f/a=A"]));
  const dropped = leftOf((names) => {
    names.put("/f/a", A);
    names.drop("/f/a");
  });
  expect(dropped).toEqual(new Set([""]));
});

test("a new name, a rename and a removal may each come undone", () => {
  const left = leftOf((names) => {
    names.put("/f/old", A);
    names.change({ from: null, to: "/f/new.tmp", file: B });
    names.change({ from: "/f/new.tmp", to: "/f/old", file: B });
  });
  expect(left).toEqual(new Set(["/f/old=A", "/f/new.tmp=B /f/old=A", "/f/old=B"]));
  const removed = leftOf((names) => {
    names.put("/f/a", A);
    names.change({ from: "/f/a", to: null, file: A });
  });
  expect(removed).toEqual(new Set(["/f/a=A", ""]));
});

test("a sync of their folder makes them last, and of no other", () => {
  const left = leftOf((names) => {
    names.change({ from: null, to: "/f/a", file: A });
    names.change({ from: null, to: "/f/g/b", file: B });
    names.sync("/f");
  });
  expect(left).toEqual(new Set(["/f/a=A", "/f/a=A /f/g/b=B"]));
});

test("a removal that lasts takes no other file of its name, whose replacement came undone", () => {
  const left = leftOf((names) => {
    names.put("/f/a", A);
    names.put("/f/b", B);
    names.change({ from: "/f/b", to: "/f/a", file: B });
    names.change({ from: "/f/a", to: null, file: B });
  });
  expect(left).toEqual(new Set(["/f/a=A /f/b=B", "/f/a=B", ""]));
});
