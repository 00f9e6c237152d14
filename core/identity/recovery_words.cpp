#include "core/identity/recovery_words.h"

#include <algorithm>

#include "core/crypto/digest.h"
#include "core/identity/word_list.h"

namespace medveil::identity {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kBaseWords = 7776;
constexpr std::size_t kPackedBytes = 20;  // 160 bits: 6 zero bits, 26 of checksum, 128 of secret

crypto::Digest checksumOf(base::ByteView secret) {
    return crypto::hmacSha256(base::asBytes("medveil/v1/recovery-words"), secret);
}

std::uint32_t checksum26(base::ByteView secret) {
    const auto digest = checksumOf(secret);
    return (std::uint32_t{digest.bytes[0]} << 24 | std::uint32_t{digest.bytes[1]} << 16 |
            std::uint32_t{digest.bytes[2]} << 8 | digest.bytes[3]) >>
           6;
}

std::vector<base::WipedString> split(base::ByteView text) {
    std::vector<base::WipedString> words;
    bool inWord = false;
    for (const auto byte : text) {
        const char c = static_cast<char>(byte);
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
        if (!letter) {
            inWord = false;
            continue;
        }
        if (!inWord)
            words.emplace_back();
        inWord = true;
        words.back().push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c);
    }
    return words;
}

/// kWords.size() when it is not on the list.
std::size_t indexOf(std::string_view word) {
    const auto found = std::lower_bound(kWords.begin(), kWords.end(), word);
    return found != kWords.end() && *found == word ? static_cast<std::size_t>(found - kWords.begin())
                                                   : kWords.size();
}

}  // namespace

base::SecretBytes recoveryWords(const RecoverySecret& secret) {
    base::SecretBytes number(kPackedBytes);
    const auto packed = number.mutableView();
    const auto check = checksum26(secret.view());
    for (std::size_t i = 0; i < 4; ++i)
        packed[i] = static_cast<base::Byte>(check >> (8 * (3 - i)));
    std::copy(secret.view().begin(), secret.view().end(), packed.begin() + 4);

    base::WipedString text;
    for (std::size_t word = 0; word < kRecoveryWords; ++word) {
        // Long division: the remainder is the next word, least significant first.
        std::uint32_t remainder = 0;
        for (auto& byte : packed) {
            const auto value = remainder << 8 | byte;
            byte = static_cast<base::Byte>(value / kBaseWords);
            remainder = value % static_cast<std::uint32_t>(kBaseWords);
        }
        if (!text.empty())
            text.push_back(' ');
        text.append(kWords[remainder]);
    }
    return base::SecretBytes::copyOf(base::asBytes(std::string_view(text.data(), text.size())));
}

base::Result<RecoverySecret> secretFromWords(base::ByteView text) {
    const auto words = split(text);
    if (words.size() != kRecoveryWords)
        return fail(ErrorCode::kMalformed, "recovery words: not twelve");
    base::SecretBytes number(kPackedBytes);
    const auto packed = number.mutableView();
    for (auto word = words.rbegin(); word != words.rend(); ++word) {
        const auto index = indexOf({word->data(), word->size()});
        if (index == kWords.size())
            return fail(ErrorCode::kMalformed, "recovery words: a word is not on the list");
        auto carry = static_cast<std::uint32_t>(index);
        for (std::size_t i = kPackedBytes; i-- > 0;) {
            carry += packed[i] * static_cast<std::uint32_t>(kBaseWords);
            packed[i] = static_cast<base::Byte>(carry & 0xffU);
            carry >>= 8;
        }
        if (carry != 0)
            return fail(ErrorCode::kMalformed, "recovery words do not belong together");
    }
    MEDVEIL_ASSIGN(RecoverySecret secret, RecoverySecret::from(number.view().subspan(4)));
    const auto check = checksum26(secret.view());
    for (std::size_t i = 0; i < 4; ++i) {
        if (packed[i] != static_cast<base::Byte>(check >> (8 * (3 - i))))
            return fail(ErrorCode::kMalformed, "recovery words do not belong together");
    }
    return secret;
}

std::vector<std::size_t> unknownWords(base::ByteView text) {
    const auto words = split(text);
    std::vector<std::size_t> unknown;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (indexOf({words[i].data(), words[i].size()}) == kWords.size())
            unknown.push_back(i);
    }
    return unknown;
}

}  // namespace medveil::identity
