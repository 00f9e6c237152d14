// The command line and the decoding helper as other programs of the same person see them while they run:
// their memory is not theirs to read, and a crash leaves no file with it.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <array>

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

constexpr uid_t kNobody = 65'534;

/// Root may look into everything, so it runs them as somebody who may not.
uid_t runner() {
    return ::getuid() == 0 ? kNobody : ::getuid();
}

/// A program that is running, and waits: its standard input is a socket on which nobody says anything.
class Running {
  public:
    Running(const QString& program, const QStringList& arguments) : m_name(QFileInfo(program).fileName()) {
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, m_ends.data()) != 0)
            qFatal("no pair of sockets");
        m_process.setChildProcessModifier([input = m_ends[1]] {
            ::dup2(input, STDIN_FILENO);
            rlimit core{};
            ::getrlimit(RLIMIT_CORE, &core);
            if (::getuid() == 0)
                core.rlim_max = RLIM_INFINITY;
            core.rlim_cur = core.rlim_max;
            ::setrlimit(RLIMIT_CORE, &core);
            if (::getuid() == 0 &&
                (::setresgid(kNobody, kNobody, kNobody) != 0 || ::setresuid(kNobody, kNobody, kNobody) != 0))
                ::_exit(99);
        });
        m_process.start(program, arguments);
        (void)m_process.waitForStarted();
    }
    ~Running() {
        m_process.kill();
        m_process.waitForFinished();
        for (const int end : m_ends)
            ::close(end);
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    /// Itself, no longer what is to become it.
    bool runs() const {
        constexpr int kMost = 15;  // characters that the kernel keeps of a name
        QFile name(QString::fromLatin1(of("comm")));
        return m_process.state() == QProcess::Running && name.open(QIODevice::ReadOnly) &&
               QString::fromUtf8(name.readAll().trimmed()) == m_name.left(kMost);
    }
    /// Whose the kernel says its memory is: root's, once nobody else may look into it.
    uid_t owner() const {
        struct stat found{};
        return ::stat(of("mem").constData(), &found) == 0 ? found.st_uid : static_cast<uid_t>(-1);
    }
    /// Soft and hard, as the kernel writes them.
    QByteArray coreLimits() const {
        QFile limits(QString::fromLatin1(of("limits")));
        if (!limits.open(QIODevice::ReadOnly))
            return "unreadable";
        for (const auto& line : limits.readAll().split('\n')) {
            if (line.startsWith("Max core file size"))
                return line.mid(18).simplified();
        }
        return "not there";
    }

  private:
    QByteArray of(const char* file) const {
        return "/proc/" + QByteArray::number(m_process.processId()) + '/' + file;
    }
    QString m_name;
    std::array<int, 2> m_ends{};
    QProcess m_process;
};

}  // namespace

class TestClosedPrograms : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    /// Where everybody may run it, with the libraries that lie beside it.
    QString placed(const QString& program) const {
        const QDir root(m_folder.path());
        const auto copy = root.filePath(u"bin/"_s + QFileInfo(program).fileName());
        const QDir libraries(QFileInfo(program).dir().filePath(u"../lib"_s));
        for (const char* each : {"bin", "lib"})
            root.mkpath(QString::fromLatin1(each));
        for (const auto& library : libraries.entryList({u"*.so*"_s}, QDir::Files))
            QFile::copy(libraries.filePath(library), root.filePath(u"lib/"_s + library));
        if (!QFile::exists(copy) && !QFile::copy(program, copy))
            qFatal("cannot copy %s", qPrintable(program));
        return copy;
    }

  private Q_SLOTS:
    void initTestCase() { QCOMPARE(::chmod(m_folder.path().toUtf8().constData(), 0755), 0); }

    void noOtherProgramLooksIntoIt_data() {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QStringList>("arguments");
        QTest::addRow("command line") << u"" MEDVEIL_CLI ""_s
                                      << QStringList{u"--profile"_s,
                                                     u"none"_s,
                                                     u"--passphrase-file"_s,
                                                     m_folder.filePath(u"passphrase"_s),
                                                     u"init"_s,
                                                     u"--name"_s,
                                                     u"A"_s,
                                                     u"--role"_s,
                                                     u"lab"_s};
        QTest::addRow("helper") << u"" MEDVEIL_DECODER ""_s << QStringList();
    }
    void noOtherProgramLooksIntoIt() {
        QFETCH(QString, program);
        QFETCH(QStringList, arguments);
        // The command line waits for somebody who writes the passphrase; the helper waits for work.
        const auto pipe = m_folder.filePath(u"passphrase"_s).toUtf8();
        if (::access(pipe.constData(), F_OK) != 0) {
            QCOMPARE(::mkfifo(pipe.constData(), 0666), 0);
            QCOMPARE(::chmod(pipe.constData(), 0666), 0);
        }
        // One that takes no care, under the same conditions: so this test could fail.
        const Running careless(u"/bin/sleep"_s, {u"300"_s});
        QTRY_VERIFY(careless.runs());
        QCOMPARE(careless.owner(), runner());
        const auto limits = careless.coreLimits();
        const Running careful(placed(program), arguments);
        QTRY_VERIFY(careful.runs());
        QTRY_COMPARE(careful.owner(), uid_t{0});
        QVERIFY(careful.runs());
        if (limits.startsWith("0 0 "))
            QSKIP("core files are forbidden here to everybody");
        QVERIFY2(careful.coreLimits().startsWith("0 0 "), careful.coreLimits().constData());
        QVERIFY(careful.runs());
    }
};

QTEST_GUILESS_MAIN(TestClosedPrograms)
#include "test_closed_programs.moc"
