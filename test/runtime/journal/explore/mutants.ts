/** Faults that a journal may have, each planted into its own files. */
import type { Mutant } from "./load-journal.ts";

const SEGMENT_WRITER = "write/segment-writer.ts";
const JOURNAL = "write/journal.ts";
const PARTS = "write/journal-parts.ts";
const REPAIR = "recover/repair-tail.ts";
const OPEN = "open-journal.ts";
const JUDGE = "recover/judge-stop.ts";
const SNAPSHOTS = "snapshot/snapshot-keeper.ts";

export const MUTANTS: readonly Mutant[] = [
  {
    fault: "a group is told to be durable before its sync",
    edits: [
      [
        JOURNAL,
        "    this.#syncNs = this.#segment.commit();\n",
        "    this.#durable.settle();\n    this.#syncNs = this.#segment.commit();\n",
      ],
    ],
  },
  {
    fault: "a group is not synced",
    edits: [[SEGMENT_WRITER, "const syncNs = this.#file.sync();", "const syncNs = 0;"]],
  },
  {
    fault: "a sync that failed is tried again",
    edits: [
      [
        "storage/journal-file.ts",
        '      throw new StorageError("sync", this.name, error);',
        "      this.#storage.sync(handle);",
      ],
    ],
  },
  {
    fault: "a failure is not for ever",
    edits: [
      [
        JOURNAL,
        "      this.#failure = storageFailureOf(error);\n      this.#sayWhy(this.#failure);\n      return this.#failure;",
        "      return storageFailureOf(error);",
      ],
    ],
  },
  {
    fault: "a new segment's name is not synced",
    edits: [
      [
        PARTS,
        '    this.folder.renameOpen(file, fileName("segment", firstSequence));\n    this.folder.sync();\n',
        '    this.folder.renameOpen(file, fileName("segment", firstSequence));\n',
      ],
    ],
  },
  {
    fault: "the names that the life before has left are not synced before the next one",
    edits: [[OPEN, "  if (last !== null) folder.sync();\n", ""]],
  },
  {
    fault: "a segment has its name before its first group is on the disk",
    edits: [
      [
        PARTS,
        '    segment.commit();\n    this.folder.renameOpen(file, fileName("segment", firstSequence));\n    this.folder.sync();\n',
        '    this.folder.renameOpen(file, fileName("segment", firstSequence));\n    this.folder.sync();\n    segment.commit();\n',
      ],
    ],
  },
  {
    fault: "a retired segment is used again as it is",
    edits: [
      [
        "write/segment-preparer.ts",
        "    return this.#folder.create(PREPARED_SEGMENT);",
        '    const old = this.#folder.list().find((name) => name.startsWith("retired-"));\n    if (old === undefined) return this.#folder.create(PREPARED_SEGMENT);\n    this.#folder.rename(old, PREPARED_SEGMENT);\n    this.#bytes = this.#segmentBytes;\n    this.#isDirty = true;\n    return this.#folder.open(PREPARED_SEGMENT);',
      ],
    ],
  },
  {
    fault: "a retired segment is used again, and a checksum is of any segment",
    edits: [
      [
        "write/segment-preparer.ts",
        "    return this.#folder.create(PREPARED_SEGMENT);",
        '    const old = this.#folder.list().find((name) => name.startsWith("retired-"));\n    if (old === undefined) return this.#folder.create(PREPARED_SEGMENT);\n    this.#folder.rename(old, PREPARED_SEGMENT);\n    this.#bytes = this.#segmentBytes;\n    this.#isDirty = true;\n    return this.#folder.open(PREPARED_SEGMENT);',
      ],
      [
        "format/journal-frame.ts",
        "  return crc32c(segmentId, 0, segmentId.length);",
        "  return 0;",
      ],
    ],
  },
  {
    fault: "a checksum is not looked at",
    edits: [
      [
        "format/journal-frame.ts",
        "  if (checksum !== sumOfFrame(bytes, start, frameBytes, segmentSum)) return 0;\n",
        "",
      ],
    ],
  },
  {
    fault: "a group is taken by its COMMIT, whose hash is not looked at",
    edits: [
      [
        "recover/scan-segment.ts",
        "      commit.count === this.#stopSequence - commit.firstSequence &&\n      isSameHash(commit.chain, chain)",
        "      commit.count === this.#stopSequence - commit.firstSequence",
      ],
    ],
  },
  {
    fault: "a group is taken without its COMMIT, and not closed",
    edits: [
      [
        REPAIR,
        "    if (scan.stopAt === scan.closedAt) {",
        "    if (scan.stopAt >= scan.closedAt) {",
      ],
    ],
  },
  {
    fault: "the last group that is read is not written once more",
    edits: [
      [REPAIR, "    file.write(bytes, scan.lastGroupAt, scan.stopAt, scan.lastGroupAt);\n", ""],
    ],
  },
  {
    fault: "only what follows the last COMMIT is written once more",
    edits: [
      [
        REPAIR,
        "    file.write(bytes, scan.lastGroupAt, scan.stopAt, scan.lastGroupAt);",
        "    file.write(bytes, scan.closedAt, scan.stopAt, scan.closedAt);",
      ],
    ],
  },
  {
    fault: "a torn end is left as it is",
    edits: [
      [
        REPAIR,
        "    if (tornBytes > 0) file.write(new Uint8Array(tornBytes), 0, tornBytes, scan.stopAt);\n",
        "",
      ],
    ],
  },
  {
    fault: "a torn end is zeroed and its group closed under one sync",
    edits: [
      [
        REPAIR,
        "    file.sync();\n    if (scan.stopAt",
        "    if (scan.stopAt === scan.closedAt) file.sync();\n    if (scan.stopAt",
      ],
    ],
  },
  {
    fault: "what recovery closes is not synced",
    edits: [
      [
        REPAIR,
        "  file.sync();\n  return { lastSequence: stopSequence",
        "  return { lastSequence: stopSequence",
      ],
    ],
  },
  {
    fault: "a hole in the last group is taken for damage",
    edits: [
      [
        JUDGE,
        "    if (areZeros(bytes, sector, Math.min(sector + SECTOR_BYTES, bytes.length))) return null;\n",
        "",
      ],
    ],
  },
  {
    fault: "a whole record behind the stop is damage, whatever its group",
    edits: [[JUDGE, "    if (found !== group) {", "    if (start > at) {"]],
  },
  {
    fault: "a snapshot has its name before its bytes are synced",
    edits: [[SNAPSHOTS, "      file.sync();\n", ""]],
  },
  {
    fault: "a snapshot holds what still waits for its sync",
    edits: [
      [
        JOURNAL,
        "      if (this.#parts.group.count > 0) this.#commit();\n      sequence = this.#durableSequence;",
        "      sequence = this.#durableSequence;",
      ],
    ],
  },
  {
    fault: "a segment is retired that the newer snapshot covers, and the older does not",
    edits: [
      [
        SNAPSHOTS,
        "return this.#sequences.at(-KEPT) ?? 0;",
        "return (this.#sequences.at(-1) ?? 0) + 9;",
      ],
    ],
  },
];
