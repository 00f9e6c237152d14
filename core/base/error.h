// What can go wrong, as values. Owned by nobody: Error is a plain value, safe to copy between threads.
//
// Codes are grouped by hundreds, one group per room, and never renumbered: they are the command line's
// documented output and stand in audit logs. `detail` is English, for logs, and holds no personal data, no
// path and no key. No oracles: a wrong passphrase and a damaged key slot share one code, and so do "no
// payload" and "wrong stego key".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace medveil::base {

enum class ErrorCode : std::uint16_t {
    // 0 base
    kCancelled = 1,        ///< the person, or the program closing, stopped the work
    kInvalidArgument = 2,  ///< a caller's mistake or an impossible request
    kInternal = 3,         ///< an invariant did not hold: a defect of ours
    kOutOfMemory = 4,
    kUnsupported = 5,  ///< well formed, but not something this version does

    // 100 files
    kNotFound = 100,
    kAlreadyExists = 101,
    kPermissionDenied = 102,
    kNoSpace = 103,
    kReadOnly = 104,
    kIo = 105,              ///< the device or the network failed
    kUnexpectedEnd = 106,   ///< a file ended before its structure did
    kTooLarge = 107,        ///< over a bound that protects this machine
    kNotRegularFile = 108,  ///< a link, a folder or a device where a file is expected

    // 200 crypto and pki
    kAuthenticationFailed =
        200,        ///< a tag, MAC or signature does not hold: altered, damaged or not for this key
    kBadKey = 201,  ///< a key that is malformed, weak or of another kind
    kCryptoUnavailable = 202,  ///< a needed algorithm is not provided on this machine

    // 300 format
    kMalformed = 300,       ///< bytes that break their specification
    kUnknownVersion = 301,  ///< made by a newer version
    kUnknownSuite = 302,

    // 400 identity
    kNotVouchedFor = 400,  ///< a card or certificate without a chain to what this person trusts
    kKeyChanged = 401,     ///< the contact's key is another than the one last seen: look at it first
    kRevoked = 402,
    kUnknownContact = 403,

    // 500 vault
    kUnlockFailed = 500,  ///< wrong passphrase, wrong recovery words or a damaged slot: deliberately one code
    kVaultDamaged = 501,
    kVaultBusy = 502,  ///< another program has it open
    kVaultTooNew = 503,
    kVaultRolledBack = 504,  ///< older than the last state this machine has seen
    kWeakPassphrase = 505,
    kLocked = 506,
    kNoProfile = 507,
    kProfileCopied = 508,  ///< opened elsewhere than where it was used: a person says first whether it moved
    kVaultSlotsMissing = 509,     ///< files of a profile, without the one that says how to unlock it
    kVaultDatabaseMissing = 510,  ///< the detail names the file
    kVaultSlotsReplaced = 511,    ///< an older slots file stood there; the current one was put back
    kVaultStrangers = 512,        ///< files that look like the vault's and are none of it: left alone
    kOutboxDamaged = 513,         ///< rows of what waits to go out: they stay, and hold up nothing
    kDraftDamaged = 514,          ///< drafts that cannot be read: they stay as they are
    kInsideProfile = 515,         ///< a file that a person named lies where only the vault writes
    kContactsDamaged = 516,       ///< rows of people, known or waiting: they stay, and hold up nobody else
    kVaultAnchorMissing = 517,    ///< nothing says how new the vault was: it may be an older copy
    kVaultFilesMissing = 518,     ///< sealed files that the vault knows are not in its folder

    // 600 message
    kNotForMe = 600,           ///< no stanza opens: sealed for other people
    kNotIntendedReader = 601,  ///< opens, but this reader is not among the people the sender named
    kSenderUnverified = 602,   ///< the sender's signature does not hold, or the sender is not known
    kReplayed = 603,
    kExpired = 604,
    kPatientMismatch = 605,  ///< patient of the message and of what it carries differ

    // 700 share
    kShareOffline = 700,  ///< the marker is missing or the folder cannot be reached
    kShareFull = 701,
    kShareForeign = 702,  ///< the marker is another share's than the one configured
    kTooManyFiles = 703,

    // 800 stego
    kNothingFound = 800,  ///< no payload, or not for this key: deliberately one code
    kCoverTooSmall = 801,
    kCoverUnsupported = 802,  ///< the detail names the reason
    kCoverDamaged = 803,
    kCoverReused = 804,
    kPartsMissing = 805,  ///< hidden over several covers, and too few of them are at hand

    // 900 access
    kAuditBroken = 900,  ///< the log was edited, cut or forked
    kNotPermitted = 901,
    kNotLookedAt = 902,  ///< a person has to look at what is released first

    // 1000 imaging
    kImageDamaged = 1000,
    kImageUnsupported = 1001,
    kDecoderStopped = 1002,  ///< the decoding helper crashed or ran over its limits
};

/// The code's stable name, e.g. "kNotFound" as "not-found": for logs, JSON output and tests.
std::string_view errorName(ErrorCode code);

struct Error {
    ErrorCode code = ErrorCode::kInternal;
    std::string detail;
};

/// The code for an errno of the file system; `what` names the operation ("open", "rename"), never a path.
Error errorFromErrno(int errnoValue, std::string_view what);

}  // namespace medveil::base
