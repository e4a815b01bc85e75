#include "ui/fonts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <memory>

#include <fontconfig/fontconfig.h>
#include <imgui_freetype.h>

#include "ui/widgets/icons.h"

namespace uvscope::ui {
namespace {

struct PatternDestroyer {
  void operator()(FcPattern* pattern) const noexcept { FcPatternDestroy(pattern); }
};

using PatternPtr = std::unique_ptr<FcPattern, PatternDestroyer>;

const FcChar8* chars(const char* text) {
  return reinterpret_cast<const FcChar8*>(text);
}

// The file of a family, or nothing if another family would stand in for it.
std::string fileOf(FcConfig* config, const char* family, int weight) {
  const PatternPtr pattern(FcPatternCreate());
  FcPatternAddString(pattern.get(), FC_FAMILY, chars(family));
  FcPatternAddInteger(pattern.get(), FC_WEIGHT, weight);
  FcPatternAddInteger(pattern.get(), FC_SLANT, FC_SLANT_ROMAN);
  FcConfigSubstitute(config, pattern.get(), FcMatchPattern);
  FcDefaultSubstitute(pattern.get());
  FcResult result = FcResultNoMatch;
  const PatternPtr match(FcFontMatch(config, pattern.get(), &result));
  FcChar8* file = nullptr;
  FcChar8* found_family = nullptr;
  if (!match || FcPatternGetString(match.get(), FC_FILE, 0, &file) != FcResultMatch) return {};
  for (int i = 0; FcPatternGetString(match.get(), FC_FAMILY, i, &found_family) == FcResultMatch;
       ++i) {
    if (FcStrCmpIgnoreCase(found_family, chars(family)) == 0) {
      return reinterpret_cast<const char*>(file);
    }
  }
  return {};
}

std::string firstOf(FcConfig* config, std::initializer_list<const char*> families, int weight) {
  for (const char* const family : families) {
    if (std::string file = fileOf(config, family, weight); !file.empty()) return file;
  }
  return {};
}

// Latin, Greek, Cyrillic and the signs that the interface itself writes. Must outlive the atlas.
constexpr std::array<ImWchar, 17> kTextRanges = {0x0020, 0x024F, 0x0370, 0x03FF, 0x0400, 0x04FF,
                                                 0x2009, 0x2026, 0x2030, 0x203A, 0x20AC, 0x20AC,
                                                 0x2190, 0x2199, 0x2200, 0x2265, 0};
constexpr std::array<ImWchar, 3> kIconRanges = {kFirstIcon, kLastIcon, 0};
constexpr ImWchar kThinSpaceGlyph = 0x2009;

class Loader {
 public:
  Loader(ImFontAtlas& atlas, const FontFiles& files, float scale)
      : atlas_(atlas), files_(files), scale_(scale) {}

  ImFont* load(const std::string& file, float size, bool icons) {
    const float pixels = std::round(size * scale_);
    ImFontConfig config;
    config.PixelSnapH = true;
    ImFont* font = nullptr;
    if (!file.empty()) {
      font = atlas_.AddFontFromFileTTF(file.c_str(), pixels, &config, kTextRanges.data());
    }
    if (font == nullptr) {
      ImFontConfig own;
      own.SizePixels = pixels;
      font = atlas_.AddFontDefault(&own);
    }
    if (icons && !files_.icons.empty()) merge(pixels);
    // A space of our own width: few fixed-width fonts have a thin one.
    atlas_.AddCustomRectFontGlyph(font, kThinSpaceGlyph, 1, 1, pixels * 0.18F);
    return font;
  }

 private:
  void merge(float pixels) {
    ImFontConfig config;
    config.MergeMode = true;
    config.PixelSnapH = true;
    config.GlyphOffset.y = pixels * 0.02F;
    atlas_.AddFontFromFileTTF(files_.icons.c_str(), pixels, &config, kIconRanges.data());
  }

  ImFontAtlas& atlas_;
  const FontFiles& files_;
  const float scale_;
};

}  // namespace

FontFiles findFonts() {
  FcConfig* const config = FcInitLoadConfigAndFonts();
  FontFiles files;
  files.text = firstOf(config, {"Inter", "DejaVu Sans"}, FC_WEIGHT_REGULAR);
  files.strong = firstOf(config, {"Inter", "DejaVu Sans"}, FC_WEIGHT_DEMIBOLD);
  files.mono = firstOf(config, {"JetBrains Mono", "DejaVu Sans Mono"}, FC_WEIGHT_REGULAR);
  files.icons = fileOf(config, "FontAwesome", FC_WEIGHT_REGULAR);
  FcConfigDestroy(config);
  FcFini();
  return files;
}

Fonts loadFonts(ImFontAtlas& atlas, const FontFiles& files, float scale) {
  atlas.Clear();
  atlas.FontBuilderIO = ImGuiFreeType::GetBuilderForFreeType();
  atlas.FontBuilderFlags = ImGuiFreeTypeBuilderFlags_LightHinting;
  Loader loader(atlas, files, scale);
  Fonts fonts;
  // Heights of lines: FreeType takes ascent and descent for the size, so 16 makes Inter's letters
  // those of 13 px on a web page.
  fonts.text = loader.load(files.text, 16, true);
  fonts.strong = loader.load(files.strong, 16, true);
  fonts.small = loader.load(files.text, 14, true);
  fonts.mono = loader.load(files.mono, 15, false);
  fonts.title = loader.load(files.strong, 28, false);
  atlas.Build();
  return fonts;
}

}  // namespace uvscope::ui
