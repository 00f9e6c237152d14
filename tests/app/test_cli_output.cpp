// What the command line prints, and what it says when it cannot: every command of the table, in the real
// program.
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QtTest>
#include <map>

#include "tests/support/cli_ward.h"

using medveil::test::list;
using medveil::test::text;

namespace {

/// One call of each command, one that succeeds where that is simple; "%" is another number each time.
struct Example {
    const char* who;  ///< whose profile; empty: none is needed
    const char* arguments;
    bool succeeds = true;
};
const std::map<std::string, Example> kExamples = {
    {"init", {"new%", "init --name New --role lab"}},
    {"profile", {"lab", "profile"}},
    {"share create", {"lab", "share create share"}},
    {"share join", {"lab", "share join share"}},
    {"contact list", {"lab", "contact list"}},
    {"contact sync", {"lab", "contact sync"}},
    {"contact find", {"guest", "contact find doctor"}},
    {"contact accept", {"guest", "contact accept doctor"}},
    {"contact refuse", {"guest", "contact refuse lab"}},
    {"contact remove", {"guest", "contact remove doctor"}},
    // Wants somebody with two keys.
    {"contact keep", {"guest", "contact keep doctor", false}},
    {"contact show", {"lab", "contact show doctor"}},
    {"contact verify", {"lab", "contact verify doctor"}},
    {"contact add", {"lab", "contact add doctor.card"}},
    {"contact export", {"lab", "contact export card%"}},
    {"passwd", {"twice", "passwd"}},
    {"rotate-key", {"lab", "rotate-key"}},
    {"recovery create", {"lab", "recovery create words%"}},
    {"recovery check", {"doctor", "recovery check doctor.words"}},
    {"audit list", {"lab", "audit list"}},
    {"audit verify", {"lab", "audit verify"}},
    {"audit export", {"lab", "audit export log%"}},
    {"lock", {"lab", "lock"}},
    {"send", {"lab", "send --to doctor --no-patient --message-file secret.txt"}},
    {"sync", {"lab", "sync"}},
    {"inbox", {"doctor", "inbox"}},
    {"sent", {"lab", "sent"}},
    {"open", {"doctor", "open 1"}},
    {"search", {"doctor", "search nothing"}},
    {"demo", {"", "demo"}},
    {"held", {"doctor", "held"}},
    // Those that fail want something that is not there: a message, a copied profile, a patient.
    {"remove", {"guest", "remove 1", false}},
    {"device moved", {"guest", "device moved"}},
    {"device new", {"guest", "device new", false}},
    {"patients list", {"lab", "patients list"}},
    {"patients messages", {"lab", "patients messages 2004", false}},
    {"patients correct", {"lab", "patients correct 2004 --name New --reason typing", false}},
    {"hide", {"", "hide secret.txt cover.png --out hidden%.png"}},
    {"reveal", {"", "reveal hidden.png --out found%"}},
    {"restore", {"", "restore marked.png --out restored%.png"}},
    {"make-cover", {"", "make-cover large.png --out made%.png"}},
    {"capacity", {"", "capacity cover.png"}},
    {"detect", {"", "detect cover.png"}},
    {"verify", {"", "verify doctor.card"}},
    {"scan info", {"", "scan info scan.dcm"}},
    {"scan frames", {"", "scan frames scan.dcm --out frames%"}},
    {"scan deidentify", {"", "scan deidentify scan.dcm --out released% --pixels-checked"}},
    {"scan propose", {"", "scan propose scan.dcm"}},
    {"scan mask", {"", "scan mask scan.dcm --out masked%.dcm --rect 0,0,20,10"}},
    {"scan restore", {"lab", "scan restore for.dcm --out back%.dcm"}},
    {"scan open", {"lab", "scan open sealed.png --out seen%.png"}},
    {"scan seal", {"lab", "scan seal cover.png --for doctor --out seal%.png"}},
};

}  // namespace

class TestCliOutput : public QObject {
    Q_OBJECT
    medveil::test::CliWard m_ward{text(MEDVEIL_CLI)};
    QJsonArray m_commands;
    int m_number = 0;

    QString path(const char* name) const { return m_ward.path(text(name)); }

    QStringList argumentsOf(const Example& example) {
        const auto number = QString::number(++m_number);
        QStringList arguments = list("--passphrase-file shared.pass");
        if (*example.who != '\0') {
            const auto who = text(example.who).replace(text("%"), number);
            const auto pass = who.startsWith(text("new")) ? text("lab") : who;
            // "twice" is lab, who gives the passphrase, and then the new one.
            arguments = QStringList{text("--profile"), m_ward.path(who == text("twice") ? text("lab") : who),
                                    text("--passphrase-file"), m_ward.path(pass + text(".pass"))};
        }
        return arguments + list(example.arguments).replaceInStrings(text("%"), number);
    }

    void eachExample() const {
        QTest::addColumn<QString>("name");
        for (const auto& [name, example] : kExamples)
            QTest::addRow("%s", name.c_str()) << QString::fromStdString(name);
    }

    /// As the manual has it: these fields, of these types, in this order, and an exit status that fits.
    static void checkError(const medveil::test::CliRun& run) {
        const auto line = run.out.trimmed().split('\n').last();
        const auto error = QJsonDocument::fromJson(line).object();
        QStringList fields = error.keys();
        fields.sort();
        QCOMPARE(fields, list("code detail error title"));
        for (const char* field : {"error", "title", "detail"})
            QVERIFY2(error[text(field)].isString(), line.constData());
        QVERIFY2(line.startsWith("{\"error\":\""), line.constData());
        QVERIFY2(!error[text("title")].toString().isEmpty(), line.constData());
        const int code = error[text("code")].toInt(-1);
        const bool usage = error[text("error")].toString() == text("usage");
        QCOMPARE(run.code, usage ? 2 : 10 + code / 100);
        QVERIFY2(!usage || code == 2, line.constData());
    }

  private Q_SLOTS:
    void initTestCase() {
        const auto made = m_ward.makePeople();
        QVERIFY2(made.isEmpty(), made.constData());
        m_ward.write(text("secret.txt"), "nothing to see");
        m_ward.write(text("shared.pass"), "amber violin staircase\n");
        m_ward.write(text("twice.pass"), "lab heron ladder quartz\nlab heron ladder quartz\n");
        m_ward.write(text("guest.pass"), "guest heron ladder quartz\n");
        QCOMPARE(m_ward.as(text("guest"), list("init --name guest --role lab --share share")).code, 0);
        QCOMPARE(m_ward.as(text("guest"), list("contact sync")).code, 0);
        QImage picture(900, 900, QImage::Format_RGB888);
        for (int y = 0; y < picture.height(); ++y)
            for (int x = 0; x < picture.width(); ++x)
                picture.setPixelColor(
                    x, y,
                    QColor(40 + x / 6 + static_cast<int>(QRandomGenerator::global()->bounded(5)),
                           40 + y / 6 + static_cast<int>(QRandomGenerator::global()->bounded(5)), 90));
        QVERIFY(picture.save(path("large.png")));
        QVERIFY(picture.copy(0, 0, 300, 300).save(path("cover.png")));
        QVERIFY(QFile::copy(text(MEDVEIL_SEEDS "/fuzz_decoder/explicit.dcm"), path("scan.dcm")));
        for (const char* each : {"hide secret.txt cover.png --out hidden.png",
                                 "hide secret.txt cover.png --out marked.png --restorable"}) {
            const auto hidden = m_ward.run(list("--passphrase-file shared.pass") + list(each));
            QVERIFY2(hidden.code == 0, hidden.err.constData());
        }
        QCOMPARE(m_ward.as(text("doctor"), list("contact export doctor.card")).code, 0);
        for (const char* each : {"send --to doctor --no-patient --message-file secret.txt",
                                 "scan mask scan.dcm --out for.dcm --rect 0,0,20,10 --for doctor",
                                 "scan seal cover.png --for doctor --out sealed.png"})
            QCOMPARE(m_ward.as(text("lab"), list(each)).code, 0);
        QCOMPARE(m_ward.as(text("doctor"), list("sync")).code, 0);
        m_commands = m_ward.run(list("--json --help")).json()[text("commands")].toArray();
    }

    void everyCommandHasAnExample() {
        QVERIFY(m_commands.size() > 30);
        QStringList names;
        for (const auto& command : m_commands)
            names << command.toObject()[text("name")].toString();
        QStringList examples;
        for (const auto& [name, example] : kExamples)
            examples << QString::fromStdString(name);
        names.sort();
        examples.sort();
        QCOMPARE(names, examples);
    }

    /// The manual and the completion know every command and every option, and no command that is not there.
    void theManualAgrees_data() {
        QTest::addColumn<QString>("file");
        QTest::newRow("manual") << text(MEDVEIL_PACKAGING "/man/medveil-cli.1");
        QTest::newRow("completion") << text(MEDVEIL_PACKAGING "/completion/medveil-cli.bash");
    }
    void theManualAgrees() {
        QFETCH(QString, file);
        QFile opened(file);
        QVERIFY(opened.open(QIODevice::ReadOnly));
        const auto content = QString::fromUtf8(opened.readAll()).replace(text("\\-"), text("-"));
        const bool manual = file.endsWith(text(".1"));
        QStringList missing;
        for (const auto& each : m_commands) {
            const auto command = each.toObject();
            const auto words = command[text("name")].toString().split(u' ');
            // The entry of the manual that begins with the command; of the completion everything.
            const auto start = QRegularExpression(
                text("(?<=\\.T[PQ]\n)\\.BI? \"?([a-z-]+, )*") +
                (content.contains(text(".BI \"") + words.join(u' ')) ? words.join(u' ') : words.first()) +
                text("\\b"));
            const auto at = manual ? content.indexOf(start) : 0;
            const auto entry = manual ? content.mid(at, content.indexOf(text("\n."), at) - at) : content;
            if (at < 0 || !entry.contains(words.last()))
                missing << words.join(u' ');
            for (const auto& option : command[text("options")].toArray())
                if (!entry.contains(option.toString()))
                    missing << words.join(u' ') + u' ' + option.toString();
        }
        QCOMPARE(missing.join(u','), QString());
        const auto help = QString::fromUtf8(m_ward.run(list("--help")).out);
        for (const char* option :
             {"--profile", "--json", "--passphrase-fd", "--passphrase-file", "--args-file", "--version"})
            QVERIFY2(content.contains(text(option)) && help.contains(text(option)), option);
    }

    void outputThatIsFullIsAnError_data() { eachExample(); }
    void outputThatIsFullIsAnError() {
        QFETCH(QString, name);
        const auto example = kExamples.at(name.toStdString());
        const auto full =
            m_ward.shell("exec \"$0\" \"$@\" >/dev/full", argumentsOf(kExamples.at(name.toStdString())));
        if (!example.succeeds) {
            QVERIFY(full.code != 0 && !full.err.isEmpty());
            return;
        }
        QVERIFY2(full.code == 11, full.err.constData());
        // The command itself went well: it is the output that failed, and it says so.
        QVERIFY2(full.err.contains("was carried out") && full.err.contains("no-space"), full.err.constData());
    }

    void outputThatIsClosedIsAnErrorBeforeAnythingIsDone_data() { eachExample(); }
    void outputThatIsClosedIsAnErrorBeforeAnythingIsDone() {
        QFETCH(QString, name);
        const auto before = QDir(path("")).entryList();
        const auto closed =
            m_ward.shell("exec \"$0\" \"$@\" >&-", argumentsOf(kExamples.at(name.toStdString())));
        QCOMPARE(closed.code, 11);
        QVERIFY2(closed.err.contains("standard output is closed"), closed.err.constData());
        QCOMPARE(QDir(path("")).entryList(), before);
    }

    void helpAndWrongUsageAreOutputToo() {
        QCOMPARE(m_ward.shell("exec \"$0\" \"$@\" >/dev/full", list("--help")).code, 11);
        QCOMPARE(m_ward.shell("exec \"$0\" \"$@\" >/dev/full", list("--version")).code, 11);
        QCOMPARE(m_ward.shell("exec \"$0\" \"$@\" >/dev/full", list("--json nonsense")).code, 2);
        QCOMPARE(m_ward.shell("exec \"$0\" \"$@\" >/dev/full 2>&-", list("--version")).code, 11);
    }

    void aSecretThatIsAskedForOnStandardOutput() {
        const auto arguments = list("--passphrase-file shared.pass reveal hidden.png --out -");
        QCOMPARE(m_ward.run(arguments).out, QByteArray("nothing to see"));
        QCOMPARE(m_ward.shell("exec \"$0\" \"$@\" >/dev/full", arguments).code, 11);
        const auto json = m_ward.run(list("--json") + arguments);
        QVERIFY(json.code != 0 && json.onlyJson());
    }

    void aReaderThatGoesAwayIsAnError() {
        // Under a shell that says how the left side of the pipe ended.
        const auto gone =
            m_ward.shell("( \"$0\" \"$@\"; echo $? >status ) | true; cat status", list("--json --help"));
        QVERIFY2(gone.out.trimmed() == "11" || gone.out.trimmed() == "0", gone.out.constData());
        const auto late = m_ward.shell("( sleep 1; \"$0\" \"$@\"; echo $? >status ) | true; cat status",
                                       list("--json --help"));
        QCOMPARE(late.out.trimmed(), QByteArray("11"));
        QVERIFY(late.err.contains("output could not be written"));
    }

    void jsonForEverything_data() { eachExample(); }
    void jsonForEverything() {
        QFETCH(QString, name);
        const auto good = m_ward.run(list("--json") + argumentsOf(kExamples.at(name.toStdString())));
        QCOMPARE(good.code == 0, kExamples.at(name.toStdString()).succeeds);
        QVERIFY2(good.onlyJson(), good.out.constData());
        if (good.code != 0)
            checkError(good);
        for (const char* wrong : {"--no-such-option", "one two three four five six seven --count many"}) {
            const auto usage = m_ward.run(list("--json") + name.split(u' ') + list(wrong));
            QVERIFY(usage.code != 0);
            QVERIFY2(usage.onlyJson() && usage.json().contains(text("error")), usage.out.constData());
            checkError(usage);
        }
        const auto help = m_ward.run(list("--json") + name.split(u' ') + list("--help"));
        QCOMPARE(help.code, 0);
        QVERIFY(help.onlyJson());
    }

    void jsonForErrorsOfAllKinds_data() {
        QTest::addColumn<QString>("arguments");
        for (const char* each :
             {"", "nonsense", "hide", "--profile nobody --passphrase-file lab.pass inbox",
              "--profile lab --passphrase-file secret.txt inbox", "verify cover.png", "scan info secret.txt",
              "make-cover secret.txt --out x.png", "reveal nothing.png --out -", "--args-file nothing inbox",
              "--passphrase-file nothing reveal hidden.png --out -", "capacity nothing", "scan"})
            QTest::addRow("%s", each) << text(each);
    }
    void jsonForErrorsOfAllKinds() {
        QFETCH(QString, arguments);
        const auto failed = m_ward.run(list("--json") + arguments.split(u' ', Qt::SkipEmptyParts));
        QVERIFY(failed.code != 0);
        QVERIFY2(failed.onlyJson(), failed.out.constData());
        QVERIFY(failed.json()[text("error")].isString());
        QVERIFY(!failed.err.isEmpty());
        checkError(failed);
    }

    /// Results that were printed hold; the error is one more line, and the last.
    void anErrorBehindResultsIsTheLastLine() {
        QDir(path("")).mkpath(text("partly"));
        QVERIFY(QFile::copy(path("scan.dcm"), path("partly/a.dcm")));
        m_ward.write(text("partly/b.dcm"), m_ward.read(text("scan.dcm")).left(400));
        const auto run = m_ward.run(list("--json scan deidentify partly --out parts --pixels-checked"));
        QVERIFY(run.code != 0 && run.onlyJson());
        const auto lines = run.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 3);
        for (int i = 0; i < 2; ++i)
            QVERIFY(!QJsonDocument::fromJson(lines[i]).object().contains(text("error")));
        checkError(run);
    }

    /// Wherever it is said that the output is for programs.
    void jsonFromAFileOfArguments() {
        m_ward.write(text("json.args"), "--json\nnonsense\n");
        const auto run = m_ward.run(list("--args-file json.args"));
        QCOMPARE(run.code, 2);
        QVERIFY2(run.onlyJson(), run.out.constData());
        checkError(run);
    }

    void jsonWhenNothingIsProposed() {
        QImage flat(300, 300, QImage::Format_Grayscale8);
        flat.fill(80);
        QVERIFY(flat.save(path("flat.png")));
        const auto none = m_ward.run(list("--json scan propose flat.png"));
        QVERIFY2(none.code == 0, none.err.constData());
        QVERIFY2(none.onlyJson(), none.out.constData());
        QCOMPARE(none.json()[text("regions")].toInt(-1), 0);
        QVERIFY(m_ward.run(list("scan propose flat.png")).out.contains("No region"));
    }

    void foreignTextMovesNoCursor() {
        const auto evil = text("a\x1b[31m\nverified \xe2\x80\xae x.png");
        QVERIFY(QFile::copy(path("cover.png"), m_ward.path(evil)));
        for (const auto& arguments :
             {QStringList{text("capacity"), evil}, QStringList{text("detect"), evil},
              QStringList{text("scan"), text("info"), evil}, QStringList{text("verify"), evil},
              QStringList{text("--json"), text("capacity"), evil}}) {
            const auto shown = m_ward.run(arguments);
            const auto all = shown.out + shown.err;
            QVERIFY2(!all.contains('\x1b') && !all.contains("\xe2\x80\xae"), all.constData());
            QVERIFY2(!all.contains("\nverified"), all.constData());
        }
        QVERIFY(
            m_ward.run({text("capacity"), evil}).out.contains("a\\u{1b}[31m\\u{a}verified \\u{202e} x.png"));
    }

    void aFileNameForgesNoAuditLine() {
        const auto evil = text("x\n2026-01-01T00:00:00Z  verified  Doctor\x1b[2K.png");
        QVERIFY(QFile::copy(path("cover.png"), m_ward.path(evil)));
        QCOMPARE(
            m_ward.as(text("lab"), list("scan seal --for doctor --out evil.png") + QStringList{evil}).code,
            0);
        const auto log = m_ward.run(QStringList{text("--profile"), path("lab"), text("--passphrase-file"),
                                                path("lab.pass"), text("audit"), text("list")});
        QCOMPARE(log.code, 0);
        QVERIFY(!log.out.contains("\n2026-01-01T00:00:00Z") && !log.out.contains('\x1b'));
        QVERIFY2(log.out.contains("x\\u{a}2026-01-01T00:00:00Z"), log.out.constData());
        QCOMPARE(m_ward.as(text("lab"), list("audit verify")).code, 0);
    }

    void standardOutputIsNoFileName_data() {
        QTest::addColumn<QString>("arguments");
        for (const char* each :
             {"hide secret.txt cover.png --out -", "restore marked.png --out -",
              "make-cover large.png --out -", "scan frames scan.dcm --out -",
              "scan deidentify scan.dcm --out - --pixels-checked",
              "scan mask scan.dcm --out - --rect 0,0,20,10", "scan restore for.dcm --out -",
              "scan open sealed.png --out -", "scan seal cover.png --for doctor --out -", "open 1 --out -",
              "contact export -", "recovery create -", "audit export -",
              "init --name X --role lab --recovery-file -"})
            QTest::addRow("%s", each) << text(each);
    }
    void standardOutputIsNoFileName() {
        QFETCH(QString, arguments);
        const auto run = m_ward.as(text("lab"), arguments.split(u' '));
        QCOMPARE(run.code, 2);
        QVERIFY2(run.err.contains("./-"), run.err.constData());
        QVERIFY(!QFileInfo::exists(path("-")));
    }
};

QTEST_GUILESS_MAIN(TestCliOutput)
#include "test_cli_output.moc"
