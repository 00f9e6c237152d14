// A picture as large as anybody likes that a cover may be: a row of noise here and there, so that its file is
// not too small for what it shows.
#pragma once

#include <QBuffer>
#include <QImage>

#include "core/crypto/random.h"

namespace medveil::test {

/// The PNG file; three channels of a byte for each pixel.
inline base::Bytes largePicture(int width, int height) {
    QImage picture(width, height, QImage::Format_RGB888);
    picture.fill(Qt::red);
    for (int y = 0; y < height; y += 32)
        crypto::fillRandom({picture.scanLine(y), static_cast<std::size_t>(3 * width)});
    QBuffer buffer;
    picture.save(&buffer, "PNG", 80);
    return {buffer.data().begin(), buffer.data().end()};
}

}  // namespace medveil::test
