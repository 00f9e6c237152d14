// Patients on the command line: the guard wants the other patient's number or name, the register is corrected
// with a reason, and numbers are whole.
#include <QDir>
#include <QJsonArray>
#include <QProcess>
#include <QtTest>
#include <filesystem>

#include <pty.h>
#include <unistd.h>

#include "tests/support/cli_ward.h"
#include "tests/support/slice_file.h"

using medveil::test::list;
using medveil::test::text;

class TestCliPatients : public QObject {
    Q_OBJECT
    medveil::test::CliWard m_ward{text(MEDVEIL_CLI)};

    medveil::test::CliRun lab(const QStringList& arguments) const {
        return m_ward.as(text("lab"), arguments);
    }
    QStringList about(const char* id, const char* name) const {
        return list("send --to doctor --message-file message.txt --patient-id") +
               QStringList{text(id), text("--patient-name"), text(name)};
    }

    /// What it printed where standard input is a terminal at which somebody types.
    QByteArray atATerminal(const QStringList& arguments, const QByteArray& typed) const {
        int ours = -1;
        int theirs = -1;
        if (::openpty(&ours, &theirs, nullptr, nullptr, nullptr) != 0)
            return "no terminal";
        QProcess process;
        m_ward.prepare(process);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.setChildProcessModifier([theirs] { ::dup2(theirs, STDIN_FILENO); });
        process.start(text(MEDVEIL_CLI), arguments);
        ::close(theirs);
        const bool written = ::write(ours, typed.constData(), static_cast<std::size_t>(typed.size())) ==
                             static_cast<ssize_t>(typed.size());
        const bool ended = process.waitForFinished(120'000);
        ::close(ours);
        return written && ended ? process.readAll() : QByteArray("does not end");
    }

  private Q_SLOTS:
    void initTestCase() {
        const auto made = m_ward.makePeople();
        QVERIFY2(made.isEmpty(), made.constData());
        m_ward.write(text("message.txt"), "Potassium 6.1");
        m_ward.write(text("ida.json"),
                     "{\"resourceType\":\"Patient\",\"identifier\":[{\"value\":\"MRN-3\"}],"
                     "\"name\":[{\"family\":\"Berg\",\"given\":[\"Ida\"]}]}");
    }

    void aWordConfirmsOnePatientOnly() {
        QCOMPARE(lab(about("MRN-1", "Amal Rossi")).code, 0);
        const auto other = about("MRN-1", "Amal Rosi");
        const auto refused = lab(other);
        QCOMPARE(refused.json()[text("error")].toString(), text("patient-mismatch"));
        QVERIFY(refused.err.contains("Amal Rossi") && refused.err.contains("Amal Rosi"));
        QVERIFY(lab(other + list("--confirm-patient MRN-9")).code != 0);
        QCOMPARE(lab(other + QStringList{text("--confirm-patient"), text("Amal Rossi")}).code, 0);
        // Another patient's record in it wants a word of its own.
        const auto withRecord = other + list("--attach ida.json");
        QVERIFY(lab(withRecord + QStringList{text("--confirm-patient"), text("Amal Rossi")}).code != 0);
        QVERIFY(lab(withRecord + list("--confirm-patient MRN-3")).code != 0);
        QCOMPARE(lab(withRecord + list("--confirm-patient MRN-3") +
                     QStringList{text("--confirm-patient"), text("Amal Rossi")})
                     .code,
                 0);
    }

    /// A record in a wrapping that nobody looks into: named with the reason, and a word for it is needed.
    void whatNobodyCanTellWantsAWord() {
        m_ward.write(text("lab.hl7"),
                     "MSH|^~\\&|LAB|H|EHR|H|2026||ORU^R01|1|P|2.5\rPID|1||MRN-3||Berg^Ida\r");
        m_ward.write(text("ida.json.gz"), "\x1f\x8b\x08 packed");
        const auto about = list(
            "send --to doctor --message-file message.txt --attach lab.hl7 --attach "
            "ida.json.gz");
        for (const auto& who : {list("--no-patient"), list("--patient-id MRN-71 --patient-name Amal")}) {
            const auto refused = lab(about + who);
            QCOMPARE(refused.json()[text("error")].toString(), text("patient-mismatch"));
            for (const char* said :
                 {"Nobody can tell which patient lab.hl7 is about. It is a record like HL7, EDIFACT",
                  "Nobody can tell which patient ida.json.gz is about. It is compressed or an archive"})
                QVERIFY2(refused.err.contains(said), refused.err.constData());
            QVERIFY(lab(about + who + list("--confirm-patient lab.hl7")).code != 0);
            QCOMPARE(lab(about + who + list("--confirm-patient lab.hl7 --confirm-patient ida.json.gz")).code,
                     0);
        }
        // One word is one file, where two are called the same.
        QVERIFY(QDir(m_ward.path(text("other"))).mkpath(text(".")));
        m_ward.write(text("other/lab.hl7"), "MSH|^~\\&|LAB|H|EHR|H|2026||ORU^R01|1|P|2.5\rPID|1||MRN-4\r");
        const auto both = list(
            "send --to doctor --message-file message.txt --no-patient --attach lab.hl7 --attach "
            "other/lab.hl7 --confirm-patient lab.hl7");
        const auto refused = lab(both);
        QCOMPARE(refused.json()[text("error")].toString(), text("patient-mismatch"));
        QVERIFY(refused.err.contains("once for each file"));
        QCOMPARE(lab(both + list("--confirm-patient lab.hl7")).code, 0);
    }

    /// That a scan calls itself de-identified lets it neither into another patient's letter nor into
    /// another's release.
    void aFlagOutweighsNoName() {
        const std::filesystem::path folder = m_ward.path(text("flagged")).toStdString();
        std::filesystem::create_directories(folder);
        for (const auto& [number, name, id] :
             {std::tuple(1, "Rossi^Amal", "MRN-7"), std::tuple(2, "Haddad^Karim", "MRN-9")}) {
            const auto file = medveil::test::writeSlice(folder, number, name, id);
            DcmFileFormat format;
            QVERIFY(format.loadFile(file.c_str()).good());
            (void)format.getDataset()->putAndInsertString(DCM_PatientIdentityRemoved, "YES");
            QVERIFY(format.saveFile(file.c_str(), EXS_LittleEndianExplicit).good());
        }
        const auto send = list("send --to doctor --message-file message.txt --attach flagged/slice-2.dcm");
        for (const auto& who : {list("--no-patient"), list("--patient-id MRN-7 --patient-name Amal-Rossi")}) {
            const auto refused = lab(send + who);
            QCOMPARE(refused.json()[text("error")].toString(), text("patient-mismatch"));
            QVERIFY2(refused.err.contains("Karim Haddad"), refused.err.constData());
        }
        const auto release =
            m_ward.run(list("--json scan deidentify flagged --pixels-checked --out flagless"));
        QCOMPARE(release.json()[text("error")].toString(), text("patient-mismatch"));
        QVERIFY(!QDir(m_ward.path(text("flagless"))).exists());
    }

    /// Asked for at a terminal, each by its name, so that no name stands on a command line.
    void aPatientIsAskedForAtATerminal() {
        m_ward.write(text("args.txt"), "--json\n--profile\nlab\n--passphrase-file\nlab.pass\n");
        const auto answered = [this](const char* typed) {
            return atATerminal(list("--args-file args.txt send --to doctor --message-file message.txt "
                                    "--patient-file -"),
                               typed);
        };
        const auto sent = answered("MRN-61\nZo\xc3\xab Prompted\n");
        QVERIFY2(sent.contains("Patient number:") && sent.contains("Patient name:"), sent.constData());
        QVERIFY2(sent.contains("\"published\":true"), sent.constData());
        const auto found = lab(list("patients list MRN-61")).json()[text("patients")].toArray();
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0].toObject()[text("name")].toString(), text("Zo\xc3\xab Prompted"));
        // Nothing typed, or the end of the input: nothing is sent.
        for (const char* typed : {"\n", "MRN-62\n\n", "\x04", "MRN-62\n\x04"}) {
            const auto refused = answered(typed);
            QVERIFY2(refused.contains("\"error\":\"invalid-argument\"") && !refused.contains("published"),
                     refused.constData());
        }
        QCOMPARE(lab(list("patients list MRN-62")).json()[text("patients")].toArray().size(), 0);
    }

    void theRegister() {
        QCOMPARE(lab(about("2004", "Ida Berg")).code, 0);
        QCOMPARE(lab(about("20044", "Karim Haddad")).code, 0);
        const auto found = lab(list("patients list 2004")).json()[text("patients")].toArray();
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0].toObject()[text("name")].toString(), text("Ida Berg"));
        const auto messages = lab(list("patients messages 2004")).json()[text("messages")].toArray();
        QCOMPARE(messages.size(), 1);
        QCOMPARE(messages[0].toObject()[text("folder")].toString(), text("sent"));
        QVERIFY(messages[0].toObject()[text("state")].toString() != text("read"));
        QCOMPARE(lab(list("search 2004")).json()[text("messages")].toArray().size(), 1);
        QCOMPARE(lab(list("patients correct 2004 --name Ida-Berg")).code, 2);
        QVERIFY(lab(list("patients correct 2004 --name Ida-Berg --reason married")).code == 0);
        QVERIFY(lab(list("audit list")).out.contains("married"));
        QVERIFY(lab(list("patients correct 200 --name Ida-Berg --reason married")).code != 0);
    }

    /// One release is of one patient, whatever lies in a folder: nothing is written before a person says that
    /// several are meant.
    void aReleaseIsOfOnePatient() {
        const std::filesystem::path folder = m_ward.path(text("mixed")).toStdString();
        std::filesystem::create_directories(folder / "below");
        medveil::test::writeSlice(folder, 1);
        medveil::test::writeSlice(folder, 2, "ROSSI^AMAL", "MRN-7");
        const auto release = [this](const char* more) {
            return m_ward.run(list("--json scan deidentify --pixels-checked") + list(more));
        };
        QCOMPARE(release("mixed --out one").code, 0);
        medveil::test::writeSlice(folder / "below", 3, "Haddad^Karim", "MRN-9");
        for (const char* places :
             {"mixed --out two", "mixed/slice-1.dcm mixed/below/slice-3.dcm --out two"}) {
            const auto refused = release(places);
            QVERIFY2(refused.code != 0, refused.out.constData());
            QCOMPARE(refused.json()[text("error")].toString(), text("patient-mismatch"));
            for (const char* said :
                 {"\"Amal Rossi\" (MRN-7", "\"Karim Haddad\" (MRN-9", "--several-patients"})
                QVERIFY2(refused.err.contains(said), refused.err.constData());
            QVERIFY2(!refused.err.contains("Nothing was sent"), refused.err.constData());
            QVERIFY(!QDir(m_ward.path(text("two"))).exists());
        }
        QCOMPARE(release("mixed --out two --several-patients").code, 0);
        QCOMPARE(QDir(m_ward.path(text("two"))).entryList(QDir::Files).size(), 3);
        // Copies have a pseudonym for each patient: one patient's go together again, several patients' do
        // not.
        QCOMPARE(release("one --out three").code, 0);
        QCOMPARE(release("two --out three-of-two").json()[text("error")].toString(),
                 text("patient-mismatch"));
        // One number, two names: whoever is right, it is not said here.
        medveil::test::writeSlice(folder / "below", 3, "Haddad^Karim", "MRN-7");
        QVERIFY(release("mixed --out four").code != 0);
    }
};

QTEST_GUILESS_MAIN(TestCliPatients)
#include "test_cli_patients.moc"
