// Debug information that is kept apart from programs: found by build id, or where a program's
// .gnu_debuglink names it, on this machine, never fetched from anywhere.
#pragma once

#include <string>
#include <string_view>

namespace uvscope::capture {

inline constexpr const char* kDebugDirectory = "/usr/lib/debug";

// Bytes of the build id in the ELF file; empty: none, or no ELF file.
std::string buildIdOf(int descriptor);

// "/usr/lib/debug/.build-id/ab/cdef….debug"; empty for an id that is too short.
std::string debugFileFor(std::string_view build_id, const std::string& directory);

// Opens a regular file for reading; -1: it is none. Neither waits for a pipe's other end nor
// touches a device. The caller closes it.
int openRegularFile(const std::string& path);

// That debug file, if it is there and bears the id itself; else -1. The caller closes it.
int openDebugFile(std::string_view build_id, const std::string& directory);

// The debug file that `program` calls `link`: beside it, in .debug beside it, or in its folder's
// place under `directory`, if it bears the id; else -1. The caller closes it.
int openLinkedDebugFile(std::string_view build_id, const std::string& program,
                        const std::string& link, const std::string& directory);

}  // namespace uvscope::capture
