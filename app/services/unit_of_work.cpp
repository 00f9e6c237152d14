#include "app/services/unit_of_work.h"

namespace medveil::app {

UnitOfWork::~UnitOfWork() {
    if (!m_done)
        putBack();
}

base::Result<base::Path> UnitOfWork::newSpoolFile(const std::string& name) {
    auto& spool = m_state.vault.spoolFiles();
    MEDVEIL_TRY(spool.reserve(name));
    m_spool.push_back(name);
    return spool.path(name);
}

base::Result<void> UnitOfWork::begin() {
    MEDVEIL_TRY(m_state.vault.spoolFiles().reserveSpare());
    if (m_state.audit)
        m_log = m_state.audit->mark();
    MEDVEIL_ASSIGN(vault::Transaction transaction, vault::Transaction::begin(m_state.vault.database()));
    m_transaction.emplace(std::move(transaction));
    return {};
}

base::Result<std::string> UnitOfWork::writeSpool(base::ByteView content) {
    auto& spool = m_state.vault.spoolFiles();
    MEDVEIL_ASSIGN(std::string name, spool.takeSpare());
    m_spool.push_back(name);
    MEDVEIL_TRY(spool.write(name, content));
    return name;
}

base::Result<void> UnitOfWork::commit() {
    MEDVEIL_TRY(m_transaction->commit());
    m_done = true;
    m_transaction.reset();
    auto& sealed = m_state.vault.sealedFiles();
    for (const auto& name : m_sealed)
        sealed.settle(name);
    sealed.removeFreed();
    for (const auto& name : m_freed)
        m_state.vault.spoolFiles().remove(name);
    return {};
}

void UnitOfWork::putBack() {
    m_transaction.reset();
    // A rolled-back transaction took its lines along; the tree in memory must not keep them.
    if (m_log && m_state.audit)
        m_state.audit->restore(std::move(*m_log));
    for (const auto& name : m_spool)
        m_state.vault.spoolFiles().remove(name);
    for (const auto& name : m_sealed)
        m_state.vault.sealedFiles().discard(name);
}

}  // namespace medveil::app
