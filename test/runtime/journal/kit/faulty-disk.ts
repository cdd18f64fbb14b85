/** Disks that fail: a call that is counted, or all from it on; and a disk that is full. */
import { type DiskCall, failureOf, ModelDisk } from "./model-disk.ts";

export type Fault = {
  /** Which call fails, counted from 1. */
  readonly at: number;
  readonly isForEver: boolean;
  readonly code: string;
};

/** Counts the calls of a disk, and makes one of them fail. */
export class FaultyDisk extends ModelDisk {
  /** Calls so far, each as it is said in a failure. */
  readonly calls: DiskCall[] = [];
  fault: Fault | null = null;

  constructor(fault: Fault | null = null) {
    super();
    this.fault = fault;
    this.before = (call) => {
      this.calls.push(call);
      const number = this.calls.length;
      const { at = 0, isForEver = false, code = "" } = this.fault ?? {};
      if (at > 0 && (isForEver ? number >= at : number === at)) throw failureOf(code);
    };
  }
}

/** A disk with room for so many bytes: a write that needs more takes what there is, then fails. */
export class FullDisk extends ModelDisk {
  room: number;

  constructor(room: number) {
    super();
    this.room = room;
  }

  override freeBytes(): number {
    super.freeBytes();
    return Math.max(0, this.#free);
  }

  get #free(): number {
    let used = 0;
    for (const { cache } of this.names.values()) used += cache.length;
    return this.room - used;
  }

  override preallocate(handle: number, at: number, bytes: number): undefined {
    const growth = Math.max(0, at + bytes - this.bytesOf(handle));
    const taken = bytes - Math.max(0, growth - this.#free);
    if (taken > 0) super.preallocate(handle, at, taken);
    if (taken < bytes) throw failureOf("ENOSPC");
  }

  override write(
    handle: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    at: number,
  ): number {
    const growth = Math.max(0, at + end - start - this.bytesOf(handle));
    const taken = end - start - Math.max(0, growth - this.#free);
    if (taken <= 0) throw failureOf("ENOSPC");
    return super.write(handle, bytes, start, start + taken, at);
  }
}
