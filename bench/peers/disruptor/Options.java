import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What one run is told, as {@code --name value}; anything else is refused. */
final class Options {
  private static final Set<String> NAMES =
      Set.of("--mode", "--messages", "--warm-up", "--batch", "--idle", "--slots");
  /** Beyond it the sum of what was read is no longer exact. */
  private static final int MESSAGES_MAX = 50_000_000;

  final boolean roundTrip;
  /** Timed messages, and those before the timing begins; whole batches. */
  final int messages;
  final int warmUp;
  final int batch;
  /** Slots of the ring, a power of two. 8,192 have about the room of our ring of 1 MiB. */
  final int slots;
  /** Whether a reader that found nothing pauses for about 1 us, or looks again at once. */
  final boolean pauses;

  private final Map<String, String> given = new HashMap<>();

  Options(String[] args) {
    for (int at = 0; at < args.length; at += 2) {
      if (!NAMES.contains(args[at]) || at + 1 == args.length) {
        throw new IllegalArgumentException("there is no option " + args[at]);
      }
      given.put(args[at], args[at + 1]);
    }
    roundTrip = oneOf("--mode", "stream", "round-trip");
    pauses = oneOf("--idle", "none", "1us");
    messages = number("--messages", 1_000_000, MESSAGES_MAX);
    warmUp = number("--warm-up", 1_000_000, MESSAGES_MAX);
    batch = number("--batch", 1, 256);
    slots = number("--slots", 8_192, 1 << 20);
    if (messages % batch != 0 || warmUp % batch != 0) {
      throw new IllegalArgumentException("messages and warm-up are whole batches");
    }
  }

  int total() {
    return warmUp + messages;
  }

  /** False for the first of two values, which is the default. */
  private boolean oneOf(String name, String first, String second) {
    final String value = given.getOrDefault(name, first);
    if (!value.equals(first) && !value.equals(second)) {
      throw new IllegalArgumentException(name + " cannot be " + value);
    }
    return value.equals(second);
  }

  private int number(String name, int byDefault, int max) {
    final int value = Integer.parseInt(given.getOrDefault(name, Integer.toString(byDefault)));
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(name + " is 1 to " + max + ": current is " + value);
    }
    return value;
  }
}
