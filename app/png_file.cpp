#include "app/png_file.h"

#include <png.h>

#include "app/output_file.h"

namespace uvscope::app {

core::Result<void> writePng(const std::string& path, const ui::Pixels& pixels, bool force) {
  auto output = OutputFile::create(path, force);
  if (!output) return output.error();
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(pixels.width());
  image.height = static_cast<png_uint_32>(pixels.height());
  image.format = PNG_FORMAT_RGBA;
  const bool encoded =
      png_image_write_to_stdio(&image, output->stream(), 0, pixels.data(), 0, nullptr) != 0;
  if (!encoded) {
    return core::Error{core::ErrorCode::System,
                       std::string("cannot write the picture: ") + image.message + ": " + path};
  }
  return output->finish();
}

}  // namespace uvscope::app
