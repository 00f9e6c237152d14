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
    <name>medveil::ui::DetailsPanel</name>
    <message numerus="yes">
        <source>%n lines</source>
        <translation>
            <numerusform>%n line</numerusform>
            <numerusform>%n lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>medveil::ui::FindingsNotice</name>
    <message numerus="yes">
        <source>%n thing(s) about this profile need your attention</source>
        <translation>
            <numerusform>One thing about this profile needs your attention</numerusform>
            <numerusform>%n things about this profile need your attention</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>medveil::ui::MessagePlace</name>
    <message numerus="yes">
        <source>Set aside: %n</source>
        <translation>
            <numerusform>Set aside: %n</numerusform>
            <numerusform>Set aside: %n</numerusform>
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
    <message numerus="yes">
        <source>%n received message(s)</source>
        <translation>
            <numerusform>%n received message</numerusform>
            <numerusform>%n received messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sent message(s)</source>
        <translation>
            <numerusform>%n sent message</numerusform>
            <numerusform>%n sent messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>medveil::ui::ReleasePanel</name>
    <message numerus="yes">
        <source>%n series chosen.</source>
        <translation>
            <numerusform>%n series chosen.</numerusform>
            <numerusform>%n series chosen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>They are of %n patients: choose those of one.</source>
        <translation>
            <numerusform>It is of %n patient.</numerusform>
            <numerusform>They are of %n patients: choose those of one.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>medveil::ui::ScansPlace</name>
    <message numerus="yes">
        <source>%n regions proposed</source>
        <translation>
            <numerusform>%n region proposed</numerusform>
            <numerusform>%n regions proposed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n images are not touched by any region and were left out.</source>
        <translation>
            <numerusform>%n image is not touched by any region and was left out.</numerusform>
            <numerusform>%n images are not touched by any region and were left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n masked copies written</source>
        <translation>
            <numerusform>%n masked copy written</numerusform>
            <numerusform>%n masked copies written</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n images</source>
        <translation>
            <numerusform>%n image</numerusform>
            <numerusform>%n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files hold no image that can be shown</source>
        <translation>
            <numerusform>%n file holds no image that can be shown</numerusform>
            <numerusform>%n files hold no image that can be shown</numerusform>
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
    <message numerus="yes">
        <source>%n want to write to you</source>
        <translation>
            <numerusform>Somebody wants to write to you</numerusform>
            <numerusform>%n people want to write to you</numerusform>
        </translation>
    </message>
</context>
</TS>
