// A folder with people, a share and the real command line in its own process. One thread; the folder goes
// with it.
#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace medveil::test {

struct CliRun {
    int code = 0;
    QByteArray out;
    QByteArray err;
    /// The last line of what it printed.
    QJsonObject json() const;
};

class CliWard {
  public:
    /// `program` is the path of medveil-cli.
    explicit CliWard(QString program) : m_program(std::move(program)) {}

    QString path(const QString& name) const { return m_folder.filePath(name); }
    void write(const QString& name, const QByteArray& content) const;
    QByteArray read(const QString& name) const;
    CliRun run(const QStringList& arguments, const QByteArray& input = {}) const;
    /// As one of the people, with the passphrase from a file.
    CliRun as(const QString& who, const QStringList& arguments) const;
    /// Makes "lab" and "doctor" with a share that both know each other from. The first failure's output, else
    /// empty.
    QByteArray makePeople() const;

  private:
    QString m_program;
    QTemporaryDir m_folder;
};

inline QString text(const char* literal) {
    return QString::fromUtf8(literal);
}
inline QStringList list(const char* words) {
    return QString::fromUtf8(words).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

}  // namespace medveil::test
