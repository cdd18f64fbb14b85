/**
 * The message of all peers: an array of float64 as msgpack, big-endian, each with its tag byte.
 * Message i has the fields i, i + 1, i + 2, ...; three of them are read. Nine fields are 82 bytes.
 */
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

namespace outcry {

inline constexpr std::uint32_t kQuoteFields = 9;
inline constexpr std::uint32_t kFieldBytes = 9;
inline constexpr std::uint32_t kFieldsMax = 1'000;

/** Bytes of the array's head: one up to 15 fields, else three. */
constexpr std::uint32_t headBytes(std::uint32_t fields) { return fields < 16 ? 1 : 3; }

inline void writeField(std::byte* at, double value) {
  const std::uint64_t bits = __builtin_bswap64(std::bit_cast<std::uint64_t>(value));
  *at = std::byte{0xcb};
  std::memcpy(at + 1, &bits, sizeof bits);
}

/** The value of a field, without a look at its tag: the original's view takes none either. */
inline double readField(const std::byte* at) {
  std::uint64_t bits;
  std::memcpy(&bits, at + 1, sizeof bits);
  return std::bit_cast<double>(__builtin_bswap64(bits));
}

/** Nine fields at places that the compiler knows. */
struct Quote {
  static constexpr std::uint32_t fields = kQuoteFields;
  static constexpr std::uint32_t low = 1;
  static constexpr std::uint32_t middle = 4;
  static constexpr std::uint32_t high = 8;
  static constexpr std::uint32_t bytes = headBytes(fields) + kFieldBytes * fields;

  void write(std::byte* at, double first) const {
    writeAll(at, first, std::make_index_sequence<fields>());
  }

  double read(const std::byte* at) const { return fieldOf(at, low) + fieldOf(at, middle) + fieldOf(at, high); }

  double firstOf(const std::byte* at) const { return fieldOf(at, 0); }

 private:
  template <std::size_t... Field>
  static void writeAll(std::byte* at, double first, std::index_sequence<Field...>) {
    *at = std::byte{0x90 | fields};
    (writeField(at + 1 + kFieldBytes * Field, first + static_cast<double>(Field)), ...);
  }

  static double fieldOf(const std::byte* at, std::uint32_t field) {
    return readField(at + 1 + kFieldBytes * field);
  }
};

/** As many fields as are asked for, 1 to 1,000; of less than nine the last ones are read. */
struct Fields {
  explicit Fields(std::uint32_t count)
      : fields(count),
        low(std::min(Quote::low, count - 1)),
        middle(std::min(Quote::middle, count - 1)),
        high(count - 1),
        bytes(headBytes(count) + kFieldBytes * count) {}

  void write(std::byte* at, double first) const {
    if (fields < 16) {
      at[0] = static_cast<std::byte>(0x90 | fields);
    } else {
      at[0] = std::byte{0xdc};
      at[1] = static_cast<std::byte>(fields >> 8);
      at[2] = static_cast<std::byte>(fields);
    }
    std::byte* const body = at + headBytes(fields);
    for (std::uint32_t field = 0; field < fields; field += 1) {
      writeField(body + kFieldBytes * field, first + field);
    }
  }

  double read(const std::byte* at) const { return fieldOf(at, low) + fieldOf(at, middle) + fieldOf(at, high); }

  double firstOf(const std::byte* at) const { return fieldOf(at, 0); }

  const std::uint32_t fields;
  const std::uint32_t low;
  const std::uint32_t middle;
  const std::uint32_t high;
  const std::uint32_t bytes;

 private:
  double fieldOf(const std::byte* at, std::uint32_t field) const {
    return readField(at + headBytes(fields) + kFieldBytes * field);
  }
};

/** Sum of what is read of the messages 0 to `count` - 1. Exact below 2^53. */
template <typename Message>
double expectedSum(const Message& message, double count) {
  return 3 * (count * (count - 1) / 2) + (message.low + message.middle + message.high) * count;
}

}  // namespace outcry
