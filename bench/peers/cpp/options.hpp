/** What one run of the twin is told, as `--name value`; anything else is refused. */
#pragma once

#include <cstdint>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>

#include "message.hpp"

namespace outcry {

/** What a reader does when there is nothing: look again at once, one pause, or about 1 us of them. */
enum class Idle { kNone, kPause, kMicrosecond };

struct Options {
  bool roundTrip = false;
  /** Timed messages, and those before the timing begins; whole batches. */
  std::uint64_t messages = 1'000'000;
  std::uint64_t warmUp = 100'000;
  std::uint32_t batch = 1;
  std::uint32_t fields = kQuoteFields;
  std::uint32_t readers = 1;
  Idle idle = Idle::kMicrosecond;
  /** Whether each publish reads the clock. */
  bool clock = true;
};

/** Beyond it the sum of what was read is no longer exact. */
inline constexpr std::uint64_t kMessagesMax = 50'000'000;

inline std::uint64_t numberOf(const std::string& name, const std::string& text, std::uint64_t max) {
  char* end = nullptr;
  const unsigned long long value = std::strtoull(text.c_str(), &end, 10);
  if (text.empty() || *end != '\0' || value < 1 || value > max) {
    throw std::invalid_argument(name + " is 1 to " + std::to_string(max) + ": current is " + text);
  }
  return value;
}

template <typename Value>
Value oneOf(const std::string& name, const std::string& text, const std::map<std::string, Value>& values) {
  const auto found = values.find(text);
  if (found == values.end()) throw std::invalid_argument(name + " cannot be " + text);
  return found->second;
}

/** @throws std::invalid_argument When an option is unknown or out of its range. */
inline Options parseOptions(int count, char** given) {
  Options options;
  for (int at = 1; at + 1 < count + 1; at += 2) {
    const std::string name = given[at];
    const std::string text = at + 1 < count ? given[at + 1] : "";
    const auto number = [&](std::uint64_t max) { return numberOf(name, text, max); };
    if (name == "--mode") {
      options.roundTrip = oneOf<bool>(name, text, {{"stream", false}, {"round-trip", true}});
    } else if (name == "--messages") {
      options.messages = number(kMessagesMax);
    } else if (name == "--warm-up") {
      options.warmUp = number(kMessagesMax);
    } else if (name == "--batch") {
      options.batch = static_cast<std::uint32_t>(number(256));
    } else if (name == "--fields") {
      options.fields = static_cast<std::uint32_t>(number(kFieldsMax));
    } else if (name == "--readers") {
      options.readers = static_cast<std::uint32_t>(number(64));
    } else if (name == "--idle") {
      options.idle = oneOf<Idle>(
          name, text, {{"none", Idle::kNone}, {"pause", Idle::kPause}, {"1us", Idle::kMicrosecond}});
    } else if (name == "--clock") {
      options.clock = oneOf<bool>(name, text, {{"on", true}, {"off", false}});
    } else {
      throw std::invalid_argument("there is no option " + name);
    }
  }
  if (options.messages % options.batch != 0 || options.warmUp % options.batch != 0) {
    throw std::invalid_argument("messages and warm-up are whole batches");
  }
  return options;
}

}  // namespace outcry
