// Whom FHIR is about, in every shape it comes in, and when a file is this patient's.
#include <QtTest>
#include <fstream>
#include <set>

#include "core/records/fhir_subject.h"
#include "core/records/person_name.h"
#include "tests/support/test_data.h"

using namespace medveil;
using namespace medveil::records;

namespace {

/// Single quotes stand for double ones.
base::Result<std::vector<Subject>> about(std::string_view text) {
    std::string json(text);
    std::ranges::replace(json, '\'', '"');
    return subjectsOfFhir(base::asBytes(json));
}

std::string contentOf(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

const PatientId kIda{{}, "12345"};
constexpr std::string_view kPatient =
    "{'resourceType':'Patient','id':'p1','identifier':[{'system':'urn:north','value':'12345'},"
    "    "
    "{'system':'urn:insurance','value':'X-9'}],'name':[{'use':'official','family':'Berg','given':['Ida','"
    "Noor']},"
    "    {'use':'maiden','text':'Ida Noor "
    "Lind'}],'birthDate':'1974-12-25','contact':[{'name':{'family':'Other'}}],"
    "    'managingOrganization':{'reference':'Organization/1','display':'North'}}";

}  // namespace

class TestSubject : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aPatientResource() {
        const auto found = about(kPatient).value();
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].ids.size(), std::size_t{2});
        QCOMPARE(found[0].ids[0].authority, std::string("urn:north"));
        QCOMPARE(found[0].names.size(), std::size_t{2});
        QCOMPARE(shownName(found[0].names[0]), std::string("Ida Noor Berg"));
        QCOMPARE(found[0].birthDate, std::string("1974-12-25"));
        QVERIFY(isAbout(found[0], kIda, "Ida Noor Berg"));
        QVERIFY(isAbout(found[0], {"urn:north", "12345"}, "Ida Noor Berg"));
        QVERIFY(isAbout(found[0], {{}, "X-9"}, "Ida Noor Lind"));
        // Another hospital's 12345.
        QVERIFY(!isAbout(found[0], {"urn:south", "12345"}, "Ida Noor Berg"));
        QVERIFY(!isAbout(found[0], {{}, "123456"}, "Ida Noor Berg"));
        QVERIFY(!isAbout(found[0], kIda, "Karim Haddad"));
    }

    void resourcesNameTheirSubject_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("ids");
        const auto row = [](const char* name, const char* json, const char* ids) {
            QTest::addRow("%s", name) << QByteArray(json) << QString::fromUtf8(ids);
        };
        row("reference", "{'subject':{'reference':'Patient/f001'},'resourceType':'Observation'}", "f001");
        row("absolute",
            "{'resourceType':'Condition','subject':{'reference':'http://a.example/fhir/Patient/7/_history/"
            "2'}}",
            "7");
        row("identifier", "{'resourceType':'Claim','patient':{'identifier':{'system':'urn:n','value':'12'}}}",
            "12");
        row("participant",
            "{'resourceType':'Appointment','participant':[{'actor':{'reference':'Practitioner/1'}},"
            "            {'actor':{'reference':'Patient/3'}}]}",
            "3");
        row("contained",
            "{'resourceType':'Observation','subject':{'reference':'#me'},"
            "            'contained':[{'resourceType':'Patient','id':'me','identifier':[{'value':'77'}]}]}",
            "77");
        row("bundle",
            "{'resourceType':'Bundle','entry':[{'fullUrl':'urn:uuid:1','resource':{'resourceType':'Patient',"
            "            "
            "'identifier':[{'value':'1'}]}},{'resource':{'resourceType':'Observation','subject':{'reference':"
            "            "
            "'urn:uuid:1'}}},{'resource':{'resourceType':'Observation','subject':{'reference':'Patient/"
            "2'}}}]}",
            "1 2");
        row("lines", "{'resourceType':'Patient','id':'a'}\n{'resourceType':'Patient','id':'b'}\n", "a b");
        row("with a mark", "\xef\xbb\xbf {\"resourceType\":\"Patient\",\"id\":\"a\"}", "a");
        row("a device", "{'resourceType':'Observation','subject':{'reference':'Device/1'}}", "");
    }
    void resourcesNameTheirSubject() {
        QFETCH(QByteArray, json);
        QFETCH(QString, ids);
        const auto found = about({json.constData(), static_cast<std::size_t>(json.size())});
        QVERIFY(found.has_value());
        QStringList values;
        for (const auto& subject : *found)
            values << QString::fromStdString(subject.ids.empty() ? "?" : subject.ids.front().value);
        QCOMPARE(values.join(QLatin1Char(' ')), ids);
    }

    /// What is damaged, too deep, too much or another syntax is nobody's guess: an error, never silence.
    void whatCannotBeReadIsSaid() {
        QVERIFY(!about(kPatient.substr(0, kPatient.size() - 20)).has_value());
        std::string deep = "{'resourceType':'Patient','x':";
        for (int i = 0; i < 100'000; ++i)
            deep += "[";
        QVERIFY(!about(deep).has_value());
        QCOMPARE(about("<Patient xmlns=\"http://hl7.org/fhir\"/>").error().code,
                 base::ErrorCode::kUnsupported);
        std::string many;
        for (int i = 0; i < 100; ++i)
            many += "{'resourceType':'Patient','id':'" + std::to_string(i) + "\"}\n";
        QCOMPARE(about(many).error().code, base::ErrorCode::kTooLarge);
        for (const char* other :
             {"{'patient':{'display':'x'},'items':[1,2]}", "[]", "{'ResourceType':'Patient'}"})
            QCOMPARE(about(other).error().code, base::ErrorCode::kUnsupported);
        QCOMPARE(about("{ // note").error().code, base::ErrorCode::kMalformed);
        QVERIFY(mayBeFhir(base::asBytes(std::string_view("  \n{"))));
        QVERIFY(!mayBeFhir(base::asBytes(std::string_view("{\\rtf1 some text}"))));
        QVERIFY(!mayBeFhir(base::asBytes(std::string_view("%PDF-1.4"))));
    }

    void officialAndSyntheticFiles() {
        std::size_t patients = 0;
        for (const auto& path : test::dataFiles("fhir/official", ".json")) {
            const auto content = contentOf(path);
            const auto found = subjectsOfFhir(base::asBytes(content));
            QVERIFY2(found.has_value() || found.error().code == base::ErrorCode::kTooLarge, path.c_str());
            if (path.filename().string().starts_with("Patient-")) {
                QVERIFY2(found && !found->empty(), path.c_str());
                ++patients;
            }
            if (path.filename() == "Patient-example.json") {
                QVERIFY(isAbout(found->front(), kIda, "Peter James Chalmers"));
                QVERIFY(!isAbout(found->front(), {{}, "1234"}, "Peter James Chalmers"));
            }
            if (path.filename() == "Observation-f001.json")
                QCOMPARE(found->front().ids.front().value, std::string("f001"));
        }
        // A synthetic history is one patient's, by hundreds of references to its fullUrl.
        for (const auto& path : test::dataFiles("fhir/synthea", ".json")) {
            const auto content = contentOf(path);
            const auto found = subjectsOfFhir(base::asBytes(content));
            QVERIFY2(found.has_value() && found->size() == 1, path.c_str());
            QVERIFY(!found->front().ids.empty() && !found->front().names.empty());
        }
    }

    void twoFilesOfOnePatient() {
        const Subject one{{{{}, "MRN-7"}}, {"Rossi^Amal"}, "19700401", "1.2.3"};
        auto other = one;
        QVERIFY(sameSubject(one, other));
        other.ids = {{{}, "MRN-9"}};
        QVERIFY(!sameSubject(one, other));
        other = one;
        other.names = {"Haddad^Karim"};
        QVERIFY(!sameSubject(one, other));
        other = one;
        other.studyUid = "1.2.4";
        QVERIFY(!sameSubject(one, other));
        other = one;
        other.birthDate = "1970-04-02";
        QVERIFY(!sameSubject(one, other));
        other.birthDate = "1970-04-01";
        QVERIFY(sameSubject(one, other));
        QVERIFY(sameSubject(one, Subject{}));
        QVERIFY(!samePatient(one, Subject{}));
        other.studyUid = "1.2.4";
        QVERIFY(samePatient(one, other) && !sameSubject(one, other));
    }
};

QTEST_APPLESS_MAIN(TestSubject)
#include "test_subject.moc"
