/**
 * The C++ twin of `src/runtime/ring`: one writer, gating readers, the same records of 24 bytes of
 * header and a payload aligned to 8, the same positions on lines of their own, the same order.
 *
 * A batch is published by one release store of its first record's commit word; behind it stands a
 * zero. A reader moves `delivered` before each record and `released` once a poll; the writer never
 * passes the slowest `released`. What it leaves out is to the twin's advantage: doorbells, readers
 * that can be cut off, and types and lengths that nobody expects.
 */
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <new>
#include <vector>

namespace outcry {

inline constexpr std::size_t kLineBytes = 128;
inline constexpr std::uint32_t kHeaderBytes = 24;
inline constexpr std::uint32_t kNextHeaderBytes = 8;
inline constexpr std::uint32_t kBatchRecordsMax = 256;
inline constexpr std::uint32_t kLengthMask = 0xff'ffff;
inline constexpr std::uint32_t kFollowersShift = 24;
inline constexpr std::uint32_t kTypeMask = 0xffff;
inline constexpr std::uint32_t kTypePadding = 0xffff;

static_assert(std::endian::native == std::endian::little);

struct Header {
  std::uint32_t commit;
  std::uint32_t typeAndVersion;
  double sequence;
  double committedAt;
};
static_assert(sizeof(Header) == kHeaderBytes);

constexpr std::uint32_t alignRecord(std::uint32_t bytes) { return (bytes + 7) & ~7U; }

/** Ends the process from any thread: an exception would wait for the others, which wait for us. */
[[noreturn]] inline void fail(const char* message) {
  std::fprintf(stderr, "%s\n", message);
  std::_Exit(1);
}

/** CLOCK_MONOTONIC, as the twin's original reads it. Nanoseconds. */
inline double monotonicNs() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

inline std::uint32_t loadAcquire(std::uint32_t& word) {
  return std::atomic_ref(word).load(std::memory_order_acquire);
}

inline void storeRelease(std::uint32_t& word, std::uint32_t value) {
  std::atomic_ref(word).store(value, std::memory_order_release);
}

inline void storeRelaxed(std::uint32_t& word, std::uint32_t value) {
  std::atomic_ref(word).store(value, std::memory_order_relaxed);
}

/** A reader's two positions: one word that it writes always, one that its writer looks at. */
struct Slot {
  alignas(kLineBytes) std::uint32_t delivered = 0;
  double expected = 1;
  alignas(kLineBytes) std::uint32_t released = 0;
};

/** Memory of one topic. Capacity is a power of two. Bytes. */
class Topic {
 public:
  Topic(std::uint32_t capacityBytes, std::size_t readers)
      : capacityBytes(capacityBytes), slots(readers), ring_(allocate(capacityBytes)) {
    std::memset(ring_.get(), 0, capacityBytes);
  }

  Header& headerAt(std::uint32_t position) {
    return *reinterpret_cast<Header*>(ring_.get() + (position & (capacityBytes - 1)));
  }

  alignas(kLineBytes) std::uint32_t tail = 0;
  double nextSequence = 1;
  alignas(kLineBytes) const std::uint32_t capacityBytes;
  std::vector<Slot> slots;

 private:
  struct Free {
    void operator()(std::byte* bytes) const { std::free(bytes); }
  };

  static std::byte* allocate(std::size_t bytes) {
    auto* memory = static_cast<std::byte*>(std::aligned_alloc(kLineBytes, bytes));
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
  }

  std::unique_ptr<std::byte, Free> ring_;
};

class Writer {
 public:
  /** @param stamps Whether each publish reads the clock, as the original's does. */
  Writer(Topic& topic, bool stamps)
      : topic_(topic), stamps_(stamps), capacityBytes_(topic.capacityBytes), limit_(capacityBytes_) {}

  /** Where to write the payload, or null while a reader is a whole ring behind. */
  std::byte* claim(std::uint32_t payloadBytes, std::uint32_t typeAndVersion) {
    const std::uint32_t recordBytes = alignRecord(kHeaderBytes + payloadBytes);
    if (records_ == kBatchRecordsMax || end_ - start_ + recordBytes > capacityBytes_ / 8) publish();
    if (!makeRoom(recordBytes)) [[unlikely]] return nullptr;
    claimedLength_ = kHeaderBytes + payloadBytes;
    typeAndVersion_ = typeAndVersion;
    return reinterpret_cast<std::byte*>(&topic_.headerAt(end_)) + kHeaderBytes;
  }

  /** Closes the claim into the open batch. */
  void commit() {
    Header& header = topic_.headerAt(end_);
    header.typeAndVersion = typeAndVersion_;
    header.sequence = nextSequence_;
    // Only the first record's commit word publishes; it stays 0 until the batch is complete.
    if (records_ == 0) {
      firstLength_ = claimedLength_;
    } else {
      storeRelaxed(header.commit, claimedLength_);
    }
    records_ += 1;
    nextSequence_ += 1;
    end_ += alignRecord(claimedLength_);
  }

  /** Shows the open batch to all readers. */
  void publish() {
    if (records_ == 0) return;
    if (stamps_) stamp(monotonicNs());
    storeRelaxed(topic_.headerAt(end_).commit, 0);
    // Release: who sees this word sees all that was written before it.
    storeRelease(topic_.headerAt(start_).commit, firstLength_ | (records_ - 1) << kFollowersShift);
    topic_.nextSequence = nextSequence_;
    moveTail(end_);
    records_ = 0;
  }

 private:
  bool makeRoom(std::uint32_t recordBytes) {
    const std::uint32_t batchBytes = end_ - start_;
    const std::uint32_t bytesToEnd = capacityBytes_ - (start_ & (capacityBytes_ - 1)) - batchBytes;
    const std::uint32_t needed = recordBytes + kNextHeaderBytes;
    if (recordBytes <= bytesToEnd) [[likely]] return allows(end_ + needed);
    return batchBytes == 0 ? wrap(bytesToEnd, needed) : moveBatch(batchBytes, needed);
  }

  bool wrap(std::uint32_t bytesToEnd, std::uint32_t needed) {
    const std::uint32_t ringStart = end_ + bytesToEnd;
    if (!allows(ringStart + kNextHeaderBytes)) return false;
    storeRelaxed(topic_.headerAt(0).commit, 0);
    pad(bytesToEnd);
    return allows(ringStart + needed);
  }

  /** The open batch goes to the ring's start as a whole, so that it stays one commit. */
  bool moveBatch(std::uint32_t batchBytes, std::uint32_t needed) {
    const std::uint32_t bytesToEnd = capacityBytes_ - (start_ & (capacityBytes_ - 1));
    const std::uint32_t ringStart = start_ + bytesToEnd;
    if (!allows(ringStart + batchBytes + needed)) return false;
    // The copy begins with the batch's first commit word, which is 0.
    std::memmove(&topic_.headerAt(0), &topic_.headerAt(start_), batchBytes);
    pad(bytesToEnd);
    end_ = ringStart + batchBytes;
    return true;
  }

  void pad(std::uint32_t bytesToEnd) {
    Header& header = topic_.headerAt(start_);
    header.typeAndVersion = kTypePadding;
    storeRelease(header.commit, bytesToEnd);
    moveTail(start_ + bytesToEnd);
    end_ = start_;
  }

  void stamp(double committedAt) {
    Header* header = &topic_.headerAt(start_);
    std::uint32_t length = firstLength_;
    for (std::uint32_t record = 1;; record += 1) {
      header->committedAt = committedAt;
      if (record == records_) return;
      auto* const bytes = reinterpret_cast<std::byte*>(header);
      header = reinterpret_cast<Header*>(bytes + alignRecord(length));
      length = header->commit;
    }
  }

  bool allows(std::uint32_t end) {
    return static_cast<std::int32_t>(limit_ - end) >= 0 || look(end);
  }

  /** Each look takes a line from a reader, so what it saw is kept until it is used up. */
  bool look(std::uint32_t end) {
    std::int32_t room = static_cast<std::int32_t>(capacityBytes_);
    for (Slot& slot : topic_.slots) {
      // Acquire: what the reader freed is ours to overwrite.
      const std::uint32_t released = loadAcquire(slot.released);
      room = std::min(room, static_cast<std::int32_t>(released + capacityBytes_ - end));
    }
    if (room < 0) return false;
    limit_ = end + static_cast<std::uint32_t>(room);
    return true;
  }

  void moveTail(std::uint32_t tail) {
    start_ = tail;
    storeRelease(topic_.tail, tail);
  }

  Topic& topic_;
  const bool stamps_;
  const std::uint32_t capacityBytes_;
  std::uint32_t limit_;
  std::uint32_t start_ = 0;
  std::uint32_t end_ = 0;
  std::uint32_t records_ = 0;
  std::uint32_t firstLength_ = 0;
  std::uint32_t claimedLength_ = 0;
  std::uint32_t typeAndVersion_ = 0;
  double nextSequence_ = 1;
};

class Reader {
 public:
  Reader(Topic& topic, std::size_t slot) : topic_(topic), slot_(topic.slots[slot]) {}

  /**
   * Handles whole batches until there is none or `recordsMax` were handled, frees them, and returns
   * how many records it handled.
   */
  template <typename Handle>
  std::uint32_t poll(std::uint32_t recordsMax, Handle&& handle) {
    std::uint32_t position = position_;
    std::uint32_t handled = 0;
    while (handled < recordsMax) {
      Header* header = &topic_.headerAt(position);
      // Acquire: all that was written before this commit is visible from here on.
      const std::uint32_t word = loadAcquire(header->commit);
      if (word == 0) break;
      std::uint32_t length = word & kLengthMask;
      if ((header->typeAndVersion & kTypeMask) == kTypePadding) [[unlikely]] {
        position += length;
        storeRelaxed(slot_.delivered, position);
        continue;
      }
      for (std::uint32_t followers = word >> kFollowersShift;; followers -= 1) {
        if (header->sequence != expected_) fail("a reader misses nothing");
        expected_ += 1;
        slot_.expected = expected_;
        position += alignRecord(length);
        // Before the record is handled: one that kills its reader is not delivered again.
        storeRelaxed(slot_.delivered, position);
        const auto* const bytes = reinterpret_cast<const std::byte*>(header);
        handle(bytes + kHeaderBytes);
        handled += 1;
        if (followers == 0) break;
        header = &topic_.headerAt(position);
        length = header->commit;
      }
    }
    if (position != position_) {
      position_ = position;
      // Release: we are done with these bytes, and the writer may overwrite them.
      storeRelease(slot_.released, position);
    }
    return handled;
  }

 private:
  Topic& topic_;
  Slot& slot_;
  std::uint32_t position_ = 0;
  double expected_ = 1;
};

}  // namespace outcry
