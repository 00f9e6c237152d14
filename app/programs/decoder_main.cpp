// The decoding helper. Started by core/imaging/image_file; of no use to a person.
#include "core/imaging/decoder_service.h"

int main() {
    return medveil::imaging::serveDecoder();
}
