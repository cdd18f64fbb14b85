/** Faults of boards and of doorbells. */
import type { Mutant } from "./mutant.ts";

export const BOARD_AND_BELL_MUTANTS: readonly Mutant[] = [
  {
    fault: "a put does not make the version odd",
    file: "board-writer.ts",
    edits: [
      [
        "version = Atomics.add(this.#int32, index, 1);",
        "version = Atomics.add(this.#int32, index, 0);",
      ],
      ['    assert((version & 1) === 1, "end follows begin");\n', ""],
      [
        "Atomics.store(this.#int32, index, (version + 1) | 0);",
        "Atomics.store(this.#int32, index, (version + 2) | 0);",
      ],
    ],
    scenario: "board: a value is whole, and never older than the last one read",
    order: "SC",
  },
  {
    fault: "a put writes the copy that is read",
    file: "board-writer.ts",
    edits: [["return ((version >> 1) + 1) & 1;", "return (version >> 1) & 1;"]],
    scenario: "board: a value is whole, and never older than the last one read",
    order: "SC",
  },
  {
    fault: "a put begins by a store instead of a read-modify-write",
    file: "board-writer.ts",
    edits: [
      [
        "version = Atomics.add(this.#int32, index, 1);",
        "version = Atomics.store(this.#int32, index, version + 1) - 1;",
      ],
    ],
    scenario: "board: a value is whole, and never older than the last one read",
    order: "ARM64",
  },
  {
    fault: "a reader forgives one put too many",
    file: "board-reader.ts",
    edits: [["if (moved > 2 || moved < 0) continue;", "if (moved > 4 || moved < 0) continue;"]],
    scenario: "board: a value is whole, and never older than the last one read",
    order: "SC",
  },
  {
    fault: "a reader's last look at the version is an atomic load",
    file: "board-reader.ts",
    edits: [
      [
        "(Atomics.add(this.#int32, index, 0) - version) | 0",
        "(Atomics.load(this.#int32, index) - version) | 0",
      ],
    ],
    scenario: "board: a value is whole, and never older than the last one read",
    order: "ARM64",
  },
  {
    fault: "a dirty bit is cleared after its slot is read",
    file: "board-reader.ts",
    edits: [
      [
        "let bits = Atomics.exchange(this.#int32, bitmap + word, 0);",
        "let bits = Atomics.load(this.#int32, bitmap + word);",
      ],
      [
        "        onSlot(word * 32 + bit);\n      }",
        "        onSlot(word * 32 + bit);\n      }\n      Atomics.store(this.#int32, bitmap + word, 0);",
      ],
    ],
    scenario: "board: a watcher that sleeps hears of the last value",
    order: "SC",
  },
  {
    fault: "the news are taken after the bits",
    file: "board-reader.ts",
    edits: [
      ["    Atomics.exchange(this.#int32, this.#watcher + NEWS_FROM_WATCHER, 0);\n", ""],
      [
        "    return count;",
        "    Atomics.exchange(this.#int32, this.#watcher + NEWS_FROM_WATCHER, 0);\n    return count;",
      ],
    ],
    scenario: "board: a watcher that sleeps hears of the last value",
    order: "SC",
  },
  {
    fault: "a new watcher looks at the board before it counts",
    file: "board-memory.ts",
    edits: [
      [
        "  Atomics.store(int32, state, WATCHER_ACTIVE);\n",
        "  markWritten(board, state);\n  Atomics.store(int32, state, WATCHER_ACTIVE);\n",
      ],
      [
        "  // Only now, so that a put is seen here or marked by its writer, or both.\n  markWritten(board, state);\n",
        "",
      ],
    ],
    scenario: "board: a watcher that comes while a value is put is told of it",
    order: "SC",
  },
  {
    fault: "nobody is told what a dead writer put",
    file: "board-memory.ts",
    edits: [
      [
        "    if (Atomics.load(board.int32, state) === WATCHER_ACTIVE) markWritten(board, state);\n",
        "",
      ],
    ],
    scenario: "board: a watcher hears of what a dead writer put and did not tell",
    order: "SC",
  },
  {
    fault: "a bell is answered and nobody notified",
    file: "doorbell.ts",
    edits: [
      [
        "!== SLEEPING) return false;\n  Atomics.notify(words, bell);",
        "!== SLEEPING) return false;",
      ],
    ],
    scenario: "doorbell: a writer's record wakes the reader that sleeps",
    order: "SC",
  },
  {
    fault: "a loop that something else wakes makes a second waiter",
    file: "doorbell.ts",
    edits: [
      ["if (this.#waiter !== null) {", "if (this.#waiter !== null && Number.isNaN(this.#bell)) {"],
    ],
    scenario: "doorbell: a loop that something else wakes has one waiter, and is woken again",
    order: "SC",
  },
  {
    fault: "main wakes only those whose bell says that they sleep",
    file: "doorbell.ts",
    edits: [
      [
        "    Atomics.compareExchange(words, bell, SLEEPING, AWAKE);\n    Atomics.notify(words, bell);",
        "    ringBellAt(words, bell);",
      ],
    ],
    scenario: "doorbell: a writer dies between its record and the bell, and main wakes the reader",
    order: "SC",
  },
  {
    fault: "a bell wakes one waiter, which may be a dead one",
    file: "doorbell.ts",
    edits: [
      [
        "!== SLEEPING) return false;\n  Atomics.notify(words, bell);",
        "!== SLEEPING) return false;\n  Atomics.notify(words, bell, 1);",
      ],
    ],
    scenario: "doorbell: a writer's record wakes the reader that sleeps",
    order: "SC",
  },
];
