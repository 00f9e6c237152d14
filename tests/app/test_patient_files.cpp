// Files that a letter carries, whatever they are wrapped in: whose they are is asked of what they hold, and
// of a person where no program can tell.
#include <QtTest>
#include <fstream>

#include "app/services/compose.h"
#include "app/services/sync.h"
#include "tests/support/ward.h"

using namespace medveil;
using base::ErrorCode;
using base::Path;
using namespace Qt::StringLiterals;

class TestPatientFiles : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    std::unique_ptr<test::Ward> m_ward;
    std::unique_ptr<app::Session> m_jonas;
    std::unique_ptr<app::Session> m_amal;

    app::Letter letterAbout(const app::Patient& patient, const Path& file) {
        app::Letter letter;
        letter.recipients = {app::Contacts(*m_jonas).resolve("Amal").value().id};
        letter.patient = patient;
        const std::string_view text = "See the film";
        letter.text.assign(text.begin(), text.end());
        letter.files = {file};
        return letter;
    }
    Path write(const std::string& name, const QByteArray& content) {
        auto file = m_ward->root / name;
        std::ofstream(file, std::ios::binary) << content.toStdString();
        return file;
    }
    /// How many questions a letter about this patient raises with this file.
    int asksAbout(const app::Patient& patient, const Path& file) {
        const auto letter = letterAbout(patient, file);
        return static_cast<int>(app::Compose(*m_jonas).checkPatient(letter, m_task).value().others.size());
    }
    /// Whether this file is asked about in every letter, with its name and the reason, until a person has
    /// spoken.
    bool isForAPerson(const Path& file, app::Untold why) {
        auto letter = letterAbout({true, "MRN-3", "Ida Berg"}, file);
        app::Compose compose(*m_jonas);
        const auto check = compose.checkPatient(letter, m_task).value();
        app::OtherPatient expected;
        expected.file = file.filename().string();
        expected.untold = why;
        if (asksAbout({}, file) != 1 || check.others != std::vector{expected})
            return false;
        const auto refused = compose.send(letter, m_task);
        letter.confirmed = app::confirmationOf(letter.patient, check);
        return !refused && refused.error().code == ErrorCode::kPatientMismatch &&
               compose.send(letter, m_task).has_value();
    }
    static QByteArray element(int group, int number, const char* vr, QByteArray value) {
        if (value.size() % 2 != 0)
            value += vr == "UI"_ba ? '\0' : ' ';
        const auto word = [](qsizetype n) {
            return QByteArray{}.append(static_cast<char>(n & 0xff)).append(static_cast<char>(n >> 8));
        };
        return word(group) + word(number) + vr + word(value.size()) + value;
    }
    /// DICOM of somebody, with or without "Patient Identity Removed".
    static QByteArray scan(const char* name, const char* number, bool removed) {
        const QByteArray picture = "1.2.840.10008.5.1.4.1.1.7";
        const auto head = element(2, 2, "UI", picture) + element(2, 3, "UI", "1.2.3.1") +
                          element(2, 16, "UI", "1.2.840.10008.1.2.1");
        const QByteArray size{QByteArray(1, static_cast<char>(head.size())) + QByteArray(3, '\0')};
        return QByteArray(128, '\0') + "DICM" + element(2, 0, "UL", size) + head +
               element(8, 0x16, "UI", picture) + element(8, 0x18, "UI", "1.2.3.1") +
               element(0x10, 0x10, "PN", name) + element(0x10, 0x20, "LO", number) +
               (removed ? element(0x12, 0x62, "CS", "YES") : QByteArray()) +
               element(0x20, 0xd, "UI", "1.2.3.4");
    }
    /// The beginning of an archive whose first entry is this one, stored.
    static QByteArray zipOf(const QByteArray& name, const QByteArray& content) {
        QByteArray out("PK\x03\x04", 4);
        out += QByteArray(14, '\0');
        for (const auto size : {content.size(), content.size()})
            out += QByteArray{}
                       .append(static_cast<char>(size & 0xff))
                       .append(static_cast<char>(size >> 8))
                       .append(2, '\0');
        return out + QByteArray{}.append(static_cast<char>(name.size())).append(3, '\0') + name + content;
    }
    static QByteArray tarOf(const QByteArray& name, bool marked) {
        QByteArray header = name + QByteArray(512 - name.size(), '\0');
        header.replace(100, 8, "0000644 ").replace(124, 12, "00000000000 ").replace(148, 8, "        ");
        if (marked)
            header.replace(257, 5, "ustar");
        int sum = 0;
        for (const char c : header)
            sum += static_cast<unsigned char>(c);
        return header.replace(148, 7, QByteArray::number(sum, 8).rightJustified(6, '0') + '\0') +
               QByteArray(1024, '\0');
    }
    /// As UTF-16 or UTF-32, with or without a mark.
    static QByteArray wide(const QByteArray& text, int width, bool little, bool marked) {
        QByteArray out;
        const auto add = [&](char low, char high) {
            QByteArray unit(width, '\0');
            unit[little ? 0 : width - 1] = low;
            unit[little ? 1 : width - 2] = high;
            out += unit;
        };
        if (marked)
            add('\xff', '\xfe');
        for (const char c : text)
            add(c, '\0');
        return out;
    }

  private Q_SLOTS:
    void init() {
        m_ward = std::make_unique<test::Ward>();
        m_jonas = m_ward->admit("Jonas");
        m_amal = m_ward->admit("Amal");
        for (auto* session : {m_jonas.get(), m_amal.get(), m_jonas.get()})
            QVERIFY(app::Sync(*session).run(m_task).has_value());
        QVERIFY(test::Ward::introduce({m_jonas.get(), m_amal.get()}));
    }
    void cleanup() {
        m_jonas.reset();
        m_amal.reset();
        m_ward.reset();
    }

    /// "Patient Identity Removed" is a word that anybody can write: it outweighs neither a name nor a
    /// number, here or in FHIR's labels.
    void aFlagOutweighsNoName_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<bool>("another");
        QTest::addRow("a name and a number") << scan("Haddad^Karim", "MRN-9", true) << true;
        QTest::addRow("a number") << scan("", "MRN-9", true) << true;
        QTest::addRow("a name") << scan("Haddad^Karim", "", true) << true;
        QTest::addRow("FHIR") << QByteArray(R"({"resourceType":"Patient","meta":{"security":[{"system":)"
                                            R"("http://terminology.hl7.org/CodeSystem/v3-ObservationValue",)"
                                            R"("code":"ANONYED"}]},"name":[{"text":"Karim Haddad"}]})")
                              << true;
        QTest::addRow("its own patient") << scan("Berg^Ida", "MRN-3", true) << false;
        QTest::addRow("nobody") << scan("", "", true) << false;
    }
    void aFlagOutweighsNoName() {
        QFETCH(QByteArray, content);
        QFETCH(bool, another);
        const auto file = write("scan.dcm", content);
        QCOMPARE(asksAbout({true, "MRN-3", "Ida Berg"}, file), another ? 1 : 0);
        // A letter about nobody carries nobody's file.
        QCOMPARE(asksAbout({}, file), content == scan("", "", true) ? 0 : 1);
    }

    /// What is medical, or may hold what is, and cannot be identified is for a person to decide: once for
    /// these files and this patient.
    void whatNobodyCanTellIsForAPerson() {
        QStringList wrong;
        const auto row = [&](const char* name, const QByteArray& content, app::Untold why) {
            const auto file = write(name, content);
            if (!isForAPerson(file, why))
                wrong << QString::fromLatin1(name + (" " + content.left(8).toPercentEncoding()));
        };
        using enum app::Untold;
        const QByteArray record =
            R"({"resourceType":"Patient","identifier":[{"value":"9999"}],"name":[{"text":"Karim Haddad"}]})";
        const QByteArray padding(600, '.');
        row("record.json.gz", "\x1f\x8b\x08" + padding, kPacked);
        row("scan", "\x1f\x8b\x08" + padding, kPacked);
        row("scans.zip", zipOf("scan.dcm", padding), kPacked);
        row("scans.docx", zipOf("scan.dcm", padding), kPacked);
        row("empty.zip", QByteArray("PK\x05\x06", 4) + QByteArray(18, '\0'), kPacked);
        row("scan.tar", tarOf("scan.dcm", true), kPacked);
        row("old.tar", tarOf("scan.dcm", false), kPacked);
        row("a.7z", QByteArray("7z\xbc\xaf\x27\x1c") + padding, kPacked);
        row("a.xz",
            QByteArray("\xfd"
                       "7zXZ\0",
                       6) +
                padding,
            kPacked);
        row("a.bz2", "BZh9" + padding, kPacked);
        row("a.zst", "\x28\xb5\x2f\xfd" + padding, kPacked);
        row("a.rar", "Rar!\x1a\x07" + padding, kPacked);
        row("disc.iso", QByteArray(32'769, '\0') + "CD001" + padding, kPacked);
        const QByteArray result =
            "MSH|^~\\&|LAB|H|EHR|H|2026||ORU^R01|1|P|2.5\rPID|1||9999^^^H^MR||Haddad^Karim\r";
        row("lab.hl7", result, kInterchange);
        row("lab.txt", result, kInterchange);
        row("framed", "\x0b" + result + "\x1c\r", kInterchange);
        row("batch", "FHS|^~\\&|LAB\rBHS|^~\\&|LAB\r" + result, kInterchange);
        row("noted", "sent on Monday\n" + result, kInterchange);
        row("named.hl7", "Karim Haddad", kInterchange);
        row("claim.edi", "UNA:+.? 'UNB+UNOC:3+L+H+261127:0900+1'UNH+1+MEDRPT:1:901:UN'", kInterchange);
        row("report", "UNB+UNOC:3+L+H+261127:0900+1'UNH+1+MEDRPT:1:901:UN'", kInterchange);
        row("claim.txt", "ISA*00*          *00*          *ZZ*LAB", kInterchange);
        row("blood.gdt", "01380006310\r\n014810000255\r\n0143000 9999\r\n", kInterchange);
        row("blood", "01380008202\r\n0143000 9999\r\n", kInterchange);
        row("eeg", "0       9999 M 02-MAY-1951 Haddad_Karim" + QByteArray(300, ' '), kInterchange);
        row("eeg.bdf",
            "\xff"
            "BIOSEMI9999 M 02-MAY-1951 Haddad_Karim" +
                QByteArray(300, ' '),
            kInterchange);
        row("letter.eml", "Received: from a by b; Fri, 27 Nov 2026\r\nFrom: a@b.example\r\n\r\nHaddad",
            kMail);
        row("letter.txt", "From: Lab <a@b.example>\nSubject: Haddad\nMIME-Version: 1.0\n\nHaddad", kMail);
        row("folder", "From a@b.example Fri Nov 27 09:00:00 2026\nSubject: Haddad\n\nHaddad", kMail);
        row("letter.msg", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + padding, kMail);
        const QByteArray cda =
            "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><recordTarget><patientRole><id "
            "extension=\"9999\"/></patientRole></recordTarget></ClinicalDocument>";
        row("cda.xml", "<?xml version=\"1.0\"?>" + cda, kUnknownText);
        row("cda", cda, kUnknownText);
        row("cut.xml", cda.left(60), kUnknownText);
        row("named.xml", "Karim Haddad", kUnknownText);
        row("page", "<!DOCTYPE html><p>Karim Haddad", kUnknownText);
        for (const int width : {2, 4}) {
            for (const bool little : {true, false}) {
                row("wide", wide(record, width, little, false), kUnknownText);
                row("wide.json", wide(record, width, little, true), kUnknownText);
            }
        }
        row("blanks", wide("\r\n  " + record, 2, true, false), kUnknownText);
        row("late.json", "# exported\n# " + QByteArray(5000, 'x') + "\n" + record, kUnknownText);
        row("late.txt", "// exported\n// " + QByteArray(70'000, 'x') + "\n" + record, kUnknownText);
        row("other.json", R"({"patient":"Karim Haddad"})", kUnknownText);
        row("other", R"([{"name":"Karim Haddad"}])", kUnknownText);
        row("spaced", "[\r\n  {}]", kUnknownText);
        row("case", R"({"ResourceType":"Patient","name":[{"text":"Karim Haddad"}]})", kUnknownText);
        row("broken", "{\"name\":\"Karim Haddad", kUnknownText);
        row("named.ndjson", "Karim Haddad", kUnknownText);
        row("record.ttl", "@prefix fhir: <http://hl7.org/fhir/> .\n<p> a fhir:Patient .\n", kUnknownText);
        row("record", "# ward 7\nPREFIX fhir: <http://hl7.org/fhir/>\n<p> a fhir:Patient .\n", kUnknownText);
        row("triples", "<p> <http://hl7.org/fhir/Patient.name> _:b .\n", kUnknownText);
        row("names are texts", R"({"resourceType":"Patient","name":["Karim Haddad"]})", kUnknownText);
        row("number is a text", R"({"resourceType":"Patient","identifier":["9999"]})", kUnknownText);
        row("subject is a text", R"({"resourceType":"Observation","subject":"Patient/9999"})", kUnknownText);
        row("said twice",
            R"({"resourceType":"Patient","name":[{"text":"Karim Haddad"}],"name":[{"text":"Ida Berg"}]})",
            kUnknownText);
        const auto bare = scan("Haddad^Karim", "MRN-9", false).mid(132);
        row("junk.bin", "XX" + bare, kDamaged);
        row("junk", QByteArray(5000, 'x') + bare.mid(40), kDamaged);
        row("no numbers", "XX" + element(0x10, 0x10, "PN", "Haddad^Karim") + element(0x10, 0x20, "LO", "9"),
            kDamaged);
        row("text.dcm", "Karim Haddad", kDamaged);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u", "_s)));
    }

    /// Data sets without a head are read, whoever's they are.
    void aScanWithoutAHeadIsRead() {
        const auto file = write("scan", scan("Haddad^Karim", "MRN-9", false).mid(132));
        QCOMPARE(asksAbout({true, "MRN-9", "Karim Haddad"}, file), 0);
        QCOMPARE(asksAbout({true, "MRN-3", "Ida Berg"}, file), 1);
    }

    /// Programs write numbers without quotes, and patients as persons.
    void aNumberWithoutQuotesIsRead() {
        for (const char* type : {"Patient", "Person"}) {
            const auto file = write("record.json", "{\"resourceType\":\"" + QByteArray(type) +
                                                       "\",\"identifier\":[{\"value\":9999}]}");
            QCOMPARE(asksAbout({true, "9999", "Karim Haddad"}, file), 0);
            QCOMPARE(asksAbout({true, "MRN-3", "Ida Berg"}, file), 1);
        }
    }

    void whatIsNoRecordIsNotAskedAbout() {
        const auto row = [this](const char* name, const QByteArray& content) {
            const auto file = write(name, content);
            QVERIFY2(asksAbout({true, "MRN-3", "Ida Berg"}, file) == 0 && asksAbout({}, file) == 0, name);
        };
        const QByteArray padding(600, '.');
        row("note.txt", "Potassium 6.1. PID and MSH are segments; MSH (melanotropin) is high.");
        row("lab.txt", "[Lab] Potassium 6.1");
        row("said.txt", "Potassium: 6.1\nFrom: the lab\nReceived at nine\n");
        row("una.txt", "UNA (urinary sodium) is low. ISA: none.");
        row("value.txt", "<5 mmol/l");
        row("letter.pdf", "%PDF-1.4\n" + padding);
        row("letter.rtf", "{\\rtf1\\ansi Potassium 6.1}");
        row("letter.docx", zipOf("[Content_Types].xml", padding));
        row("table.xlsx", zipOf("docProps/app.xml", padding));
        row("letter.odt", zipOf("mimetype", "application/vnd.oasis.opendocument.text"));
        row("film.png", "\x89PNG\r\n\x1a\n" + padding);
        row("large.png", "\x89PNG\r\n\x1a\n" + padding + QByteArray("\0\0\x10\0IDAT", 8) + padding);
        row("film.jpg", "\xff\xd8\xff\xe0" + padding);
        row("film.tif", QByteArray("II*\0\x08\0\0\0", 8) + padding);
        row("drawing.svg", "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><path/></svg>");
        row("voice.wav", "RIFF\x24\x08WAVEfmt " + padding);
        row("empty.json", {});
        row("no patient.json", R"({"resourceType":"Device","id":"x"})");
    }
};

QTEST_GUILESS_MAIN(TestPatientFiles)
#include "test_patient_files.moc"
