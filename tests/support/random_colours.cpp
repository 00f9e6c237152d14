#include <algorithm>
#include <array>
#include <cmath>

#include "tests/support/random_packing.h"

namespace medveil::test {

namespace {

using Levels = std::vector<int>;

int rounded(double value) {
    return static_cast<int>(std::clamp(std::round(value), 0.0, 255.0));
}
/// ITU-T T.871, 7
void addYbr(Levels& levels, int y, int cb, int cr) {
    levels.push_back(rounded(y + 1.402 * (cr - 128)));
    levels.push_back(rounded(y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128)));
    levels.push_back(rounded(y + 1.772 * (cb - 128)));
}
/// ITU-R BT.601
void addPartial(Levels& levels, int y, int cb, int cr) {
    const double luma = 1.164384 * (y - 16);
    levels.push_back(rounded(luma + 1.596027 * (cr - 128)));
    levels.push_back(rounded(luma - 0.391762 * (cb - 128) - 0.812968 * (cr - 128)));
    levels.push_back(rounded(luma + 2.017232 * (cb - 128)));
}

class ColourMaker {
  public:
    ColourMaker(Dice& dice, RandomScan& scan) : m_dice(dice), m_scan(scan) {
        m_shape.columns = static_cast<Uint16>(2 * dice.between(5, 20));
        m_shape.rows = static_cast<Uint16>(dice.between(7, 30));
        m_shape.frames = dice.of({1, 1, 1, 2});
        m_shape.allocated = m_shape.stored = 8;
        m_shape.highBit = 7;
        m_scan.colour = true;
        m_scan.frames = static_cast<std::uint32_t>(m_shape.frames);
        m_scan.expected.resize(m_scan.frames);
        m_scan.forPydicom = false;
    }

    void make() {
        if (m_dice.once(3))
            return palette();
        m_shape.channels = 3;
        m_shape.words = m_dice.of({"RGB", "RGB", "YBR_FULL", "YBR_FULL_422", "YBR_PARTIAL_422"});
        const std::string words = m_shape.words;
        say(m_scan, words);
        if (words.ends_with("422"))
            return halved(words == "YBR_PARTIAL_422");
        whole(words == "YBR_FULL");
    }

  private:
    int smooth(std::size_t i, int by) const {
        return static_cast<int>(127.5 + 100 * std::sin(static_cast<double>(i) / (7.0 * by)));
    }

    void whole(bool ybr) {
        const auto pixels = m_shape.samplesInFrame() / 3 * m_scan.frames;
        Words words;
        for (std::size_t i = 0; i < pixels; ++i) {
            std::array<int, 3> sample{};
            for (int c = 0; c < 3; ++c)
                sample[static_cast<std::size_t>(c)] =
                    std::clamp(smooth(i, c + 2) + m_dice.between(-4, 4), 0, 255);
            for (const int each : sample)
                words.push_back(static_cast<std::uint16_t>(each));
            auto& levels = m_scan.expected[i / (m_shape.samplesInFrame() / 3)];
            if (ybr)
                addYbr(levels, sample[0], sample[1], sample[2]);
            else
                levels.insert(levels.end(), sample.begin(), sample.end());
        }
        DicomPicture picture(m_shape);
        if (m_dice.once(4)) {
            picture.word(DCM_PlanarConfiguration, 1);
            say(m_scan, "planes");
            Words planes;
            const auto size = m_shape.samplesInFrame();
            for (std::size_t frame = 0; frame < m_scan.frames; ++frame) {
                for (std::size_t c = 0; c < 3; ++c) {
                    for (std::size_t i = c; i < size; i += 3)
                        planes.push_back(words[frame * size + i]);
                }
            }
            return packRandomly(picture, {m_shape, planes, false, true}, m_dice, m_scan);
        }
        packRandomly(picture, {m_shape, words, false, false}, m_dice, m_scan);
    }

    void halved(bool partial) {
        Words words;
        const auto pairs = m_shape.samplesInFrame() / 6;
        for (std::size_t i = 0; i < pairs * m_scan.frames; ++i) {
            const int cb = smooth(i, 3);
            const int cr = smooth(i, 5);
            const int ys[] = {std::clamp(smooth(2 * i, 2), 16, 235),
                              std::clamp(smooth(2 * i + 1, 2), 16, 235)};
            for (const int value : {ys[0], ys[1], cb, cr})
                words.push_back(static_cast<std::uint16_t>(value));
            for (const int y : ys)
                (partial ? addPartial : addYbr)(m_scan.expected[i / pairs], y, cb, cr);
        }
        DicomPicture picture(m_shape);
        packRandomly(picture, {m_shape, words, false, true}, m_dice, m_scan);
    }

    static void putWords(DicomPicture& picture, const DcmTagKey& tag, const Words& words) {
        auto element = std::make_unique<DcmOtherByteOtherWord>(DcmTag(tag, EVR_OW));
        (void)element->putUint16Array(words.data(), static_cast<unsigned long>(words.size()));
        (void)picture.dataset().insert(element.release(), true);
    }

    /// One entry, lines to further ones; `entries` of it.
    Words segments(const Words& ends, std::size_t step) const {
        Words parts = {0, 1, ends[0]};
        for (std::size_t i = 1; i < ends.size(); ++i)
            parts.insert(parts.end(), {1, static_cast<std::uint16_t>(step), ends[i]});
        return parts;
    }

    void palette() {
        m_shape.words = "PALETTE COLOR";
        if (m_dice.once(3)) {
            m_shape.allocated = m_shape.stored = 16;
            m_shape.highBit = 15;
        }
        const int first = m_dice.of({0, 0, 10, 100});
        const bool segmented = m_dice.once(3);
        const bool bytes = !segmented && m_dice.once(2);
        const bool packed = bytes && m_dice.once(2);
        constexpr std::size_t kStep = 20;
        const auto lines = static_cast<std::size_t>(m_dice.between(2, 12));
        const auto count = 1 + lines * kStep;
        DicomPicture picture(m_shape);
        std::array<Words, 3> channels;
        for (std::size_t c = 0; c < 3; ++c) {
            Words ends;
            for (std::size_t i = 0; i <= lines; ++i)
                ends.push_back(static_cast<std::uint16_t>(m_dice.upTo(bytes ? 255 : 65535)));
            auto& entries = channels[c];
            entries.push_back(ends[0]);
            for (std::size_t i = 1; i < ends.size(); ++i) {
                for (std::size_t n = 1; n <= kStep; ++n)
                    entries.push_back(static_cast<std::uint16_t>(
                        std::lround(ends[i - 1] + (ends[i] - ends[i - 1]) * static_cast<double>(n) / kStep)));
            }
            const auto offset = static_cast<Uint16>(c);
            picture.words(picture.dataset(), DcmTagKey(0x0028, static_cast<Uint16>(0x1101 + offset)),
                          {static_cast<int>(count), first, bytes ? 8 : 16});
            Words data = segmented ? segments(ends, kStep) : entries;
            if (packed) {
                data.assign((entries.size() + 1) / 2, 0);
                for (std::size_t i = 0; i < entries.size(); ++i)
                    data[i / 2] |= static_cast<std::uint16_t>(entries[i] << (8 * (i % 2)));
            }
            putWords(picture, DcmTagKey(0x0028, static_cast<Uint16>((segmented ? 0x1221 : 0x1201) + offset)),
                     data);
        }
        say(m_scan, std::string("palette") +
                        (segmented ? " in segments"
                         : bytes   ? " of 8 bits"
                                   : "") +
                        (packed ? ", two in a word" : "") + ", " + std::to_string(m_shape.allocated) +
                        " bits");
        // DCMTK knows no segments.
        m_scan.forDcmtk = !segmented;
        Words words;
        for (std::size_t i = 0; i < m_shape.samplesInFrame() * m_scan.frames; ++i) {
            const int index = std::clamp(static_cast<int>(i * 7 % (count + 30)) + first - 10, 0, 255);
            words.push_back(static_cast<std::uint16_t>(index));
            const auto at =
                static_cast<std::size_t>(std::clamp(index - first, 0, static_cast<int>(count) - 1));
            for (const auto& channel : channels)
                m_scan.expected[i / m_shape.samplesInFrame()].push_back(channel[at] >> (bytes ? 0 : 8));
        }
        packRandomly(picture, {m_shape, words, false, false}, m_dice, m_scan);
    }

    Dice& m_dice;
    RandomScan& m_scan;
    PictureShape m_shape;
};

}  // namespace

void makeRandomColours(Dice& dice, RandomScan& scan) {
    ColourMaker(dice, scan).make();
}

}  // namespace medveil::test
