// Before a profile is open: welcome, create (who, passphrase, recovery kit, share), unlock. Owned by the main
// window.
#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QStackedWidget>

#include "app/jobs/session_lane.h"
#include "ui/start/recovery_sheet.h"
#include "ui/widgets/pieces.h"

namespace medveil::ui {

class WelcomePage final : public QWidget {
    Q_OBJECT
  public:
    WelcomePage();
    void focusButton() { m_create->setFocus(); }
  Q_SIGNALS:
    void wantsProfile();
    void wantsDemonstration();

  private:
    QPushButton* m_create;
};

class CreatePage final : public QWidget {
    Q_OBJECT
  public:
    explicit CreatePage(const base::Path& profile);
    ~CreatePage() override;
    void focusField() { m_name->setFocus(); }

  Q_SIGNALS:
    /// The lane with the new session; the receiver owns it.
    void created(app::SessionLane* lane);
    void cancelled();

  private:
    QWidget* buildWho();
    QWidget* buildPassphrase();
    QWidget* buildRecovery();
    QWidget* buildShare();
    void updateNext();
    void makeProfile();
    void setShare(bool create);
    void setShareTo(const QString& folder, bool create);
    void finish();

    base::Path m_profile;
    std::unique_ptr<app::SessionLane> m_lane;
    Banner* m_banner;
    QLabel* m_step;
    QStackedWidget* m_steps;
    QLineEdit* m_name;
    QLineEdit* m_facility;
    QComboBox* m_role;
    PassphraseField* m_passphrase;
    PassphraseField* m_again;
    QLabel* m_strength;
    QPushButton* m_next;
    QPushButton* m_back;
    QPushButton* m_make;
    QPushButton* m_recoveryDone;
};

class UnlockPage final : public QWidget {
    Q_OBJECT
  public:
    explicit UnlockPage(const base::Path& profile);
    void focusField() { m_passphrase->setFocus(); }
    /// While the session before is still being closed, unlocking waits for it.
    void setClosing(bool closing);

  Q_SIGNALS:
    void unlocked(app::SessionLane* lane);

  private:
    void tryUnlock();
    bool m_closing = false;
    bool m_wanted = false;  ///< somebody typed a passphrase meanwhile
    base::Path m_profile;
    std::unique_ptr<app::SessionLane> m_lane;
    Banner* m_banner;
    PassphraseField* m_passphrase;
    QCheckBox* m_useKit;
    QPushButton* m_unlock;
};

}  // namespace medveil::ui
