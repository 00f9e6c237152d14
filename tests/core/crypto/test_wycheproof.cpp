// Project Wycheproof's vectors, through our own wrappers where they take what a vector gives, otherwise
// through the very library call that the wrapper makes.
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QtCrypto>

#include <openssl/evp.h>
#include <sodium.h>

#include "core/crypto/aead.h"
#include "core/crypto/digest.h"
#include "core/crypto/key_agreement.h"
#include "core/pki/rsa.h"
#include "tests/support/test_data.h"

using namespace medveil;

namespace {

base::Bytes bytesOf(const QJsonObject& object, const char* key) {
    return base::fromHex(object[QLatin1String(key)].toString().toStdString()).value();
}

base::Bytes joined(std::initializer_list<base::Bytes> pieces) {
    base::Bytes all;
    for (const auto& piece : pieces)
        all.insert(all.end(), piece.begin(), piece.end());
    return all;
}

/// OpenSSL's AEAD as ChunkCipher calls it, with a nonce of the vector's choice.
std::optional<base::Bytes> openWithOpenSsl(const EVP_CIPHER* cipher, const base::Bytes& key,
                                           const base::Bytes& nonce, const base::Bytes& associated,
                                           const base::Bytes& sealed, base::Bytes tag) {
    const std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)> context(EVP_CIPHER_CTX_new(),
                                                                             EVP_CIPHER_CTX_free);
    base::Bytes plain(sealed.size() + 16);
    int done = 0;
    int last = 0;
    const bool ok = EVP_DecryptInit_ex2(context.get(), cipher, key.data(), nonce.data(), nullptr) == 1 &&
                    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag.size()),
                                        tag.data()) == 1 &&
                    (associated.empty() || EVP_DecryptUpdate(context.get(), nullptr, &done, associated.data(),
                                                             static_cast<int>(associated.size())) == 1) &&
                    EVP_DecryptUpdate(context.get(), plain.data(), &done, sealed.data(),
                                      static_cast<int>(sealed.size())) == 1 &&
                    EVP_DecryptFinal_ex(context.get(), plain.data() + done, &last) == 1;
    if (!ok)
        return std::nullopt;
    plain.resize(sealed.size());
    return plain;
}

}  // namespace

class TestWycheproof : public QObject {
    Q_OBJECT

    /// `check` gets a group and a test and says whether it was accepted, with the right output.
    template <class Check>
    void each(const char* file, int atLeast, Check check) {
        QFile json(QString::fromStdString(
            (test::vectorFolder() / "wycheproof" / (std::string(file) + ".json")).string()));
        QVERIFY(json.open(QIODevice::ReadOnly));
        const auto document = QJsonDocument::fromJson(json.readAll()).object();
        int ran = 0;
        int skipped = 0;
        for (const auto& groupValue : document[QLatin1String("testGroups")].toArray()) {
            const auto group = groupValue.toObject();
            for (const auto& testValue : group[QLatin1String("tests")].toArray()) {
                const auto vector = testValue.toObject();
                const std::optional<bool> accepted = check(group, vector);
                if (!accepted) {
                    ++skipped;
                    continue;
                }
                const auto result = vector[QLatin1String("result")].toString();
                const auto what = QStringLiteral("%1 %2: %3, %4")
                                      .arg(QLatin1String(file))
                                      .arg(vector[QLatin1String("tcId")].toInt())
                                      .arg(result, vector[QLatin1String("comment")].toString());
                if (result == QLatin1String("valid"))
                    QVERIFY2(*accepted, qPrintable(what));
                if (result == QLatin1String("invalid"))
                    QVERIFY2(!*accepted, qPrintable(what));
                ++ran;
            }
        }
        qInfo("%s: %d vectors, %d of other sizes left out", file, ran, skipped);
        QVERIFY(ran >= atLeast);
    }

    void openSslAead(const char* file, const EVP_CIPHER* cipher, int atLeast) {
        each(file, atLeast, [&](const QJsonObject& group, const QJsonObject& v) -> std::optional<bool> {
            if (group[QLatin1String("keySize")].toInt() != 256 ||
                group[QLatin1String("ivSize")].toInt() != 96)
                return std::nullopt;
            const auto plain = openWithOpenSsl(cipher, bytesOf(v, "key"), bytesOf(v, "iv"), bytesOf(v, "aad"),
                                               bytesOf(v, "ct"), bytesOf(v, "tag"));
            return plain && *plain == bytesOf(v, "msg");
        });
    }

  private Q_SLOTS:
    void chaCha20Poly1305() { openSslAead("chacha20_poly1305", EVP_chacha20_poly1305(), 290); }
    void aesGcm() { openSslAead("aes_gcm", EVP_aes_256_gcm(), 60); }

    void xChaCha20Poly1305() {
        each("xchacha20_poly1305", 300,
             [](const QJsonObject& group, const QJsonObject& v) -> std::optional<bool> {
                 if (group[QLatin1String("ivSize")].toInt() != 192)
                     return std::nullopt;
                 const auto key = crypto::SymmetricKey::from(bytesOf(v, "key")).value();
                 const auto plain = crypto::openBox(
                     key, joined({bytesOf(v, "iv"), bytesOf(v, "ct"), bytesOf(v, "tag")}), bytesOf(v, "aad"));
                 return plain && std::ranges::equal(plain->view(), bytesOf(v, "msg"));
             });
    }

    void hkdfSha256() {
        each("hkdf_sha256", 80, [](const QJsonObject&, const QJsonObject& v) -> std::optional<bool> {
            const auto size = v[QLatin1String("size")].toInt();
            if (size > 255 * 32)
                return std::nullopt;  // our callers ask for fixed, small lengths
            base::Bytes out(static_cast<std::size_t>(size));
            const auto info = bytesOf(v, "info");
            crypto::hkdf(bytesOf(v, "ikm"), bytesOf(v, "salt"), base::asText(info), out);
            return out == bytesOf(v, "okm");
        });
    }

    void hmacSha256() {
        each("hmac_sha256", 170, [](const QJsonObject& group, const QJsonObject& v) -> std::optional<bool> {
            const auto mac = crypto::hmacSha256(bytesOf(v, "key"), bytesOf(v, "msg"));
            const auto bytes = static_cast<std::size_t>(group[QLatin1String("tagSize")].toInt() / 8);
            return std::ranges::equal(mac.view().first(bytes), bytesOf(v, "tag"));
        });
    }

    void x25519() {
        each("x25519", 500, [](const QJsonObject&, const QJsonObject& v) -> std::optional<bool> {
            const auto mine = crypto::AgreementSecretKey::from(bytesOf(v, "private")).value();
            const auto theirs = crypto::AgreementPublicKey::from(bytesOf(v, "public")).value();
            const auto shared = crypto::agree(mine, theirs);
            return shared && std::ranges::equal(shared->view(), bytesOf(v, "shared"));
        });
    }

    void ed25519() {
        each("ed25519", 140, [](const QJsonObject& group, const QJsonObject& v) -> std::optional<bool> {
            const auto key = bytesOf(group[QLatin1String("publicKey")].toObject(), "pk");
            const auto signature = bytesOf(v, "sig");
            const auto message = bytesOf(v, "msg");
            // Our Signature type holds exactly 64 bytes.
            return signature.size() == 64 && crypto_sign_verify_detached(signature.data(), message.data(),
                                                                         message.size(), key.data()) == 0;
        });
    }

    void rsaOaep() {
        (void)pki::RsaSecretKey::fromDer({});  // starts QCA, once for the process
        each("rsa_oaep_2048_sha1_mgf1sha1", 20,
             [](const QJsonObject& group, const QJsonObject& v) -> std::optional<bool> {
                 if (!bytesOf(v, "label").empty())
                     return std::nullopt;  // QCA gives no label
                 const auto der = bytesOf(group, "privateKeyPkcs8");
                 QCA::ConvertResult converted = QCA::ConvertGood;
                 auto key = QCA::PrivateKey::fromDER(QByteArray(reinterpret_cast<const char*>(der.data()),
                                                                static_cast<qsizetype>(der.size())),
                                                     {}, &converted)
                                .toRSA();
                 const auto sealed = bytesOf(v, "ct");
                 QCA::SecureArray plain;
                 const bool ok = key.decrypt(QByteArray(reinterpret_cast<const char*>(sealed.data()),
                                                        static_cast<qsizetype>(sealed.size())),
                                             &plain, QCA::EME_PKCS1_OAEP);
                 const auto expected = bytesOf(v, "msg");
                 return ok &&
                        plain.toByteArray() == QByteArray(reinterpret_cast<const char*>(expected.data()),
                                                          static_cast<qsizetype>(expected.size()));
             });
    }
};

QTEST_GUILESS_MAIN(TestWycheproof)
#include "test_wycheproof.moc"
