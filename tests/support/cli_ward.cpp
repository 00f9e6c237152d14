#include "tests/support/cli_ward.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QProcess>

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

CliRun CliWard::run(const QStringList& arguments, const QByteArray& input) const {
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(text("HOME"), path(text("home")));
    environment.insert(text("XDG_DATA_HOME"), path(text("home/data")));
    environment.insert(text("TMPDIR"), path(text("temporary")));
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(m_folder.path());
    process.start(m_program, arguments);
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
    return {};
}

}  // namespace medveil::test
