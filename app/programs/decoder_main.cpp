// The decoding helper. Started by core/imaging/client; of no use to a person.
#include "core/base/process.h"
#include "core/imaging/decoder/decoder_service.h"
#include "stego/formats/carrier_service.h"

int main() {
    medveil::base::closeToOthers();
    return medveil::imaging::serveDecoder(medveil::stego::makeCarrierService);
}
