// What the libraries do for us, against published vectors: RFC 7748, 8032, 5869, 4231, 6962, FIPS 180-4 and
// the GCM specification's test cases; and the edges of our own use of them.
#include <QtTest>

#include <sodium.h>

#include "core/crypto/aead.h"
#include "core/crypto/digest.h"
#include "core/crypto/key_agreement.h"
#include "core/crypto/password_hash.h"
#include "core/crypto/random.h"
#include "core/crypto/signature.h"

using namespace medveil;
using base::ErrorCode;

namespace {
base::Bytes hex(std::string_view text) {
    return base::fromHex(text).value();
}
std::string toHex(const crypto::Digest& digest) {
    return base::toHex(digest.view());
}
}  // namespace

class TestCrypto : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void x25519() {
        // RFC 7748, section 5.2, first vector, and the small-order point of zeros that must be refused.
        const auto scalar = crypto::AgreementSecretKey::from(
                                hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"))
                                .value();
        const auto point = crypto::AgreementPublicKey::from(
                               hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"))
                               .value();
        QCOMPARE(base::toHex(crypto::agree(scalar, point)->view()),
                 std::string("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"));
        const auto refused = crypto::agree(scalar, crypto::AgreementPublicKey{});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::kBadKey);
    }

    void ed25519() {
        // RFC 8032, section 7.1, test 1: libsodium's own call, since ours signs within a context.
        const auto seed = hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        std::array<unsigned char, 32> publicKey{};
        std::array<unsigned char, 64> secretKey{};
        std::array<unsigned char, 64> signature{};
        crypto_sign_seed_keypair(publicKey.data(), secretKey.data(), seed.data());
        QCOMPARE(base::toHex(publicKey),
                 std::string("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
        crypto_sign_detached(signature.data(), nullptr, nullptr, 0, secretKey.data());
        QCOMPARE(base::toHex(signature),
                 std::string("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33ba"
                             "cc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"));
    }

    void signaturesAreBoundToTheirUse() {
        const auto pair = crypto::generateSigningKeyPair();
        const auto message = base::toBytes(base::asBytes("card"));
        const auto signature = crypto::sign(pair.secretKey, "one", message);
        QVERIFY(crypto::verify(pair.publicKey, "one", message, signature).has_value());
        QVERIFY(!crypto::verify(pair.publicKey, "other", message, signature));
        QVERIFY(!crypto::verify(crypto::generateSigningKeyPair().publicKey, "one", message, signature));
        for (std::size_t i = 0; i < 64; ++i) {
            auto bent = signature;
            bent.bytes[i] ^= 1;
            QVERIFY(!crypto::verify(pair.publicKey, "one", message, bent));
        }
    }

    void hashes() {
        QCOMPARE(toHex(crypto::sha256(base::asBytes("abc"))),
                 std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QCOMPARE(toHex(crypto::sha256({})),
                 std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        // RFC 4231, test case 2.
        QCOMPARE(
            toHex(crypto::hmacSha256(base::asBytes("Jefe"), base::asBytes("what do ya want for nothing?"))),
            std::string("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
    }

    void hkdf() {
        // RFC 5869, test case 1.
        base::Bytes out(42);
        const auto info = hex("f0f1f2f3f4f5f6f7f8f9");
        crypto::hkdf(base::Bytes(22, 0x0b), hex("000102030405060708090a0b0c"), base::asText(info), out);
        QCOMPARE(base::toHex(out),
                 std::string(
                     "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"));
        // Test case 3: no salt, no info.
        crypto::hkdf(base::Bytes(22, 0x0b), {}, {}, out);
        QCOMPARE(base::toHex(out),
                 std::string(
                     "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"));
    }

    void merkleTree() {
        // The reference leaves and roots of Certificate Transparency (RFC 6962).
        const char* const kLeaves[] = {"",
                                       "00",
                                       "10",
                                       "2021",
                                       "3031",
                                       "40414243",
                                       "5051525354555657",
                                       "606162636465666768696a6b6c6d6e6f"};
        const std::map<std::uint64_t, std::string> roots = {
            {1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
            {2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
            {3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
            {8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}};
        crypto::TreeHash tree;
        for (const char* leaf : kLeaves) {
            tree.append(crypto::TreeHash::leaf(hex(leaf)));
            if (const auto known = roots.find(tree.size()); known != roots.end())
                QCOMPARE(toHex(tree.root()), known->second);
        }
        QCOMPARE(tree.size(), std::uint64_t{8});
    }

    void aesGcm() {
        // The GCM specification (McGrew, Viega), test cases 13 and 14: a zero key, and the zero nonce of the
        // first chunk.
        crypto::ChunkCipher cipher(crypto::Algorithm::kAes256Gcm, crypto::SymmetricKey());
        base::Bytes tag(16);
        QVERIFY(cipher.seal(0, crypto::ChunkPosition::kInner, {}, tag).has_value());
        QCOMPARE(base::toHex(tag), std::string("530f8afbc74536b9a963b4f1c4cb738b"));
        base::Bytes sealed(32);
        QVERIFY(cipher.seal(0, crypto::ChunkPosition::kInner, base::Bytes(16), sealed).has_value());
        QCOMPARE(base::toHex(sealed),
                 std::string("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"));
    }

    void chunks_data() {
        QTest::addColumn<int>("algorithm");
        QTest::newRow("ChaCha20-Poly1305") << 0;
        QTest::newRow("AES-256-GCM") << 1;
    }
    void chunks() {
        QFETCH(int, algorithm);
        const auto kind = static_cast<crypto::Algorithm>(algorithm);
        const auto key = crypto::randomKey();
        crypto::ChunkCipher cipher(kind, key);
        base::Bytes plain(1000);
        crypto::fillRandom(plain);
        base::Bytes sealed(plain.size() + crypto::kTagBytes);
        QVERIFY(cipher.seal(7, crypto::ChunkPosition::kInner, plain, sealed).has_value());
        if (kind == crypto::Algorithm::kChaCha20Poly1305) {
            // The same bytes as libsodium's independent implementation gives.
            std::array<unsigned char, 12> nonce{};
            nonce[10] = 7;
            base::Bytes other(sealed.size());
            crypto_aead_chacha20poly1305_ietf_encrypt(other.data(), nullptr, plain.data(), plain.size(),
                                                      nullptr, 0, nullptr, nonce.data(), key.view().data());
            QVERIFY(other == sealed);
        }
        base::Bytes out(plain.size());
        QVERIFY(cipher.open(7, crypto::ChunkPosition::kInner, sealed, out).has_value());
        QVERIFY(out == plain);
        QVERIFY(!cipher.open(8, crypto::ChunkPosition::kInner, sealed, out));
        QVERIFY(!cipher.open(7, crypto::ChunkPosition::kLast, sealed, out));
        QVERIFY(std::ranges::all_of(out, [](base::Byte b) { return b == 0; }));
        QVERIFY(!crypto::ChunkCipher(kind, crypto::randomKey())
                     .open(7, crypto::ChunkPosition::kInner, sealed, out));
    }

    void boxes() {
        const auto key = crypto::randomKey();
        const auto box = crypto::sealBox(key, base::asBytes("secret"), base::asBytes("use"));
        QVERIFY(crypto::openBox(key, box, base::asBytes("use")).has_value());
        QVERIFY(!crypto::openBox(key, box, base::asBytes("other")));
        for (std::size_t size = 0; size < box.size(); ++size)
            QVERIFY(!crypto::openBox(key, base::ByteView(box).first(size), base::asBytes("use")));
    }

    void passwordHash() {
        const crypto::PasswordSalt salt{};
        const crypto::PasswordHashParameters cheap{1, 8 * 1024};
        const auto one = crypto::keyFromPassphrase(base::asBytes("a"), salt, cheap);
        QVERIFY(base::equalConstantTime(one->view(),
                                        crypto::keyFromPassphrase(base::asBytes("a"), salt, cheap)->view()));
        QVERIFY(!base::equalConstantTime(one->view(),
                                         crypto::keyFromPassphrase(base::asBytes("b"), salt, cheap)->view()));
        for (const auto& hostile :
             {crypto::PasswordHashParameters{0, 8192}, {65, 8192}, {3, 1}, {3, UINT32_MAX}})
            QVERIFY(!crypto::keyFromPassphrase({}, salt, hostile));
    }
};

QTEST_GUILESS_MAIN(TestCrypto)
#include "test_crypto.moc"
