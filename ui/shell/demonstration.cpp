#include "ui/shell/demonstration.h"

#include <QScrollArea>

#include "ui/shell/main_window.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

Demonstration::Demonstration() : m_banner(new Banner), m_steps(new QVBoxLayout) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Demonstration ward – Medveil"));
    resize(640, 620);
    m_steps->setSpacing(12);
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(24, 16, 24, 24);
    column->setSpacing(16);
    column->addWidget(label(tr("A message finds its way"), TextRole::kTitle));
    column->addWidget(label(tr("Two people, two vaults, one shared folder, all made for this moment. The "
                               "steps are the real ones."),
                            TextRole::kQuiet));
    column->addWidget(m_banner);
    column->addLayout(m_steps);
    column->addStretch();
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(content);
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->addWidget(scroll);

    const QPointer<Demonstration> self(this);
    const auto told = [self](const app::DemoStep& step) {
        QMetaObject::invokeMethod(
            qApp,
            [self, step] {
                if (!self)
                    return;
                auto* box = new QVBoxLayout;
                box->setSpacing(4);
                box->addWidget(label(toQt(step.title)));
                if (!step.detail.empty()) {
                    auto* detail = label(toQt(step.detail), TextRole::kQuiet);
                    detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
                    box->addWidget(detail);
                }
                self->m_steps->addWidget(card(box));
            },
            Qt::QueuedConnection);
    };
    const auto inputs = qEnvironmentVariable("MEDVEIL_TEST_DATA").toStdString();
    m_lane.run(
        this,
        [told, inputs](base::TaskContext& task) {
            return app::runDemo(app::demoInputsFrom(inputs), told, task);
        },
        [this](base::Result<app::DemoWard> ward) {
            if (!ward) {
                m_banner->showError(ward.error());
                return;
            }
            openWindows(std::move(*ward));
        });
}

void Demonstration::openWindows(app::DemoWard ward) {
    const auto passphrase = QString::fromUtf8(reinterpret_cast<const char*>(ward.passphrase.view().data()),
                                              static_cast<qsizetype>(ward.passphrase.size()));
    m_banner->show(Banner::Kind::kGood, tr("Both windows are yours to try"),
                   tr("The passphrase of both, made up for this ward: %1\nThe picture that travelled: %2")
                       .arg(passphrase, toQt(ward.hiddenPicture.string())));
    int shift = 0;
    for (auto* session : {&ward.lab, &ward.doctor}) {
        auto* window = new MainWindow(session == &ward.lab ? ward.labProfile : ward.doctorProfile);
        window->setAttribute(Qt::WA_DeleteOnClose);
        auto lane = std::make_unique<app::SessionLane>();
        lane->adopt(std::move(*session));
        window->show(std::move(lane));
        window->QWidget::show();
        window->move(40 + shift, 40 + shift);
        shift += 60;
    }
    raise();
    Q_EMIT finished();
}

}  // namespace medveil::ui
