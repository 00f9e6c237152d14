#include "tests/support/random_packing.h"

#include <QProcess>
#include <cmath>

namespace medveil::test {

namespace {

bool run(const std::string& program, const std::vector<std::string>& arguments) {
    QProcess process;
    process.setStandardErrorFile(QProcess::nullDevice());
    process.setStandardOutputFile(QProcess::nullDevice());
    QStringList list;
    for (const auto& each : arguments)
        list << QString::fromStdString(each);
    process.start(QString::fromStdString(program), list);
    return process.waitForFinished(60000) && process.exitStatus() == QProcess::NormalExit &&
           process.exitCode() == 0;
}

base::Bytes packedBits(const Words& words, unsigned width) {
    base::Bytes bytes((words.size() * width + 7) / 8);
    std::size_t bit = 0;
    for (const auto word : words) {
        for (unsigned b = 0; b < width; ++b, ++bit)
            bytes[bit / 8] |= static_cast<base::Byte>((word >> b & 1U) << (bit % 8));
    }
    return bytes;
}

void write(DicomPicture& picture, E_TransferSyntax syntax, RandomScan& scan) {
    say(scan, DcmXfer(syntax).getXferName());
    (void)base::writeWholeFile(base::systemFileSystem(), scan.file, picture.file(syntax));
}

class Packer {
  public:
    Packer(DicomPicture& picture, const Unpacked& image, Dice& dice, RandomScan& scan)
        : m_picture(picture), m_image(image), m_dice(dice), m_scan(scan) {}

    void pack() {
        if (m_image.nativeOnly || m_dice.once(4))
            return native();
        switch (m_dice.upTo(4)) {
            case 0:
                return rle();
            case 1:
                return tool("dcmcrle", {});
            case 2:
                return jpeg();
            case 3:
                return jpegLs();
            default:
                return jpeg2000();
        }
    }

  private:
    void native() {
        if (m_image.shape.allocated == 12) {
            m_scan.forPydicom = false;
            m_picture.nativeBytes(packedBits(m_image.words, 12));
        } else {
            m_picture.native(m_image.words);
        }
        const auto syntax = m_dice.of({EXS_LittleEndianExplicit, EXS_LittleEndianImplicit,
                                       EXS_BigEndianExplicit, EXS_DeflatedLittleEndianExplicit});
        // pydicom 2 does not put bytes in words in order.
        if (syntax == EXS_BigEndianExplicit && m_image.shape.allocated == 8)
            m_scan.forPydicom = false;
        write(m_picture, syntax, m_scan);
    }

    Words frame(int number) const {
        const auto size = static_cast<std::ptrdiff_t>(m_image.shape.samplesInFrame());
        const auto begin = m_image.words.begin() + number * size;
        return {begin, begin + size};
    }

    /// Frames in one to four fragments, with a table or without.
    void fragments(const std::vector<base::Bytes>& frames, E_TransferSyntax syntax) {
        std::vector<base::Bytes> pieces;
        std::vector<std::uint32_t> offsets;
        std::uint32_t at = 0;
        bool split = false;
        for (const auto& each : frames) {
            offsets.push_back(at);
            const auto count = static_cast<std::size_t>(m_dice.of({1, 1, 2, 4}));
            split |= count > 1;
            std::size_t begin = 0;
            for (std::size_t i = 0; i < count; ++i) {
                const auto end = i + 1 == count ? each.size() : each.size() * (i + 1) / count / 2 * 2;
                pieces.emplace_back(each.begin() + static_cast<std::ptrdiff_t>(begin),
                                    each.begin() + static_cast<std::ptrdiff_t>(end));
                at += static_cast<std::uint32_t>(8 + (end - begin + 1) / 2 * 2);
                begin = end;
            }
        }
        const bool table = m_dice.once(2);
        m_picture.fragments(pieces, table ? offsets : std::vector<std::uint32_t>());
        // They want one fragment for each frame.
        if (split) {
            m_scan.forPydicom = false;
            m_scan.forDcmtk = m_scan.forDcmtk && frames.size() == 1 && syntax != EXS_RLELossless;
            say(m_scan, table ? "several fragments" : "several fragments without a table");
        }
        write(m_picture, syntax, m_scan);
    }

    void rle() {
        std::vector<base::Bytes> frames;
        for (int i = 0; i < m_image.shape.frames; ++i)
            frames.push_back(rleFrame(frame(i), m_image.shape.channels, m_image.shape.allocated / 8U));
        fragments(frames, EXS_RLELossless);
    }

    /// The file as it is, packed by a program.
    void tool(const std::string& program, const std::vector<std::string>& options) {
        m_picture.native(m_image.words);
        const auto plain = m_scan.file.string() + ".plain";
        const auto before = m_scan.what;
        write(m_picture, EXS_LittleEndianExplicit, m_scan);
        std::error_code none;
        std::filesystem::rename(m_scan.file, plain, none);
        std::vector<std::string> arguments = options;
        arguments.insert(arguments.end(), {plain, m_scan.file.string()});
        // Now and then dcmcjpls writes a codestream of no component, which nobody can read.
        const auto again = plain + ".again";
        const bool packed = run(program, arguments) &&
                            (program != "dcmcjpls" || run("dcmdjpls", {m_scan.file.string(), again}));
        std::filesystem::remove(again, none);
        if (packed) {
            m_scan.what = before;
            std::string all = program;
            for (const auto& each : options)
                all += " " + each;
            say(m_scan, all);
            std::filesystem::remove(plain, none);
            m_scan.forPydicom = m_scan.forPydicom && program == "dcmcrle";
        } else {
            std::filesystem::rename(plain, m_scan.file, none);
            say(m_scan, program + " would not");
        }
    }

    /// With loss only programs that have the same decoder tell what is right.
    void withLoss() { m_scan.expected.clear(); }

    void jpeg() {
        const bool grey = m_image.shape.channels == 1;
        const bool palette = std::string(m_image.shape.words).starts_with("PALETTE");
        const int kind = palette ? m_dice.upTo(1) : m_dice.upTo(5);
        if (kind == 0)
            return tool("dcmcjpeg", {"+e1"});
        if (kind == 1)
            return tool("dcmcjpeg", {"+el", "+sv", std::to_string(m_dice.between(1, 7))});
        withLoss();
        if (m_image.hasOverlayInBits)
            m_scan.forDcmtk = false;
        std::vector<std::string> options = {m_dice.of<std::string>({"+eb", "+eb", "+ee", "+es", "+ep"}), "+q",
                                            "95"};
        if (!grey)
            options.push_back(m_dice.of<std::string>({"+cy", "+cr"}));
        tool("dcmcjpeg", options);
        // Values come out of a new slope, and DCMTK goes on with whole ones.
        DcmFileFormat packed;
        Float64 slope = 1;
        Float64 intercept = 0;
        (void)packed.loadFile(m_scan.file.c_str());
        (void)packed.getDataset()->findAndGetFloat64(DCM_RescaleSlope, slope);
        (void)packed.getDataset()->findAndGetFloat64(DCM_RescaleIntercept, intercept);
        m_scan.forDcmtk = m_scan.forDcmtk && slope == std::floor(slope) && intercept == std::floor(intercept);
    }

    void jpegLs() {
        // DCMTK takes overlays out of the samples first.
        if (m_image.hasOverlayInBits)
            return rle();
        if (m_dice.once(4)) {
            withLoss();
            return tool("dcmcjpls", {"+en", "+md", "2"});
        }
        tool("dcmcjpls", {"+el", m_dice.of<std::string>({"+pc", "+pr"})});
    }

    void jpeg2000() {
        const auto& shape = m_image.shape;
        m_scan.forDcmtk = m_scan.forPydicom = false;
        const bool ybr = std::string(shape.words) == "YBR_FULL";
        const bool transformed = shape.channels == 3 && !ybr && m_dice.once(2);
        if (transformed)
            m_picture.text(DCM_PhotometricInterpretation, "YBR_RCT");
        std::vector<base::Bytes> frames;
        for (int i = 0; i < shape.frames; ++i) {
            const auto words = frame(i);
            frames.push_back(
                jpeg2000Of({words.begin(), words.end()}, shape, shape.allocated, false, transformed));
        }
        fragments(frames, m_dice.of({EXS_JPEG2000LosslessOnly, EXS_JPEG2000}));
    }

    DicomPicture& m_picture;
    const Unpacked& m_image;
    Dice& m_dice;
    RandomScan& m_scan;
};

}  // namespace

void packRandomly(DicomPicture& picture, const Unpacked& image, Dice& dice, RandomScan& scan) {
    Packer(picture, image, dice, scan).pack();
}

}  // namespace medveil::test
