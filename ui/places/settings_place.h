// Settings: share, passphrase, recovery kit, vault key, look, locking. Owned by the shell.
#pragma once

#include <QComboBox>

#include "app/services/account.h"
#include "ui/places/place.h"
#include "ui/start/recovery_sheet.h"

namespace medveil::ui {

class SettingsPlace final : public Place {
    Q_OBJECT
  public:
    explicit SettingsPlace(app::SessionLane& lane);
    void refresh() override;
    /// What is known of the share by now: as the status line has it.
    void showShare(const app::ShareState& state);
    /// To where the share is chosen.
    void goToShare();

  Q_SIGNALS:
    void themeChosen(const QString& name);
    void lockTimeChosen(int minutes);

  private:
    QWidget* buildShare();
    QWidget* buildPassphrase();
    QWidget* buildRecovery();
    QWidget* buildRotation();
    QWidget* buildLook();
    void setShare(bool create);
    void setShareTo(const QString& folder, bool create);
    void changePassphrase();
    void rotate();

    QScrollArea* m_page;
    QLabel* m_share;
    QPushButton* m_join;
    PassphraseField* m_current;
    PassphraseField* m_fresh;
    PassphraseField* m_again;
    QLabel* m_strength;
    RecoverySheet* m_recovery;
    QComboBox* m_theme;
    QComboBox* m_lockTime;
};

/// "Weak: add a word" and its kin.
QString strengthText(const base::SecretBytes& passphrase);

}  // namespace medveil::ui
