#include "core/vault/sealed_file.h"

#include <algorithm>

#include "core/vault/sealed_files.h"

namespace medveil::vault {

using base::ErrorCode;
using base::fail;

namespace {
constexpr std::size_t kChunk = 256 * 1024;
constexpr std::string_view kMagic = "MVFILE1\n";
}  // namespace

SealedFileWriter::SealedFileWriter(SealedFiles& owner, base::FileSystem& files, base::Path path,
                                   crypto::SymmetricKey key)
    : m_owner(owner),
      m_files(files),
      m_path(std::move(path)),
      m_key(std::move(key)),
      m_cipher(crypto::Algorithm::kChaCha20Poly1305, m_key) {
    m_plain.reserve(kChunk);
}

base::Result<void> SealedFileWriter::begin() {
    MEDVEIL_ASSIGN(m_file, m_files.createExclusive(m_path));
    return m_file->write(base::asBytes(kMagic));
}

SealedFileWriter::~SealedFileWriter() {
    if (m_finished)
        return;
    m_file.reset();
    m_owner.discard(m_path.filename().string());
}

base::Result<void> SealedFileWriter::sealChunk(crypto::ChunkPosition position) {
    m_sealed.resize(m_plain.size() + crypto::kTagBytes);
    MEDVEIL_TRY(m_cipher.seal(m_counter++, position, m_plain, m_sealed));
    m_plain.clear();
    return m_file->write(m_sealed);
}

base::Result<void> SealedFileWriter::write(base::ByteView bytes) {
    m_size += bytes.size();
    while (!bytes.empty()) {
        // A full chunk waits until more comes: only then is it known not to be the last.
        if (m_plain.size() == kChunk)
            MEDVEIL_TRY(sealChunk(crypto::ChunkPosition::kInner));
        const auto count = std::min(bytes.size(), kChunk - m_plain.size());
        m_plain.insert(m_plain.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
        bytes = bytes.subspan(count);
    }
    return {};
}

base::Result<SealedFileRef> SealedFileWriter::finish() {
    MEDVEIL_TRY(sealChunk(crypto::ChunkPosition::kLast));
    MEDVEIL_TRY(m_file->sync());
    MEDVEIL_TRY(m_file->close());
    MEDVEIL_TRY(m_files.syncFolder(m_path.parent_path()));
    const auto name = m_path.filename().string();
    MEDVEIL_TRY(m_owner.noteSize(name, m_size));
    m_finished = true;
    return SealedFileRef{name, m_key.clone(), m_size};
}

SealedFileReader::SealedFileReader(std::unique_ptr<base::File> file, const SealedFileRef& ref)
    : m_file(std::move(file)), m_cipher(crypto::Algorithm::kChaCha20Poly1305, ref.key), m_left(ref.size) {}

base::Result<std::unique_ptr<SealedFileReader>> SealedFileReader::open(base::FileSystem& files,
                                                                       const base::Path& folder,
                                                                       const SealedFileRef& ref) {
    MEDVEIL_ASSIGN(auto file, files.openForReading(folder / ref.name));
    base::Bytes magic(kMagic.size());
    MEDVEIL_ASSIGN(const std::size_t count, file->read(magic));
    if (count != magic.size() || base::asText(magic) != kMagic)
        return fail(ErrorCode::kVaultDamaged, "attachment file");
    return std::unique_ptr<SealedFileReader>(new SealedFileReader(std::move(file), ref));
}

base::Result<void> SealedFileReader::nextChunk() {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(m_left, kChunk));
    const auto position = m_left <= kChunk ? crypto::ChunkPosition::kLast : crypto::ChunkPosition::kInner;
    base::Bytes sealed(size + crypto::kTagBytes);
    MEDVEIL_ASSIGN(const std::size_t count, m_file->read(sealed));
    m_plain.resize(size);
    if (count != sealed.size() || !m_cipher.open(m_counter++, position, sealed, m_plain)) {
        m_plain.clear();
        return fail(ErrorCode::kVaultDamaged, "attachment file");
    }
    m_at = 0;
    m_left -= size;
    return {};
}

base::Result<std::size_t> SealedFileReader::read(base::MutableByteView buffer) {
    std::size_t done = 0;
    while (done < buffer.size()) {
        if (m_at == m_plain.size()) {
            if (m_left == 0)
                break;
            MEDVEIL_TRY(nextChunk());
        }
        const auto count = std::min(buffer.size() - done, m_plain.size() - m_at);
        std::copy_n(m_plain.begin() + static_cast<std::ptrdiff_t>(m_at), count,
                    buffer.begin() + static_cast<std::ptrdiff_t>(done));
        m_at += count;
        done += count;
    }
    return done;
}

}  // namespace medveil::vault
