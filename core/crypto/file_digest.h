// The digest that names a file on the share: RFC 6962 tree hash over its pieces of 256 KiB, so that several
// cores can compute it and a stream needs no second pass. One thread.
#pragma once

#include <array>

#include "core/crypto/digest.h"

namespace medveil::crypto {

class FileDigest {
  public:
    static constexpr std::size_t kPieceBytes = 256 * 1024;

    FileDigest() { m_leaf.update(kLeafPrefix); }
    void update(base::ByteView bytes);
    Digest finish();

  private:
    static constexpr std::array<base::Byte, 1> kLeafPrefix = {0};
    void closeLeaf();
    Sha256 m_leaf;
    std::size_t m_inLeaf = 0;
    TreeHash m_tree;
};

}  // namespace medveil::crypto
