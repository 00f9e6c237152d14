#include "core/crypto/file_digest.h"

#include <algorithm>

namespace medveil::crypto {

void FileDigest::closeLeaf() {
    m_tree.append(m_leaf.finish());
    m_leaf = Sha256();
    m_leaf.update(kLeafPrefix);
    m_inLeaf = 0;
}

void FileDigest::update(base::ByteView bytes) {
    while (!bytes.empty()) {
        const auto count = std::min(bytes.size(), kPieceBytes - m_inLeaf);
        m_leaf.update(bytes.first(count));
        m_inLeaf += count;
        bytes = bytes.subspan(count);
        if (m_inLeaf == kPieceBytes)
            closeLeaf();
    }
}

Digest FileDigest::finish() {
    if (m_inLeaf > 0)
        closeLeaf();
    return m_tree.root();
}

}  // namespace medveil::crypto
