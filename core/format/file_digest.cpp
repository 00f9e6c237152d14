#include "core/format/file_digest.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace medveil::format {

namespace {
constexpr std::array<base::Byte, 1> kLeafPrefix = {0};
}  // namespace

FileDigest::FileDigest() {
    m_leaf.update(kLeafPrefix);
}

void FileDigest::closePiece() {
    m_tree.append(m_leaf.finish());
    m_leaf = crypto::Sha256();
    m_leaf.update(kLeafPrefix);
    m_inPiece = 0;
    m_pieceBytes = kPieceBytes;
}

void FileDigest::take(base::ByteView bytes) {
    while (!bytes.empty()) {
        const auto count = std::min(bytes.size(), m_pieceBytes - m_inPiece);
        m_leaf.update(bytes.first(count));
        m_inPiece += count;
        bytes = bytes.subspan(count);
        if (m_inPiece == m_pieceBytes)
            closePiece();
    }
}

void FileDigest::settleFront() {
    m_settled = true;
    m_pieceBytes = headerSize(m_front).value_or(kPieceBytes);
    take(m_front);
}

void FileDigest::update(base::ByteView bytes) {
    if (!m_settled) {
        const auto count = std::min(bytes.size(), kBlobFixedBytes - m_front.size());
        m_front.insert(m_front.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
        bytes = bytes.subspan(count);
        if (m_front.size() < kBlobFixedBytes)
            return;
        settleFront();
    }
    take(bytes);
}

void FileDigest::append(const crypto::Digest& leaf) {
    assert(m_settled && m_inPiece == 0);
    m_tree.append(leaf);
}

crypto::Digest FileDigest::finish() {
    if (!m_settled)
        settleFront();
    if (m_inPiece > 0)
        closePiece();
    return m_tree.root();
}

crypto::Digest fileDigest(base::ByteView content) {
    FileDigest digest;
    digest.update(content);
    return digest.finish();
}

base::Result<crypto::Digest> fileDigest(base::FileSystem& files, const base::Path& path) {
    MEDVEIL_ASSIGN(const auto file, files.openForReading(path));
    FileDigest digest;
    base::Bytes buffer(FileDigest::kPieceBytes);
    while (true) {
        MEDVEIL_ASSIGN(const std::size_t count, file->read(buffer));
        if (count == 0)
            return digest.finish();
        digest.update(base::ByteView(buffer).first(count));
    }
}

}  // namespace medveil::format
