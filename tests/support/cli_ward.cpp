#include "tests/support/cli_ward.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <algorithm>

namespace medveil::test {

QJsonObject CliRun::json() const {
    return QJsonDocument::fromJson(out.trimmed().split('\n').last()).object();
}

void CliWard::write(const QString& name, const QByteArray& content) const {
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(name));
}

QByteArray CliWard::read(const QString& name) const {
    QFile file(path(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool CliRun::onlyJson() const {
    const auto lines = out.trimmed().split('\n');
    return std::all_of(lines.begin(), lines.end(),
                       [](const QByteArray& line) { return QJsonDocument::fromJson(line).isObject(); });
}

CliRun CliWard::run(const QStringList& arguments, const QByteArray& input) const {
    return start(m_program, arguments, input);
}

CliRun CliWard::shell(const char* script, const QStringList& arguments) const {
    return start(text("/bin/sh"), QStringList{text("-c"), text(script), m_program} + arguments, {});
}

void CliWard::prepare(QProcess& process) const {
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(text("HOME"), path(text("home")));
    environment.insert(text("XDG_DATA_HOME"), path(text("home/data")));
    environment.insert(text("TMPDIR"), path(text("temporary")));
    if (m_keys == Keys::kQuick) {
        environment.insert(text("LD_PRELOAD"), text(MEDVEIL_QUICK_KEYS));
        environment.insert(text("MEDVEIL_FIRST_KEY"), QString::number(++m_runs));
        environment.insert(text("ASAN_OPTIONS"),
                           environment.value(text("ASAN_OPTIONS")) + text(":verify_asan_link_order=0"));
    }
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(m_folder.path());
}

CliRun CliWard::start(const QString& program, const QStringList& arguments, const QByteArray& input) const {
    QProcess process;
    prepare(process);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(300'000))
        return {-1, {}, "does not end"};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

CliRun CliWard::as(const QString& who, const QStringList& arguments) const {
    return run(list("--json --profile") +
               QStringList{path(who), text("--passphrase-file"), path(who + text(".pass"))} + arguments);
}

QByteArray CliWard::makePeople() const {
    for (const char* folder : {"home", "share", "temporary"})
        QDir().mkpath(path(text(folder)));
    for (const char* who : {"lab", "doctor"}) {
        write(text(who) + text(".pass"), QByteArray(who) + " heron ladder quartz\n");
        const auto made = as(text(who), list("init --role doctor --facility North --name") +
                                            QStringList{text(who)} + list("--share share --recovery-file") +
                                            QStringList{text(who) + text(".words")});
        if (made.code != 0)
            return made.err + made.out;
    }
    for (const char* who : {"lab", "doctor", "lab"}) {
        const auto synced = as(text(who), list("sync"));
        if (synced.code != 0)
            return synced.err + synced.out;
    }
    // Whoever is on the share waits outside until somebody accepts them.
    const auto accepted = as(text("lab"), list("contact accept doctor"));
    const auto back = as(text("doctor"), list("contact accept lab"));
    return accepted.code == 0 && back.code == 0 ? QByteArray()
                                                : accepted.err + accepted.out + back.err + back.out;
}

}  // namespace medveil::test
