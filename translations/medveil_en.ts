<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en_GB">
<context>
    <name>medveil::ui::CoverPanel</name>
    <message numerus="yes">
        <source>Comparing %n covers…</source>
        <translation>
            <numerusform>Comparing %n cover…</numerusform>
            <numerusform>Comparing %n covers…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>medveil::ui::PatientsPlace</name>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n message</numerusform>
            <numerusform>%n messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>medveil::ui::SettingsPlace</name>
    <message numerus="yes">
        <source>after %n minute(s) without use</source>
        <translation>
            <numerusform>after %n minute without use</numerusform>
            <numerusform>after %n minutes without use</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>medveil::ui::Shell</name>
    <message numerus="yes">
        <source>%n waiting to go out</source>
        <translation>
            <numerusform>%n waiting to go out</numerusform>
            <numerusform>%n waiting to go out</numerusform>
        </translation>
    </message>
</context>
</TS>
