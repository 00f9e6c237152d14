#include "core/vault/vault.h"

#include <algorithm>
#include <array>

#include "core/crypto/digest.h"
#include "core/vault/profile_folder.h"
#include "core/vault/schema.h"
#include "core/vault/vault_settings.h"

namespace medveil::vault {

using base::ErrorCode;
using base::fail;

namespace {

constexpr const char* kCreatingSlots = "creating.slots";

base::Result<base::Bytes> slotsBytes(base::FileSystem& files, const base::Path& folder) {
    auto bytes = base::readWholeFile(files, folder / kSlotsName, kSlotFileLimit);
    if (!bytes && bytes.error().code == ErrorCode::kNotFound)
        return fail(ErrorCode::kVaultSlotsMissing, kSlotsName);
    if (!bytes && bytes.error().code == ErrorCode::kTooLarge)
        return fail(ErrorCode::kVaultDamaged, kSlotsName);
    return bytes;
}

/// Databases grow from an empty file that only its owner may read: SQLite itself would let everybody.
base::Result<void> makeEmptyFile(base::FileSystem& files, const base::Path& path) {
    MEDVEIL_ASSIGN(const auto file, files.createExclusive(path));
    return file->close();
}

/// SQLite removes what does not begin like a log of its own. Nothing but zeros is what a power failure may
/// leave.
base::Result<void> checkIsLog(base::FileSystem& files, const base::Path& path) {
    constexpr std::array<base::Byte, 3> kMagic = {0x37, 0x7f, 0x06};
    MEDVEIL_ASSIGN(const auto file, files.openForReading(path));
    base::Bytes begin(32);
    MEDVEIL_ASSIGN(const std::size_t count, file->read(begin));
    begin.resize(count);
    const bool empty = std::ranges::all_of(begin, [](base::Byte each) { return each == 0; });
    if (!empty && !std::equal(kMagic.begin(), kMagic.end(), begin.begin(),
                              begin.begin() + static_cast<std::ptrdiff_t>(std::min(kMagic.size(), count))))
        return fail(ErrorCode::kVaultDamaged, path.filename().string() + " is no log of the database");
    return {};
}

/// With the right key in hand, whatever does not read as it should is damage.
base::Error asDamage(base::Error error) {
    if (error.code == ErrorCode::kInternal || error.code == ErrorCode::kNotFound)
        error.code = ErrorCode::kVaultDamaged;
    return error;
}

base::Result<void> prepareFolder(base::FileSystem& files, const base::Path& folder) {
    MEDVEIL_ASSIGN(const ProfileState state, profileState(files, folder));
    if (state == ProfileState::kStanding)
        return fail(ErrorCode::kAlreadyExists, "vault");
    if (state == ProfileState::kNoSlots)
        return fail(ErrorCode::kVaultSlotsMissing, kSlotsName);
    if (state == ProfileState::kCutOff) {
        MEDVEIL_TRY(removeCutOff(files, folder));
        (void)files.removeFile(folder / kCreatingSlots);
        return {};
    }
    MEDVEIL_TRY(makeEmptyFile(files, folder / kCreatingName));
    return files.syncFolder(folder);
}

}  // namespace

base::Path Vault::databasePath(std::uint64_t generation) const {
    return m_folder / databaseName(generation);
}
base::Path Vault::attachmentsFolder() const {
    return m_folder / kAttachmentsName;
}
base::Path Vault::spoolFolder() const {
    return m_folder / kSpoolName;
}

base::Result<void> Vault::check(base::FileSystem& files, const base::Path& folder) {
    MEDVEIL_ASSIGN(const ProfileState state, profileState(files, folder));
    if (state == ProfileState::kNone || state == ProfileState::kCutOff)
        return fail(ErrorCode::kNoProfile);
    MEDVEIL_ASSIGN(const base::Bytes bytes, slotsBytes(files, folder));
    MEDVEIL_ASSIGN(const SlotFile slots, decodeSlotFile(bytes));
    // Which database it is the slots say, and whether they are whole shows only when somebody unlocks.
    MEDVEIL_ASSIGN(const bool any, hasDatabase(files, folder));
    return any ? base::Result<void>()
               : fail(ErrorCode::kVaultDatabaseMissing, databaseName(slots.generation));
}

bool Vault::exists(base::FileSystem& files, const base::Path& folder) {
    const auto state = profileState(files, folder);
    return !state || *state == ProfileState::kStanding || *state == ProfileState::kNoSlots;
}

base::Result<void> Vault::openDatabase() {
    MEDVEIL_ASSIGN(Database database, Database::open(databasePath(m_slots.generation), m_key));
    m_database = std::make_unique<Database>(std::move(database));
    m_sealed = std::make_unique<SealedFiles>(*m_files, attachmentsFolder(), *m_database);
    m_spool = std::make_unique<SpoolFiles>(*m_files, spoolFolder(), *m_database);
    return {};
}

void Vault::startAnchor() {
    m_anchor = std::make_unique<Anchor>(*m_files, m_folder / kAnchorName, m_key);
    m_anchor->watch(*m_database, m_slots.counter);
}

base::Result<Vault> Vault::create(base::FileSystem& files, const base::Path& folder,
                                  std::span<const Credential> credentials,
                                  const crypto::PasswordHashParameters& parameters,
                                  const std::function<base::Result<void>(Vault&)>& fill) {
    MEDVEIL_TRY(files.createFolders(folder));
    MEDVEIL_ASSIGN(base::FileLock lock, base::FileLock::take(folder / kLockName));
    MEDVEIL_TRY(prepareFolder(files, folder));
    Vault vault(files, folder, std::move(lock));
    MEDVEIL_TRY(files.createFolders(vault.attachmentsFolder()));
    MEDVEIL_TRY(files.createFolders(vault.spoolFolder()));
    vault.m_key = crypto::randomKey();
    MEDVEIL_TRY(makeEmptyFile(files, vault.databasePath(0)));
    MEDVEIL_TRY(vault.openDatabase());
    MEDVEIL_TRY(makeSchema(*vault.m_database));
    vault.m_slots.counter = 1;
    for (const auto& credential : credentials)
        MEDVEIL_TRY(vault.addSlot(vault.m_slots, credential, parameters));
    const auto content = encodeSlotFile(vault.m_slots, vault.m_key);
    // With its seal, as an opened vault has it: a passphrase is checked against these.
    MEDVEIL_ASSIGN(vault.m_slots, decodeSlotFile(content));
    MEDVEIL_TRY(setBlobSetting(*vault.m_database, kSlotsSetting, content));
    MEDVEIL_TRY(setBlobSetting(*vault.m_database, kAnchorPendingSetting, {}));
    MEDVEIL_TRY(fill(vault));
    // Into the one file: what opens a vault looks there first.
    MEDVEIL_TRY(vault.m_database->execute("PRAGMA wal_checkpoint(TRUNCATE)"));
    // Last: a vault exists from the moment its slots do.
    MEDVEIL_TRY(vault.writeSlots(content, kCreatingSlots));
    vault.m_lock.keepFile();
    vault.startAnchor();
    MEDVEIL_TRY(vault.m_anchor->move(Anchor::Durability::kNow));
    vault.m_settled = true;
    MEDVEIL_TRY(files.removeFile(folder / kCreatingName));
    return vault;
}

base::Result<Vault> Vault::open(base::FileSystem& files, const base::Path& folder,
                                const Credential& credential) {
    MEDVEIL_TRY(check(files, folder));
    MEDVEIL_ASSIGN(base::FileLock lock, base::FileLock::take(folder / kLockName));
    Vault vault(files, folder, std::move(lock));
    MEDVEIL_ASSIGN(const base::Bytes content, slotsBytes(files, folder));
    MEDVEIL_ASSIGN(vault.m_slots, decodeSlotFile(content));
    MEDVEIL_ASSIGN(Opened opened, unlock(vault.m_slots, credential));
    vault.m_key = opened.vaultKey.clone();
    // Up to here, and in this, nothing is written.
    MEDVEIL_ASSIGN(const Standing standing, vault.examine(content));
    if (standing.slots == Slots::kOlder)
        MEDVEIL_TRY(vault.bringSlotsBack(standing, credential));
    vault.checkAnchor(standing);
    MEDVEIL_TRY(vault.openDatabase());
    vault.m_lock.keepFile();
    MEDVEIL_TRY(migrate(*vault.m_database));
    // A copy made by something that leaves out empty folders is a vault all the same.
    MEDVEIL_TRY(files.createFolders(vault.attachmentsFolder()));
    MEDVEIL_TRY(files.createFolders(vault.spoolFolder()));
    vault.startAnchor();
    // The mark only ever goes up: what is put back later, also the right database, is told again.
    if (vault.m_rolledBack && vault.m_markedCounter > standing.counter)
        MEDVEIL_TRY(setCounterSetting(*vault.m_database, kAnchorSetting, vault.m_markedCounter));
    MEDVEIL_TRY(vault.settleSlots(standing, opened));
    vault.m_settled = true;
    MEDVEIL_TRY(vault.tidy());
    return vault;
}

Vault::~Vault() {
    if (m_settled && m_database && !m_database->inTransaction())
        (void)m_anchor->move(Anchor::Durability::kNow);
}

/// Of the database without its log. Nothing when a crash tore it while the log was moved in: the log has it
/// all.
std::optional<std::int64_t> Vault::numberAlone(const base::Path& path) const {
    auto database = Database::openUntouched(path, m_key, WriteAheadLog::kNone);
    if (!database)
        return std::nullopt;
    const auto number = database->logNumber();
    return number ? std::optional(*number) : std::nullopt;
}

base::Result<Vault::Standing> Vault::examine(base::ByteView slotsFile) const {
    const auto path = databasePath(m_slots.generation);
    const auto file = m_files->info(path);
    if (!file)
        return file.error().code == ErrorCode::kNotFound
                   ? fail(ErrorCode::kVaultDatabaseMissing, databaseName(m_slots.generation))
                   : fail(file.error());
    // SQLite takes an empty file for a new database, and removes the log of the one that was there.
    if (file->kind != base::FileInfo::Kind::kFile)
        return fail(ErrorCode::kVaultDamaged,
                    databaseName(m_slots.generation) + " is a link or a folder, and no file");
    if (file->size == 0)
        return fail(ErrorCode::kVaultDamaged, databaseName(m_slots.generation) + " is empty");
    // SQLite would play a journal back into the database and remove it. This vault leaves none behind.
    if (const auto journal = m_files->info(path.string() + "-journal"); journal && journal->size > 0)
        return fail(ErrorCode::kVaultDamaged, path.filename().string() + "-journal does not belong here");
    const auto log = m_files->info(path.string() + "-wal");
    const auto present = log && log->size > 0 ? WriteAheadLog::kPresent : WriteAheadLog::kNone;
    if (present == WriteAheadLog::kPresent)
        MEDVEIL_TRY(checkIsLog(*m_files, path.string() + "-wal"));
    const auto alone = present == WriteAheadLog::kPresent ? numberAlone(path) : std::nullopt;
    auto database = Database::openUntouched(path, m_key, present);
    if (!database)
        return fail(asDamage(std::move(database).error()));
    if (present == WriteAheadLog::kPresent) {
        MEDVEIL_TRY(database->checkStructure());
        MEDVEIL_ASSIGN(const std::int64_t number, database->logNumber());
        // The log has the number after the database's, or the same when its first page was moved already.
        if (alone && number != *alone && number != *alone + 1)
            return fail(ErrorCode::kVaultDamaged,
                        path.filename().string() + " and its -wal are of different times");
    }
    auto standing = look(*database, slotsFile);
    if (!standing)
        return fail(asDamage(std::move(standing).error()));
    return standing;
}

base::Result<Vault::Standing> Vault::look(Database& database, base::ByteView slotsFile) const {
    MEDVEIL_ASSIGN(const std::int64_t version, schemaVersion(database));
    if (version < 1)
        return fail(ErrorCode::kVaultDamaged, "a database without a schema");
    if (version > kSchemaVersion)
        return fail(ErrorCode::kVaultTooNew, "schema");
    MEDVEIL_ASSIGN(const auto identity, blobSetting(database, kIdentitySetting));
    if (!identity || identity->empty())
        return fail(ErrorCode::kVaultDamaged, "identity");
    Standing standing;
    MEDVEIL_ASSIGN(standing.counter, counterSetting(database, kAnchorSetting));
    MEDVEIL_ASSIGN(const auto anchorPending, blobSetting(database, kAnchorPendingSetting));
    standing.anchorPending = anchorPending.has_value();
    MEDVEIL_ASSIGN(const auto recorded, blobSetting(database, kSlotsSetting));
    MEDVEIL_ASSIGN(const auto pending, blobSetting(database, kSlotsPendingSetting));
    standing.pending = pending.has_value();
    standing.recorded = recorded.value_or(base::Bytes());
    if (!recorded) {
        standing.slots = Slots::kUnrecorded;
    } else if (!std::ranges::equal(*recorded, slotsFile)) {
        MEDVEIL_ASSIGN(const SlotFile known, decodeSlotFile(*recorded));
        const bool completed = pending && std::ranges::equal(*pending, slotsFile);
        standing.slots = completed                         ? Slots::kCompleted
                         : m_slots.counter > known.counter ? Slots::kNewer
                                                           : Slots::kOlder;
    }
    return standing;
}

void Vault::checkAnchor(const Standing& standing) {
    const auto mark = Anchor(*m_files, m_folder / kAnchorName, m_key).read();
    if (!mark) {
        // Missing or under another key: cut off while the vault was made or rotated, or somebody took it away
        // to bring an old state back unnoticed.
        m_anchorMissing = standing.counter > 0 && !standing.anchorPending;
        m_rolledBack = m_anchorMissing;
    } else {
        m_markedCounter = mark->counter;
        m_rolledBack = standing.counter < mark->counter || m_slots.counter < mark->slotsCounter;
        if (!m_rolledBack)
            m_promisedLog = mark->log;
    }
    // Slots that the database has never heard of: it is the database that is old.
    m_rolledBack |= standing.slots == Slots::kNewer;
    if (m_rolledBack)
        m_promisedLog.reset();
}

base::Result<void> Vault::tidy() {
    (void)m_files->removeFile(m_folder / kCreatingName);
    collectStrangers();
    const auto attachments = m_sealed->strangers();
    const auto spool = m_spool->strangers();
    for (const auto* folder : {&attachments, &spool}) {
        if (!*folder)
            continue;
        for (const auto& name : **folder)
            m_strangers.push_back(std::string(folder == &attachments ? kAttachmentsName : kSpoolName) + "/" +
                                  name);
    }
    // Files that an older database does not know may be a newer one's: then nothing is removed, of any kind.
    const bool asLeft =
        !m_rolledBack && !m_slotsReplaced && attachments && attachments->empty() && spool && spool->empty();
    MEDVEIL_TRY(m_sealed->removeLeftovers(asLeft));
    MEDVEIL_TRY(m_spool->removeLeftovers(asLeft));
    return asLeft ? removeGenerations() : base::Result<void>();
}

base::Result<void> Vault::removeGenerations() {
    MEDVEIL_ASSIGN(const std::uint64_t rotating, counterSetting(*m_database, kRotatingSetting));
    MEDVEIL_ASSIGN(const std::uint64_t replaced, counterSetting(*m_database, kReplacedSetting));
    if (rotating > m_slots.generation)
        abandonGeneration(rotating, {});
    if (replaced != 0 && replaced - 1 < m_slots.generation) {
        for (const auto ending : kDatabaseEndings)
            (void)m_files->removeFile(databasePath(replaced - 1).string() + std::string(ending));
        MEDVEIL_TRY(removeSetting(*m_database, kReplacedSetting));
    }
    return {};
}

void Vault::collectStrangers() {
    const auto entries = m_files->list(m_folder, 100'000);
    if (!entries)
        return;
    std::vector<std::string> own;
    const auto rotating = counterSetting(*m_database, kRotatingSetting).value_or(0);
    const auto replaced = counterSetting(*m_database, kReplacedSetting).value_or(0);
    for (const auto ending : kDatabaseEndings) {
        own.push_back(databaseName(m_slots.generation) + std::string(ending));
        if (rotating != 0)
            own.push_back(databaseName(rotating) + std::string(ending));
        if (replaced != 0)
            own.push_back(databaseName(replaced - 1) + std::string(ending));
    }
    for (const auto& entry : *entries) {
        if ((looksLikeDatabase(entry.name) || entry.name.ends_with(".part")) &&
            std::ranges::find(own, entry.name) == own.end())
            m_strangers.push_back(entry.name);
    }
}

}  // namespace medveil::vault
