/** Faults of a topic's writer. */
import type { Mutant } from "./mutant.ts";

const OVER_THE_END = "gate: three records over the ring's end";
const WHOLE = "gate: batches of two and of three, whole or not at all";
const OVERRUN = "evict: a reader is overrun while it copies";
const DIES = "recovery: a writer of two records over the ring's end";
const USED = "recovery: a writer in a ring full of old records";

export const WRITER_MUTANTS: readonly Mutant[] = [
  {
    fault: "a record is shown before its payload is written",
    file: "topic-writer.ts",
    edits: [
      [
        "    this.#claimedBytes = payloadBytes;\n    this.#typeAndVersion",
        "    this.#commitAt(this.#end, RECORD_HEADER_BYTES + payloadBytes);\n    this.#claimedBytes = payloadBytes;\n    this.#typeAndVersion",
      ],
    ],
    scenario: OVER_THE_END,
    order: "SC",
  },
  {
    fault: "a batch is shown by its first record before the others are written",
    file: "topic-writer.ts",
    edits: [
      [
        "if (this.#records === 0) this.#firstLength = length;",
        "if (this.#records === 0) this.int32[index] = this.#firstLength = length;",
      ],
    ],
    scenario: WHOLE,
    order: "SC",
  },
  {
    fault: "the header behind a batch is not zeroed",
    file: "topic-writer.ts",
    edits: [["    this.int32[(DATA_OFFSET + (this.#end & this.#mask)) >> 2] = 0;\n", ""]],
    scenario: USED,
    order: "SC",
  },
  {
    fault: "the header at the ring's start is not zeroed before the padding shows",
    file: "topic-writer.ts",
    edits: [["    this.int32[DATA_OFFSET >> 2] = 0;\n", ""]],
    scenario: "recovery: a writer goes over the end of a ring full of old records",
    order: "SC",
  },
  {
    fault: "a batch is moved onto records that nobody has freed",
    file: "topic-writer.ts",
    edits: [
      ["    if (!this.#readers.allows((ringStart + batchBytes + needed) | 0)) return false;\n", ""],
    ],
    scenario: "gate: a batch that moves onto records that are read",
    order: "SC",
  },
  {
    fault: "the tail is stored before the next sequence",
    file: "topic-writer.ts",
    edits: [
      [
        "    this.#float64[NEXT_SEQUENCE_INDEX] = this.#nextSequence;\n    this.#moveTail(this.#end);",
        "    this.#moveTail(this.#end);\n    this.#float64[NEXT_SEQUENCE_INDEX] = this.#nextSequence;",
      ],
    ],
    scenario: DIES,
    order: "SC",
  },
  {
    fault: "a discarded batch keeps its sequences",
    file: "topic-writer.ts",
    edits: [["    this.#nextSequence -= this.#records;\n", ""]],
    scenario: WHOLE,
    order: "SC",
  },
  {
    fault: "a new life does not say so",
    file: "topic-writer.ts",
    edits: [["    Atomics.store(this.int32, EPOCH_INDEX, incarnation);\n", ""]],
    scenario: "recovery: a reader hears of the next life where it begins",
    order: "SC",
  },
  {
    fault: "the bells are looked at before the batch is shown",
    file: "topic-writer.ts",
    edits: [
      [
        "    const records = this.#show();\n    this.endTurn();",
        "    this.endTurn();\n    const records = this.#show();",
      ],
    ],
    scenario: "doorbell: a writer's record wakes the reader that sleeps",
    order: "SC",
  },
  {
    fault: "no fence between the plain commit and the look at the bells",
    file: "topic-writer.ts",
    edits: [["    if (this.#keepsOrder) seeStores(this.int32, TAIL_INDEX);\n", ""]],
    scenario: "doorbell: a writer's record wakes the reader that sleeps",
    order: "TSO",
  },
  {
    fault: "the commit is a plain store where stores pass each other",
    file: "store-order.ts",
    edits: [
      ["  if (keepsOrder) int32[index] = word;", "  if (keepsOrder || true) int32[index] = word;"],
    ],
    scenario: OVER_THE_END,
    order: "ARM64",
  },
  {
    fault: "the commit is a store that later ones may pass",
    file: "store-order.ts",
    edits: [["Atomics.exchange(int32, index, word);", "Atomics.store(int32, index, word);"]],
    scenario: OVERRUN,
    order: "ARM64",
  },
  {
    fault: "a reader is cut off one record too late",
    file: "reader-limits.ts",
    edits: [
      ["return ((this.#limit - end) | 0) >= 0 ||", "return ((this.#limit - end) | 0) >= -32 ||"],
    ],
    scenario: OVERRUN,
    order: "SC",
  },
  {
    fault: "a reader is cut off by a store instead of a read-modify-write",
    file: "reader-limits.ts",
    edits: [
      [
        "const before = Atomics.compareExchange(this.#int32, state, SLOT_EVICTABLE, SLOT_EVICTED);",
        "const before = Atomics.store(this.#int32, state, SLOT_EVICTED) - 1;",
      ],
    ],
    scenario: OVERRUN,
    order: "ARM64",
  },
  {
    fault: "a reader that is made gating between two looks counts in neither",
    file: "reader-limits.ts",
    edits: [
      [
        "if (kind !== SLOT_EVICTABLE && kind !== SLOT_GATING) continue;",
        "if (kind !== SLOT_EVICTABLE) continue;",
      ],
    ],
    scenario: "slots: nobody waits for a suspended reader, and it goes on",
    order: "SC",
  },
  {
    fault: "a reader is cut off before those that are waited for are asked",
    file: "reader-limits.ts",
    edits: [["    if (room < 0) return false;\n", ""]],
    scenario: "evict: nobody is cut off for a record that another reader has no room for",
    order: "SC",
  },
  {
    fault: "a writer that ends wakes nobody",
    file: "topic-writer.ts",
    edits: [["    this.discard();\n    this.endTurn();\n", "    this.discard();\n"]],
    scenario: "doorbell: a reader that attaches to a running writer is woken by it",
    order: "TSO",
  },
  {
    fault: "the word of eviction is written after the bytes are reused",
    file: "reader-limits.ts",
    edits: [
      [
        "    this.#limit = (end + room) | 0;\n    return true;",
        "    this.#limit = (end + room) | 0;\n    return true; // late",
      ],
      [
        "else if (kind === SLOT_GATING || !this.#evict(state)) return false;",
        "else if (kind === SLOT_GATING) return false;\n      else this.#late = state;",
      ],
      ["  readonly #int32: Int32Array;", "  #late = -1;\n  readonly #int32: Int32Array;"],
      [
        "  ringBells(): undefined {",
        "  ringBells(): undefined {\n    if (this.#late >= 0) this.#evict(this.#late);\n    this.#late = -1;",
      ],
    ],
    scenario: OVERRUN,
    order: "SC",
  },
];
