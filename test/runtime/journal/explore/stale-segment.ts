/** What a disk's free blocks may hold: a segment of a life long ago, whole and full of records. */
import { opened, optionsOf, recordOf } from "../kit/journal-kit.ts";
import { ModelDisk } from "../kit/model-disk.ts";
import { SECTOR_BYTES } from "../kit/model-file.ts";
import type { Stale } from "./crash-images.ts";
import { EXPLORED_SEGMENT_BYTES } from "./state.ts";

export function staleSegment(): Stale {
  const disk = new ModelDisk();
  const options = optionsOf(disk, 0, { segmentBytes: EXPLORED_SEGMENT_BYTES });
  const { journal } = opened(options);
  for (let sequence = 1; disk.list().every((name) => !name.endsWith("02.seg")); sequence += 1) {
    journal.append(recordOf(sequence), "SYNC");
    journal.commit();
    if (sequence > 40) break;
  }
  const [first] = disk.list().filter((name) => name.startsWith("j-"));
  const bytes = disk.names.get(first ?? "")?.cache ?? new Uint8Array(0);
  return (sector) => {
    const part = new Uint8Array(SECTOR_BYTES);
    part.set(bytes.subarray(sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES));
    return part;
  };
}
