/**
 * The tree against RFC 6962's published vectors, and against a second one that is written by the
 * RFC's recursive definition. Every proof of every size up to 64, and each with a flipped bit.
 */
import { describe, expect, test } from "bun:test";
import {
  consistencyHolds,
  inclusionHolds,
} from "../../../../src/desk/audit-verify/tree/proof-check.ts";
import { isConsistent } from "../../../../src/runtime/journal/audit/tree/consistency-check.ts";
import { Frontier } from "../../../../src/runtime/journal/audit/tree/frontier.ts";
import {
  consistencyProof,
  inclusionProof,
  rootAt,
} from "../../../../src/runtime/journal/audit/tree/proof-making.ts";
import {
  EMPTY_ROOT,
  leafHash,
  nodeHash,
} from "../../../../src/runtime/journal/audit/tree/tree-hash.ts";

const LEAVES = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
].map((hex) => Buffer.from(hex, "hex"));

const ROOTS = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** MTH of RFC 6962, 2.1. */
function definedRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (first === undefined) return EMPTY_ROOT;
  if (leaves.length === 1) return leafHash(first);
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(definedRoot(leaves.slice(0, split)), definedRoot(leaves.slice(split)));
}

/** Every node of a growing tree, as its frontier tells of them. */
function nodesOf(leaves: readonly Uint8Array[]) {
  const nodes = new Map<string, Uint8Array>();
  const counts: number[] = [];
  const frontier = new Frontier();
  for (const leaf of leaves) {
    frontier.append(leafHash(leaf), (level, hash) => {
      const index = counts[level] ?? 0;
      counts[level] = index + 1;
      nodes.set(`${level}/${index}`, hash);
    });
  }
  return { frontier, source: (level: number, index: number) => nodeAt(nodes, level, index) };
}

function nodeAt(nodes: ReadonlyMap<string, Uint8Array>, level: number, index: number) {
  const node = nodes.get(`${level}/${index}`);
  if (node === undefined) throw new Error(`no complete node ${level}/${index}`);
  return node;
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

describe("the published vectors", () => {
  test.each(ROOTS.map((root, size) => [size, root] as const))(
    "the tree of %d leaves has its published root",
    (size, root) => {
      const { frontier } = nodesOf(LEAVES.slice(0, size));
      expect(hexOf(frontier.root())).toBe(root);
    },
  );

  test("the consistency proof from 3 to 7 begins as published", () => {
    const proof = consistencyProof(nodesOf(LEAVES).source, 3, 7);
    expect(proof.map((hash) => hexOf(hash).slice(0, 16))).toEqual([
      "0298d122906dcfc1",
      "07506a85fd9dd2f1",
      "fac54203e7cc696c",
      "837dbb152e9b0790",
    ]);
  });

  test("the inclusion proof of leaf 5 in 8 begins as published", () => {
    const proof = inclusionProof(nodesOf(LEAVES).source, 5, 8);
    expect(proof.map((hash) => hexOf(hash).slice(0, 16))).toEqual([
      "bc1a0643b12e4d2d",
      "ca854ea128ed050b",
      "d37ee418976dd957",
    ]);
  });
});

describe("every size up to 64", () => {
  const leaves = Array.from({ length: 64 }, (_, at) => Buffer.from(`leaf ${at}`));
  const { source } = nodesOf(leaves);
  const roots = Array.from({ length: 65 }, (_, size) => definedRoot(leaves.slice(0, size)));
  const rootOf = (size: number) => roots[size] ?? EMPTY_ROOT;

  test("the root is that of the recursive definition, also from a frontier made of subtrees", () => {
    for (let size = 0; size <= 64; size += 1) {
      expect(hexOf(rootAt(source, size))).toBe(hexOf(rootOf(size)));
      expect(hexOf(Frontier.of(size, source).root())).toBe(hexOf(rootOf(size)));
    }
  });

  test("each inclusion proof holds, for its leaf alone, and none with a flipped bit", () => {
    let checks = 0;
    for (let size = 1; size <= 64; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = inclusionProof(source, index, size);
        const leaf = leafHash(leaves[index] ?? Buffer.alloc(0));
        const claim = { index, size, leaf, root: rootOf(size) };
        expect(inclusionHolds(claim, proof)).toBe(true);
        expect(inclusionHolds(claim, [...proof, leaf])).toBe(false);
        expect(inclusionHolds({ ...claim, leaf: flipped(leaf, index) }, proof)).toBe(false);
        for (const [at, hash] of proof.entries()) {
          const bad = proof.with(at, flipped(hash, (index * 7 + at) % 256));
          expect(inclusionHolds(claim, bad)).toBe(false);
          checks += 1;
        }
        checks += 3;
      }
    }
    expect(checks).toBeGreaterThan(10_000);
  });

  test("each consistency proof holds for signer and verifier, and none with a flipped bit", () => {
    for (let size = 0; size <= 64; size += 1) {
      for (let oldSize = 0; oldSize <= size; oldSize += 1) {
        const proof = consistencyProof(source, oldSize, size);
        const old = { size: oldSize, root: rootOf(oldSize) };
        const next = { size, root: rootOf(size) };
        for (const holds of [isConsistent, consistencyHolds]) {
          expect(holds(old, next, proof)).toBe(true);
          expect(holds(old, { size, root: flipped(next.root, size) }, proof)).toBe(
            oldSize === 0 && size > 0,
          );
          expect(holds({ size: oldSize, root: flipped(old.root, size) }, next, proof)).toBe(false);
          for (const [at, hash] of proof.entries()) {
            const bad = proof.with(at, flipped(hash, (size * 5 + at) % 256));
            expect(holds(old, next, bad)).toBe(false);
          }
        }
      }
    }
  });

  test("a smaller tree is never consistent with a larger one before it", () => {
    const [old, next] = [
      { size: 8, root: rootOf(8) },
      { size: 7, root: rootOf(7) },
    ];
    for (const holds of [isConsistent, consistencyHolds]) expect(holds(old, next, [])).toBe(false);
  });
});
