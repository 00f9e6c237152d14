// Choosing, and packing an image that was chosen, for random_scan.cpp and random_colours.cpp.
#pragma once

#include <random>

#include "tests/support/dicom_picture.h"
#include "tests/support/random_scan.h"

namespace medveil::test {

class Dice {
  public:
    explicit Dice(std::uint32_t seed) : m_engine(seed) {}
    int upTo(int last) { return std::uniform_int_distribution<int>(0, last)(m_engine); }
    int between(int first, int last) { return first + upTo(last - first); }
    bool once(int in) { return upTo(in - 1) == 0; }
    template <class Item>
    Item of(std::initializer_list<Item> items) {
        return *(items.begin() + upTo(static_cast<int>(items.size()) - 1));
    }

  private:
    std::mt19937 m_engine;
};

inline void say(RandomScan& scan, const std::string& words) {
    scan.what += (scan.what.empty() ? "" : ", ") + words;
}

/// What of an image decides how it may be packed.
struct Unpacked {
    PictureShape shape;
    Words words;                    ///< all frames, channels together
    bool hasOverlayInBits = false;  ///< some packings lose it
    bool nativeOnly = false;
};

/// Writes it to scan.file, in a packing by chance.
void packRandomly(DicomPicture& picture, const Unpacked& image, Dice& dice, RandomScan& scan);

/// Three channels or a palette, whole: scan.file is written.
void makeRandomColours(Dice& dice, RandomScan& scan);

}  // namespace medveil::test
