import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The message of all peers, and the event of the ring: nine float64 as msgpack, big-endian, each
 * with its tag byte. 82 bytes of its own, made once. Message i has the fields i to i + 8.
 */
final class Quote {
  static final int FIELDS = 9;
  static final int FIELD_BYTES = 9;
  static final int BYTES = 1 + FIELDS * FIELD_BYTES;

  private static final VarHandle FLOAT64 =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes = new byte[BYTES];

  void write(double first) {
    final byte[] to = bytes;
    to[0] = (byte) (0x90 | FIELDS);
    for (int field = 0; field < FIELDS; field += 1) {
      to[1 + FIELD_BYTES * field] = (byte) 0xcb;
      FLOAT64.set(to, 2 + FIELD_BYTES * field, first + field);
    }
  }

  /** Three of the fields, without a look at their tags. */
  double read() {
    return fieldAt(1) + fieldAt(4) + fieldAt(8);
  }

  double fieldAt(int field) {
    return (double) FLOAT64.get(bytes, 2 + FIELD_BYTES * field);
  }

  /** Sum of what is read of the messages 0 to {@code count} - 1. Exact below 2^53. */
  static double expectedSum(double count) {
    return 3 * (count * (count - 1) / 2) + (1 + 4 + 8) * count;
  }
}
