// How one resource is written as a line of text.
#pragma once

#include <cstdint>
#include <string>

#include "storage/session.h"

namespace uvscope::app {

enum class ResourceFormat : std::uint8_t { Text, Csv, Json };

class ResourceFormatter {
 public:
  // `session` must outlive it.
  ResourceFormatter(storage::Session& session, ResourceFormat format)
      : session_(session), format_(format) {}

  // The first line of the whole output; empty for formats that have none.
  [[nodiscard]] std::string header() const;
  // Without the end of line. Names and values of Csv and Json are those of the table `resource`.
  [[nodiscard]] std::string line(const storage::ResourceRecord& resource) const;

 private:
  [[nodiscard]] std::string text(const storage::ResourceRecord& resource) const;
  [[nodiscard]] std::string csv(const storage::ResourceRecord& resource) const;
  [[nodiscard]] std::string json(const storage::ResourceRecord& resource) const;

  storage::Session& session_;
  ResourceFormat format_;
};

}  // namespace uvscope::app
