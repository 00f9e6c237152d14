#include "core/vault/draft_store.h"

namespace medveil::vault {

base::Result<std::vector<StoredDraft>> DraftStore::all() {
    MEDVEIL_ASSIGN(Statement select,
                   m_vault.database().prepare(
                       "SELECT number, content, changed FROM drafts ORDER BY changed DESC LIMIT 100"));
    std::vector<StoredDraft> drafts;
    while (true) {
        MEDVEIL_ASSIGN(const bool row, select.step());
        if (!row)
            return drafts;
        drafts.push_back({select.integer(0), select.secretBlob(1), select.integer(2)});
    }
}

base::Result<std::vector<DraftFile>> DraftStore::files(std::int64_t number) {
    MEDVEIL_ASSIGN(Statement select,
                   m_vault.database().prepare("SELECT name, media_type, digest, file FROM draft_files WHERE "
                                              "draft = ? ORDER BY position"));
    select.bind(1, number);
    std::vector<DraftFile> files;
    while (true) {
        MEDVEIL_ASSIGN(const bool row, select.step());
        if (!row)
            return files;
        auto digest = crypto::Digest::from(select.blob(2));
        if (!digest)
            return base::fail(base::ErrorCode::kVaultDamaged, "draft_files: digest");
        files.push_back({select.text(0), select.text(1), *digest, select.text(3)});
    }
}

base::Result<std::int64_t> DraftStore::save(std::int64_t number, base::ByteView content,
                                            const std::vector<DraftFile>& files, base::Timestamp now) {
    auto& database = m_vault.database();
    {
        // Not REPLACE: that would take the row away, and its files with it.
        MEDVEIL_ASSIGN(Statement insert,
                       database.prepare("INSERT INTO drafts VALUES (?, ?, ?) ON CONFLICT(number) DO UPDATE "
                                        "SET content = excluded.content, changed = excluded.changed"));
        if (number == 0)
            insert.bindNull(1);
        else
            insert.bind(1, number);
        MEDVEIL_TRY(insert.bind(2, content).bind(3, now).run());
    }
    const auto saved = number == 0 ? database.lastRowId() : number;
    {
        MEDVEIL_ASSIGN(Statement clear, database.prepare("DELETE FROM draft_files WHERE draft = ?"));
        MEDVEIL_TRY(clear.bind(1, saved).run());
    }
    MEDVEIL_ASSIGN(Statement add, database.prepare("INSERT INTO draft_files VALUES (?, ?, ?, ?, ?, ?)"));
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto& file = files[i];
        add.bind(1, saved).bind(2, static_cast<std::int64_t>(i)).bindText(3, file.name);
        MEDVEIL_TRY(add.bindText(4, file.mediaType).bind(5, file.digest.view()).bindText(6, file.file).run());
    }
    return saved;
}

base::Result<void> DraftStore::remove(std::int64_t number) {
    MEDVEIL_ASSIGN(Statement remove, m_vault.database().prepare("DELETE FROM drafts WHERE number = ?"));
    return remove.bind(1, number).run();
}

}  // namespace medveil::vault
