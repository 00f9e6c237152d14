# medveil_room(<folder/name> SOURCES ... [DEPENDS rooms ...] [LIBRARIES public ...] [PRIVATE private ...] [QT])
#
# One static library per room, target medveil_<folder>_<name>. DEPENDS names the rooms below it; what a room may see is
# checked by tests/lint/check_layers.py, because a root-relative include compiles without any link.
function(medveil_room room)
    cmake_parse_arguments(arg "QT" "" "SOURCES;DEPENDS;LIBRARIES;PRIVATE" ${ARGN})
    string(REPLACE "/" "_" name "${room}")
    set(target "medveil_${name}")
    add_library(${target} STATIC ${arg_SOURCES})
    target_link_libraries(${target} PUBLIC medveil_options ${arg_LIBRARIES} PRIVATE ${arg_PRIVATE})
    foreach(dependency IN LISTS arg_DEPENDS)
        string(REPLACE "/" "_" dependency_name "${dependency}")
        target_link_libraries(${target} PUBLIC medveil_${dependency_name})
    endforeach()
    if(arg_QT)
        target_link_libraries(${target} PUBLIC medveil_qt_options)
        set_target_properties(${target} PROPERTIES AUTOMOC ON)
    endif()
endfunction()
