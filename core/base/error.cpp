#include "core/base/error.h"

#include <cerrno>

namespace medveil::base {

std::string_view errorName(ErrorCode code) {
    switch (code) {
        case ErrorCode::kCancelled:
            return "cancelled";
        case ErrorCode::kInvalidArgument:
            return "invalid-argument";
        case ErrorCode::kInternal:
            return "internal";
        case ErrorCode::kOutOfMemory:
            return "out-of-memory";
        case ErrorCode::kUnsupported:
            return "unsupported";
        case ErrorCode::kNotFound:
            return "not-found";
        case ErrorCode::kAlreadyExists:
            return "already-exists";
        case ErrorCode::kPermissionDenied:
            return "permission-denied";
        case ErrorCode::kNoSpace:
            return "no-space";
        case ErrorCode::kReadOnly:
            return "read-only";
        case ErrorCode::kIo:
            return "io";
        case ErrorCode::kUnexpectedEnd:
            return "unexpected-end";
        case ErrorCode::kTooLarge:
            return "too-large";
        case ErrorCode::kNotRegularFile:
            return "not-regular-file";
        case ErrorCode::kAuthenticationFailed:
            return "authentication-failed";
        case ErrorCode::kBadKey:
            return "bad-key";
        case ErrorCode::kCryptoUnavailable:
            return "crypto-unavailable";
        case ErrorCode::kMalformed:
            return "malformed";
        case ErrorCode::kUnknownVersion:
            return "unknown-version";
        case ErrorCode::kUnknownSuite:
            return "unknown-suite";
        case ErrorCode::kNotVouchedFor:
            return "not-vouched-for";
        case ErrorCode::kKeyChanged:
            return "key-changed";
        case ErrorCode::kRevoked:
            return "revoked";
        case ErrorCode::kUnknownContact:
            return "unknown-contact";
        case ErrorCode::kUnlockFailed:
            return "unlock-failed";
        case ErrorCode::kVaultDamaged:
            return "vault-damaged";
        case ErrorCode::kVaultBusy:
            return "vault-busy";
        case ErrorCode::kVaultTooNew:
            return "vault-too-new";
        case ErrorCode::kVaultRolledBack:
            return "vault-rolled-back";
        case ErrorCode::kWeakPassphrase:
            return "weak-passphrase";
        case ErrorCode::kLocked:
            return "locked";
        case ErrorCode::kProfileCopied:
            return "profile-copied";
        case ErrorCode::kNoProfile:
            return "no-profile";
        case ErrorCode::kVaultSlotsMissing:
            return "vault-slots-missing";
        case ErrorCode::kVaultDatabaseMissing:
            return "vault-database-missing";
        case ErrorCode::kVaultSlotsReplaced:
            return "vault-slots-replaced";
        case ErrorCode::kVaultStrangers:
            return "vault-strangers";
        case ErrorCode::kOutboxDamaged:
            return "outbox-damaged";
        case ErrorCode::kDraftDamaged:
            return "draft-damaged";
        case ErrorCode::kInsideProfile:
            return "inside-profile";
        case ErrorCode::kContactsDamaged:
            return "contacts-damaged";
        case ErrorCode::kVaultAnchorMissing:
            return "vault-anchor-missing";
        case ErrorCode::kVaultFilesMissing:
            return "vault-files-missing";
        case ErrorCode::kNotForMe:
            return "not-for-me";
        case ErrorCode::kNotIntendedReader:
            return "not-intended-reader";
        case ErrorCode::kSenderUnverified:
            return "sender-unverified";
        case ErrorCode::kReplayed:
            return "replayed";
        case ErrorCode::kExpired:
            return "expired";
        case ErrorCode::kPatientMismatch:
            return "patient-mismatch";
        case ErrorCode::kShareOffline:
            return "share-offline";
        case ErrorCode::kShareFull:
            return "share-full";
        case ErrorCode::kShareForeign:
            return "share-foreign";
        case ErrorCode::kTooManyFiles:
            return "too-many-files";
        case ErrorCode::kNothingFound:
            return "nothing-found";
        case ErrorCode::kCoverTooSmall:
            return "cover-too-small";
        case ErrorCode::kCoverUnsupported:
            return "cover-unsupported";
        case ErrorCode::kCoverDamaged:
            return "cover-damaged";
        case ErrorCode::kPartsMissing:
            return "parts-missing";
        case ErrorCode::kCoverReused:
            return "cover-reused";
        case ErrorCode::kAuditBroken:
            return "audit-broken";
        case ErrorCode::kNotPermitted:
            return "not-permitted";
        case ErrorCode::kNotLookedAt:
            return "not-looked-at";
        case ErrorCode::kImageDamaged:
            return "image-damaged";
        case ErrorCode::kImageUnsupported:
            return "image-unsupported";
        case ErrorCode::kDecoderStopped:
            return "decoder-stopped";
    }
    return "unknown";
}

Error errorFromErrno(int errnoValue, std::string_view what) {
    const auto code = [errnoValue] {
        switch (errnoValue) {
            case ENOENT:
            case ENOTDIR:
                return ErrorCode::kNotFound;
            case EEXIST:
            case ENOTEMPTY:
                return ErrorCode::kAlreadyExists;
            case EACCES:
            case EPERM:
                return ErrorCode::kPermissionDenied;
            // EFBIG: a limit of the account or the file system; what there is to be done about it is the
            // same.
            case ENOSPC:
            case EDQUOT:
            case EFBIG:
                return ErrorCode::kNoSpace;
            case EROFS:
                return ErrorCode::kReadOnly;
            case ELOOP:
            case EISDIR:
            case ENXIO:
                return ErrorCode::kNotRegularFile;
            case ENAMETOOLONG:
                return ErrorCode::kInvalidArgument;
            case ENOMEM:
                return ErrorCode::kOutOfMemory;
            default:
                return ErrorCode::kIo;
        }
    }();
    return {code, std::string(what) + ": errno " + std::to_string(errnoValue)};
}

}  // namespace medveil::base
