import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;

/** Spins as {@code BusySpinWaitStrategy} does, but leaves the writer its line for about 1 us. */
final class PauseWaitStrategy implements WaitStrategy {
  private static final long PAUSE_NS = 1_000;

  @Override
  public long waitFor(long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier)
      throws AlertException {
    long available;
    while ((available = dependent.get()) < sequence) {
      barrier.checkAlert();
      final long from = System.nanoTime();
      while (System.nanoTime() - from < PAUSE_NS) Thread.onSpinWait();
    }
    return available;
  }

  @Override
  public void signalAllWhenBlocking() {}
}
