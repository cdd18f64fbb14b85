import java.io.File;
import java.util.Arrays;
import java.util.Locale;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * The Chronicle Queue peer of the journal bench: one round, alone in its process. Prints one line of
 * JSON, {@code {"rate": records a second, "p50": ns, "p99": ns, "read": records}}.
 *
 * <p>Arguments: the folder, records that are timed, records of a group, records before the timing.
 * A group is appended, then {@code sync()} of an appender whose queue has {@code SyncMode.SYNC}: the
 * append alone syncs nothing in that mode, its call is an {@code msync(MS_SYNC)} of what was written
 * since the last one. A record waits from its append until that returns. In the end all records are
 * read back.
 */
public final class Log {
  private static final int PAYLOAD_BYTES = 128;
  private static final long ABORT_AFTER_MS = 60_000;

  private final ExcerptAppender appender;
  private final byte[] payload = new byte[PAYLOAD_BYTES];

  private Log(ExcerptAppender appender) {
    this.appender = appender;
    Arrays.fill(payload, (byte) 0x5a);
  }

  public static void main(String[] args) {
    startWatchdog();
    final int records = Integer.parseInt(args[1]);
    final int group = Integer.parseInt(args[2]);
    final int warmUp = Integer.parseInt(args[3]);
    final SingleChronicleQueueBuilder builder =
        SingleChronicleQueueBuilder.binary(new File(args[0])).syncMode(SyncMode.SYNC);
    try (SingleChronicleQueue queue = builder.build();
        ExcerptAppender appender = queue.createAppender()) {
      final Log log = new Log(appender);
      // Compiled before it is timed, and with some syncs.
      final int few = 10 * group;
      for (int at = 0; at < warmUp; at += 1) {
        log.append();
        if (at < few && at % group == 0) appender.sync();
      }
      appender.sync();
      final double[] waits = new double[records];
      final double seconds = log.write(waits, group);
      final int read = countAll(queue) - warmUp;
      if (read != records) throw new IllegalStateException("records are missing: " + read);
      Arrays.sort(waits);
      System.out.printf(
          Locale.ROOT,
          "{\"rate\": %.3f, \"p50\": %.0f, \"p99\": %.0f, \"read\": %d}%n",
          records / seconds,
          waits[records / 2],
          waits[(int) (records * 0.99)],
          read);
    }
  }

  /** Seconds for all; fills in how long each waited. Nanoseconds. */
  private double write(double[] waits, int group) {
    final long begunAt = System.nanoTime();
    final long[] appendedAt = new long[group];
    for (int from = 0; from < waits.length; from += group) {
      final int count = Math.min(group, waits.length - from);
      for (int at = 0; at < count; at += 1) {
        appendedAt[at] = System.nanoTime();
        append();
      }
      appender.sync();
      final long now = System.nanoTime();
      for (int at = 0; at < count; at += 1) waits[from + at] = now - appendedAt[at];
    }
    return (System.nanoTime() - begunAt) / 1e9;
  }

  private void append() {
    try (DocumentContext document = appender.writingDocument()) {
      document.wire().bytes().write(payload);
    }
  }

  private static int countAll(SingleChronicleQueue queue) {
    int count = 0;
    try (ExcerptTailer tailer = queue.createTailer()) {
      for (; ; count += 1) {
        try (DocumentContext document = tailer.readingDocument()) {
          if (!document.isPresent()) return count;
          if (document.wire().bytes().readRemaining() < PAYLOAD_BYTES) {
            throw new IllegalStateException("a record is too short");
          }
        }
      }
    }
  }

  private static void startWatchdog() {
    final Thread watchdog =
        new Thread(
            () -> {
              try {
                Thread.sleep(ABORT_AFTER_MS);
              } catch (InterruptedException interrupted) {
                return;
              }
              System.err.println("a run ends within a minute");
              Runtime.getRuntime().halt(2);
            });
    watchdog.setDaemon(true);
    watchdog.start();
  }
}
