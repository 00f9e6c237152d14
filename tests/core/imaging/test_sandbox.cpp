// What a decoder that a hostile file has taken over could still do: as good as nothing. And what it refuses
// in words instead of dying.
#include <QDir>
#include <QFile>
#include <QtTest>
#include <csignal>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include "core/imaging/client/image_file.h"
#include "core/imaging/decoder/sandbox.h"

using namespace medveil;
using base::ErrorCode;

namespace {

/// Runs `work` in a process of its own inside the sandbox; its result is the exit status.
int inSandbox(int (*work)()) {
    const auto child = ::fork();
    if (child == 0)
        ::_exit(imaging::enterSandbox(1ULL << 30) ? work() : 100);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int refusedWith(long result) {
    return result < 0 ? errno : 0;
}

void number(base::Bytes& out, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i)
        out.push_back(static_cast<base::Byte>(value >> (8 * i) & 0xffU));
}

void text(base::Bytes& out, std::uint16_t group, std::uint16_t element, const char* vr, std::string value) {
    if (value.size() % 2 != 0)
        value += '\0';
    number(out, group, 2);
    number(out, element, 2);
    out.insert(out.end(), vr, vr + 2);
    number(out, static_cast<std::uint32_t>(value.size()), 2);
    out.insert(out.end(), value.begin(), value.end());
}

base::Bytes deflated(const base::Bytes& plain) {
    base::Bytes out(plain.size() + 1024);
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = const_cast<Bytef*>(plain.data());
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

/// A CT's data set that begins with as many sequences, each inside of the one before.
base::Bytes nested(std::size_t depth, bool withLengths, bool packed) {
    base::Bytes file(128);
    for (const char letter : {'D', 'I', 'C', 'M'})
        file.push_back(static_cast<base::Byte>(letter));
    base::Bytes meta;
    text(meta, 2, 0x02, "UI", "1.2.840.10008.5.1.4.1.1.2");
    text(meta, 2, 0x03, "UI", "1.2.3.4");
    text(meta, 2, 0x10, "UI", packed ? "1.2.840.10008.1.2.1.99" : "1.2.840.10008.1.2.1");
    for (const std::uint32_t part : {0x00000002U, 0x00044c55U})
        number(file, part, 4);
    number(file, static_cast<std::uint32_t>(meta.size()), 4);
    file.insert(file.end(), meta.begin(), meta.end());
    base::Bytes set;
    text(set, 0x08, 0x60, "CS", "CT");
    for (std::size_t level = 0; level < depth; ++level) {
        // Inside of this one stand a head of 12 bytes, one of 8, and all that is deeper.
        const auto inside = static_cast<std::uint32_t>((depth - level) * 20);
        number(set, 0x11400008, 4);
        set.insert(set.end(), {'S', 'Q', 0, 0});
        number(set, withLengths ? inside - 12 : 0xffffffff, 4);
        number(set, 0xe000fffe, 4);
        number(set, withLengths ? inside - 20 : 0xffffffff, 4);
    }
    for (std::size_t level = 0; level < depth && !withLengths; ++level) {
        for (const std::uint32_t part : {0xe00dfffeU, 0U, 0xe0ddfffeU, 0U})
            number(set, part, 4);
    }
    text(set, 0x10, 0x10, "PN", "Rossi^Amal");
    text(set, 0x10, 0x20, "LO", "4711");
    const auto body = packed ? deflated(set) : set;
    file.insert(file.end(), body.begin(), body.end());
    return file;
}

}  // namespace

class TestSandbox : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() { imaging::setDecoderProgram(MEDVEIL_DECODER); }

    void onlyItselfMayBeSignalled() {
        if (!imaging::kSandboxIsWhole)
            QSKIP("sanitizers leave the filter out");
        QCOMPARE(inSandbox([] {
                     // Signal 0 would only ask whether it might.
                     return refusedWith(::syscall(SYS_tgkill, ::getppid(), ::getppid(), 0));
                 }),
                 EPERM);
        QCOMPARE(inSandbox([] { return refusedWith(::syscall(SYS_kill, ::getppid(), 0)); }), EPERM);
        QCOMPARE(inSandbox([] { return refusedWith(::syscall(SYS_tkill, ::getppid(), 0)); }), EPERM);
        QCOMPARE(inSandbox([]() -> int { std::abort(); }), -SIGABRT);
    }

    void noPathIsLookedUp() {
        if (!imaging::kSandboxIsWhole)
            QSKIP("sanitizers leave the filter out");
        QCOMPARE(inSandbox([] {
                     struct stat info{};
                     return refusedWith(::syscall(SYS_newfstatat, AT_FDCWD, "/etc/passwd", &info, 0));
                 }),
                 EPERM);
        QCOMPARE(inSandbox([] {
                     struct stat info{};
                     return refusedWith(::syscall(SYS_stat, "/etc/passwd", &info));
                 }),
                 EPERM);
        QCOMPARE(inSandbox([] {
                     char buffer[64];
                     return refusedWith(::syscall(SYS_readlink, "/proc/self/exe", buffer, sizeof buffer));
                 }),
                 EPERM);
        QCOMPARE(inSandbox([] { return refusedWith(::syscall(SYS_open, "/etc/passwd", O_RDONLY)); }), EPERM);
        QCOMPARE(inSandbox([] { return refusedWith(::syscall(SYS_access, "/etc/passwd", 0)); }), EPERM);
        QCOMPARE(
            inSandbox([] { return refusedWith(::syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY)); }),
            EPERM);
    }

    void nothingOfItReachesATerminal() {
        if (!imaging::kSandboxIsWhole)
            QSKIP("sanitizers keep the output for their report");
        base::NullTaskContext task;
        (void)imaging::ImageFile::open(nested(1, false, false), task);
        QFile list(QStringLiteral("/proc/self/task/%1/children").arg(::getpid()));
        QVERIFY(list.open(QIODevice::ReadOnly));
        const auto children = list.readAll().simplified().split(' ');
        QVERIFY(!children.front().isEmpty());
        for (const auto& child : children) {
            for (const int output : {STDOUT_FILENO, STDERR_FILENO}) {
                const auto name =
                    QStringLiteral("/proc/%1/fd/%2").arg(QString::fromLatin1(child)).arg(output);
                QCOMPARE(QFile::symLinkTarget(name), QStringLiteral("/dev/null"));
            }
        }
    }

    void nestingWithoutEndIsRefused_data() {
        QTest::addColumn<bool>("withLengths");
        QTest::addColumn<bool>("packed");
        QTest::newRow("delimited") << false << false;
        QTest::newRow("with lengths") << true << false;
        QTest::newRow("deflated") << false << true;
    }
    void nestingWithoutEndIsRefused() {
        QFETCH(const bool, withLengths);
        QFETCH(const bool, packed);
        base::NullTaskContext task;
        const auto file = nested(30'000, withLengths, packed);
        QCOMPARE(imaging::ImageFile::open(file, task).error().code, ErrorCode::kImageUnsupported);
        QCOMPARE(imaging::ImageFile::deidentify(base::ByteView(file), {0, base::Bytes(32), false}, task)
                     .error()
                     .code,
                 ErrorCode::kImageUnsupported);
        QVERIFY(imaging::findRawPixels(file, task).error().code != ErrorCode::kDecoderStopped);
        QVERIFY(imaging::unpacked(file, task).error().code != ErrorCode::kDecoderStopped);
        // Whatever is asked of it, it says no and lives; the same file from a folder.
        imaging::MaskPlan plan;
        plan.regions.push_back({imaging::MaskShape::kRectangle, {{1, 1}, {9, 9}}});
        for (const auto code :
             {imaging::ImageFile::mask(base::ByteView(file), plan, task).error().code,
              imaging::ImageFile::preview(base::ByteView(file), {64, 64}, task).error().code,
              imaging::ImageFile::subjects(base::ByteView(file), task).error().code})
            QCOMPARE(code, ErrorCode::kImageUnsupported);
        const auto sealed = imaging::ImageFile::sealedPart(base::ByteView(file), task);
        QVERIFY(!sealed && sealed.error().code != ErrorCode::kDecoderStopped);
    }

    /// A dozen levels is what reports have.
    void nestingThatReportsHaveIsRead() {
        base::NullTaskContext task;
        const auto cleaned = imaging::ImageFile::deidentify(base::ByteView(nested(24, false, false)),
                                                            {0, base::Bytes(32), false}, task);
        QVERIFY2(cleaned.has_value(), cleaned ? "" : cleaned.error().detail.c_str());
    }
};

QTEST_GUILESS_MAIN(TestSandbox)
#include "test_sandbox.moc"
