#include "tests/support/random_scan.h"

#include <QByteArray>
#include <algorithm>
#include <cmath>
#include <optional>

#include "tests/support/random_packing.h"

namespace medveil::test {

namespace {

struct Table {
    int first = 0;
    int bits = 16;
    Words entries;
    double at(double input) const {
        const auto place = std::floor(input + 0.5) - first;
        return entries[static_cast<std::size_t>(
            std::clamp(place, 0.0, static_cast<double>(entries.size() - 1)))];
    }
    std::vector<int> descriptor() const { return {static_cast<int>(entries.size()) & 0xffff, first, bits}; }
};

struct View {  ///< of one frame
    double slope = 1;
    double intercept = 0;
    bool hasWindow = false;
    double centre = 0;
    double width = 1;
    std::string function;
};

std::string shown(double value) {
    return QByteArray::number(value, 'g', 8).toStdString();
}

double linear(double x, double c, double w) {
    if (x <= c - 0.5 - (w - 1) / 2)
        return 0;
    if (x > c - 0.5 + (w - 1) / 2)
        return 1;
    return (x - (c - 0.5)) / (w - 1) + 0.5;
}

int levelOf(double shade) {
    return static_cast<int>(std::clamp(shade, 0.0, 1.0) * 255 + 0.5);
}

class GreyMaker {
  public:
    GreyMaker(Dice& dice, RandomScan& scan) : m_dice(dice), m_scan(scan) {}

    void make() {
        chooseShape();
        sample();
        DicomPicture picture(m_shape);
        chooseValues(picture);
        chooseWindow(picture);
        choosePresentation(picture);
        chooseOverlay(picture);
        m_scan.frames = static_cast<std::uint32_t>(m_shape.frames);
        for (int frame = 0; frame < m_shape.frames; ++frame)
            m_scan.expected.push_back(expectedOf(frame));
        const bool isPacked = m_shape.allocated == 12;
        packRandomly(picture, {m_shape, m_words, m_hasOverlayInBits, isPacked}, m_dice, m_scan);
    }

  private:
    void chooseShape() {
        auto& shape = m_shape;
        shape.columns = static_cast<Uint16>(m_dice.between(9, 40));
        shape.rows = static_cast<Uint16>(m_dice.between(7, 30));
        shape.frames = m_dice.of({1, 1, 1, 2, 3});
        shape.allocated = m_dice.of<Uint16>({8, 8, 16, 16, 16, 16, 16, 12});
        shape.stored = shape.allocated == 8    ? m_dice.of<Uint16>({8, 8, 7, 5})
                       : shape.allocated == 12 ? Uint16{12}
                                               : m_dice.of<Uint16>({16, 12, 12, 10, 14, 8});
        shape.highBit = m_dice.once(3)
                            ? static_cast<Uint16>(m_dice.between(shape.stored - 1, shape.allocated - 1))
                            : static_cast<Uint16>(shape.stored - 1);
        shape.withSign = m_dice.once(3);
        shape.words = m_dice.once(4) ? "MONOCHROME1" : "MONOCHROME2";
    }

    void sample() {
        const int low = m_shape.withSign ? -(1 << (m_shape.stored - 1)) : 0;
        const int most = (1 << m_shape.stored) - 1;
        const int noise = std::max(1, most / 16);
        const std::size_t all = m_shape.samplesInFrame() * static_cast<std::size_t>(m_shape.frames);
        m_isClean = !m_dice.once(3);
        // Some write the sign into all bits above the value.
        m_isExtended =
            m_isClean && m_shape.withSign && m_shape.highBit == m_shape.stored - 1 && m_dice.once(2);
        for (std::size_t i = 0; i < all; ++i) {
            const int ramp = static_cast<int>(i * 37 % all * static_cast<std::size_t>(most) / all);
            const int value = low + std::clamp(ramp + m_dice.between(-noise, noise), 0, most);
            m_stored.push_back(value);
            const int down = m_shape.highBit + 1 - m_shape.stored;
            auto word = static_cast<unsigned>(value & most) << down;
            const unsigned unused = ~(static_cast<unsigned>(most) << down);
            if (m_isExtended && value < 0)
                word |= unused;
            else if (!m_isClean)
                word |= static_cast<unsigned>(m_dice.upTo(0xffff)) & unused;
            m_words.push_back(static_cast<std::uint16_t>(word & ((1U << m_shape.allocated) - 1)));
        }
        // DCMTK takes pairs of such bytes, and loses the last of an odd number.
        m_scan.forDcmtk = m_shape.allocated != 8 || m_shape.stored == 8 || m_shape.samplesInFrame() % 2 == 0;
        // pydicom takes whole words, with their sign.
        m_scan.forPydicom = m_isClean && m_shape.highBit == m_shape.stored - 1 &&
                            (!m_shape.withSign || m_shape.stored == m_shape.allocated || m_isExtended);
        say(std::to_string(m_shape.allocated) + "/" + std::to_string(m_shape.stored) + "/" +
            std::to_string(m_shape.highBit) + (m_shape.withSign ? " signed " : " ") + m_shape.words +
            (m_isExtended ? " extended"
             : m_isClean  ? ""
                          : " noise in unused bits") +
            (m_shape.frames > 1 ? " frames" : ""));
    }

    Table tableFor(double low, double high, int bits) {
        Table table;
        table.bits = bits;
        const double span = high - low;
        // 16 bits, signed where the input may be below zero.
        const int most = low < 0 ? 32767 : 65535;
        table.first =
            std::clamp(static_cast<int>(low + span * m_dice.between(-10, 20) / 100), most - 65535, most);
        const int count = std::clamp(static_cast<int>(span * m_dice.between(50, 110) / 100), 2, 5000);
        const double power = m_dice.of({0.5, 1.0, 2.0});
        for (int i = 0; i < count; ++i)
            table.entries.push_back(static_cast<std::uint16_t>(
                std::pow(static_cast<double>(i) / (count - 1), power) * ((1 << bits) - 1)));
        return table;
    }

    void chooseValues(DicomPicture& picture) {
        m_views.resize(static_cast<std::size_t>(m_shape.frames));
        const int kind = m_dice.upTo(5);
        if (kind == 0) {
            const int low = m_shape.withSign ? -(1 << (m_shape.stored - 1)) : 0;
            m_modality = tableFor(low, low + (1 << m_shape.stored), m_dice.of({16, 12, 16}));
            auto& item = picture.item(picture.dataset(), DCM_ModalityLUTSequence);
            putTable(item, m_modality->descriptor(), m_modality->entries);
            (void)item.putAndInsertString(DCM_ModalityLUTType, "US");
            // pydicom counts places in numbers as wide as the samples.
            m_scan.forPydicom = m_scan.forPydicom && m_shape.allocated > 8 && !m_shape.withSign;
            say("modality table");
        } else if (kind <= 3) {
            const double slope = m_dice.of({1.0, 1.0, 2.0, 0.5, 0.1, -1.0, 0.0003, 1.7});
            const double intercept = m_dice.of({0.0, -1024.0, 100.0, -0.5});
            for (auto& view : m_views) {
                view.slope = slope;
                view.intercept = intercept;
            }
            picture.text(DCM_RescaleSlope, shown(slope).c_str())
                .text(DCM_RescaleIntercept, shown(intercept).c_str());
            // DCMTK goes on with whole values.
            m_scan.forDcmtk =
                m_scan.forDcmtk && slope == std::floor(slope) && intercept == std::floor(intercept);
            say("rescale " + shown(slope) + " " + shown(intercept));
        }
        if (m_shape.frames > 1 && !m_modality && m_dice.once(3))
            valuesOfEachFrame(picture);
        if (m_dice.once(6)) {
            m_padding =
                m_stored[static_cast<std::size_t>(m_dice.upTo(static_cast<int>(m_stored.size()) - 1))];
            const int word = m_shape.withSign ? *m_padding : *m_padding & 0xffff;
            picture.words(picture.dataset(), DCM_PixelPaddingValue, {word});
            say("padding");
        }
    }

    void valuesOfEachFrame(DicomPicture& picture) {
        for (int frame = 0; frame < m_shape.frames; ++frame) {
            auto& view = m_views[static_cast<std::size_t>(frame)];
            view.slope = frame + 1;
            view.intercept = 10.0 * frame;
            auto& group = picture.item(picture.dataset(), DCM_PerFrameFunctionalGroupsSequence, frame);
            auto& item = picture.item(group, DCM_PixelValueTransformationSequence);
            (void)item.putAndInsertString(DCM_RescaleSlope, shown(view.slope).c_str());
            (void)item.putAndInsertString(DCM_RescaleIntercept, shown(view.intercept).c_str());
        }
        m_scan.forDcmtk = m_scan.forPydicom = false;
        say("rescale of each frame");
    }

    double valueOf(int frame, int stored) const {
        const auto& view = m_views[static_cast<std::size_t>(frame)];
        return m_modality ? m_modality->at(stored) : stored * view.slope + view.intercept;
    }
    /// Least and greatest value of a frame that is no padding.
    std::pair<double, double> rangeOf(int frame) const {
        double low = 1e300;
        double high = -1e300;
        const auto size = m_shape.samplesInFrame();
        for (std::size_t i = 0; i < size; ++i) {
            const int stored = m_stored[static_cast<std::size_t>(frame) * size + i];
            if (m_padding == stored)
                continue;
            low = std::min(low, valueOf(frame, stored));
            high = std::max(high, valueOf(frame, stored));
        }
        return {low, high};
    }

    void chooseWindow(DicomPicture& picture) {
        const auto [low, high] = rangeOf(0);
        const int kind = m_dice.upTo(6);
        if (kind == 0) {  // none: the automatic one
            const bool bytes = m_shape.allocated == 8 && !m_shape.withSign && m_shape.stored == 8;
            const bool asStored =
                m_views[0].slope == 1 && m_views[0].intercept == 0 && !m_modality && !m_padding;
            m_isBytes = bytes;
            m_scan.dcmtkWindow = bytes && asStored ? "" : "+Wm";
            m_scan.forDcmtk = m_scan.forDcmtk && !m_padding && high - low >= 1;
            m_scan.forPydicom = false;
            return say("no window");
        }
        if (kind == 1 && high - low >= 4) {
            m_voi = tableFor(low, high, m_dice.of({16, 12, 8, 10}));
            // Its input is signed where values may be below zero, of any stored value.
            auto& item = picture.item(picture.dataset(), DCM_VOILUTSequence);
            putTable(item, m_voi->descriptor(), m_voi->entries);
            m_scan.dcmtkWindow = "+Wl 1";
            // pydicom's indices are as wide as its entries, and cut fractions off.
            m_scan.forPydicom = m_scan.forPydicom && m_voi->bits > 8;
            for (const auto& view : m_views) {
                const bool whole =
                    view.slope == std::floor(view.slope) && view.intercept == std::floor(view.intercept);
                m_scan.forDcmtk = m_scan.forDcmtk && whole;
                m_scan.forPydicom = m_scan.forPydicom && whole;
            }
            return say("VOI table of " + std::to_string(m_voi->bits) + " bits");
        }
        const bool ofEach = m_shape.frames > 1 && m_dice.once(3);
        const auto function = m_dice.of<std::string>({"", "", "LINEAR", "LINEAR_EXACT", "SIGMOID"});
        for (int frame = 0; frame < m_shape.frames; ++frame) {
            auto& view = m_views[static_cast<std::size_t>(frame)];
            view.hasWindow = true;
            view.function = function;
            if (frame > 0 && !ofEach) {
                view.centre = m_views[0].centre;
                view.width = m_views[0].width;
                continue;
            }
            view.centre = std::stod(shown(low + (high - low) * m_dice.between(10, 90) / 100));
            view.width = std::stod(shown(std::max(1e-6, (high - low) * m_dice.of({0.2, 0.5, 1.0, 1.5}))));
            if (m_dice.once(8))
                view.width = 1;
        }
        putWindows(picture, ofEach);
        m_scan.dcmtkWindow = "+Wi 1";
        const bool narrow = std::ranges::any_of(m_views, [](const View& view) { return view.width < 1; });
        // DCMTK knows no LINEAR_EXACT and no window below 1; pydicom forbids the latter where it is LINEAR.
        m_scan.forDcmtk = m_scan.forDcmtk && function != "LINEAR_EXACT" && (!narrow || function == "SIGMOID");
        m_scan.forPydicom = m_scan.forPydicom && !(narrow && (function.empty() || function == "LINEAR")) &&
                            !(function != "SIGMOID" && m_views[0].width == 1);
        say((function.empty() ? "window " : function + " ") + shown(m_views[0].centre) + "/" +
            shown(m_views[0].width));
    }

    void putWindows(DicomPicture& picture, bool ofEach) {
        const auto put = [](DcmItem& item, const View& view, const char* more) {
            (void)item.putAndInsertString(DCM_WindowCenter, (shown(view.centre) + more).c_str());
            (void)item.putAndInsertString(DCM_WindowWidth, (shown(view.width) + more).c_str());
            if (!view.function.empty())
                (void)item.putAndInsertString(DCM_VOILUTFunction, view.function.c_str());
        };
        put(picture.dataset(), m_views[0], m_dice.once(3) ? "\\77" : "");
        if (!ofEach)
            return;
        for (int frame = 0; frame < m_shape.frames; ++frame) {
            auto& group = picture.item(picture.dataset(), DCM_PerFrameFunctionalGroupsSequence, frame);
            put(picture.item(group, DCM_FrameVOILUTSequence), m_views[static_cast<std::size_t>(frame)], "");
        }
        m_scan.forDcmtk = m_scan.forPydicom = false;
        say("window of each frame");
    }

    void choosePresentation(DicomPicture& picture) {
        m_inverse = std::string(m_shape.words) == "MONOCHROME1";
        if (!m_dice.once(4))
            return;
        if (!m_inverse)
            m_inverse = m_dice.once(2);
        picture.text(DCM_PresentationLUTShape, m_inverse ? "INVERSE" : "IDENTITY");
        say(m_inverse ? "INVERSE" : "IDENTITY");
    }

    void chooseOverlay(DicomPicture& picture) {
        m_drawn.assign(m_shape.samplesInFrame() * static_cast<std::size_t>(m_shape.frames), false);
        if (!m_dice.once(4))
            return;
        const bool inBits =
            m_isClean && !m_isExtended && m_shape.stored < m_shape.allocated && m_dice.once(2);
        m_scan.forPydicom = false;
        picture.word(DcmTagKey(0x6000, 0x0010), m_shape.rows)
            .word(DcmTagKey(0x6000, 0x0011), m_shape.columns);
        picture.text(DcmTagKey(0x6000, 0x0040), "G");
        const Sint16 origin[] = {1, 1};
        (void)picture.dataset().putAndInsertSint16Array(DcmTagKey(0x6000, 0x0050), origin, 2);
        picture.word(DcmTagKey(0x6000, 0x0100), inBits ? m_shape.allocated : 1);
        const int bit = m_shape.highBit + 1 < m_shape.allocated ? m_shape.highBit + 1 : 0;
        picture.word(DcmTagKey(0x6000, 0x0102), inBits ? bit : 0);
        const auto size = m_shape.samplesInFrame();
        Words plane((size + 15) / 16);
        for (std::size_t i = 0; i < size; ++i) {
            if (!m_dice.once(11))
                continue;
            plane[i / 16] |= static_cast<std::uint16_t>(1U << (i % 16));
            for (std::size_t frame = 0; frame < static_cast<std::size_t>(m_shape.frames); ++frame)
                m_drawn[frame * size + i] = true;
        }
        if (!inBits) {
            auto element = std::make_unique<DcmOverlayData>(DcmTag(DcmTagKey(0x6000, 0x3000), EVR_OW));
            (void)element->putUint16Array(plane.data(), static_cast<unsigned long>(plane.size()));
            (void)picture.dataset().insert(element.release(), true);
            return say("overlay in a plane");
        }
        for (std::size_t i = 0; i < m_words.size(); ++i)
            m_words[i] |= static_cast<std::uint16_t>(m_drawn[i] ? 1U << bit : 0);
        // DCMTK finds them in words only.
        m_scan.forDcmtk = m_scan.forDcmtk && m_shape.allocated == 16;
        m_hasOverlayInBits = true;
        say("overlay in bit " + std::to_string(bit));
    }

    double shadeOf(int frame, double value) const {
        const auto& view = m_views[static_cast<std::size_t>(frame)];
        if (m_isBytes && view.slope == 1 && view.intercept == 0 && !m_modality && !m_padding)
            return value / 255;
        if (m_voi)
            return m_voi->at(value) / ((1 << m_voi->bits) - 1);
        if (!view.hasWindow) {
            const auto [low, high] = rangeOf(frame);
            if (low > high)  // nothing but padding
                return value > 0 ? 1 : 0;
            return high > low ? (value - low) / (high - low) : linear(value, low + 0.5, 1);
        }
        if (view.function == "SIGMOID")
            return 1 / (1 + std::exp(-4 * (value - view.centre) / view.width));
        if (view.function == "LINEAR_EXACT" || view.width < 1)
            return (value - view.centre) / view.width + 0.5;
        return linear(value, view.centre, view.width);
    }

    std::vector<int> expectedOf(int frame) const {
        std::vector<int> levels;
        const auto size = m_shape.samplesInFrame();
        for (std::size_t i = 0; i < size; ++i) {
            const auto at = static_cast<std::size_t>(frame) * size + i;
            const int level = levelOf(shadeOf(frame, valueOf(frame, m_stored[at])));
            levels.push_back(m_drawn[at] ? 255 : m_inverse ? 255 - level : level);
        }
        return levels;
    }

    void say(const std::string& words) { test::say(m_scan, words); }

    Dice& m_dice;
    RandomScan& m_scan;
    PictureShape m_shape;
    Words m_words;
    std::vector<int> m_stored;
    std::vector<View> m_views;
    std::vector<bool> m_drawn;
    std::optional<Table> m_modality;
    std::optional<Table> m_voi;
    std::optional<int> m_padding;
    bool m_isClean = true;
    bool m_isExtended = false;
    bool m_isBytes = false;  ///< of which all are shown, where nothing changes them
    bool m_inverse = false;
    bool m_hasOverlayInBits = false;
};

}  // namespace

RandomScan makeRandomScan(const base::Path& folder, std::uint32_t seed) {
    Dice dice(seed * 7919 + 1);
    RandomScan scan;
    scan.file = folder / (std::to_string(seed) + ".dcm");
    if (dice.once(3))
        makeRandomColours(dice, scan);
    else
        GreyMaker(dice, scan).make();
    return scan;
}

}  // namespace medveil::test
