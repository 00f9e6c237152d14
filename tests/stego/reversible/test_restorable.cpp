// Scans and pictures that carry data and are given back: every uncompressed DICOM file at hand, bit for bit,
// with what it holds and costs; readers, wrong keys, damage, the mark.
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <map>

#include <png.h>

#include "core/crypto/random.h"
#include "core/imaging/client/image_file.h"
#include "stego/embed/restorable.h"
#include "stego/formats/dicom_carrier.h"
#include "tests/support/test_data.h"

using namespace medveil;
using base::ErrorCode;
using base::Path;
using stego::CarrierKind;

namespace {

base::FileSystem& files() {
    return base::systemFileSystem();
}

base::Bytes randomBytes(std::size_t size) {
    base::Bytes bytes(size);
    crypto::fillRandom(bytes);
    return bytes;
}

std::vector<stego::ReaderSecret> readers(const std::vector<const stego::StegoKey*>& keys) {
    std::vector<stego::ReaderSecret> secrets;
    for (const auto* key : keys)
        secrets.emplace_back(key->clone());
    return secrets;
}

base::Bytes contentOf(const Path& path) {
    return base::readWholeFile(files(), path, stego::kLargestCover).value();
}

}  // namespace

class TestRestorable : public QObject {
    Q_OBJECT

    bool samePixels(const Path& one, const Path& other) {
        const auto first = imaging::ImageFile::open(one, m_task);
        const auto second = imaging::ImageFile::open(other, m_task);
        if (!first || !second || (*first)->info().frames != (*second)->info().frames)
            return false;
        for (std::uint32_t i = 0; i < (*first)->info().frames; ++i) {
            const auto a = (*first)->frame(i, m_task);
            const auto b = (*second)->frame(i, m_task);
            if (!a || !b || a->samples != b->samples || a->type != b->type || a->colours != b->colours)
                return false;
        }
        return true;
    }

  private Q_SLOTS:
    void initTestCase() { imaging::setDecoderProgram(MEDVEIL_DECODER); }
    void init() { QVERIFY(m_folder.isValid()); }

    /// The whole scan comes back byte for byte, filled to the brim; nothing changes by more than one.
    void everyScanComesBack() {
        const auto names = test::dataFiles("dicom", ".dcm");
        if (names.empty())
            return;  // dataFiles() said so, and the run counts it
        int carried = 0;
        int small = 0;
        int packed = 0;
        std::map<std::string, int> refused;
        for (const auto& name : names) {
            if (!stego::isDicom(contentOf(name)))
                continue;
            const auto capacity = stego::inspectCover(files(), name, 1, m_task);
            if (!capacity || capacity->fitBytes == 0) {
                if (capacity || capacity.error().code == ErrorCode::kCoverTooSmall)
                    ++small;
                else
                    ++refused[capacity.error().detail];
                continue;
            }
            QVERIFY(capacity->restorable);
            const auto key = stego::StegoKey::from(randomBytes(32)).value();
            const auto payload = randomBytes(capacity->fitBytes);
            const auto marked = fresh("dcm");
            const auto report = stego::hide(files(), name, readers({&key}), payload, marked, m_task);
            QVERIFY2(report.has_value(), name.c_str());
            const auto revealed = stego::reveal(files(), marked, readers({&key}), m_task);
            QVERIFY2(revealed.has_value(), name.c_str());
            QCOMPARE(revealed->payload, base::WipedBytes(payload.begin(), payload.end()));
            const auto restored = fresh("dcm");
            QCOMPARE(stego::restoreOriginal(files(), marked, restored, m_task).value(), CarrierKind::kDicom);
            // Compressed without loss, it comes back unpacked: the same pixels and elements.
            const auto original = imaging::unpacked(contentOf(name), m_task).value();
            QCOMPARE(contentOf(restored), original);
            if (original != contentOf(name)) {
                ++packed;
                QVERIFY2(samePixels(name, restored), name.c_str());
            }
            sayWhatItHeld(name, *capacity, *report);
            ++carried;
            std::filesystem::remove(marked);
            std::filesystem::remove(restored);
        }
        qInfo("%d scans carried and came back (%d of them were compressed), %d too small", carried, packed,
              small);
        for (const auto& [reason, count] : refused)
            qInfo("%d refused: %s", count, reason.c_str());
        QVERIFY(carried > 0);
    }

    void readersAndWrongKeys() {
        const auto cover = picture();
        const auto first = stego::StegoKey::from(randomBytes(32)).value();
        const auto second = stego::StegoKey::from(randomBytes(32)).value();
        const auto stranger = stego::StegoKey::from(randomBytes(32)).value();
        const auto payload = randomBytes(500);
        const auto marked = fresh("png");
        QVERIFY(stego::hideRestorably(files(), cover, readers({&first, &second}), payload, {}, marked, m_task)
                    .has_value());
        for (const auto* key : {&first, &second})
            QCOMPARE(stego::reveal(files(), marked, readers({key}), m_task).value().payload.size(),
                     payload.size());
        QCOMPARE(stego::reveal(files(), marked, readers({&stranger}), m_task).error().code,
                 ErrorCode::kNothingFound);
        // Who cannot read it still gets the original.
        const auto restored = fresh("png");
        QCOMPARE(stego::restoreOriginal(files(), marked, restored, m_task).value(), CarrierKind::kPng);
        const auto before = stego::openCarrier(files(), cover, m_task).value();
        const auto after = stego::openCarrier(files(), restored, m_task).value();
        QCOMPARE(stego::samplesDigest(*after), stego::samplesDigest(*before));
        QCOMPARE(after->surroundings().value(), before->surroundings().value());
        QVERIFY(!after->isMarked());
        QVERIFY(stego::openCarrier(files(), marked, m_task).value()->isMarked());
        QCOMPARE(stego::restoreOriginal(files(), cover, fresh("png"), m_task).error().code,
                 ErrorCode::kNothingFound);
        QCOMPARE(stego::hideRestorably(files(), marked, readers({&first}), payload, {}, fresh("png"), m_task)
                     .error()
                     .code,
                 ErrorCode::kCoverUnsupported);
    }

    void aPassphraseOpens() {
        std::vector<stego::ReaderSecret> secret;
        secret.emplace_back(base::SecretBytes::copyOf(base::asBytes("amber kettle north")));
        const auto marked = fresh("png");
        QVERIFY(stego::hideRestorably(files(), picture(), secret, randomBytes(10), {}, marked, m_task)
                    .has_value());
        QCOMPARE(stego::reveal(files(), marked, secret, m_task).value().payload.size(), std::size_t{10});
        std::vector<stego::ReaderSecret> wrong;
        wrong.emplace_back(base::SecretBytes::copyOf(base::asBytes("amber kettle south")));
        QCOMPARE(stego::reveal(files(), marked, wrong, m_task).error().code, ErrorCode::kNothingFound);
    }

    /// What is in one scan cannot be carried over to another: it is about that picture.
    void staysWithItsPicture() {
        const auto key = stego::StegoKey::from(randomBytes(32)).value();
        const auto carrier = stego::openCarrier(files(), picture(), m_task).value();
        const auto other = stego::openCarrier(files(), picture(7), m_task).value();
        QVERIFY(stego::embedRestorably(*carrier, readers({&key}), randomBytes(100), {}, m_task).has_value());
        const auto packed = stego::contract(*carrier, m_task);
        QVERIFY(packed.has_value());
        QVERIFY(stego::expand(*other, *packed, {}, m_task).has_value());
        const auto revealed = stego::revealRestoring(*other, readers({&key}), m_task);
        QVERIFY(!revealed.has_value());
        QCOMPARE(revealed.error().code, ErrorCode::kCoverDamaged);
    }

    void soundsAndJpegAreRefused() {
        const auto key = stego::StegoKey::from(randomBytes(32)).value();
        for (const auto& [folder, ending] : {std::pair("photos", ".jpg"), std::pair("audio", ".wav")}) {
            const auto names = test::dataFiles(folder, ending);
            if (names.empty())
                continue;
            QCOMPARE(
                stego::hideRestorably(files(), names.front(), readers({&key}), {}, {}, fresh("x"), m_task)
                    .error()
                    .code,
                ErrorCode::kCoverUnsupported);
        }
    }

  private:
    Path fresh(const char* ending) {
        return Path(m_folder.path().toStdString()) / (std::to_string(++m_count) + "." + ending);
    }
    Path picture(unsigned step = 3) {
        base::Bytes pixels;
        for (unsigned i = 0; i < 300 * 200; ++i) {
            for (const auto value : {(i % 300 + i / 300) / step, i / 300, crypto::randomBelow(9)})
                pixels.push_back(static_cast<base::Byte>(value));
        }
        png_image image{};
        image.version = PNG_IMAGE_VERSION;
        image.width = 300;
        image.height = 200;
        image.format = PNG_FORMAT_RGB;
        const auto path = fresh("png");
        png_image_write_to_file(&image, path.c_str(), 0, pixels.data(), 0, nullptr);
        return path;
    }
    void sayWhatItHeld(const Path& name, const stego::CoverReport& capacity,
                       const stego::HideReport& report) {
        const auto range = static_cast<double>(capacity.info.maximum - capacity.info.minimum);
        const auto samples = static_cast<double>(report.samples);
        qInfo("%-44s %5ux%-6u %u x %2u bit: %8llu bytes, %.3f bits a sample, %.1f dB",
              name.filename().c_str(), capacity.info.width, capacity.info.height, capacity.info.channels,
              capacity.info.bits, static_cast<unsigned long long>(capacity.fitBytes),
              static_cast<double>(capacity.fitBytes) * 8 / samples,
              10 * std::log10(range * range * samples /
                              static_cast<double>(std::max<std::uint64_t>(1, report.changed))));
    }

    QTemporaryDir m_folder;
    int m_count = 0;
    base::NullTaskContext m_task;
};

QTEST_GUILESS_MAIN(TestRestorable)
#include "test_restorable.moc"
