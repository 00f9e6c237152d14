// Every kind of question runs under the helper's limits of memory and its asker's limit of time: what goes
// over one of them is an error here, and the next question is answered.
#include <QBuffer>
#include <QFile>
#include <QImage>
#include <QRandomGenerator>
#include <QtTest>
#include <csignal>
#include <set>

#include <sys/resource.h>
#include <unistd.h>

#include "core/imaging/client/helper_process.h"
#include "core/imaging/client/image_file.h"
#include "core/imaging/decoder/sandbox.h"
#include "tests/support/slice_file.h"

using namespace medveil;
using base::ErrorCode;
using imaging::HelperProcess;
using imaging::Question;

namespace {

constexpr std::uint64_t kMega = 1024ULL * 1024;

/// A picture of some megabytes, and elements of its own that take many times their bytes in memory.
base::Bytes largeDicom(const base::Path& folder) {
    constexpr int kElements = 0xe000;  // of one group
    constexpr Uint16 kSide = 2000;
    const auto path = test::writeSlice(folder, 1);
    DcmFileFormat format;
    (void)format.loadFile(path.c_str());
    auto& set = *format.getDataset();
    for (int i = 0; i < kElements; ++i)
        (void)set.insert(new DcmLongString(DcmTag(0x0009, static_cast<Uint16>(0x1000 + i), EVR_LO)));
    (void)set.putAndInsertUint16(DCM_Rows, kSide);
    (void)set.putAndInsertUint16(DCM_Columns, kSide);
    const std::vector<Uint16> pixels(std::size_t{kSide} * kSide, 7);
    (void)set.putAndInsertUint16Array(DCM_PixelData, pixels.data(),
                                      static_cast<unsigned long>(pixels.size()));
    (void)format.saveFile(path.c_str(), EXS_LittleEndianExplicit);
    return base::readWholeFile(base::systemFileSystem(), path, 100 * kMega).value();
}

base::Bytes bytesOf(const QByteArray& content) {
    return {content.begin(), content.end()};
}

base::Bytes largePicture() {
    constexpr int kSide = 1500;
    QImage picture(kSide, kSide, QImage::Format_RGB888);
    for (int y = 0; y < kSide; ++y)
        QRandomGenerator::global()->fillRange(reinterpret_cast<quint32*>(picture.scanLine(y)), kSide * 3 / 4);
    QBuffer buffer;
    picture.save(&buffer, "PNG");
    return bytesOf(buffer.data());
}

base::Bytes largeSound() {
    constexpr quint32 kSamples = 4'000'000;
    QByteArray sound;
    QDataStream out(&sound, QIODevice::WriteOnly);
    out.setByteOrder(QDataStream::LittleEndian);
    out.writeRawData("RIFF", 4);
    out << quint32{36 + 2 * kSamples};
    out.writeRawData("WAVEfmt ", 8);
    out << quint32{16} << quint16{1} << quint16{1} << quint32{44'100} << quint32{88'200} << quint16{2}
        << quint16{16};
    out.writeRawData("data", 4);
    out << quint32{2 * kSamples};
    for (quint32 i = 0; i < kSamples; ++i)
        out << static_cast<qint16>(QRandomGenerator::global()->bounded(2000) - 1000);
    return bytesOf(sound);
}

/// The processes below this one: the decoder's program, and its copies.
std::set<pid_t> childrenOf(pid_t parent) {
    QFile list(QStringLiteral("/proc/%1/task/%1/children").arg(parent));
    std::set<pid_t> children;
    if (list.open(QIODevice::ReadOnly)) {
        for (const auto& each : list.readAll().simplified().split(' ')) {
            if (!each.isEmpty())
                children.insert(each.toInt());
        }
    }
    return children;
}
std::set<pid_t> copies() {
    std::set<pid_t> all;
    for (const auto program : childrenOf(::getpid()))
        all.merge(childrenOf(program));
    return all;
}

/// One of the helper's copies, with its process.
struct Copy {
    std::unique_ptr<HelperProcess> helper;
    pid_t process = 0;
};
Copy startOn(base::ByteView file) {
    const auto before = copies();
    Copy copy;
    copy.helper = HelperProcess::start(file).value();
    for (const auto process : copies()) {
        if (!before.contains(process))
            copy.process = process;
    }
    return copy;
}

qint64 limitOf(pid_t process, const char* name) {
    QFile file(QStringLiteral("/proc/%1/limits").arg(process));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    for (const auto& line : file.readAll().split('\n')) {
        if (line.startsWith(name)) {
            const auto words = line.mid(static_cast<qsizetype>(qstrlen(name))).simplified().split(' ');
            return words[0] == words[1] && words[0] != "unlimited" ? words[0].toLongLong() : -1;
        }
    }
    return -1;
}

bool hasEnded(pid_t process) {
    QFile state(QStringLiteral("/proc/%1/stat").arg(process));
    return !state.open(QIODevice::ReadOnly) || state.readAll().contains(") Z ");
}

std::uint64_t addressSpaceOf(pid_t process) {
    QFile file(QStringLiteral("/proc/%1/statm").arg(process));
    return file.open(QIODevice::ReadOnly)
               ? file.readAll().split(' ').front().toULongLong() * static_cast<std::uint64_t>(::getpagesize())
               : 0;
}

}  // namespace

class TestLimits : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    QTemporaryDir m_folder;
    base::Bytes m_scan;
    base::Bytes m_picture;
    base::Bytes m_sound;

    const base::Bytes& fileFor(Question question) const {
        return question == Question::kFreshSound ? m_sound
               : question >= Question::kCarrier  ? m_picture
                                                 : m_scan;
    }
    /// As whoever asks it does; the answer must not be a small one.
    base::Result<base::Bytes> ask(Copy& copy, Question question, imaging::Patience patience = {}) {
        base::Bytes more;
        std::uint32_t number = 0;
        if (question == Question::kDeidentify)
            more = imaging::encodePlan({0, base::Bytes(32), true});
        if (question == Question::kMask) {
            imaging::MaskPlan plan;
            plan.regions.push_back({imaging::MaskShape::kRectangle, {{1, 1}, {900, 900}}});
            more = imaging::encodeMaskPlan(plan);
        }
        if (!more.empty())
            number = static_cast<std::uint32_t>(more.size());
        if (question == Question::kPreview)
            number = 512U << 16U | 512U;
        if (question == Question::kWriteCarrier)
            more = m_samples;
        return copy.helper->ask(question, number, m_task, more, patience);
    }
    /// A cover has to be open before its samples are asked for, and they have to be out before they come
    /// back.
    void prepare(Copy& copy, Question question) {
        if (question <= Question::kCarrier || question == Question::kFreshSound)
            return;
        QVERIFY(copy.helper->ask(Question::kCarrier, 0, m_task).has_value());
        if (question == Question::kWriteCarrier)
            m_samples = copy.helper->ask(Question::kSamples, 0, m_task).value();
    }
    base::Bytes m_samples;

    static void eachQuestion() {
        QTest::addColumn<int>("number");
        for (const auto& [name, question] :
             {std::pair("info", Question::kInfo), std::pair("frame", Question::kFrame),
              std::pair("elements", Question::kElements), std::pair("deidentify", Question::kDeidentify),
              std::pair("raw pixels", Question::kRawPixels), std::pair("unpacked", Question::kUnpacked),
              std::pair("mask", Question::kMask), std::pair("sealed part", Question::kSealedPart),
              std::pair("subject", Question::kSubject), std::pair("preview", Question::kPreview),
              std::pair("carrier", Question::kCarrier), std::pair("samples", Question::kSamples),
              std::pair("surroundings", Question::kSurroundings),
              std::pair("write carrier", Question::kWriteCarrier),
              std::pair("fresh sound", Question::kFreshSound)})
            QTest::newRow(name) << static_cast<int>(question);
    }

  private Q_SLOTS:
    void initTestCase() {
        imaging::setDecoderProgram(MEDVEIL_DECODER);
        m_scan = largeDicom(m_folder.path().toStdString());
        m_picture = largePicture();
        m_sound = largeSound();
        QVERIFY(m_scan.size() > 8 * kMega && m_picture.size() > 6 * kMega && m_sound.size() > 7 * kMega);
    }

    /// Before anything is decoded: address space by what the file makes likely, and nothing else at all. The
    /// numbers, in MiB, are those of the first question that a copy is asked.
    void everyCopyIsLimited_data() {
        QTest::addColumn<int>("number");
        QTest::addColumn<int>("fileSize");
        QTest::addColumn<int>("most");
        // What comes from anybody: little for a small file.
        for (const auto& [name, question] :
             {std::pair("preview", Question::kPreview), std::pair("carrier", Question::kCarrier),
              std::pair("fresh sound", Question::kFreshSound)}) {
            QTest::addRow("%s of 1 MiB", name) << static_cast<int>(question) << 1 << 740;
            QTest::addRow("%s of 30 MiB", name) << static_cast<int>(question) << 30 << 2680;
        }
        // What a person works with may be a scan that unfolds.
        for (const auto& [name, question] :
             {std::pair("info", Question::kInfo), std::pair("frame", Question::kFrame),
              std::pair("elements", Question::kElements), std::pair("deidentify", Question::kDeidentify),
              std::pair("raw pixels", Question::kRawPixels), std::pair("unpacked", Question::kUnpacked),
              std::pair("mask", Question::kMask), std::pair("sealed part", Question::kSealedPart),
              std::pair("subject", Question::kSubject), std::pair("samples", Question::kSamples),
              std::pair("surroundings", Question::kSurroundings),
              std::pair("write carrier", Question::kWriteCarrier)})
            QTest::addRow("%s of 1 MiB", name) << static_cast<int>(question) << 1 << 2561;
    }
    void everyCopyIsLimited() {
        if (!imaging::kSandboxIsWhole)
            QSKIP("sanitizers need address space without end");
        QFETCH(int, number);
        QFETCH(int, fileSize);
        QFETCH(int, most);
        const auto question = static_cast<Question>(number);
        auto file = question == Question::kPreview ? m_picture : fileFor(question);
        file.resize(static_cast<std::size_t>(fileSize) * kMega);
        auto copy = startOn(file);
        QVERIFY(copy.process > 0);
        const auto answer = ask(copy, question);
        QVERIFY(answer || answer.error().code != ErrorCode::kDecoderStopped);
        QCOMPARE(limitOf(copy.process, "Max address space"), most * static_cast<qint64>(kMega));
        for (const char* none : {"Max core file size", "Max file size", "Max open files", "Max processes"})
            QCOMPARE(limitOf(copy.process, none), qint64{0});
    }

    void whatTakesTooLongIsStopped_data() { eachQuestion(); }
    void whatTakesTooLongIsStopped() {
        QFETCH(int, number);
        const auto question = static_cast<Question>(number);
        auto copy = startOn(fileFor(question));
        prepare(copy, question);
        QVERIFY(copy.process > 0);
        QCOMPARE(::kill(copy.process, SIGSTOP), 0);
        constexpr std::int64_t kMilliseconds = 300;
        QCOMPARE(ask(copy, question, {imaging::kLargestAnswer, kMilliseconds}).error().code,
                 ErrorCode::kDecoderStopped);
        // Whoever gives up ends it, stopped or not.
        copy.helper.reset();
        QTRY_VERIFY(hasEnded(copy.process));
    }

    /// An answer of more bytes than the question is worth is none.
    void whatAnswersTooMuchIsStopped_data() { eachQuestion(); }
    void whatAnswersTooMuchIsStopped() {
        QFETCH(int, number);
        const auto question = static_cast<Question>(number);
        auto copy = startOn(fileFor(question));
        prepare(copy, question);
        const auto good = ask(copy, question);
        const bool silent = question == Question::kUnpacked || question == Question::kSealedPart;
        QVERIFY2(good || silent, good ? "" : good.error().detail.c_str());
        if (!good || good->empty())
            return;
        auto next = startOn(fileFor(question));
        prepare(next, question);
        QCOMPARE(ask(next, question, {good->size() / 2, 60'000}).error().code, ErrorCode::kDecoderStopped);
    }

    void whatTakesTooMuchMemoryIsAnError_data() { eachQuestion(); }
    void whatTakesTooMuchMemoryIsAnError() {
        if (!imaging::kSandboxIsWhole)
            QSKIP("sanitizers need address space without end");
        QFETCH(int, number);
        const auto question = static_cast<Question>(number);
        auto copy = startOn(fileFor(question));
        prepare(copy, question);
        // A plan that cannot be read costs nothing, and puts the copy under its limits.
        QVERIFY(!copy.helper->ask(Question::kDeidentify, 0, m_task));
        const rlim_t most = addressSpaceOf(copy.process) + kMega / 2;
        const rlimit limit{most, most};
        QVERIFY(copy.process > 0 && most > kMega);
        QCOMPARE(::prlimit(copy.process, RLIMIT_AS, &limit, nullptr), 0);
        const auto answer = ask(copy, question);
        // These are there already when they are asked for.
        const bool there = question == Question::kSamples || question == Question::kSurroundings;
        QVERIFY(there || !answer);
        if (!answer)
            QVERIFY2(answer.error().code == ErrorCode::kOutOfMemory ||
                         answer.error().code == ErrorCode::kDecoderStopped,
                     std::string(base::errorName(answer.error().code)).c_str());
        auto next = startOn(fileFor(question));
        prepare(next, question);
        const auto again = ask(next, question);
        QVERIFY(again || (again.error().code != ErrorCode::kOutOfMemory &&
                          again.error().code != ErrorCode::kDecoderStopped));
    }
};

QTEST_GUILESS_MAIN(TestLimits)
#include "test_limits.moc"
