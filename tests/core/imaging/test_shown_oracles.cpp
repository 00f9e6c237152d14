// Files by chance, of every kind and packing that can be written here, against others: the formulas of the
// standard, dcmj2pnm, and pydicom. What is shown wrong is the worst: there must be none. 40 files for each
// unit of MEDVEIL_TEST_SCALE; 25 make a thousand.
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>
#include <map>

#include "tests/support/decoded.h"
#include "tests/support/random_scan.h"

using namespace medveil;

namespace {

constexpr int kFiles = 40;
constexpr int kMostOfGrey = 1;
/// Two roundings more, from YCbCr and to it.
constexpr int kMostOfColour = 2;

bool ran(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.setStandardErrorFile(QProcess::nullDevice());
    process.setStandardOutputFile(QProcess::nullDevice());
    process.start(program, arguments);
    return process.waitForFinished(600'000) && process.exitStatus() == QProcess::NormalExit &&
           process.exitCode() == 0;
}

QString asQt(const std::filesystem::path& path) {
    return QString::fromStdString(path.string());
}

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::vector<int> levelsOf(const QByteArray& bytes) {
    std::vector<int> levels;
    for (const char byte : bytes)
        levels.push_back(static_cast<unsigned char>(byte));
    return levels;
}

/// Binary PGM or PPM of 8 bits.
std::vector<int> levelsOfPnm(const QByteArray& file) {
    qsizetype at = 2;
    for (int numbers = 0; numbers < 3 && at < file.size(); ++numbers) {
        while (at < file.size() && (file.at(at) == '\n' || file.at(at) == ' ' || file.at(at) == '#')) {
            const auto end = file.at(at) == '#' ? file.indexOf('\n', at) : at;
            at = end + 1;
        }
        while (at < file.size() && file.at(at) >= '0' && file.at(at) <= '9')
            ++at;
    }
    return levelsOf(file.mid(at + 1));
}

}  // namespace

class TestShownOracles : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        for (const char* program : {"dcmcrle", "dcmcjpeg", "dcmcjpls"}) {
            if (QStandardPaths::findExecutable(QString::fromLatin1(program)).isEmpty())
                qInfo("%s is not installed: what it packs is not tried", program);
        }
        const int count = kFiles * std::max(1, qEnvironmentVariableIntValue("MEDVEIL_TEST_SCALE"));
        for (int i = 0; i < count; ++i)
            m_scans.push_back(
                test::makeRandomScan(m_folder.path().toStdString(), static_cast<std::uint32_t>(i + 1)));
        m_shown.resize(m_scans.size());
        int refused = 0;
        for (std::size_t i = 0; i < m_scans.size(); ++i) {
            const auto content = base::readWholeFile(base::systemFileSystem(), m_scans[i].file, 1U << 26)
                                     .value_or(base::Bytes());
            for (std::uint32_t frame = 0; frame < m_scans[i].frames; ++frame) {
                const auto decoded = test::decoded(content, frame);
                m_shown[i].push_back(decoded ? test::shadesOf(*decoded) : std::vector<int>());
                if (!decoded) {
                    ++refused;
                    qWarning("refused: %s (%s): %s", m_scans[i].what.c_str(),
                             m_scans[i].file.filename().c_str(), decoded.error().detail.c_str());
                }
            }
        }
        qInfo("%zu files: %d frames refused", m_scans.size(), refused);
        // All of them are right.
        QCOMPARE(refused, 0);
    }

    void asTheStandardSays() {
        for (std::size_t i = 0; i < m_scans.size(); ++i) {
            for (std::size_t frame = 0; frame < m_scans[i].expected.size(); ++frame)
                compare(i, frame, m_scans[i].expected[frame]);
        }
        report();
    }

    void asDcmtkShowsThem() {
        if (QStandardPaths::findExecutable(QStringLiteral("dcmj2pnm")).isEmpty())
            QSKIP("dcmj2pnm is not installed");
        const auto out = m_folder.filePath(QStringLiteral("dcmtk.pnm"));
        for (std::size_t i = 0; i < m_scans.size(); ++i) {
            const auto& scan = m_scans[i];
            auto file = asQt(scan.file);
            // dcmj2pnm itself has no decoder for JPEG-LS.
            const auto unpacked = m_folder.filePath(QStringLiteral("unpacked.dcm"));
            if (scan.forDcmtk && ran(QStringLiteral("dcmdjpls"), {file, unpacked}))
                file = unpacked;
            for (std::uint32_t frame = 0; scan.forDcmtk && frame < scan.frames; ++frame) {
                QStringList arguments =
                    QString::fromStdString(scan.dcmtkWindow).split(u' ', Qt::SkipEmptyParts);
                arguments << QStringLiteral("+F") << QString::number(frame + 1)
                          << QStringLiteral("--write-raw-pnm") << file << out;
                QFile::remove(out);
                if (ran(QStringLiteral("dcmj2pnm"), arguments))
                    compare(i, frame, levelsOfPnm(contentOf(out)));
                else
                    ++m_others;
            }
        }
        report();
    }

    void asPydicomShowsThem() {
        const auto python = QStringLiteral("/usr/bin/python3");
        if (!ran(python, {QStringLiteral("-c"), QStringLiteral("import pydicom, numpy")}))
            QSKIP("pydicom is not installed");
        QByteArray list;
        const auto outOf = [](const test::RandomScan& scan) {
            return asQt(scan.file) + QStringLiteral(".levels");
        };
        for (const auto& scan : m_scans) {
            if (scan.forPydicom)
                list += asQt(scan.file).toUtf8() + ' ' + outOf(scan).toUtf8() + '\n';
        }
        QFile file(m_folder.filePath(QStringLiteral("list")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(list) == list.size());
        file.close();
        QVERIFY(ran(python, {QStringLiteral(MEDVEIL_PYDICOM_LEVELS), file.fileName()}));
        for (std::size_t i = 0; i < m_scans.size(); ++i) {
            if (!m_scans[i].forPydicom)
                continue;
            const auto levels = levelsOf(contentOf(outOf(m_scans[i])));
            if (levels.empty()) {
                ++m_others;
                continue;
            }
            const auto size = static_cast<std::ptrdiff_t>(levels.size() / m_scans[i].frames);
            for (std::size_t frame = 0; frame < m_scans[i].frames; ++frame) {
                const auto begin = levels.begin() + static_cast<std::ptrdiff_t>(frame) * size;
                compare(i, frame, {begin, begin + size});
            }
        }
        report();
    }

  private:
    void compare(std::size_t i, std::size_t frame, const std::vector<int>& levels) {
        const auto& scan = m_scans[i];
        const int difference = test::difference(m_shown[i][frame], levels);
        ++m_compared;
        ++m_differences[difference];
        if (difference <= (scan.colour ? kMostOfColour : kMostOfGrey))
            return;
        ++m_wrong;
        qWarning("differs by %d: %s (%s, frame %zu)", difference, scan.what.c_str(),
                 scan.file.filename().c_str(), frame + 1);
    }
    void report() {
        QByteArray differences;
        for (const auto& [difference, count] : m_differences)
            differences += " " + QByteArray::number(difference) + ": " + QByteArray::number(count);
        qInfo("%d frames compared, %d not shown by the other, %d shown wrong; largest differences:%s",
              m_compared, m_others, m_wrong, differences.constData());
        const int compared = std::exchange(m_compared, 0);
        const int wrong = std::exchange(m_wrong, 0);
        m_others = 0;
        m_differences.clear();
        QCOMPARE(wrong, 0);
        QVERIFY(compared > 0);
    }

    QTemporaryDir m_folder;
    std::vector<test::RandomScan> m_scans;
    std::vector<std::vector<std::vector<int>>> m_shown;  ///< by file and frame
    std::map<int, int> m_differences;
    int m_compared = 0;
    int m_others = 0;
    int m_wrong = 0;
};

QTEST_GUILESS_MAIN(TestShownOracles)
#include "test_shown_oracles.moc"
