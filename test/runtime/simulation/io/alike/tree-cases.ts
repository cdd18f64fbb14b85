/** What is done to a folder and all below it, each told once for both worlds, and what is answered. */
import type { TreeStorage } from "../../../../../src/runtime/io/disk/tree-storage.ts";
import { answerOf, type FolderCase } from "./storage-cases.ts";
import type { World } from "./world.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (tree: TreeStorage, path: string) => {
  const bytes = tree.read(path);
  return bytes === null ? null : new TextDecoder().decode(bytes);
};

const opened = (world: World) => world.client.io.tree(world.folder("audit"));

export const TREE_CASES: Readonly<Record<string, FolderCase>> = {
  "begins empty": (world) => {
    const tree = opened(world);
    return [tree.list(""), tree.list("nowhere"), tree.read("nothing")];
  },
  "puts whole files in place, and makes their folders": (world) => {
    const tree = opened(world);
    tree.replace("checkpoint", bytesOf("one"));
    tree.replace("tile/0/x001", bytesOf("two"));
    tree.replace("checkpoint", bytesOf("three"));
    return [
      tree.list("").toSorted(),
      tree.list("tile"),
      tree.list("tile/0"),
      textOf(tree, "checkpoint"),
      textOf(opened(world), "tile/0/x001"),
    ];
  },
  "keeps what it writes from others, and knows of no file that is not there": (world) => {
    const tree = opened(world);
    tree.replace("key", bytesOf("one"));
    return [tree.isPrivate("key"), answerOf(() => tree.isPrivate("none"))];
  },
  "adds to the end of a file that is there, and makes none": (world) => {
    const tree = opened(world);
    tree.replace("tail", bytesOf("one"));
    tree.append("tail", bytesOf(" two"));
    tree.append("tail", bytesOf(" three"));
    return [textOf(tree, "tail"), answerOf(() => tree.append("none", bytesOf("x"))), tree.list("")];
  },
  "cuts a file, and goes on behind the cut": (world) => {
    const tree = opened(world);
    tree.replace("tail", bytesOf("one two three"));
    tree.truncate("tail", 3);
    const cut = textOf(tree, "tail");
    tree.append("tail", bytesOf("!"));
    return [cut, textOf(tree, "tail"), answerOf(() => tree.truncate("none", 0))];
  },
  "removes a file, a folder with all that is in it, and what is not there": (world) => {
    const tree = opened(world);
    for (const path of ["a", "ab", "a2/b", "a2/c/d", "a22/e"]) tree.replace(path, bytesOf(path));
    tree.remove("a");
    tree.remove("a2");
    tree.remove("nothing");
    return [tree.list("").toSorted(), tree.list("a2"), textOf(tree, "a22/e")];
  },
  "hands out bytes that no later call changes": (world) => {
    const tree = opened(world);
    tree.replace("a", bytesOf("before"));
    const read = tree.read("a") ?? new Uint8Array(0);
    tree.replace("a", bytesOf("after!"));
    tree.append("a", bytesOf("."));
    return [new TextDecoder().decode(read), textOf(tree, "a")];
  },
  "takes nothing once its incarnation has ended": (world) => {
    world.client.io.close();
    return answerOf(() => opened(world));
  },
};
