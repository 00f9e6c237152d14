#include "app/messages/error_text.h"

#include <QCoreApplication>

namespace medveil::app {

using base::ErrorCode;

namespace {
ErrorText text(const char* title, const char* explanation, const char* advice) {
    const auto translated = [](const char* source) {
        return QCoreApplication::translate("ErrorText", source);
    };
    return {translated(title), translated(explanation), translated(advice)};
}
}  // namespace

// One switch without a default: a new code without its words does not compile. QT_TRANSLATE_NOOP marks the
// sentences for the translators.
ErrorText errorText(ErrorCode code) {
    switch (code) {
        case ErrorCode::kCancelled:
            return text(QT_TRANSLATE_NOOP("ErrorText", "Stopped"),
                        QT_TRANSLATE_NOOP("ErrorText", "You stopped this. Nothing was changed."),
                        QT_TRANSLATE_NOOP("ErrorText", "Start again whenever you like."));
        case ErrorCode::kInvalidArgument:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "That is not possible"),
                QT_TRANSLATE_NOOP("ErrorText", "These choices do not go together. Nothing was changed."),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "Check what you entered, for instance the recipients and dates."));
        case ErrorCode::kInternal:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "Something went wrong inside Medveil"),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "Medveil found a fault in its own work and stopped before anything was released."),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "Try again. If it happens again, report it with the time from the audit log."));
        case ErrorCode::kOutOfMemory:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "Not enough memory"),
                QT_TRANSLATE_NOOP("ErrorText", "This machine ran out of memory. Nothing was changed."),
                QT_TRANSLATE_NOOP("ErrorText", "Close other programs and try again."));
        case ErrorCode::kUnsupported:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "Not supported"),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "The file is well formed, but this version of Medveil cannot handle it."),
                QT_TRANSLATE_NOOP("ErrorText", "Use another file, or update Medveil."));
        case ErrorCode::kNotFound:
            return text(QT_TRANSLATE_NOOP("ErrorText", "Not found"),
                        QT_TRANSLATE_NOOP("ErrorText", "What you asked for is not there."),
                        QT_TRANSLATE_NOOP("ErrorText",
                                          "Check the name, and whether the drive or folder is connected."));
        case ErrorCode::kAlreadyExists:
            return text(QT_TRANSLATE_NOOP("ErrorText", "It already exists"),
                        QT_TRANSLATE_NOOP("ErrorText",
                                          "A file or profile with this name exists. It was left as it is."),
                        QT_TRANSLATE_NOOP("ErrorText", "Choose another name."));
        case ErrorCode::kPermissionDenied:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "No permission"),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "The system does not let you read or write there. Nothing was changed."),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "Ask whoever looks after this machine for access, or choose another place."));
        case ErrorCode::kNoSpace:
            return text(QT_TRANSLATE_NOOP("ErrorText", "The disk is full"),
                        QT_TRANSLATE_NOOP("ErrorText",
                                          "There is no room left where Medveil writes, or your account has "
                                          "reached its limit. Nothing incomplete was kept."),
                        QT_TRANSLATE_NOOP("ErrorText", "Free some space and try again."));
        case ErrorCode::kReadOnly:
            return text(QT_TRANSLATE_NOOP("ErrorText", "This place is read-only"),
                        QT_TRANSLATE_NOOP("ErrorText", "Nothing can be written there. Nothing was changed."),
                        QT_TRANSLATE_NOOP("ErrorText", "Choose another place."));
        case ErrorCode::kIo:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "The drive or network failed"),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "Reading or writing stopped part of the way through. Nothing incomplete was kept."),
                QT_TRANSLATE_NOOP("ErrorText", "Check the connection and try again."));
        case ErrorCode::kUnexpectedEnd:
            return text(QT_TRANSLATE_NOOP("ErrorText", "The file is incomplete"),
                        QT_TRANSLATE_NOOP("ErrorText", "It ends too early. None of it was used."),
                        QT_TRANSLATE_NOOP("ErrorText", "Ask the sender to send it again."));
        case ErrorCode::kTooLarge:
            return text(QT_TRANSLATE_NOOP("ErrorText", "Too large"),
                        QT_TRANSLATE_NOOP("ErrorText",
                                          "It is larger than Medveil accepts here. Nothing was changed."),
                        QT_TRANSLATE_NOOP("ErrorText", "Use a smaller file."));
        case ErrorCode::kNotRegularFile:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "Not a file"),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "This is a link, a folder or a device, not a file. It was not opened."),
                QT_TRANSLATE_NOOP("ErrorText", "Choose the file itself."));
        case ErrorCode::kAuthenticationFailed:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "Altered or damaged"),
                QT_TRANSLATE_NOOP("ErrorText", "This is not what the sender sealed, so none of it is shown."),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "Ask the sender to send it again, and tell them that it arrived altered."));
        case ErrorCode::kBadKey:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "A key cannot be used"),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "The key is damaged or of the wrong kind. Nothing was sealed with it."),
                QT_TRANSLATE_NOOP("ErrorText", "Ask for the person's card again."));
        case ErrorCode::kCryptoUnavailable:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "Encryption is not available"),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "Part of the encryption software is missing on this machine. Nothing was written."),
                QT_TRANSLATE_NOOP("ErrorText", "Install Medveil again with all its parts."));
        case ErrorCode::kMalformed:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "Not a valid file"),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "Its content does not follow its format. None of it was used."),
                QT_TRANSLATE_NOOP("ErrorText", "Check that this is the right file, or ask for it again."));
        case ErrorCode::kUnknownVersion:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "Made by a newer version"),
                QT_TRANSLATE_NOOP("ErrorText", "This Medveil is too old to read it. It is kept as it is."),
                QT_TRANSLATE_NOOP("ErrorText", "Update Medveil."));
        case ErrorCode::kUnknownSuite:
            return text(QT_TRANSLATE_NOOP("ErrorText", "Unknown encryption"),
                        QT_TRANSLATE_NOOP(
                            "ErrorText",
                            "It was sealed in a way that this version does not know. It is kept as it is."),
                        QT_TRANSLATE_NOOP("ErrorText", "Update Medveil."));
        case ErrorCode::kNotVouchedFor:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "Nobody vouches for this"),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "The card or certificate cannot be traced to somebody you trust. It was not added."),
                QT_TRANSLATE_NOOP("ErrorText", "Get the card from the person directly."));
        case ErrorCode::kKeyChanged:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "This person's key has changed"),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "Nothing was sent. It may be a new device, or somebody pretending to be this person."),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "Compare the safety number with the person, by telephone or face to face, "
                                  "before you send."));
        case ErrorCode::kRevoked:
            return text(QT_TRANSLATE_NOOP("ErrorText", "Revoked"),
                        QT_TRANSLATE_NOOP("ErrorText", "This key was withdrawn. Nothing was sent to it."),
                        QT_TRANSLATE_NOOP("ErrorText", "Ask the person for a new card."));
        case ErrorCode::kUnknownContact:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "Unknown person"),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "The person's card is not known here, so nothing can be checked or sent."),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "Read the share's directory again, or add the person's card file."));
        case ErrorCode::kUnlockFailed:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "Could not unlock"),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "The passphrase or recovery kit does not open this vault, or the vault's "
                                  "key file is damaged. Your data is untouched."),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "Check capital letters and keyboard layout. If it still fails, use the recovery kit."));
        case ErrorCode::kVaultDamaged:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "The vault is damaged"),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "A part of the vault is not what Medveil wrote. Nothing was overwritten."),
                QT_TRANSLATE_NOOP("ErrorText", "Do not write to it. Restore the vault from a backup."));
        case ErrorCode::kVaultBusy:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "The vault is open elsewhere"),
                QT_TRANSLATE_NOOP("ErrorText", "Another Medveil has this vault open. Nothing was changed."),
                QT_TRANSLATE_NOOP("ErrorText", "Close the other one first."));
        case ErrorCode::kVaultTooNew:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "The vault is from a newer version"),
                QT_TRANSLATE_NOOP("ErrorText", "This Medveil is too old to open it. Nothing was changed."),
                QT_TRANSLATE_NOOP("ErrorText", "Update Medveil."));
        case ErrorCode::kVaultRolledBack:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "An older copy of the vault was put back"),
                QT_TRANSLATE_NOOP("ErrorText", "What was done since then is missing. The rest can be read."),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "If you did not restore a backup yourself, tell whoever is responsible for security."));
        case ErrorCode::kWeakPassphrase:
            return text(QT_TRANSLATE_NOOP("ErrorText", "The passphrase is too weak"),
                        QT_TRANSLATE_NOOP("ErrorText", "It could be guessed. Nothing was changed."),
                        QT_TRANSLATE_NOOP("ErrorText",
                                          "Use several unrelated words, at least ten characters in all."));
        case ErrorCode::kLocked:
            return text(QT_TRANSLATE_NOOP("ErrorText", "Locked"),
                        QT_TRANSLATE_NOOP("ErrorText", "The profile is locked."),
                        QT_TRANSLATE_NOOP("ErrorText", "Unlock it first."));
        case ErrorCode::kProfileCopied:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "This profile was used in another place"),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "It was copied or moved here. As long as two copies share one mailbox, each gets a "
                    "part of the mail; so this one neither sends nor fetches yet."),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "Say whether it moved here or is a second device: at the top of the window, or "
                    "with ‘medveil-cli device’."));
        case ErrorCode::kNoProfile:
            return text(QT_TRANSLATE_NOOP("ErrorText", "There is no profile here"),
                        QT_TRANSLATE_NOOP("ErrorText", "The folder holds no Medveil profile."),
                        QT_TRANSLATE_NOOP("ErrorText", "Create one, or choose another folder."));
        case ErrorCode::kVaultSlotsMissing:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "The profile is damaged: a file is missing"),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "The file \"slots\", which says how to unlock the profile, is not in its "
                                  "folder. The rest was left as it is."),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "Put \"slots\" back from a backup. Do not remove anything from the folder."));
        case ErrorCode::kVaultDatabaseMissing:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "The profile is damaged: its database is missing"),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "The file \"vault-….db\" that belongs to this profile is not in its "
                                  "folder. The rest was left as it is."),
                QT_TRANSLATE_NOOP(
                    "ErrorText", "Put the file back from a backup. Do not remove anything from the folder."));
        case ErrorCode::kVaultSlotsReplaced:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "An older file with the ways to unlock was put back"),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "Medveil restored the current one. An earlier passphrase or recovery kit "
                                  "does not open this profile."),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "Use your current passphrase or your newest recovery kit. If you did not restore a "
                    "backup yourself, tell whoever is responsible for security."));
        case ErrorCode::kVaultStrangers:
            return text(QT_TRANSLATE_NOOP("ErrorText", "Unknown files lie in the profile's folder"),
                        QT_TRANSLATE_NOOP(
                            "ErrorText",
                            "They look like files of this profile, but it did not write them. They were "
                            "left alone."),
                        QT_TRANSLATE_NOOP(
                            "ErrorText",
                            "If a backup or a synchronising program put them there, move them elsewhere."));
        case ErrorCode::kVaultAnchorMissing:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "The profile is damaged: the file \"anchor\" is missing"),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "That file says how new the vault is. Without it nobody can tell whether "
                                  "an older copy was put back. Nothing was removed."),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "Look whether your newest messages are here. If some are missing, restore "
                                  "the whole folder from a backup, and tell whoever is responsible for "
                                  "security."));
        case ErrorCode::kVaultFilesMissing:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "The profile is damaged: attachments are missing"),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "Files that messages refer to are not in the folder \"attachments\" of "
                                  "the profile. The messages themselves are there."),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "Put the folder \"attachments\" back from a backup, or ask for those files again."));
        case ErrorCode::kOutboxDamaged:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "Mail that waits to go out is damaged"),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "What the vault says about it is not what Medveil wrote, so it stays "
                                  "here. Everything else is sent."),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "Look in Sent for messages that still wait, and send them again."));
        case ErrorCode::kDraftDamaged:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "A draft is damaged"),
                QT_TRANSLATE_NOOP("ErrorText", "It cannot be read, and was left as it is."),
                QT_TRANSLATE_NOOP("ErrorText", "Write it again, or restore the vault from a backup."));
        case ErrorCode::kContactsDamaged:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "What the vault says about a person is damaged"),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "That person cannot be chosen now, and their mail waits on the share. "
                                  "Everybody else is as before."),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "Restore the vault from a backup. Or remove what is damaged, add the person "
                    "again under People, and compare the safety number."));
        case ErrorCode::kNotForMe:
            return text(QT_TRANSLATE_NOOP("ErrorText", "Not sealed for you"),
                        QT_TRANSLATE_NOOP("ErrorText", "It was sealed for other people. It stays closed."),
                        QT_TRANSLATE_NOOP(
                            "ErrorText",
                            "If you expected it, ask the sender whether you were among the recipients."));
        case ErrorCode::kNotIntendedReader:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "Not meant for you"),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "Somebody forwarded a message that its sender did not address to you. It stays closed."),
                QT_TRANSLATE_NOOP("ErrorText", "Tell the sender that this message was forwarded."));
        case ErrorCode::kSenderUnverified:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "The sender is not who the message says"),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "The signature does not match the person named as its sender. None of it is shown."),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "Compare the safety number with the person before you trust anything in their name."));
        case ErrorCode::kReplayed:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "Received before"),
                QT_TRANSLATE_NOOP("ErrorText", "This message arrived earlier. It was not stored again."),
                QT_TRANSLATE_NOOP("ErrorText", "There is nothing to do."));
        case ErrorCode::kExpired:
            return text(QT_TRANSLATE_NOOP("ErrorText", "Expired"),
                        QT_TRANSLATE_NOOP(
                            "ErrorText",
                            "The sender set an expiry date, and it has passed. The message was not opened."),
                        QT_TRANSLATE_NOOP("ErrorText", "Ask the sender to send it again."));
        case ErrorCode::kPatientMismatch:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "Two different patients"),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "The number is known under another name, or an attached file is about "
                                  "somebody else or cannot be read. Nothing was sent."),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "Look at both, and correct what is wrong or say that you have checked."));
        case ErrorCode::kShareOffline:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "The shared folder is not there"),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "It cannot be reached. Your messages wait here and go out as soon as it is back."),
                QT_TRANSLATE_NOOP("ErrorText", "Check the network or the drive."));
        case ErrorCode::kShareFull:
            return text(QT_TRANSLATE_NOOP("ErrorText", "The shared folder is full"),
                        QT_TRANSLATE_NOOP("ErrorText",
                                          "Your messages wait here and go out as soon as there is room."),
                        QT_TRANSLATE_NOOP("ErrorText", "Ask whoever looks after the share to make room."));
        case ErrorCode::kShareForeign:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "This is another shared folder"),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "A different share is where yours used to be. Nothing was read from it or "
                                  "written to it."),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "Connect the right folder, or join the new share in Settings if that is what you want."));
        case ErrorCode::kInsideProfile:
            return text(QT_TRANSLATE_NOOP("ErrorText", "That is inside your profile"),
                        QT_TRANSLATE_NOOP(
                            "ErrorText",
                            "Only Medveil itself keeps files in the folder of your profile. Nothing was "
                            "written."),
                        QT_TRANSLATE_NOOP("ErrorText", "Choose another folder."));
        case ErrorCode::kTooManyFiles:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "Too many files"),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "There are more files than Medveil reads at once. Nothing was changed."),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "Choose fewer files. If it is the share, ask whoever looks after it to "
                                  "remove what does not belong there."));
        case ErrorCode::kNothingFound:
            return text(QT_TRANSLATE_NOOP("ErrorText", "Nothing found"),
                        QT_TRANSLATE_NOOP("ErrorText",
                                          "Nothing is hidden in this file, or nothing that your keys open."),
                        QT_TRANSLATE_NOOP("ErrorText",
                                          "If you expected something, ask the sender for the file again, "
                                          "unchanged: mail programs may recompress pictures."));
        case ErrorCode::kCoverTooSmall:
            return text(QT_TRANSLATE_NOOP("ErrorText", "The cover is too small"),
                        QT_TRANSLATE_NOOP("ErrorText", "The file cannot hold this. Nothing was written."),
                        QT_TRANSLATE_NOOP("ErrorText", "Choose a larger picture or a longer sound."));
        case ErrorCode::kCoverUnsupported:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "This file cannot carry anything"),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "Nothing can be hidden in a file of this kind. Nothing was written."),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "Choose a photograph (PNG, JPEG, TIFF or BMP) or a recording (WAV, AIFF or FLAC)."));
        case ErrorCode::kCoverDamaged:
            return text(QT_TRANSLATE_NOOP("ErrorText", "The cover is damaged"),
                        QT_TRANSLATE_NOOP("ErrorText",
                                          "The picture or sound does not follow its format, or was changed "
                                          "after something was hidden in it. Nothing was written."),
                        QT_TRANSLATE_NOOP("ErrorText", "Choose another file, or ask for it again."));
        case ErrorCode::kPartsMissing:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "More files are needed"),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "This was hidden across several files, and too few of them are here."),
                QT_TRANSLATE_NOOP("ErrorText", "Open it together with the others."));
        case ErrorCode::kCoverReused:
            return text(QT_TRANSLATE_NOOP("ErrorText", "This cover was used before"),
                        QT_TRANSLATE_NOOP("ErrorText",
                                          "Two versions of one cover give away that something is hidden. "
                                          "Nothing was hidden or sent."),
                        QT_TRANSLATE_NOOP(
                            "ErrorText", "Choose a file that nobody else has and that was not used before."));
        case ErrorCode::kAuditBroken:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "The audit log was tampered with"),
                QT_TRANSLATE_NOOP("ErrorText", "Entries were altered, removed or put in another order."),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "Export the log and tell whoever is responsible for security."));
        case ErrorCode::kNotPermitted:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "Not permitted"),
                QT_TRANSLATE_NOOP("ErrorText", "Your role's keys do not allow this. Nothing was changed."),
                QT_TRANSLATE_NOOP("ErrorText", "Ask the person who owns the data."));
        case ErrorCode::kNotLookedAt:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "Somebody has to look first"),
                QT_TRANSLATE_NOOP("ErrorText",
                                  "Names may be written in the picture itself, so an image is only released "
                                  "after somebody has looked at it."),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "Look at every frame, cover what names somebody, and confirm that you have looked."));
        case ErrorCode::kImageDamaged:
            return text(QT_TRANSLATE_NOOP("ErrorText", "The image is damaged"),
                        QT_TRANSLATE_NOOP("ErrorText", "It cannot be decoded in full, so it is not shown."),
                        QT_TRANSLATE_NOOP("ErrorText", "Ask for the image again."));
        case ErrorCode::kImageUnsupported:
            return text(QT_TRANSLATE_NOOP("ErrorText", "This image cannot be shown"),
                        QT_TRANSLATE_NOOP("ErrorText",
                                          "It holds no image, or one stored in a way that Medveil does not "
                                          "support. It was not changed."),
                        QT_TRANSLATE_NOOP("ErrorText", "Open it with another program."));
        case ErrorCode::kDecoderStopped:
            return text(
                QT_TRANSLATE_NOOP("ErrorText", "The image decoder stopped"),
                QT_TRANSLATE_NOOP(
                    "ErrorText",
                    "The file made the decoder fail or run too long. Nothing else was affected."),
                QT_TRANSLATE_NOOP("ErrorText", "Treat the file with suspicion, and ask for it again."));
    }
    return text(QT_TRANSLATE_NOOP("ErrorText", "Unknown error"),
                QT_TRANSLATE_NOOP("ErrorText", "This version does not know this error."),
                QT_TRANSLATE_NOOP("ErrorText", "Update Medveil."));
}

QString untoldText(Untold why) {
    const auto sentence = [](const char* source) { return QCoreApplication::translate("ErrorText", source); };
    switch (why) {
        case Untold::kNone:
            break;
        case Untold::kPacked:
            return sentence(QT_TRANSLATE_NOOP(
                "ErrorText", "It is compressed or an archive, and Medveil does not look into those."));
        case Untold::kMail:
            return sentence(
                QT_TRANSLATE_NOOP("ErrorText", "It is an e-mail, and Medveil does not look into those."));
        case Untold::kInterchange:
            return sentence(QT_TRANSLATE_NOOP("ErrorText",
                                              "It is a record like HL7, EDIFACT, X12, GDT or EDF, and "
                                              "Medveil does not read patients out of those."));
        case Untold::kUnknownText:
            return sentence(QT_TRANSLATE_NOOP(
                "ErrorText", "It looks like JSON, XML or Turtle, and it is no FHIR that Medveil can read."));
        case Untold::kDamaged:
            return sentence(QT_TRANSLATE_NOOP(
                "ErrorText",
                "It looks like a scan, and it is damaged or of a kind that Medveil cannot read."));
    }
    return {};
}

QString cautionText(ScanCaution caution) {
    const auto sentence = [](const char* source) { return QCoreApplication::translate("ErrorText", source); };
    switch (caution) {
        case ScanCaution::kColoursOfCodestream:
            return sentence(QT_TRANSLATE_NOOP(
                "ErrorText", "Colours as the compressed picture says: the file says others"));
        case ScanCaution::kWindowDamaged:
            return sentence(QT_TRANSLATE_NOOP("ErrorText", "A window of the file is damaged and left out"));
        case ScanCaution::kValuesDamaged:
            return sentence(QT_TRANSLATE_NOOP(
                "ErrorText", "Values are as stored: what the file says they mean is damaged"));
        case ScanCaution::kOverlayDamaged:
            return sentence(QT_TRANSLATE_NOOP("ErrorText", "Lines or letters of the file cannot be drawn"));
        case ScanCaution::kCutShort:
            return sentence(QT_TRANSLATE_NOOP("ErrorText", "INCOMPLETE: the compressed picture has no end"));
    }
    return {};
}

}  // namespace medveil::app
