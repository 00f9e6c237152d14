// Whom FHIR as XML is about: the same people as in JSON; what cannot be read is said, and nothing is
// expanded.
#include <QtTest>
#include <fstream>

#include "core/imaging/client/image_file.h"
#include "core/imaging/decoder/fhir_xml.h"
#include "core/records/fhir_subject.h"

using namespace medveil;
using imaging::subjectsOfFhirXml;

namespace {

/// `inside` as the content of an element of FHIR's namespace.
std::string fhir(const std::string& root, const std::string& inside) {
    return "<" + root + " xmlns=\"http://hl7.org/fhir\">" + inside + "</" + root + ">";
}
std::string repeated(const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i)
        all += text;
    return all;
}
base::Result<std::vector<records::Subject>> about(const std::string& xml) {
    return subjectsOfFhirXml(base::asBytes(xml));
}
std::string wide(const std::string& text) {
    std::string out("\xff\xfe", 2);
    for (const char c : text)
        out += {c, '\0'};
    return out;
}
base::Bytes seed(const char* name) {
    std::ifstream in(std::string(MEDVEIL_SEEDS "/fuzz_fhir_subject/") + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

class TestFhirXml : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aPatientResource() {
        const auto found = subjectsOfFhirXml(seed("patient.xml")).value();
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].ids.size(), std::size_t{1});
        QCOMPARE(found[0].ids[0], (records::PatientId{"urn:north", "12345"}));
        QCOMPARE(found[0].names, (std::vector<std::string>{"Berg^Ida Noor^^^"}));
        QCOMPARE(found[0].birthDate, std::string("1974-12-25"));
    }

    void resourcesNameTheirSubject_data() {
        QTest::addColumn<QByteArray>("xml");
        QTest::addColumn<QString>("ids");
        const auto row = [](const char* name, const std::string& xml, const char* ids) {
            QTest::addRow("%s", name) << QByteArray::fromStdString(xml) << QString::fromUtf8(ids);
        };
        row("reference", fhir("Observation", "<subject><reference value=\"Patient/f001\"/></subject>"),
            "f001");
        row("identifier",
            fhir(
                "Claim",
                "<patient><identifier><system value=\"urn:n\"/><value value=\"12\"/></identifier></patient>"),
            "12");
        row("participant",
            fhir("Appointment",
                 "<participant><actor><reference value=\"Practitioner/1\"/></actor></participant>"
                 "<participant><actor><reference value=\"Patient/3\"/></actor></participant>"),
            "3");
        row("contained",
            fhir("Observation",
                 "<contained><Patient><id value=\"me\"/><identifier><value "
                 "value=\"77\"/></identifier></Patient>"
                 "</contained><subject><reference value=\"#me\"/></subject>"),
            "77");
        const auto bundle = seed("bundle.xml");
        row("bundle", std::string(bundle.begin(), bundle.end()), "1 me");
        row("with a mark", "\xef\xbb\xbf\n" + fhir("Patient", "<id value=\"a\"/>"), "a");
        row("two bytes a letter", wide(fhir("Patient", "<id value=\"a\"/>")), "a");
        row("inside of something else", "<box>" + fhir("Patient", "<id value=\"a\"/>") + "</box>", "a");
        row("a device", fhir("Observation", "<subject><reference value=\"Device/1\"/></subject>"), "");
        row("a picture", "<svg xmlns=\"http://www.w3.org/2000/svg\"><path/></svg>", "");
        row("FHIR in a picture",
            "<svg xmlns=\"http://www.w3.org/2000/svg\">" + fhir("Patient", "<id value=\"a\"/>") + "</svg>",
            "a");
    }
    void resourcesNameTheirSubject() {
        QFETCH(QByteArray, xml);
        QFETCH(QString, ids);
        const auto found = about(xml.toStdString());
        QVERIFY2(found.has_value(), found ? "" : found.error().detail.c_str());
        QStringList values;
        for (const auto& subject : *found)
            values << QString::fromStdString(subject.ids.empty() ? "?" : subject.ids.front().value);
        QCOMPARE(values.join(QLatin1Char(' ')), ids);
    }

    void whatCannotBeReadIsSaid_data() {
        QTest::addColumn<QByteArray>("xml");
        QTest::addColumn<int>("code");
        const auto row = [](const char* name, const std::string& xml, base::ErrorCode code) {
            QTest::addRow("%s", name) << QByteArray::fromStdString(xml) << static_cast<int>(code);
        };
        using enum base::ErrorCode;
        const auto entities = seed("entities.xml");
        row("entities", std::string(entities.begin(), entities.end()), kMalformed);
        row("entities in the namespace",
            "<!DOCTYPE x [<!ENTITY a \"http://hl7.org/fh&#105;r\">]><Patient xmlns=\"&a;\"/>", kMalformed);
        row("from outside", "<!DOCTYPE Patient SYSTEM \"file:///etc/passwd\">" + fhir("Patient", ""),
            kMalformed);
        row("cut short", fhir("Patient", "<id value=\"a\"/>").substr(0, 50), kMalformed);
        row("cut short, two bytes a letter", wide(fhir("Patient", "<id value=\"a\"/>")).substr(0, 60),
            kMalformed);
        row("an encoding nobody knows", "<?xml version=\"1.0\" encoding=\"EBCDIC\"?>" + fhir("Patient", ""),
            kMalformed);
        row("deep", fhir("Patient", repeated("<a>", 100'000)), kMalformed);
        row("deep text", fhir("Patient", "<div xmlns=\"x\">" + repeated("<a>", 100'000)), kMalformed);
        row("another namespace", "<Patient xmlns=\"urn:other\"><id value=\"a\"/></Patient>", kUnsupported);
        row("a clinical document", "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"/>", kUnsupported);
        row("FHIR of nobody in something else", "<box>" + fhir("Device", "") + "</box>", kUnsupported);
        row("no picture", "<svg xmlns=\"urn:other\"/>", kUnsupported);
        row("a page", "<!DOCTYPE html><html><p>text<br></html>", kMalformed);
        row("no XML", "<5 mmol/l", kMalformed);
        std::string many;
        for (int i = 0; i < 100; ++i)
            many += "<entry><resource><Patient><id value=\"" + std::to_string(i) +
                    "\"/></Patient></resource></entry>";
        row("many", fhir("Bundle", many), kTooLarge);
    }
    void whatCannotBeReadIsSaid() {
        QFETCH(QByteArray, xml);
        QFETCH(int, code);
        const auto found = about(xml.toStdString());
        QVERIFY(!found.has_value());
        QCOMPARE(static_cast<int>(found.error().code), code);
    }

    /// As the window asks: in the helper, under its limits.
    void theHelperReadsIt() {
        imaging::setDecoderProgram(MEDVEIL_DECODER);
        base::NullTaskContext task;
        const auto found = imaging::ImageFile::subjects(base::ByteView(seed("patient.xml")), task);
        QVERIFY(found.has_value() && found->size() == 1);
        QVERIFY(records::isAbout(found->front(), {{}, "12345"}, "Ida Noor Berg"));
        QVERIFY(!records::isAbout(found->front(), {{}, "12345"}, "Karim Haddad"));
        const auto large = fhir("Patient", "<id value=\"" + repeated("x", 20'000'000) + "\"/>");
        QVERIFY(imaging::ImageFile::subjects(base::asBytes(large), task).has_value());
    }
};

QTEST_APPLESS_MAIN(TestFhirXml)
#include "test_fhir_xml.moc"
