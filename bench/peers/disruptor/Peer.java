import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import com.lmax.disruptor.util.DaemonThreadFactory;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/**
 * The Disruptor peer of the ring bench: one round, alone in its process. Prints one line of JSON,
 * {@code {"nsAMessage": ..., "sum": ...}}, and fails when what was read is not what was written.
 *
 * <p>A single producer writes each message into the bytes of a slot and publishes it, or claims and
 * publishes a batch at once; one batch event processor spins and reads. {@code --mode round-trip}:
 * two rings, a message there and one back before the next. The process ends by itself: a run that
 * takes a minute is aborted.
 */
public final class Peer {
  private static final long ABORT_AFTER_MS = 60_000;

  public static void main(String[] args) throws InterruptedException {
    startWatchdog();
    // A reader that dies would leave the writer waiting for room.
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> Runtime.getRuntime().halt(1));
    try {
      final Options options = new Options(args);
      if (options.roundTrip) roundTrip(options);
      else stream(options);
    } catch (RuntimeException | AlertException | TimeoutException error) {
      System.err.println(error.getMessage());
      System.exit(1);
    }
  }

  private static void stream(Options options) throws InterruptedException {
    final Reading reading = new Reading(options);
    final RingBuffer<Quote> ring = start(reading, options);
    final int total = options.total();
    final int chunk = 256 * options.batch;
    for (int i = 0; i < total; i += chunk) {
      final int to = Math.min(total, i + chunk);
      if (options.batch == 1) writeAlone(ring, i, to);
      else writeBatches(ring, i, to, options.batch);
    }
    reading.done.await();
    print(options, reading.endedAt - reading.warmAt, reading.sum);
  }

  /** A message there, written again by the reader there, and read here, before the next. */
  private static void roundTrip(Options options)
      throws AlertException, InterruptedException, TimeoutException {
    final RingBuffer<Quote> back =
        RingBuffer.createSingleProducer(Quote::new, options.slots, waitStrategy(options));
    final SequenceBarrier barrier = back.newBarrier();
    final Sequence released = new Sequence();
    back.addGatingSequences(released);
    final RingBuffer<Quote> there = start((quote, sequence, end) -> echo(quote, back), options);
    final int total = options.total();
    double sum = 0;
    long warmAt = 0;
    for (int i = 0; i < total; i += 1) {
      if (i == options.warmUp) warmAt = System.nanoTime();
      writeAlone(there, i, i + 1);
      barrier.waitFor(i);
      sum += back.get(i).read();
      released.set(i);
    }
    print(options, System.nanoTime() - warmAt, sum);
  }

  /** Reads as every reader does, and answers with the same message. */
  private static void echo(Quote quote, RingBuffer<Quote> back) {
    final double first = quote.fieldAt(0);
    if (quote.read() != 3 * first + 1 + 4 + 8) throw new IllegalStateException("a torn message");
    final long sequence = back.next();
    back.get(sequence).write(first);
    back.publish(sequence);
  }

  private static void print(Options options, long elapsedNs, double sum) {
    if (sum != Quote.expectedSum(options.total())) {
      throw new IllegalStateException("every message is read once: the sum is wrong");
    }
    final double nsAMessage = (double) elapsedNs / options.messages;
    System.out.printf(
        Locale.ROOT, "{\"nsAMessage\": %.4f, \"sum\": %.0f}%n", nsAMessage, sum);
  }

  private static RingBuffer<Quote> start(EventHandler<Quote> handler, Options options) {
    final Disruptor<Quote> disruptor =
        new Disruptor<>(
            Quote::new,
            options.slots,
            DaemonThreadFactory.INSTANCE,
            ProducerType.SINGLE,
            waitStrategy(options));
    disruptor.handleEventsWith(handler);
    return disruptor.start();
  }

  private static WaitStrategy waitStrategy(Options options) {
    return options.pauses ? new PauseWaitStrategy() : new BusySpinWaitStrategy();
  }

  /** A method of its own that is called often, so that it is compiled as a producer's is. */
  private static void writeAlone(RingBuffer<Quote> ring, int from, int to) {
    for (int i = from; i < to; i += 1) {
      final long sequence = ring.next();
      ring.get(sequence).write(i);
      ring.publish(sequence);
    }
  }

  private static void writeBatches(RingBuffer<Quote> ring, int from, int to, int batch) {
    for (int i = from; i < to; i += batch) {
      final long high = ring.next(batch);
      final long low = high - batch + 1;
      for (int at = 0; at < batch; at += 1) ring.get(low + at).write(i + at);
      ring.publish(low, high);
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

  /** What the reader does with each message, and the time that it takes from the warm-up on. */
  private static final class Reading implements EventHandler<Quote> {
    final CountDownLatch done = new CountDownLatch(1);
    private final long warm;
    private final long last;
    private double sum;
    private long warmAt;
    private long endedAt;

    Reading(Options options) {
      warm = options.warmUp - 1;
      last = options.total() - 1;
    }

    @Override
    public void onEvent(Quote quote, long sequence, boolean endOfBatch) {
      sum += quote.read();
      if (sequence == warm) {
        warmAt = System.nanoTime();
      } else if (sequence == last) {
        endedAt = System.nanoTime();
        done.countDown();
      }
    }
  }
}
