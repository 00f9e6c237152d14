// The digest that names a file on the share: an RFC 6962 tree hash over its pieces, so that several cores
// can compute it and a stream needs no second pass. One thread.
//
// Pieces are as long as a sealed chunk; the header of a sealed message is a piece of its own, so that what
// seals a message hashes every chunk once, for the signature and for the name.
#pragma once

#include "core/base/file_system.h"
#include "core/crypto/digest.h"
#include "core/format/blob_header.h"

namespace medveil::format {

class FileDigest {
  public:
    static constexpr std::size_t kPieceBytes = kSealedChunkBytes;

    FileDigest();
    void update(base::ByteView bytes);
    /// A whole piece that was hashed elsewhere. Only where a piece begins, behind the header.
    void append(const crypto::Digest& leaf);
    crypto::Digest finish();

  private:
    void take(base::ByteView bytes);
    void closePiece();
    /// The front is all there is, or long enough to tell how long the first piece is.
    void settleFront();

    base::Bytes m_front;  ///< until the first piece's length is known
    bool m_settled = false;
    crypto::Sha256 m_leaf;
    std::size_t m_inPiece = 0;
    std::size_t m_pieceBytes = kPieceBytes;
    crypto::TreeHash m_tree;
};

crypto::Digest fileDigest(base::ByteView content);
base::Result<crypto::Digest> fileDigest(base::FileSystem& files, const base::Path& path);

}  // namespace medveil::format
