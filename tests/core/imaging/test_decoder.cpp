// Images through the helper process: every real file opens or says why not, pixels are those of DCMTK's and
// OpenJPEG's own tools, hostile files end in an error.
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <map>

#include "core/imaging/client/image_file.h"
#include "tests/support/test_data.h"

using namespace medveil;
using base::ErrorCode;
using base::Path;

namespace {

base::Bytes contentOf(const Path& path) {
    return base::readWholeFile(base::systemFileSystem(), path, 1ULL << 30).value();
}

bool isDicom(base::ByteView content) {
    return content.size() > 132 && base::asText(content.subspan(128, 4)) == "DICM";
}

bool run(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.setStandardErrorFile(QProcess::nullDevice());
    process.setStandardOutputFile(QProcess::nullDevice());
    process.start(program, arguments);
    return process.waitForFinished(60000) && process.exitStatus() == QProcess::NormalExit &&
           process.exitCode() == 0;
}

QString text(const Path& path) {
    return QString::fromStdString(path.string());
}

}  // namespace

class TestDecoder : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        imaging::setDecoderProgram(MEDVEIL_DECODER);
        QVERIFY(m_folder.isValid());
    }

    void everyFileOpensOrSaysWhy() {
        const auto names = test::dataFiles("dicom", "");
        if (names.empty())
            return;  // dataFiles() said so, and the run counts it
        int whole = 0;
        int images = 0;
        std::map<std::string, int> others;
        for (const auto& name : names) {
            if (!isDicom(contentOf(name)))
                continue;
            const auto file = imaging::ImageFile::open(name, m_task);
            if (!file) {
                QVERIFY2(!file.error().detail.empty(), name.c_str());
                QVERIFY2(file.error().code == ErrorCode::kImageUnsupported ||
                             file.error().code == ErrorCode::kImageDamaged,
                         name.c_str());
                const bool noImage = file.error().detail.starts_with("it holds no image") ||
                                     file.error().detail == "DICOM without rows or columns";
                images += !noImage;
                if (!noImage)
                    qInfo("%s: %s", name.filename().c_str(), file.error().detail.c_str());
                ++others[file.error().detail];
                continue;
            }
            ++images;
            std::string reason;
            for (std::uint32_t i = 0; i < (*file)->info().frames && reason.empty(); ++i) {
                const auto frame = (*file)->frame(i, m_task);
                if (!frame)
                    reason = frame.error().detail.empty() ? "?" : frame.error().detail;
            }
            whole += reason.empty();
            if (!reason.empty())
                qInfo("%s: %s", name.filename().c_str(), reason.c_str());
            QVERIFY2(reason != "?" && reason != "decoder", name.c_str());
            const auto elements = (*file)->elements(m_task);
            QVERIFY2(elements.has_value() && !elements->empty(), name.c_str());
        }
        for (const auto& [reason, count] : others)
            qInfo("%3d %s", count, reason.c_str());
        qInfo("%d of %d images decoded whole", whole, images);
        // What the first probe of DCMTK with OpenJPEG reached: 385 of 399.
        QVERIFY(whole * 399 >= images * 385);
    }

    /// DCMTK's programs unpack a file; its pixel data is then what stands in the file.
    void pixelsAreThoseOfDcmtk() {
        const auto names = test::dataFiles("dicom", ".dcm");
        if (names.empty())
            return;  // dataFiles() said so, and the run counts it
        std::map<std::string, int> compared;
        for (const auto& name : names) {
            if (!isDicom(contentOf(name)))
                continue;
            const auto file = imaging::ImageFile::open(name, m_task);
            if (!file || (*file)->info().syntax.starts_with("JPEG2000"))
                continue;
            compareWithDcmtk(name, **file, compared);
            if (QTest::currentTestFailed())
                return;
        }
        int total = 0;
        for (const auto& [syntax, count] : compared) {
            qInfo("%3d %s", count, syntax.c_str());
            total += count;
        }
        QVERIFY(total > 40);
    }

    void pixelsAreThoseOfOpenJpeg() {
        const auto names = test::dataFiles("dicom", ".dcm");
        if (names.empty())
            return;  // dataFiles() said so, and the run counts it
        int compared = 0;
        for (const auto& name : names) {
            const auto content = contentOf(name);
            const auto file = isDicom(content) ? imaging::ImageFile::open(name, m_task)
                                               : base::fail(ErrorCode::kImageUnsupported);
            if (!file || (*file)->info().frames != 1 ||
                !((*file)->info().syntax.starts_with("JPEG2000") ||
                  (*file)->info().syntax.starts_with("1.2.840")))
                continue;
            compared += compareWithOpenJpeg(name, content, **file);
            if (QTest::currentTestFailed())
                return;
        }
        qInfo("%d files compared with opj_decompress", compared);
        QVERIFY(compared > 5);
    }

    void truncatedAndFlippedFilesEndInAnError() {
        const auto names = test::dataFiles("dicom", ".dcm");
        if (names.empty())
            return;  // dataFiles() said so, and the run counts it
        int opened = 0;
        int refused = 0;
        for (std::size_t n = 0; n < names.size(); n += 9) {
            auto content = contentOf(names[n]);
            if (content.size() > 400'000 || content.size() < 400)
                continue;
            for (const auto cut : {content.size() / 3, content.size() / 2, content.size() - 2}) {
                const auto path = written(base::ByteView(content).first(cut));
                (tryAll(path) ? opened : refused) += 1;
            }
            for (std::size_t i = 0; i < 6; ++i) {
                auto flipped = content;
                for (std::size_t k = 0; k < 8; ++k)
                    flipped[132 + (i * 7919 + k * 104729) % (content.size() - 132)] ^=
                        static_cast<base::Byte>(1U << k);
                (tryAll(written(flipped)) ? opened : refused) += 1;
            }
        }
        qInfo("%d damaged files still opened, %d refused; none stopped the decoder", opened, refused);
        QVERIFY(refused > 0);
    }

    void whatIsNoImageIsRefused() {
        QCOMPARE(imaging::ImageFile::open("/nowhere/scan.dcm", m_task).error().code, ErrorCode::kNotFound);
        QCOMPARE(imaging::ImageFile::open(m_folder.path().toStdString(), m_task).error().code,
                 ErrorCode::kNotRegularFile);
        QCOMPARE(imaging::ImageFile::open(written({}), m_task).error().code, ErrorCode::kImageDamaged);
        QCOMPARE(imaging::ImageFile::open(written(base::asBytes("not an image at all")), m_task).error().code,
                 ErrorCode::kImageDamaged);
    }

    void aHelperThatIsMissingIsSaid() {
        imaging::setDecoderProgram("/nowhere/medveil-decoder");
        QCOMPARE(imaging::ImageFile::open(written(base::asBytes("x")), m_task).error().code,
                 ErrorCode::kDecoderStopped);
        imaging::setDecoderProgram("/bin/true");
        QCOMPARE(imaging::ImageFile::open(written(base::asBytes("x")), m_task).error().code,
                 ErrorCode::kDecoderStopped);
        imaging::setDecoderProgram(MEDVEIL_DECODER);
    }

  private:
    Path fresh(const char* ending) {
        return Path(m_folder.path().toStdString()) / (std::to_string(++m_count) + ending);
    }
    Path written(base::ByteView content) {
        const auto path = fresh(".dcm");
        if (!base::writeWholeFile(base::systemFileSystem(), path, content))
            qFatal("cannot write");
        return path;
    }
    /// False where it is refused; the helper must not stop.
    bool tryAll(const Path& path) {
        const auto file = imaging::ImageFile::open(path, m_task);
        if (!file) {
            if (file.error().code == ErrorCode::kDecoderStopped)
                QTest::qFail("the decoder stopped", __FILE__, __LINE__);
            return false;
        }
        for (std::uint32_t i = 0; i < std::min((*file)->info().frames, 3U); ++i) {
            const auto frame = (*file)->frame(i, m_task);
            if (!frame && frame.error().code == ErrorCode::kDecoderStopped)
                QTest::qFail("the decoder stopped", __FILE__, __LINE__);
            if (!frame)
                return false;
        }
        return true;
    }

    void compareWithDcmtk(const Path& name, imaging::ImageFile& file, std::map<std::string, int>& compared) {
        const auto& info = file.info();
        const auto out = fresh(".dcm");
        // Without changing colours, channels mixed, explicit and little end first.
        const auto unpack = [&]() {
            if (info.syntax.starts_with("RLE"))
                return run(QStringLiteral("dcmdrle"), {QStringLiteral("+te"), text(name), text(out)});
            if (info.syntax.starts_with("JPEGLS"))
                return run(QStringLiteral("dcmdjpls"),
                           {QStringLiteral("+te"), QStringLiteral("+pi"), text(name), text(out)});
            if (info.syntax.starts_with("JPEG"))
                return run(QStringLiteral("dcmdjpeg"), {QStringLiteral("+te"), QStringLiteral("+cn"),
                                                        QStringLiteral("+px"), text(name), text(out)});
            return run(QStringLiteral("dcmconv"), {QStringLiteral("+te"), text(name), text(out)});
        };
        const auto frame = file.frame(0, m_task);
        if (!frame || !unpack())
            return;
        const auto content = contentOf(out);
        const auto plain = imaging::ImageFile::open(out, m_task);
        QVERIFY2(plain.has_value(), name.c_str());
        const auto mine = base::asText(frame->samples);
        // All frames stand in a row at the end of the unpacked file, unless bits, planes or halved colours
        // are special.
        const bool inPlace = base::asText(content).find(mine) != std::string_view::npos;
        if (inPlace) {
            ++compared[info.syntax];
            return;
        }
        const auto again = (*plain)->frame(0, m_task);
        QVERIFY2(again.has_value(), name.c_str());
        const bool same = again->samples == frame->samples;
        // DCMTK leaves the two words of a sample of 32 bits as they are, and words in elements of bytes.
        const bool inOrder = info.syntax.starts_with("BigEndian") && isReordered(*again, frame->samples);
        QVERIFY2(same || inOrder, name.c_str());
        ++compared[info.syntax + " (bits, planes or halved colours)"];
    }

    static bool isReordered(const imaging::Frame& from, const base::Bytes& samples) {
        const auto size = static_cast<std::ptrdiff_t>(imaging::bytesOf(from.type));
        auto halves = from.samples;
        auto bytes = from.samples;
        for (auto at = std::ptrdiff_t{0}; at + size <= std::ssize(bytes); at += size) {
            if (size == 4)
                std::swap_ranges(halves.begin() + at, halves.begin() + at + 2, halves.begin() + at + 2);
            std::reverse(bytes.begin() + at, bytes.begin() + at + size);
        }
        return samples == halves || samples == bytes;
    }

    bool compareWithOpenJpeg(const Path& name, base::ByteView content, imaging::ImageFile& file) {
        constexpr std::size_t kDepthAt = 42;  // bits less one, in the marker SIZ
        const auto whole = base::asText(content);
        const auto begin = whole.find(std::string_view("\xff\x4f\xff\x51", 4));
        const auto frame = file.frame(0, m_task);
        if (begin == std::string_view::npos || !frame)
            return false;
        const auto stream = fresh(".j2k");
        const auto raw = fresh(".rawl");
        if (!base::writeWholeFile(base::systemFileSystem(), stream, content.subspan(begin)))
            return false;
        if (!run(QStringLiteral("opj_decompress"),
                 {QStringLiteral("-i"), text(stream), QStringLiteral("-o"), text(raw)}))
            return false;
        // opj_decompress writes one channel behind the other.
        const auto planes = contentOf(raw);
        const auto size = imaging::bytesOf(frame->type);
        if (planes.size() != frame->samples.size())
            return false;
        const auto pixels = planes.size() / frame->channels / size;
        const auto valueAt = [size](base::ByteView bytes, std::size_t sample) {
            return size == 1 ? unsigned{bytes[sample]}
                             : bytes[2 * sample] | unsigned{bytes[2 * sample + 1]} << 8;
        };
        // It writes the bits that the codestream has and nothing above them, also of what has a sign.
        const auto bits = (2U << (content[begin + kDepthAt] & 0x7fU)) - 1;
        for (std::size_t i = 0; i < pixels * frame->channels; ++i) {
            const auto plane = i % frame->channels * pixels + i / frame->channels;
            if ((valueAt(frame->samples, i) & bits) != (valueAt(planes, plane) & bits)) {
                QTest::qFail(name.c_str(), __FILE__, __LINE__);
                return false;
            }
        }
        return true;
    }

    QTemporaryDir m_folder;
    int m_count = 0;
    base::NullTaskContext m_task;
};

QTEST_GUILESS_MAIN(TestDecoder)
#include "test_decoder.moc"
