// Names of people, devices and messages. Plain values.
#pragma once

#include "core/crypto/keys.h"

namespace medveil::format {

/// SHA-256 of the person's first signing key: stays the same when keys are rotated.
using PersonId = base::PublicValue<struct PersonTag, 32>;
using DeviceId = base::PublicValue<struct DeviceTag, 16>;
/// A folder on the share; random, so that its name tells nothing about the device.
using MailboxId = base::PublicValue<struct MailboxTag, 16>;
using MessageId = base::PublicValue<struct MessageTag, 16>;

enum class Role : std::uint8_t { kAdministrator = 1, kDoctor = 2, kLab = 3, kPatient = 4, kResearcher = 5 };

enum class Suite : std::uint8_t {
    kX25519ChaCha20 = 1,  ///< X25519 key wrap, ChaCha20-Poly1305
    kRsaAes256 = 2,       ///< RSA-3072-OAEP key wrap, AES-256-GCM
};

}  // namespace medveil::format
