// Zeroed memory straight from the kernel. The recorder works in the middle of other people's
// programs, also where malloc may not be called; pages that are never touched cost nothing.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <sys/mman.h>

namespace uvscope::capture {

template <class T>
class MappedArray {
  static_assert(std::is_trivially_copyable_v<T>, "begins as zeroes and ends without a destructor");

 public:
  MappedArray() = default;

  // Empty when there is no memory.
  explicit MappedArray(std::size_t count) {
    void* const mapped = mmap(nullptr, count * sizeof(T), PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) return;
    data_ = static_cast<T*>(mapped);
    size_ = count;
  }

  ~MappedArray() {
    if (data_ != nullptr) munmap(data_, size_ * sizeof(T));
  }

  MappedArray(const MappedArray&) = delete;
  MappedArray& operator=(const MappedArray&) = delete;

  MappedArray(MappedArray&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

  MappedArray& operator=(MappedArray&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }

  [[nodiscard]] std::size_t size() const { return size_; }

  [[nodiscard]] bool empty() const { return size_ == 0; }

  [[nodiscard]] T* begin() const { return data_; }

  [[nodiscard]] T* end() const { return data_ + size_; }

  [[nodiscard]] T& operator[](std::size_t index) const { return data_[index]; }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace uvscope::capture
