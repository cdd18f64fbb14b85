/**
 * The C++ peer of the ring bench: one round, alone in its process. Prints one line of JSON,
 * `{"nsAMessage": ..., "sum": ...}`, and fails when what was read is not what was written.
 *
 * `--mode stream`: one thread writes, `--readers` threads read, and the first of them times the
 * messages after the warm-up. `--mode round-trip`: two threads and two topics, a message there and
 * one back before the next. The process ends by itself: a run that takes a minute is aborted.
 */
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <thread>
#include <vector>

#include "message.hpp"
#include "options.hpp"
#include "topic.hpp"

namespace outcry {
namespace {

constexpr std::uint32_t kCapacityBytes = 1 << 20;
constexpr std::uint32_t kType = 1;
constexpr std::uint32_t kPollMax = 256;
constexpr unsigned kAbortAfterS = 60;

struct Result {
  double nsAMessage;
  double sum;
};

inline void pauseOnce() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/** A reader that looks again at once takes the writer's line. */
inline void idle(Idle strategy) {
  if (strategy == Idle::kPause) {
    pauseOnce();
  } else if (strategy == Idle::kMicrosecond) {
    const double until = monotonicNs() + 1'000;
    while (monotonicNs() < until) pauseOnce();
  }
}

template <typename Message>
void send(Writer& writer, const Message& message, double first) {
  std::byte* at;
  while ((at = writer.claim(message.bytes, kType)) == nullptr) {
    writer.publish();
    pauseOnce();
  }
  message.write(at, first);
  writer.commit();
}

template <typename Message>
void writeAll(Topic& topic, const Message& message, const Options& options) {
  Writer writer(topic, options.clock);
  const std::uint64_t total = options.warmUp + options.messages;
  std::uint32_t open = 0;
  for (std::uint64_t i = 0; i < total; i += 1) {
    send(writer, message, static_cast<double>(i));
    open += 1;
    if (open == options.batch) {
      writer.publish();
      open = 0;
    }
  }
}

template <typename Message>
Result readAll(Topic& topic, std::size_t slot, const Message& message, const Options& options) {
  Reader reader(topic, slot);
  // On a core of its own a reader spins; where cores are too few it lets the others run.
  const bool yields = options.readers + 1 > std::thread::hardware_concurrency();
  double sum = 0;
  const auto readUntil = [&](std::uint64_t seen, std::uint64_t until) {
    while (seen < until) {
      const auto most = static_cast<std::uint32_t>(std::min<std::uint64_t>(kPollMax, until - seen));
      const std::uint32_t handled = reader.poll(
          most, [&](const std::byte* payload) { sum += message.read(payload); });
      seen += handled;
      if (handled > 0) continue;
      if (yields) {
        std::this_thread::yield();
      } else {
        idle(options.idle);
      }
    }
  };
  readUntil(0, options.warmUp);
  const double warmAt = monotonicNs();
  readUntil(options.warmUp, options.warmUp + options.messages);
  return {(monotonicNs() - warmAt) / static_cast<double>(options.messages), sum};
}

template <typename Message>
void checkSum(const Message& message, const Options& options, double sum) {
  const auto count = static_cast<double>(options.warmUp + options.messages);
  if (sum != expectedSum(message, count)) fail("every message is read once: the sum is wrong");
}

template <typename Message>
Result stream(const Message& message, const Options& options) {
  Topic topic(kCapacityBytes, options.readers);
  std::vector<Result> results(options.readers);
  std::vector<std::jthread> readers;
  for (std::size_t slot = 1; slot < options.readers; slot += 1) {
    readers.emplace_back([&, slot] { results[slot] = readAll(topic, slot, message, options); });
  }
  std::jthread writer([&] { writeAll(topic, message, options); });
  results[0] = readAll(topic, 0, message, options);
  for (std::jthread& reader : readers) reader.join();
  for (const Result& result : results) checkSum(message, options, result.sum);
  return results[0];
}

/** Waits for one message. */
template <typename Message>
double receive(Reader& reader, const Message& message, Idle strategy, double& sum) {
  double first = 0;
  const auto handle = [&](const std::byte* payload) {
    first = message.firstOf(payload);
    sum += message.read(payload);
  };
  while (reader.poll(1, handle) == 0) idle(strategy);
  return first;
}

template <typename Message>
Result roundTrip(const Message& message, const Options& options) {
  Topic there(kCapacityBytes, 1);
  Topic back(kCapacityBytes, 1);
  const std::uint64_t total = options.warmUp + options.messages;
  std::jthread echo([&] {
    Reader reader(there, 0);
    Writer writer(back, options.clock);
    double sum = 0;
    for (std::uint64_t i = 0; i < total; i += 1) {
      send(writer, message, receive(reader, message, options.idle, sum));
      writer.publish();
    }
    checkSum(message, options, sum);
  });
  Reader reader(back, 0);
  Writer writer(there, options.clock);
  double sum = 0;
  double warmAt = 0;
  for (std::uint64_t i = 0; i < total; i += 1) {
    if (i == options.warmUp) warmAt = monotonicNs();
    send(writer, message, static_cast<double>(i));
    writer.publish();
    receive(reader, message, options.idle, sum);
  }
  return {(monotonicNs() - warmAt) / static_cast<double>(options.messages), sum};
}

template <typename Message>
void run(const Message& message, const Options& options) {
  const Result result = options.roundTrip ? roundTrip(message, options) : stream(message, options);
  checkSum(message, options, result.sum);
  std::printf("{\"nsAMessage\": %.4f, \"sum\": %.0f}\n", result.nsAMessage, result.sum);
}

}  // namespace
}  // namespace outcry

int main(int count, char** given) {
  // The signal ends the process: a run that hangs, hangs for a minute.
  alarm(outcry::kAbortAfterS);
  try {
    const outcry::Options options = outcry::parseOptions(count, given);
    if (options.fields == outcry::kQuoteFields) {
      outcry::run(outcry::Quote(), options);
    } else {
      outcry::run(outcry::Fields(options.fields), options);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
