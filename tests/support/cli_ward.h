// A folder with people, a share and the real command line in its own process. One thread; the folder goes
// with it.
#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

class QProcess;

namespace medveil::test {

struct CliRun {
    int code = 0;
    QByteArray out;
    QByteArray err;
    /// The last line of what it printed.
    QJsonObject json() const;
    /// Every line of what it printed is one JSON object, and there is one.
    bool onlyJson() const;
};

class CliWard {
  public:
    enum class Keys : std::uint8_t { kQuick, kReal };  ///< see quick_keys.cpp
    /// `program` is the path of medveil-cli.
    explicit CliWard(QString program, Keys keys = Keys::kQuick)
        : m_program(std::move(program)), m_keys(keys) {}

    QString path(const QString& name) const { return m_folder.filePath(name); }
    void write(const QString& name, const QByteArray& content) const;
    QByteArray read(const QString& name) const;
    /// The environment and the folder that the program is started with.
    void prepare(QProcess& process) const;
    CliRun run(const QStringList& arguments, const QByteArray& input = {}) const;
    /// Under a shell: `script` runs the program as "$0" with "$@", and may redirect or limit it.
    CliRun shell(const char* script, const QStringList& arguments) const;
    /// As one of the people, with the passphrase from a file.
    CliRun as(const QString& who, const QStringList& arguments) const;
    /// Makes "lab" and "doctor" with a share that both know each other from. The first failure's output, else
    /// empty.
    QByteArray makePeople() const;

  private:
    CliRun start(const QString& program, const QStringList& arguments, const QByteArray& input) const;
    QString m_program;
    Keys m_keys;
    QTemporaryDir m_folder;
    mutable unsigned m_runs = 0;  ///< how often the program was started
};

inline QString text(const char* literal) {
    return QString::fromUtf8(literal);
}
inline QStringList list(const char* words) {
    return QString::fromUtf8(words).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

}  // namespace medveil::test
