# medveil_no_decoders(<executable>): the build stops when the program links a room, or a library, that decodes files
# of others. Only medveil-decoder may: it holds no keys.
set(MEDVEIL_DECODERS
    medveil_core_imaging_decoder medveil_stego_formats
    DCMTK::DCMTK EXPAT::EXPAT JPEG::JPEG PNG::PNG TIFF::TIFF PkgConfig::openjp2 PkgConfig::sndfile Qt6::Svg)
# What the window links all the same, and why.
set(MEDVEIL_DECODERS_OF_medveil Qt6::Svg)  # our own icons, from the program's resources: see tests/lint/check_style.py

function(medveil_no_decoders program)
    set(waiting ${program})
    set(seen)
    while(waiting)
        list(POP_FRONT waiting target)
        if(target IN_LIST MEDVEIL_DECODERS AND NOT target IN_LIST MEDVEIL_DECODERS_OF_${program})
            message(FATAL_ERROR "${program} holds keys and must not link ${target}, which decodes files of others")
        endif()
        if(target IN_LIST seen OR NOT TARGET ${target})
            continue()
        endif()
        list(APPEND seen ${target})
        get_target_property(kind ${target} TYPE)
        set(libraries)
        foreach(property LINK_LIBRARIES INTERFACE_LINK_LIBRARIES)
            # Rooms are ours to the last library; of others only what they pass on counts.
            if(property STREQUAL "LINK_LIBRARIES" AND kind STREQUAL "INTERFACE_LIBRARY")
                continue()
            endif()
            get_target_property(found ${target} ${property})
            if(found)
                list(APPEND libraries ${found})
            endif()
        endforeach()
        foreach(library IN LISTS libraries)
            string(REGEX REPLACE "^\\$<LINK_ONLY:(.*)>$" "\\1" library "${library}")
            list(APPEND waiting "${library}")
        endforeach()
    endwhile()
endfunction()
