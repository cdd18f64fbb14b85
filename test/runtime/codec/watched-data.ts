/** Memory that tells when more of it is read than the record that was bound. */

/** A view on `data` that fails the test when something outside of [start, end) is read. */
export function watch(data: DataView, start: number, end: number): DataView {
  const within = (size: number, at: number): number => {
    if (at < start || at + size > end) throw new RangeError(`read at ${at} beyond the record`);
    return at;
  };
  return {
    byteLength: data.byteLength,
    getUint8: (at: number) => data.getUint8(within(1, at)),
    getInt8: (at: number) => data.getInt8(within(1, at)),
    getUint16: (at: number) => data.getUint16(within(2, at)),
    getInt32: (at: number) => data.getInt32(within(4, at)),
    getFloat64: (at: number) => data.getFloat64(within(8, at)),
  } as unknown as DataView;
}
