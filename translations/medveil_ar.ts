<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ar" sourcelanguage="en_GB">
<context>
    <name>ErrorText</name>
    <message>
        <source>Stopped</source>
        <translation>توقّف</translation>
    </message>
    <message>
        <source>You stopped this. Nothing was changed.</source>
        <translation>أنت أوقفت هذا. لم يتغيّر شيء.</translation>
    </message>
    <message>
        <source>Start again whenever you like.</source>
        <translation>ابدأ من جديد متى شئت.</translation>
    </message>
    <message>
        <source>That is not possible</source>
        <translation>هذا غير ممكن</translation>
    </message>
    <message>
        <source>Check what you entered, for instance the recipients and dates.</source>
        <translation>راجع ما أدخلتَه، كالمستلمين والتواريخ.</translation>
    </message>
    <message>
        <source>Something went wrong inside Medveil</source>
        <translation>حدث خطأ داخل Medveil</translation>
    </message>
    <message>
        <source>Try again. If it happens again, report it with the time from the audit log.</source>
        <translation>حاول مرة أخرى. إن تكرر فأبلغ عنه مع الوقت المسجل في سجل التدقيق.</translation>
    </message>
    <message>
        <source>Not enough memory</source>
        <translation>الذاكرة لا تكفي</translation>
    </message>
    <message>
        <source>This machine ran out of memory. Nothing was changed.</source>
        <translation>نفدت ذاكرة هذا الجهاز. لم يتغيّر شيء.</translation>
    </message>
    <message>
        <source>Close other programs and try again.</source>
        <translation>أغلق برامج أخرى وحاول مرة أخرى.</translation>
    </message>
    <message>
        <source>Not supported</source>
        <translation>غير مدعوم</translation>
    </message>
    <message>
        <source>The file is well formed, but this version of Medveil cannot handle it.</source>
        <translation>الملف سليم البنية، لكن هذا الإصدار من Medveil لا يستطيع معالجته.</translation>
    </message>
    <message>
        <source>Use another file, or update Medveil.</source>
        <translation>استخدم ملفاً آخر، أو حدّث Medveil.</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>غير موجود</translation>
    </message>
    <message>
        <source>Check the name, and whether the drive or folder is connected.</source>
        <translation>راجع الاسم، وتأكد من اتصال القرص أو المجلد.</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>اختر اسماً آخر.</translation>
    </message>
    <message>
        <source>No permission</source>
        <translation>لا إذن</translation>
    </message>
    <message>
        <source>The system does not let you read or write there. Nothing was changed.</source>
        <translation>لا يسمح لك النظام بالقراءة أو الكتابة هناك. لم يتغيّر شيء.</translation>
    </message>
    <message>
        <source>Ask whoever looks after this machine for access, or choose another place.</source>
        <translation>اطلب الإذن من المسؤول عن هذا الجهاز، أو اختر مكاناً آخر.</translation>
    </message>
    <message>
        <source>The disk is full</source>
        <translation>القرص ممتلئ</translation>
    </message>
    <message>
        <source>Free some space and try again.</source>
        <translation>أفرغ بعض المساحة وحاول مرة أخرى.</translation>
    </message>
    <message>
        <source>Choose another place.</source>
        <translation>اختر مكاناً آخر.</translation>
    </message>
    <message>
        <source>The drive or network failed</source>
        <translation>تعطّل القرص أو الشبكة</translation>
    </message>
    <message>
        <source>Check the connection and try again.</source>
        <translation>تحقق من الاتصال وحاول مرة أخرى.</translation>
    </message>
    <message>
        <source>The file is incomplete</source>
        <translation>الملف ناقص</translation>
    </message>
    <message>
        <source>Ask the sender to send it again.</source>
        <translation>اطلب من المرسل إرساله مرة أخرى.</translation>
    </message>
    <message>
        <source>Too large</source>
        <translation>كبير جداً</translation>
    </message>
    <message>
        <source>It is larger than Medveil accepts here. Nothing was changed.</source>
        <translation>إنه أكبر مما يقبله Medveil هنا. لم يتغيّر شيء.</translation>
    </message>
    <message>
        <source>Use a smaller file.</source>
        <translation>استخدم ملفاً أصغر.</translation>
    </message>
    <message>
        <source>Not a file</source>
        <translation>ليس ملفاً</translation>
    </message>
    <message>
        <source>Choose the file itself.</source>
        <translation>اختر الملف نفسه.</translation>
    </message>
    <message>
        <source>Altered or damaged</source>
        <translation>مُغيَّر أو تالف</translation>
    </message>
    <message>
        <source>Ask the sender to send it again, and tell them that it arrived altered.</source>
        <translation>اطلب من المرسل إرساله مرة أخرى، وأخبره أنه وصل مُغيَّراً.</translation>
    </message>
    <message>
        <source>Ask for the person&apos;s card again.</source>
        <translation>اطلب بطاقة الشخص مرة أخرى.</translation>
    </message>
    <message>
        <source>Encryption is not available</source>
        <translation>التعمية غير متاحة</translation>
    </message>
    <message>
        <source>Install Medveil again with all its parts.</source>
        <translation>ثبّت Medveil من جديد بكل أجزائه.</translation>
    </message>
    <message>
        <source>Not a valid file</source>
        <translation>ملف غير صالح</translation>
    </message>
    <message>
        <source>Check that this is the right file, or ask for it again.</source>
        <translation>تأكد أنه الملف الصحيح، أو اطلبه مرة أخرى.</translation>
    </message>
    <message>
        <source>Made by a newer version</source>
        <translation>من إصدار أحدث</translation>
    </message>
    <message>
        <source>This Medveil is too old to read it. It is kept as it is.</source>
        <translation>هذا الإصدار من Medveil أقدم من أن يقرأه. بقي كما هو.</translation>
    </message>
    <message>
        <source>Update Medveil.</source>
        <translation>حدّث Medveil.</translation>
    </message>
    <message>
        <source>Unknown encryption</source>
        <translation>تعمية غير معروفة</translation>
    </message>
    <message>
        <source>It was sealed in a way that this version does not know. It is kept as it is.</source>
        <translation>خُتم بطريقة لا يعرفها هذا الإصدار. بقي كما هو.</translation>
    </message>
    <message>
        <source>Nobody vouches for this</source>
        <translation>لا أحد يضمن هذا</translation>
    </message>
    <message>
        <source>The card or certificate cannot be traced to somebody you trust. It was not added.</source>
        <translation>لا يمكن رد البطاقة أو الشهادة إلى شخص تثق به. لم تُضف.</translation>
    </message>
    <message>
        <source>Get the card from the person directly.</source>
        <translation>احصل على البطاقة من الشخص مباشرة.</translation>
    </message>
    <message>
        <source>This person&apos;s key has changed</source>
        <translation>تغيّر مفتاح هذا الشخص</translation>
    </message>
    <message>
        <source>Compare the safety number with the person, by telephone or face to face, before you send.</source>
        <translation>قارن رقم الأمان مع الشخص، بالهاتف أو وجهاً لوجه، قبل أن ترسل.</translation>
    </message>
    <message>
        <source>Revoked</source>
        <translation>ملغى</translation>
    </message>
    <message>
        <source>This key was withdrawn. Nothing was sent to it.</source>
        <translation>سُحب هذا المفتاح. لم يُرسل إليه شيء.</translation>
    </message>
    <message>
        <source>Ask the person for a new card.</source>
        <translation>اطلب من الشخص بطاقة جديدة.</translation>
    </message>
    <message>
        <source>Unknown person</source>
        <translation>شخص غير معروف</translation>
    </message>
    <message>
        <source>The person&apos;s card is not known here, so nothing can be checked or sent.</source>
        <translation>بطاقة الشخص غير معروفة هنا، فلا يمكن التحقق من شيء أو إرسال شيء.</translation>
    </message>
    <message>
        <source>Read the share&apos;s directory again, or add the person&apos;s card file.</source>
        <translation>اقرأ دليل المجلد المشترك مرة أخرى، أو أضف ملف بطاقة الشخص.</translation>
    </message>
    <message>
        <source>The passphrase or recovery kit does not open this vault, or the vault&apos;s key file is damaged. Your data is untouched.</source>
        <translation>عبارة المرور أو حزمة الاستعادة لا تفتح هذه الخزنة، أو أن ملف مفاتيح الخزنة تالف. بياناتك لم تُمسّ.</translation>
    </message>
    <message>
        <source>Check capital letters and keyboard layout. If it still fails, use the recovery kit.</source>
        <translation>راجع الأحرف الكبيرة وتخطيط لوحة المفاتيح. إن لم ينجح فاستخدم حزمة الاستعادة.</translation>
    </message>
    <message>
        <source>The vault is damaged</source>
        <translation>الخزنة تالفة</translation>
    </message>
    <message>
        <source>A part of the vault is not what Medveil wrote. Nothing was overwritten.</source>
        <translation>جزء من الخزنة ليس ما كتبه Medveil. لم يُكتب فوق شيء.</translation>
    </message>
    <message>
        <source>Do not write to it. Restore the vault from a backup.</source>
        <translation>لا تكتب فيها. استعد الخزنة من نسخة احتياطية.</translation>
    </message>
    <message>
        <source>The vault is open elsewhere</source>
        <translation>الخزنة مفتوحة في مكان آخر</translation>
    </message>
    <message>
        <source>Another Medveil has this vault open. Nothing was changed.</source>
        <translation>هذه الخزنة مفتوحة في نافذة أخرى من Medveil. لم يتغيّر شيء.</translation>
    </message>
    <message>
        <source>Close the other one first.</source>
        <translation>أغلق الأخرى أولاً.</translation>
    </message>
    <message>
        <source>The vault is from a newer version</source>
        <translation>الخزنة من إصدار أحدث</translation>
    </message>
    <message>
        <source>This Medveil is too old to open it. Nothing was changed.</source>
        <translation>هذا الإصدار من Medveil أقدم من أن يفتحها. لم يتغيّر شيء.</translation>
    </message>
    <message>
        <source>An older copy of the vault was put back</source>
        <translation>أُعيدت نسخة أقدم من الخزنة</translation>
    </message>
    <message>
        <source>If you did not restore a backup yourself, tell whoever is responsible for security.</source>
        <translation>إن لم تستعد نسخة احتياطية بنفسك فأخبر المسؤول عن الأمن.</translation>
    </message>
    <message>
        <source>The passphrase is too weak</source>
        <translation>عبارة المرور ضعيفة جداً</translation>
    </message>
    <message>
        <source>It could be guessed. Nothing was changed.</source>
        <translation>يمكن تخمينها. لم يتغيّر شيء.</translation>
    </message>
    <message>
        <source>Use several unrelated words, at least ten characters in all.</source>
        <translation>استخدم عدة كلمات لا صلة بينها، عشرة أحرف على الأقل في المجموع.</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>مقفل</translation>
    </message>
    <message>
        <source>The profile is locked.</source>
        <translation>الملف الشخصي مقفل.</translation>
    </message>
    <message>
        <source>Unlock it first.</source>
        <translation>افتح القفل أولاً.</translation>
    </message>
    <message>
        <source>There is no profile here</source>
        <translation>لا ملف شخصي هنا</translation>
    </message>
    <message>
        <source>The folder holds no Medveil profile.</source>
        <translation>لا يحتوي المجلد على ملف شخصي لـ Medveil.</translation>
    </message>
    <message>
        <source>Create one, or choose another folder.</source>
        <translation>أنشئ واحداً، أو اختر مجلداً آخر.</translation>
    </message>
    <message>
        <source>Not sealed for you</source>
        <translation>ليس مختوماً لك</translation>
    </message>
    <message>
        <source>It was sealed for other people. It stays closed.</source>
        <translation>خُتم لأشخاص آخرين. يبقى مغلقاً.</translation>
    </message>
    <message>
        <source>If you expected it, ask the sender whether you were among the recipients.</source>
        <translation>إن كنت تنتظره فاسأل المرسل هل كنت من المستلمين.</translation>
    </message>
    <message>
        <source>Not meant for you</source>
        <translation>ليس موجهاً إليك</translation>
    </message>
    <message>
        <source>Compare the safety number with the person before you trust anything in their name.</source>
        <translation>قارن رقم الأمان مع الشخص قبل أن تثق بأي شيء باسمه.</translation>
    </message>
    <message>
        <source>Received before</source>
        <translation>وصلت من قبل</translation>
    </message>
    <message>
        <source>There is nothing to do.</source>
        <translation>لا يلزم فعل شيء.</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>انتهت صلاحيتها</translation>
    </message>
    <message>
        <source>Two different patients</source>
        <translation>مريضان مختلفان</translation>
    </message>
    <message>
        <source>The shared folder is not there</source>
        <translation>المجلد المشترك غير موجود</translation>
    </message>
    <message>
        <source>Check the network or the drive.</source>
        <translation>تحقق من الشبكة أو القرص.</translation>
    </message>
    <message>
        <source>The shared folder is full</source>
        <translation>المجلد المشترك ممتلئ</translation>
    </message>
    <message>
        <source>Ask whoever looks after the share to make room.</source>
        <translation>اطلب من المسؤول عن المجلد المشترك إفساح المجال.</translation>
    </message>
    <message>
        <source>Connect the right folder, or join the new share in Settings if that is what you want.</source>
        <translation>صِل المجلد الصحيح، أو انضم إلى المجلد الجديد من الإعدادات إن كان هذا ما تريد.</translation>
    </message>
    <message>
        <source>Too many files</source>
        <translation>ملفات كثيرة جداً</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>لم يوجد شيء</translation>
    </message>
    <message>
        <source>If you expected something, ask the sender for the file again, unchanged: mail programs may recompress pictures.</source>
        <translation>إن كنت تنتظر شيئاً فاطلب الملف من المرسل مرة أخرى دون تغيير: قد تعيد برامج البريد ضغط الصور.</translation>
    </message>
    <message>
        <source>The cover is too small</source>
        <translation>الغلاف صغير جداً</translation>
    </message>
    <message>
        <source>The file cannot hold this. Nothing was written.</source>
        <translation>لا يتسع الملف لهذا. لم يُكتب شيء.</translation>
    </message>
    <message>
        <source>Choose a larger picture or a longer sound.</source>
        <translation>اختر صورة أكبر أو صوتاً أطول.</translation>
    </message>
    <message>
        <source>This file cannot carry anything</source>
        <translation>لا يمكن لهذا الملف أن يحمل شيئاً</translation>
    </message>
    <message>
        <source>Choose a photograph (PNG, JPEG, TIFF or BMP) or a recording (WAV, AIFF or FLAC).</source>
        <translation>اختر صورة (PNG أو JPEG أو TIFF أو BMP) أو تسجيلاً (WAV أو AIFF أو FLAC).</translation>
    </message>
    <message>
        <source>The cover is damaged</source>
        <translation>الغلاف تالف</translation>
    </message>
    <message>
        <source>Choose another file, or ask for it again.</source>
        <translation>اختر ملفاً آخر، أو اطلبه مرة أخرى.</translation>
    </message>
    <message>
        <source>More files are needed</source>
        <translation>يلزم مزيد من الملفات</translation>
    </message>
    <message>
        <source>Open it together with the others.</source>
        <translation>افتحه مع الملفات الأخرى.</translation>
    </message>
    <message>
        <source>This cover was used before</source>
        <translation>سبق استخدام هذا الغلاف</translation>
    </message>
    <message>
        <source>Two versions of one cover give away that something is hidden. Nothing was hidden or sent.</source>
        <translation>نسختان من غلاف واحد تكشفان أن شيئاً مخفي. لم يُخفَ شيء ولم يُرسل.</translation>
    </message>
    <message>
        <source>Choose a file that nobody else has and that was not used before.</source>
        <translation>اختر ملفاً ليس عند غيرك ولم يُستخدم من قبل.</translation>
    </message>
    <message>
        <source>The audit log was tampered with</source>
        <translation>جرى العبث بسجل التدقيق</translation>
    </message>
    <message>
        <source>Entries were altered, removed or put in another order.</source>
        <translation>غُيّرت قيود أو حُذفت أو بُدّل ترتيبها.</translation>
    </message>
    <message>
        <source>Export the log and tell whoever is responsible for security.</source>
        <translation>صدّر السجل وأخبر المسؤول عن الأمن.</translation>
    </message>
    <message>
        <source>Not permitted</source>
        <translation>غير مسموح</translation>
    </message>
    <message>
        <source>Your role&apos;s keys do not allow this. Nothing was changed.</source>
        <translation>مفاتيح دورك لا تسمح بهذا. لم يتغيّر شيء.</translation>
    </message>
    <message>
        <source>Ask the person who owns the data.</source>
        <translation>اسأل صاحب البيانات.</translation>
    </message>
    <message>
        <source>The image is damaged</source>
        <translation>الصورة تالفة</translation>
    </message>
    <message>
        <source>It cannot be decoded in full, so it is not shown.</source>
        <translation>لا يمكن فك ترميزها كاملة، لذلك لا تُعرض.</translation>
    </message>
    <message>
        <source>Ask for the image again.</source>
        <translation>اطلب الصورة مرة أخرى.</translation>
    </message>
    <message>
        <source>This image cannot be shown</source>
        <translation>لا يمكن عرض هذه الصورة</translation>
    </message>
    <message>
        <source>Open it with another program.</source>
        <translation>افتحها ببرنامج آخر.</translation>
    </message>
    <message>
        <source>The image decoder stopped</source>
        <translation>توقّف مفكّك الصور</translation>
    </message>
    <message>
        <source>The file made the decoder fail or run too long. Nothing else was affected.</source>
        <translation>جعل الملف المفكّك يفشل أو يعمل طويلاً جداً. لم يتأثر شيء آخر.</translation>
    </message>
    <message>
        <source>Treat the file with suspicion, and ask for it again.</source>
        <translation>تعامل مع الملف بحذر، واطلبه مرة أخرى.</translation>
    </message>
    <message>
        <source>Unknown error</source>
        <translation>خطأ غير معروف</translation>
    </message>
    <message>
        <source>The number is known under another name, or an attached file is about somebody else or cannot be read. Nothing was sent.</source>
        <translation>الرقم معروف باسم آخر، أو أن ملفاً مرفقاً يخص شخصاً آخر أو تتعذر قراءته. لم يُرسل شيء.</translation>
    </message>
    <message>
        <source>Look at both, and correct what is wrong or say that you have checked.</source>
        <translation>انظر إلى الاثنين وصحّح الخطأ، أو أكّد أنك تحققت.</translation>
    </message>
    <message>
        <source>It was made from a file with fewer bits, so every change would stand out.</source>
        <translation>صُنع من ملف ببتات أقل، فكل تغيير سيبرز فيه.</translation>
    </message>
    <message>
        <source>It is a grey picture saved in colour: red, green and blue are the same, and a change would break that.</source>
        <translation>إنها صورة رمادية محفوظة بالألوان: الأحمر والأخضر والأزرق متساوية فيها، وأي تغيير سيكسر ذلك.</translation>
    </message>
    <message>
        <source>It was brightened, amplified or saved again: values are missing in it, and a change would bring them back.</source>
        <translation>جرى تفتيحه أو تضخيمه أو حفظه مرة أخرى: تنقصه قيم، وأي تغيير سيعيدها.</translation>
    </message>
    <message>
        <source>It has few colours, as drawings have, and a change would add others.</source>
        <translation>فيه ألوان قليلة كما في الرسوم، وأي تغيير سيضيف ألواناً أخرى.</translation>
    </message>
    <message>
        <source>Nearly nothing happens in it: it is silent, or one surface.</source>
        <translation>لا يكاد يحدث فيه شيء: إنه صامت أو سطح واحد.</translation>
    </message>
    <message>
        <source>It was enlarged: each pixel or sample is there several times, and a change would break that.</source>
        <translation>جرى تكبيره: كل بكسل أو عينة مكررة عدة مرات، وأي تغيير سيكسر ذلك.</translation>
    </message>
    <message>
        <source>The file is cut short: it ends before its picture does.</source>
        <translation>الملف مبتور: ينتهي قبل أن تنتهي صورته.</translation>
    </message>
    <message>
        <source>The file is cut short: it ends before its sound does.</source>
        <translation>الملف مبتور: ينتهي قبل أن ينتهي صوته.</translation>
    </message>
    <message>
        <source>This profile was used in another place</source>
        <translation>استُخدم هذا الملف الشخصي في مكان آخر</translation>
    </message>
    <message>
        <source>It was copied or moved here. As long as two copies share one mailbox, each gets a part of the mail; so this one neither sends nor fetches yet.</source>
        <translation>نُسخ أو نُقل إلى هنا. ما دامت نسختان تتشاركان صندوق بريد واحدًا فستحصل كل منهما على جزء من البريد؛ لذلك لا ترسل هذه النسخة ولا تستلم شيئًا بعد.</translation>
    </message>
    <message>
        <source>Say whether it moved here or is a second device: at the top of the window, or with ‘medveil-cli device’.</source>
        <translation>حدّد هل نُقل إلى هنا أم هو جهاز ثانٍ: في أعلى النافذة، أو بالأمر ‘medveil-cli device’.</translation>
    </message>
    <message>
        <source>The profile is damaged: a file is missing</source>
        <translation>الملف الشخصي تالف: أحد ملفاته مفقود</translation>
    </message>
    <message>
        <source>The file &quot;slots&quot;, which says how to unlock the profile, is not in its folder. The rest was left as it is.</source>
        <translation>الملف &quot;slots&quot; الذي يحدد طرق فتح الملف الشخصي ليس في مجلده. تُرك الباقي كما هو.</translation>
    </message>
    <message>
        <source>Put &quot;slots&quot; back from a backup. Do not remove anything from the folder.</source>
        <translation>أعد &quot;slots&quot; من نسخة احتياطية. لا تحذف شيئاً من المجلد.</translation>
    </message>
    <message>
        <source>The profile is damaged: its database is missing</source>
        <translation>الملف الشخصي تالف: قاعدة بياناته مفقودة</translation>
    </message>
    <message>
        <source>The file &quot;vault-….db&quot; that belongs to this profile is not in its folder. The rest was left as it is.</source>
        <translation>الملف &quot;vault-….db&quot; التابع لهذا الملف الشخصي ليس في مجلده. تُرك الباقي كما هو.</translation>
    </message>
    <message>
        <source>Put the file back from a backup. Do not remove anything from the folder.</source>
        <translation>أعد الملف من نسخة احتياطية. لا تحذف شيئاً من المجلد.</translation>
    </message>
    <message>
        <source>An older file with the ways to unlock was put back</source>
        <translation>أُعيد ملف أقدم لطرق الفتح</translation>
    </message>
    <message>
        <source>Medveil restored the current one. An earlier passphrase or recovery kit does not open this profile.</source>
        <translation>استعاد Medveil الملف الحالي. عبارة مرور أو حزمة استعادة سابقة لا تفتح هذا الملف الشخصي.</translation>
    </message>
    <message>
        <source>Use your current passphrase or your newest recovery kit. If you did not restore a backup yourself, tell whoever is responsible for security.</source>
        <translation>استخدم عبارة المرور الحالية أو أحدث حزمة استعادة. إن لم تستعد نسخة احتياطية بنفسك فأخبر المسؤول عن الأمن.</translation>
    </message>
    <message>
        <source>Unknown files lie in the profile&apos;s folder</source>
        <translation>في مجلد الملف الشخصي ملفات مجهولة</translation>
    </message>
    <message>
        <source>They look like files of this profile, but it did not write them. They were left alone.</source>
        <translation>تشبه ملفات هذا الملف الشخصي لكنه لم يكتبها. لم تُمسّ.</translation>
    </message>
    <message>
        <source>If a backup or a synchronising program put them there, move them elsewhere.</source>
        <translation>إن وضعها هناك برنامج نسخ احتياطي أو مزامنة فانقلها إلى مكان آخر.</translation>
    </message>
    <message>
        <source>These choices do not go together. Nothing was changed.</source>
        <translation>هذه الاختيارات لا تتوافق معاً. لم يتغيّر شيء.</translation>
    </message>
    <message>
        <source>Medveil found a fault in its own work and stopped before anything was released.</source>
        <translation>اكتشف Medveil خللاً في عمله فتوقف قبل إخراج أي شيء.</translation>
    </message>
    <message>
        <source>What you asked for is not there.</source>
        <translation>ما طلبتَه ليس هناك.</translation>
    </message>
    <message>
        <source>It already exists</source>
        <translation>موجود بالفعل</translation>
    </message>
    <message>
        <source>A file or profile with this name exists. It was left as it is.</source>
        <translation>يوجد ملف أو ملف شخصي بهذا الاسم. تُرك كما هو.</translation>
    </message>
    <message>
        <source>There is no room left where Medveil writes, or your account has reached its limit. Nothing incomplete was kept.</source>
        <translation>لم يبق متسع حيث يكتب Medveil، أو بلغ حسابك حدّه. لم يُحتفظ بشيء ناقص.</translation>
    </message>
    <message>
        <source>This place is read-only</source>
        <translation>هذا المكان للقراءة فقط</translation>
    </message>
    <message>
        <source>Nothing can be written there. Nothing was changed.</source>
        <translation>لا يمكن كتابة شيء هناك. لم يتغيّر شيء.</translation>
    </message>
    <message>
        <source>Reading or writing stopped part of the way through. Nothing incomplete was kept.</source>
        <translation>انقطعت القراءة أو الكتابة في منتصفها. لم يُحتفظ بشيء ناقص.</translation>
    </message>
    <message>
        <source>It ends too early. None of it was used.</source>
        <translation>ينتهي قبل أوانه. لم يُستخدم منه شيء.</translation>
    </message>
    <message>
        <source>This is a link, a folder or a device, not a file. It was not opened.</source>
        <translation>هذا رابط أو مجلد أو جهاز، لا ملف. لم يُفتح.</translation>
    </message>
    <message>
        <source>This is not what the sender sealed, so none of it is shown.</source>
        <translation>ليس هذا ما ختمه المرسل، لذلك لا يُعرض منه شيء.</translation>
    </message>
    <message>
        <source>A key cannot be used</source>
        <translation>مفتاح لا يمكن استخدامه</translation>
    </message>
    <message>
        <source>The key is damaged or of the wrong kind. Nothing was sealed with it.</source>
        <translation>المفتاح تالف أو من نوع غير مناسب. لم يُختم به شيء.</translation>
    </message>
    <message>
        <source>Part of the encryption software is missing on this machine. Nothing was written.</source>
        <translation>ينقص هذا الجهاز جزء من برمجيات التعمية. لم يُكتب شيء.</translation>
    </message>
    <message>
        <source>Its content does not follow its format. None of it was used.</source>
        <translation>محتواه يخالف صيغته. لم يُستخدم منه شيء.</translation>
    </message>
    <message>
        <source>Nothing was sent. It may be a new device, or somebody pretending to be this person.</source>
        <translation>لم يُرسل شيء. قد يكون جهازاً جديداً، أو أحداً ينتحل شخصية هذا الشخص.</translation>
    </message>
    <message>
        <source>Could not unlock</source>
        <translation>تعذّر فتح القفل</translation>
    </message>
    <message>
        <source>What was done since then is missing. The rest can be read.</source>
        <translation>ما جرى منذ ذلك الحين مفقود. يمكن قراءة الباقي.</translation>
    </message>
    <message>
        <source>Somebody forwarded a message that its sender did not address to you. It stays closed.</source>
        <translation>أعاد أحدهم توجيه رسالة لم يوجهها مرسلها إليك. تبقى مغلقة.</translation>
    </message>
    <message>
        <source>Tell the sender that this message was forwarded.</source>
        <translation>أخبر المرسل أن هذه الرسالة أُعيد توجيهها.</translation>
    </message>
    <message>
        <source>The sender is not who the message says</source>
        <translation>المرسل ليس مَن تذكره الرسالة</translation>
    </message>
    <message>
        <source>The signature does not match the person named as its sender. None of it is shown.</source>
        <translation>التوقيع لا يوافق الشخص المذكور مرسلاً. لا يُعرض منها شيء.</translation>
    </message>
    <message>
        <source>This message arrived earlier. It was not stored again.</source>
        <translation>وصلت هذه الرسالة سابقاً. لم تُخزَّن مرة أخرى.</translation>
    </message>
    <message>
        <source>The sender set an expiry date, and it has passed. The message was not opened.</source>
        <translation>حدّد المرسل تاريخ انتهاء وقد مضى. لم تُفتح الرسالة.</translation>
    </message>
    <message>
        <source>It cannot be reached. Your messages wait here and go out as soon as it is back.</source>
        <translation>لا يمكن الوصول إليه. رسائلك تنتظر هنا وتخرج فور عودته.</translation>
    </message>
    <message>
        <source>Your messages wait here and go out as soon as there is room.</source>
        <translation>رسائلك تنتظر هنا وتخرج فور توفر متسع.</translation>
    </message>
    <message>
        <source>This is another shared folder</source>
        <translation>هذا مجلد مشترك آخر</translation>
    </message>
    <message>
        <source>A different share is where yours used to be. Nothing was read from it or written to it.</source>
        <translation>يوجد مجلد مشترك مختلف حيث كان مجلدك. لم يُقرأ منه شيء ولم يُكتب فيه شيء.</translation>
    </message>
    <message>
        <source>There are more files than Medveil reads at once. Nothing was changed.</source>
        <translation>عدد الملفات أكبر مما يقرؤه Medveil دفعة واحدة. لم يتغيّر شيء.</translation>
    </message>
    <message>
        <source>Choose fewer files. If it is the share, ask whoever looks after it to remove what does not belong there.</source>
        <translation>اختر ملفات أقل. وإن كان المجلد المشترك فاطلب من المسؤول عنه إزالة ما لا ينتمي إليه.</translation>
    </message>
    <message>
        <source>Nothing is hidden in this file, or nothing that your keys open.</source>
        <translation>لا شيء مخفياً في هذا الملف، أو لا شيء تفتحه مفاتيحك.</translation>
    </message>
    <message>
        <source>Nothing can be hidden in a file of this kind. Nothing was written.</source>
        <translation>لا يمكن إخفاء شيء في ملف من هذا النوع. لم يُكتب شيء.</translation>
    </message>
    <message>
        <source>The picture or sound does not follow its format, or was changed after something was hidden in it. Nothing was written.</source>
        <translation>الصورة أو الصوت يخالف صيغته، أو تغيّر بعد أن أُخفي فيه شيء. لم يُكتب شيء.</translation>
    </message>
    <message>
        <source>This was hidden across several files, and too few of them are here.</source>
        <translation>أُخفي هذا في عدة ملفات، والموجود منها هنا قليل.</translation>
    </message>
    <message>
        <source>Somebody has to look first</source>
        <translation>يجب أن ينظر أحد أولاً</translation>
    </message>
    <message>
        <source>Names may be written in the picture itself, so an image is only released after somebody has looked at it.</source>
        <translation>قد تكون الأسماء مكتوبة في الصورة نفسها، لذلك لا تُخرج صورة إلا بعد أن ينظر إليها أحد.</translation>
    </message>
    <message>
        <source>Look at every frame, cover what names somebody, and confirm that you have looked.</source>
        <translation>انظر إلى كل إطار، وغطِّ ما يسمّي أحداً، وأكّد أنك نظرت.</translation>
    </message>
    <message>
        <source>It holds no image, or one stored in a way that Medveil does not support. It was not changed.</source>
        <translation>لا تحتوي صورة، أو أنها مخزّنة بطريقة لا يدعمها Medveil. لم تُغيَّر.</translation>
    </message>
    <message>
        <source>This version does not know this error.</source>
        <translation>هذا الإصدار لا يعرف هذا الخطأ.</translation>
    </message>
    <message>
        <source>The files are of more than one patient. Nothing was written.</source>
        <translation>الملفات تخص أكثر من مريض واحد. لم يُكتب شيء.</translation>
    </message>
    <message>
        <source>Release the files of one patient at a time.</source>
        <translation>أصدر ملفات مريض واحد في كل مرة.</translation>
    </message>
    <message>
        <source>Mail that waits to go out is damaged</source>
        <translation>البريد الذي ينتظر الإرسال تالف</translation>
    </message>
    <message>
        <source>What the vault says about it is not what Medveil wrote, so it stays here. Everything else is sent.</source>
        <translation>ما تقوله الخزنة عنه ليس ما كتبه Medveil، لذلك يبقى هنا. كل ما عداه يُرسَل.</translation>
    </message>
    <message>
        <source>Look in Sent for messages that still wait, and send them again.</source>
        <translation>ابحث في «المرسل» عن الرسائل التي ما زالت تنتظر وأرسلها مرة أخرى.</translation>
    </message>
    <message>
        <source>A draft is damaged</source>
        <translation>مسودة تالفة</translation>
    </message>
    <message>
        <source>It cannot be read, and was left as it is.</source>
        <translation>لا يمكن قراءتها، وتُركت كما هي.</translation>
    </message>
    <message>
        <source>Write it again, or restore the vault from a backup.</source>
        <translation>اكتبها مرة أخرى أو استعد الخزنة من نسخة احتياطية.</translation>
    </message>
    <message>
        <source>That is inside your profile</source>
        <translation>هذا داخل ملفك الشخصي</translation>
    </message>
    <message>
        <source>Only Medveil itself keeps files in the folder of your profile. Nothing was written.</source>
        <translation>لا يحفظ الملفات في مجلد ملفك الشخصي إلا Medveil نفسه. لم يُكتب شيء.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>اختر مجلداً آخر.</translation>
    </message>
    <message>
        <source>What the vault says about a person is damaged</source>
        <translation>ما تقوله الخزنة عن أحد الأشخاص تالف</translation>
    </message>
    <message>
        <source>That person cannot be chosen now, and their mail waits on the share. Everybody else is as before.</source>
        <translation>لا يمكن اختيار هذا الشخص الآن، وبريده ينتظر في المجلد المشترك. كل من عداه كما كان.</translation>
    </message>
    <message>
        <source>Restore the vault from a backup. Or remove what is damaged, add the person again under People, and compare the safety number.</source>
        <translation>استعد الخزنة من نسخة احتياطية. أو أزل ما هو تالف، وأضف الشخص من جديد في «الأشخاص»، وقارن رقم الأمان.</translation>
    </message>
    <message>
        <source>It is compressed or an archive, and Medveil does not look into those.</source>
        <translation>الملف مضغوط أو أرشيف، ولا ينظر Medveil داخل مثل هذه الملفات.</translation>
    </message>
    <message>
        <source>It is an e-mail, and Medveil does not look into those.</source>
        <translation>الملف رسالة بريد إلكتروني، ولا ينظر Medveil داخل مثل هذه الملفات.</translation>
    </message>
    <message>
        <source>It is a record like HL7, EDIFACT, X12, GDT or EDF, and Medveil does not read patients out of those.</source>
        <translation>الملف سجل مثل HL7 أو EDIFACT أو X12 أو GDT أو EDF، ولا يقرأ Medveil المرضى من مثل هذه السجلات.</translation>
    </message>
    <message>
        <source>It looks like JSON, XML or Turtle, and it is no FHIR that Medveil can read.</source>
        <translation>يبدو الملف بصيغة JSON أو XML أو Turtle، وليس FHIR يستطيع Medveil قراءته.</translation>
    </message>
    <message>
        <source>Two of its channels, colours or the sides of a sound, say the same, and a change would break that.</source>
        <translation>قناتان من قنواته، أي لونان أو جانبا الصوت، متطابقتان فيه، وأي تغيير سيكسر ذلك.</translation>
    </message>
    <message>
        <source>Pieces of it are there several times, as in a mirror or a loop: after a change they would differ.</source>
        <translation>أجزاء منه مكررة عدة مرات، كما في مرآة أو مقطع معاد: بعد أي تغيير ستختلف فيما بينها.</translation>
    </message>
    <message>
        <source>The ending of the new file&apos;s name is that of another kind of file, which would be noticed first. Let the name end as the cover&apos;s does.</source>
        <translation>امتداد اسم الملف الجديد هو امتداد نوع آخر من الملفات، وهذا أول ما يُلاحظ. اجعل الاسم ينتهي كما ينتهي اسم الغلاف.</translation>
    </message>
    <message>
        <source>Two of the covers are the same picture or sound: side by side, their copies would show all that is hidden.</source>
        <translation>اثنان من الأغلفة هما الصورة نفسها أو الصوت نفسه: عند وضع نسختيهما جنبًا إلى جنب يظهر كل ما أُخفي.</translation>
    </message>
    <message>
        <source>It looks like a scan, and it is damaged or of a kind that Medveil cannot read.</source>
        <translation>يبدو الملف صورة طبية، وهو تالف أو من نوع لا يستطيع Medveil قراءته.</translation>
    </message>
    <message>
        <source>The profile is damaged: the file &quot;anchor&quot; is missing</source>
        <translation>الملف الشخصي تالف: الملف «anchor» مفقود</translation>
    </message>
    <message>
        <source>That file says how new the vault is. Without it nobody can tell whether an older copy was put back. Nothing was removed.</source>
        <translation>يقول ذلك الملف كم هي حديثة الخزنة. من دونه لا يستطيع أحد أن يعرف هل أُعيدت نسخة أقدم. لم يُحذف شيء.</translation>
    </message>
    <message>
        <source>Look whether your newest messages are here. If some are missing, restore the whole folder from a backup, and tell whoever is responsible for security.</source>
        <translation>انظر هل أحدث رسائلك هنا. إن كان بعضها مفقوداً فاستعد المجلد كله من نسخة احتياطية، وأخبر المسؤول عن الأمن.</translation>
    </message>
    <message>
        <source>The profile is damaged: attachments are missing</source>
        <translation>الملف الشخصي تالف: مرفقات مفقودة</translation>
    </message>
    <message>
        <source>Files that messages refer to are not in the folder &quot;attachments&quot; of the profile. The messages themselves are there.</source>
        <translation>ملفات تشير إليها رسائل ليست في المجلد «attachments» من الملف الشخصي. أما الرسائل نفسها فموجودة.</translation>
    </message>
    <message>
        <source>Put the folder &quot;attachments&quot; back from a backup, or ask for those files again.</source>
        <translation>أعد المجلد «attachments» من نسخة احتياطية، أو اطلب تلك الملفات من جديد.</translation>
    </message>
    <message>
        <source>Its file holds a checksum or signature of its content, which would no longer be right after a change.</source>
        <translation>في ملفه مجموع تحقق أو توقيع لمحتواه، ولن يبقى صحيحاً بعد أي تغيير.</translation>
    </message>
    <message>
        <source>It holds another picture, or a preview of itself, which would stay as it was: the difference would show.</source>
        <translation>فيه صورة أخرى أو معاينة له ستبقى كما كانت: سيظهر الفرق.</translation>
    </message>
    <message>
        <source>It was enlarged: half of its pixels or samples follow from those beside them, and a change would break that.</source>
        <translation>جرى تكبيره: نصف بكسلاته أو عيناته محسوب مما يجاورها، وأي تغيير سيكسر ذلك.</translation>
    </message>
    <message>
        <source>One of its colours, or one side of a sound, was made from the others, and a change would break that.</source>
        <translation>أحد ألوانه، أو أحد جانبي الصوت، مصنوع من البقية، وأي تغيير سيكسر ذلك.</translation>
    </message>
    <message>
        <source>It was a JPEG: its blocks are still those of one, and a change would break that. Make a cover from the photograph (make-cover).</source>
        <translation>كان صورة JPEG: ما زالت كتله كتل صورة JPEG، وأي تغيير سيكسر ذلك. اصنع غلافاً من الصورة (make-cover).</translation>
    </message>
    <message>
        <source>Colours as the compressed picture says: the file says others</source>
        <translation>الألوان بحسب الصورة المضغوطة، والملف يذكر ألواناً أخرى</translation>
    </message>
    <message>
        <source>A window of the file is damaged and left out</source>
        <translation>إحدى نوافذ الملف تالفة ولم تُستعمل</translation>
    </message>
    <message>
        <source>Values are as stored: what the file says they mean is damaged</source>
        <translation>القيم معروضة كما خُزّنت: وصف معناها في الملف تالف</translation>
    </message>
    <message>
        <source>Lines or letters of the file cannot be drawn</source>
        <translation>تعذّر رسم خطوط أو حروف من الملف</translation>
    </message>
    <message>
        <source>INCOMPLETE: the compressed picture has no end</source>
        <translation>ناقصة: الصورة المضغوطة بلا نهاية</translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message>
        <source>Concerns no patient</source>
        <translation>لا تخص أي مريض</translation>
    </message>
    <message>
        <source>Patient number %1</source>
        <translation>المريض رقم %1</translation>
    </message>
    <message>
        <source>Patient %1, number %2</source>
        <translation>المريض %1، الرقم %2</translation>
    </message>
    <message>
        <source>Patient number %1 of %2</source>
        <translation>رقم المريض %1 من %2</translation>
    </message>
</context>
<context>
    <name>medveil::ui::Application</name>
    <message>
        <source>Sealed messages, records and scans for named people.</source>
        <translation>رسائل وسجلات وصور طبية مختومة لمن تسمّيهم.</translation>
    </message>
    <message>
        <source>Folder of the profile.</source>
        <translation>مجلد الملف الشخصي.</translation>
    </message>
    <message>
        <source>Show the demonstration ward.</source>
        <translation>عرض القسم التجريبي.</translation>
    </message>
    <message>
        <source>A cover or sealed file to open.</source>
        <translation>غلاف أو ملف مختوم لفتحه.</translation>
    </message>
</context>
<context>
    <name>medveil::ui::AuditPlace</name>
    <message>
        <source>Profile created</source>
        <translation>أُنشئ الملف الشخصي</translation>
    </message>
    <message>
        <source>Unlocked</source>
        <translation>فُتح القفل</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>قُفل</translation>
    </message>
    <message>
        <source>Message sent</source>
        <translation>أُرسلت رسالة</translation>
    </message>
    <message>
        <source>Message received</source>
        <translation>وصلت رسالة</translation>
    </message>
    <message>
        <source>Message opened</source>
        <translation>فُتحت رسالة</translation>
    </message>
    <message>
        <source>File could not be opened</source>
        <translation>تعذّر فتح ملف</translation>
    </message>
    <message>
        <source>Exported</source>
        <translation>تم التصدير</translation>
    </message>
    <message>
        <source>Person&apos;s key seen</source>
        <translation>شوهد مفتاح شخص</translation>
    </message>
    <message>
        <source>Person&apos;s key changed</source>
        <translation>تغيّر مفتاح شخص</translation>
    </message>
    <message>
        <source>Safety number compared</source>
        <translation>قورن رقم الأمان</translation>
    </message>
    <message>
        <source>Passphrase changed</source>
        <translation>تغيّرت عبارة المرور</translation>
    </message>
    <message>
        <source>Vault encrypted anew</source>
        <translation>عُمّيت الخزنة من جديد</translation>
    </message>
    <message>
        <source>Recovery kit made</source>
        <translation>أُنشئت حزمة استعادة</translation>
    </message>
    <message>
        <source>Shared folder set</source>
        <translation>حُدّد المجلد المشترك</translation>
    </message>
    <message>
        <source>Hidden message revealed</source>
        <translation>كُشفت رسالة مخفية</translation>
    </message>
    <message>
        <source>Data hidden in a file</source>
        <translation>أُخفيت بيانات في ملف</translation>
    </message>
    <message>
        <source>Log checked</source>
        <translation>فُحص السجل</translation>
    </message>
    <message>
        <source>Image masked</source>
        <translation>حُجبت مناطق من صورة</translation>
    </message>
    <message>
        <source>Image sealed</source>
        <translation>خُتمت صورة</translation>
    </message>
    <message>
        <source>Original restored</source>
        <translation>استُعيد الأصل</translation>
    </message>
    <message>
        <source>De-identified and released</source>
        <translation>أُزيلت الهوية وأُصدرت</translation>
    </message>
    <message>
        <source>When</source>
        <translation>متى</translation>
    </message>
    <message>
        <source>What</source>
        <translation>ماذا</translation>
    </message>
    <message>
        <source>Who or which</source>
        <translation>مَن أو أيّ شيء</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>النتيجة</translation>
    </message>
    <message>
        <source>Audit log</source>
        <translation>سجل التدقيق</translation>
    </message>
    <message>
        <source>Check the log</source>
        <translation>فحص السجل</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>تصدير…</translation>
    </message>
    <message>
        <source>The log is whole</source>
        <translation>السجل سليم</translation>
    </message>
    <message>
        <source>Nothing was altered, removed or moved since it was written.</source>
        <translation>لم يُغيَّر شيء ولم يُحذف ولم يُنقل منذ كتابته.</translation>
    </message>
    <message>
        <source>Export the log</source>
        <translation>تصدير السجل</translation>
    </message>
    <message>
        <source>What was done with this vault</source>
        <translation>ما جرى في هذه الخزنة</translation>
    </message>
    <message>
        <source>done</source>
        <translation>تم</translation>
    </message>
    <message>
        <source>Person accepted</source>
        <translation>قُبل شخص</translation>
    </message>
    <message>
        <source>Person removed</source>
        <translation>أُزيل شخص</translation>
    </message>
    <message>
        <source>Person&apos;s name or key changed</source>
        <translation>تغيّر اسم شخص أو مفتاحه</translation>
    </message>
    <message>
        <source>Known key kept</source>
        <translation>أُبقي المفتاح المعروف</translation>
    </message>
    <message>
        <source>Message removed</source>
        <translation>أُزيلت رسالة</translation>
    </message>
    <message>
        <source>Profile moved to a new place</source>
        <translation>نُقل الملف الشخصي إلى مكان جديد</translation>
    </message>
    <message>
        <source>Second device added</source>
        <translation>أُضيف جهاز ثانٍ</translation>
    </message>
    <message>
        <source>The log was found damaged</source>
        <translation>وُجد السجل تالفاً</translation>
    </message>
    <message>
        <source>Damaged entry</source>
        <translation>قيد تالف</translation>
    </message>
    <message>
        <source>Patient&apos;s name corrected</source>
        <translation>صُحّح اسم المريض</translation>
    </message>
    <message>
        <source>Something damaged removed</source>
        <translation>أُزيل شيء تالف</translation>
    </message>
</context>
<context>
    <name>medveil::ui::Banner</name>
    <message>
        <source>Dismiss this message</source>
        <translation>إخفاء هذه الرسالة</translation>
    </message>
</context>
<context>
    <name>medveil::ui::CapacityBar</name>
    <message>
        <source>How full the cover gets</source>
        <translation>مقدار امتلاء الغلاف</translation>
    </message>
    <message>
        <source>The message takes %1 of %2; up to %3 are hard to notice.</source>
        <translation>تشغل الرسالة %1 من %2؛ وحتى %3 يصعب ملاحظتها.</translation>
    </message>
</context>
<context>
    <name>medveil::ui::ComposePlace</name>
    <message>
        <source>This message concerns no patient</source>
        <translation>لا تخص هذه الرسالة أي مريض</translation>
    </message>
    <message>
        <source>Use it all the same</source>
        <translation>استخدامه رغم ذلك</translation>
    </message>
    <message>
        <source>New message</source>
        <translation>رسالة جديدة</translation>
    </message>
    <message>
        <source>Discard draft</source>
        <translation>تجاهل المسودة</translation>
    </message>
    <message>
        <source>Recipients</source>
        <translation>المستلمون</translation>
    </message>
    <message>
        <source>To</source>
        <translation>إلى</translation>
    </message>
    <message>
        <source>Patient number</source>
        <translation>رقم المريض</translation>
    </message>
    <message>
        <source>Patient name</source>
        <translation>اسم المريض</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>المريض</translation>
    </message>
    <message>
        <source>Confidential message</source>
        <translation>رسالة سرية</translation>
    </message>
    <message>
        <source>Attachments</source>
        <translation>المرفقات</translation>
    </message>
    <message>
        <source>Attach files…</source>
        <translation>إرفاق ملفات…</translation>
    </message>
    <message>
        <source>Paste a picture</source>
        <translation>لصق صورة</translation>
    </message>
    <message>
        <source>Remove attachment</source>
        <translation>إزالة المرفق</translation>
    </message>
    <message>
        <source>Attach files</source>
        <translation>إرفاق ملفات</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>الرسالة</translation>
    </message>
    <message>
        <source>ChaCha20 with X25519 – fast on every machine</source>
        <translation>ChaCha20 مع X25519 – سريع على كل جهاز</translation>
    </message>
    <message>
        <source>AES-256 with RSA-3072 – for rules that ask for it</source>
        <translation>AES-256 مع RSA-3072 – حيث تشترطه اللوائح</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>التعمية</translation>
    </message>
    <message>
        <source>How it travels</source>
        <translation>طريقة الإرسال</translation>
    </message>
    <message>
        <source>key changed – look in People first</source>
        <translation>تغيّر المفتاح – راجع «الأشخاص» أولاً</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>تم التحقق</translation>
    </message>
    <message>
        <source>not compared yet</source>
        <translation>لم تتم المقارنة بعد</translation>
    </message>
    <message>
        <source>Nobody known yet: people appear when their cards lie in the shared folder.</source>
        <translation>لا أحد معروف بعد: يظهر الأشخاص عندما تكون بطاقاتهم في المجلد المشترك.</translation>
    </message>
    <message>
        <source>Choose who should receive it</source>
        <translation>اختر مَن يستلمها</translation>
    </message>
    <message>
        <source>Name the patient, or say there is none</source>
        <translation>اذكر المريض، أو حدّد أنها لا تخص مريضاً</translation>
    </message>
    <message>
        <source>Send to %1</source>
        <translation>إرسال إلى %1</translation>
    </message>
    <message>
        <source>Send to %1, about %2</source>
        <translation>إرسال إلى %1 بشأن %2</translation>
    </message>
    <message>
        <source>A picture of the draft is damaged</source>
        <translation>إحدى صور المسودة تالفة</translation>
    </message>
    <message>
        <source>Not every pasted picture of your draft could be read. Look at the attachments before you send.</source>
        <translation>تعذرت قراءة بعض الصور الملصقة في مسودتك. راجع المرفقات قبل الإرسال.</translation>
    </message>
    <message>
        <source>Number given out by</source>
        <translation>الجهة التي أعطت الرقم</translation>
    </message>
    <message>
        <source>this hospital</source>
        <translation>هذا المستشفى</translation>
    </message>
    <message>
        <source>There is no PNG or JPEG picture on the clipboard</source>
        <translation>لا توجد في الحافظة صورة بصيغة PNG أو JPEG</translation>
    </message>
    <message>
        <source>Save the picture as a file, and attach the file.</source>
        <translation>احفظ الصورة في ملف ثم أرفق الملف.</translation>
    </message>
</context>
<context>
    <name>medveil::ui::ContactsPlace</name>
    <message>
        <source>Not compared yet</source>
        <translation>لم تتم المقارنة بعد</translation>
    </message>
    <message>
        <source>Verified by you</source>
        <translation>تحققت منه بنفسك</translation>
    </message>
    <message>
        <source>Key changed – look at it before you send</source>
        <translation>تغيّر المفتاح – راجعه قبل أن ترسل</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>مدير النظام</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>طبيب</translation>
    </message>
    <message>
        <source>Laboratory</source>
        <translation>مختبر</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>مريض</translation>
    </message>
    <message>
        <source>Researcher</source>
        <translation>باحث</translation>
    </message>
    <message>
        <source>People</source>
        <translation>الأشخاص</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>الشخص</translation>
    </message>
    <message>
        <source>Add from a card file…</source>
        <translation>إضافة من ملف بطاقة…</translation>
    </message>
    <message>
        <source>Save my own card…</source>
        <translation>حفظ بطاقتي…</translation>
    </message>
    <message>
        <source>Nobody known yet</source>
        <translation>لا أحد معروف بعد</translation>
    </message>
    <message>
        <source>People whose cards lie in the shared folder appear here. You can also add somebody from a card file they gave you.</source>
        <translation>يظهر هنا الأشخاص الذين توجد بطاقاتهم في المجلد المشترك. ويمكنك أيضاً إضافة شخص من ملف بطاقة أعطاك إياه.</translation>
    </message>
    <message>
        <source>first seen %1</source>
        <translation>أول ظهور %1</translation>
    </message>
    <message>
        <source>%1&apos;s key has changed</source>
        <translation>تغيّر مفتاح %1</translation>
    </message>
    <message>
        <source>Safety number</source>
        <translation>رقم الأمان</translation>
    </message>
    <message>
        <source>Read it to each other. If all twelve groups are the same on both screens, nobody stands between you.</source>
        <translation>اقرآه أحدكما للآخر. إذا تطابقت المجموعات الاثنتا عشرة كلها على الشاشتين فلا أحد بينكما.</translation>
    </message>
    <message>
        <source>It is the same: trust %1</source>
        <translation>متطابق: الوثوق بـ %1</translation>
    </message>
    <message>
        <source>You compared it on %1.</source>
        <translation>قارنتَه في %1.</translation>
    </message>
    <message>
        <source>Safety number %1</source>
        <translation>رقم الأمان %1</translation>
    </message>
    <message>
        <source>Add a person</source>
        <translation>إضافة شخص</translation>
    </message>
    <message>
        <source>Cards (*.card)</source>
        <translation>بطاقات (*.card)</translation>
    </message>
    <message>
        <source>%1 was added</source>
        <translation>أُضيف %1</translation>
    </message>
    <message>
        <source>Compare the safety number before you send anything important.</source>
        <translation>قارن رقم الأمان قبل أن ترسل أي شيء مهم.</translation>
    </message>
    <message>
        <source>Save my card</source>
        <translation>حفظ بطاقتي</translation>
    </message>
    <message>
        <source>my.card</source>
        <translation>my.card</translation>
    </message>
    <message>
        <source>Your card was saved</source>
        <translation>حُفظت بطاقتك</translation>
    </message>
    <message>
        <source>Search people here and on the share</source>
        <translation>ابحث عن أشخاص هنا وفي المجلد المشترك</translation>
    </message>
    <message>
        <source>Search people</source>
        <translation>البحث عن أشخاص</translation>
    </message>
    <message>
        <source>Nobody found</source>
        <translation>لم يُعثر على أحد</translation>
    </message>
    <message>
        <source>Nobody here or on the share has these words in the name or facility.</source>
        <translation>لا أحد هنا أو في المجلد المشترك يحمل هذه الكلمات في اسمه أو منشأته.</translation>
    </message>
    <message>
        <source>Words of the key: %1</source>
        <translation>كلمات المفتاح: %1</translation>
    </message>
    <message>
        <source>This is not %1</source>
        <translation>هذا ليس %1</translation>
    </message>
    <message>
        <source>The two names look alike and are written with other letters. Make sure who this is before you accept or write.</source>
        <translation>الاسمان متشابهان في الشكل ومكتوبان بحروف مختلفة. تأكد من هوية هذا الشخص قبل أن تقبله أو تكتب إليه.</translation>
    </message>
    <message>
        <source>Nothing can be sent until you have compared the new safety number below with %1, by telephone or face to face. If it differs, keep the key you know.</source>
        <translation>لا يمكن إرسال شيء حتى تقارن رقم الأمان الجديد أدناه مع %1، بالهاتف أو وجهًا لوجه. إن اختلف الرقم فأبقِ المفتاح الذي تعرفه.</translation>
    </message>
    <message>
        <source>%1 has another key now</source>
        <translation>لدى %1 مفتاح آخر الآن</translation>
    </message>
    <message>
        <source>You verified this person as %1</source>
        <translation>لقد تحققت من هذا الشخص باسم %1</translation>
    </message>
    <message>
        <source>The key known before vouches for the change. Ask the person about it, compare the safety number and trust them anew.</source>
        <translation>المفتاح المعروف سابقًا يشهد على التغيير. اسأل الشخص عنه، وقارن رقم الأمان ثم امنحه الثقة من جديد.</translation>
    </message>
    <message>
        <source>Somebody by the name of %1 wants to write to you</source>
        <translation>شخص باسم %1 يريد أن يكتب إليك</translation>
    </message>
    <message>
        <source>%1 is on this share</source>
        <translation>%1 موجود في هذا المجلد المشترك</translation>
    </message>
    <message>
        <source>Their messages wait in the shared folder until you accept. Anybody who can write there can take any name.</source>
        <translation>تنتظر رسائله في المجلد المشترك حتى تقبله. كل من يستطيع الكتابة هناك يستطيع أن يتخذ أي اسم.</translation>
    </message>
    <message>
        <source>Nothing of theirs comes in until you accept them. Whom you write to, you accept.</source>
        <translation>لا يدخل شيء منه حتى تقبله. ومن تكتب إليه فقد قبلته.</translation>
    </message>
    <message>
        <source>Accept %1</source>
        <translation>قبول %1</translation>
    </message>
    <message>
        <source>Do not show this again</source>
        <translation>لا تُظهر هذا مرة أخرى</translation>
    </message>
    <message>
        <source>It differs: keep the key I compared</source>
        <translation>الرقم مختلف: أبقِ المفتاح الذي قارنته</translation>
    </message>
    <message>
        <source>It differs: keep the key known so far</source>
        <translation>الرقم مختلف: أبقِ المفتاح المعروف حتى الآن</translation>
    </message>
    <message>
        <source>Remove %1…</source>
        <translation>إزالة %1…</translation>
    </message>
    <message>
        <source>Remove %1 from the people I know</source>
        <translation>إزالة %1 من الأشخاص الذين أعرفهم</translation>
    </message>
    <message>
        <source>What they sent stays; nothing new comes in until you accept them again.</source>
        <translation>يبقى ما أرسله، ولا يدخل شيء جديد حتى تقبله مرة أخرى.</translation>
    </message>
    <message>
        <source>Looks like the name of %1, and is another one</source>
        <translation>يشبه اسم %1 وهو اسم آخر</translation>
    </message>
    <message>
        <source>Wants to write to you</source>
        <translation>يريد أن يكتب إليك</translation>
    </message>
    <message>
        <source>On this share, not accepted yet</source>
        <translation>في هذا المجلد المشترك، لم يُقبل بعد</translation>
    </message>
    <message>
        <source>Not wanted by you</source>
        <translation>لا تريده</translation>
    </message>
    <message>
        <source>Verified by you with another key</source>
        <translation>تحققت منه بمفتاح آخر</translation>
    </message>
    <message>
        <source>Verified by you as %1</source>
        <translation>تحققت منه باسم %1</translation>
    </message>
</context>
<context>
    <name>medveil::ui::CopiedNotice</name>
    <message>
        <source>It moved here; the old place is no longer used</source>
        <translation>نُقل إلى هنا، ولم يعد المكان القديم مستخدمًا</translation>
    </message>
    <message>
        <source>This is a second device</source>
        <translation>هذا جهاز ثانٍ</translation>
    </message>
</context>
<context>
    <name>medveil::ui::CoverPanel</name>
    <message>
        <source>Hard to notice, even for somebody who looks for it.</source>
        <translation>يصعب ملاحظته، حتى على مَن يبحث عنه.</translation>
    </message>
    <message>
        <source>An expert who looks for it may notice. A larger cover is better.</source>
        <translation>قد يلاحظه خبير يبحث عنه. الغلاف الأكبر أفضل.</translation>
    </message>
    <message>
        <source>Easy to notice for somebody who looks for it. Choose another cover.</source>
        <translation>يسهل على مَن يبحث عنه أن يلاحظه. اختر غلافاً آخر.</translation>
    </message>
    <message>
        <source>No cover</source>
        <translation>بلا غلاف</translation>
    </message>
    <message>
        <source>Show what would change</source>
        <translation>إظهار ما سيتغيّر</translation>
    </message>
    <message>
        <source>Hide in a picture or sound…</source>
        <translation>إخفاء في صورة أو صوت…</translation>
    </message>
    <message>
        <source>Choose several and the one that hides most safely is taken</source>
        <translation>اختر عدة ملفات فيُؤخذ منها ما يخفي بأكبر أمان</translation>
    </message>
    <message>
        <source>The cover</source>
        <translation>الغلاف</translation>
    </message>
    <message>
        <source>What would change, made visible</source>
        <translation>ما سيتغيّر، مُبرَزاً للعين</translation>
    </message>
    <message>
        <source>Choose a picture or sound, or several to pick the best of</source>
        <translation>اختر صورة أو صوتاً، أو عدة ملفات ليُنتقى أفضلها</translation>
    </message>
    <message>
        <source>Pictures and sounds (%1)</source>
        <translation>الصور والأصوات (%1)</translation>
    </message>
    <message numerus="yes">
        <source>Comparing %n covers…</source>
        <translation>
            <numerusform>تجري مقارنة %n أغلفة…</numerusform>
            <numerusform>تجري مقارنة غلاف واحد…</numerusform>
            <numerusform>تجري مقارنة غلافين…</numerusform>
            <numerusform>تجري مقارنة %n أغلفة…</numerusform>
            <numerusform>تجري مقارنة %n غلافاً…</numerusform>
            <numerusform>تجري مقارنة %n غلاف…</numerusform>
        </translation>
    </message>
    <message>
        <source>Of those you chose this one is best: it hides %1 times as much safely as “%2”.</source>
        <translation>هذا أفضل ما اخترت: يخفي بأمان %1 أضعاف ما يخفيه «%2».</translation>
    </message>
    <message>
        <source>Sent as a sealed file: everybody can see that something was sent, nobody can read it.</source>
        <translation>يُرسل ملفاً مختوماً: يرى الجميع أن شيئاً أُرسل، ولا يقرؤه أحد.</translation>
    </message>
    <message>
        <source>“%1” holds %2; up to %3 are hard to notice.</source>
        <translation>يتسع «%1» لـ %2؛ وحتى %3 يصعب ملاحظتها.</translation>
    </message>
    <message>
        <source>The sealed message has %1: all of it goes inside.</source>
        <translation>حجم الرسالة المختومة %1: تدخل كلها.</translation>
    </message>
    <message>
        <source>The sealed message has %1 and does not fit: its key goes inside, the rest travels as a sealed file.</source>
        <translation>حجم الرسالة المختومة %1 ولا يتسع لها: يدخل مفتاحها، ويُرسل الباقي ملفاً مختوماً.</translation>
    </message>
    <message>
        <source>That is more than this cover hides safely. A larger one is better.</source>
        <translation>هذا أكثر مما يخفيه هذا الغلاف بأمان. الأكبر أفضل.</translation>
    </message>
    <message>
        <source>Much of it is flat or silent: changes may be noticed. A photograph with detail is better.</source>
        <translation>كثير منه مستوٍ أو صامت: قد تُلاحَظ التغييرات. الصورة الغنية بالتفاصيل أفضل.</translation>
    </message>
    <message>
        <source>It was used before: choose another.</source>
        <translation>سبق استخدامه: اختر غيره.</translation>
    </message>
    <message>
        <source>Hiding it in a copy to see…</source>
        <translation>يجري الإخفاء في نسخة للمعاينة…</translation>
    </message>
    <message>
        <source>%1 % of it would change, each value by one step. %2</source>
        <translation>سيتغيّر %1 ٪ منه، كل قيمة بدرجة واحدة. %2</translation>
    </message>
    <message>
        <source>A part of it, made smaller: a picture that nobody else has</source>
        <translation>جزء منها مصغّر: صورة ليست عند أحد غيرك</translation>
    </message>
    <message>
        <source>Pictures (%1)</source>
        <translation>الصور (%1)</translation>
    </message>
    <message>
        <source>-cover</source>
        <translation>-cover</translation>
    </message>
    <message>
        <source>The new cover</source>
        <translation>الغلاف الجديد</translation>
    </message>
    <message>
        <source>Make one from a photograph or recording…</source>
        <translation>إنشاء غلاف من صورة أو تسجيل…</translation>
    </message>
    <message>
        <source>The photograph or recording</source>
        <translation>الصورة أو التسجيل</translation>
    </message>
    <message>
        <source>Sounds (%1)</source>
        <translation>أصوات (%1)</translation>
    </message>
    <message>
        <source>“%1” is the cover. How much it holds is shown once you have chosen who should receive it.</source>
        <translation>الغلاف هو «%1». تظهر سعته بعد أن تختار مَن يستلمها.</translation>
    </message>
</context>
<context>
    <name>medveil::ui::CreatePage</name>
    <message>
        <source>Passphrase</source>
        <translation>عبارة المرور</translation>
    </message>
    <message>
        <source>Passphrase again</source>
        <translation>عبارة المرور مرة أخرى</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>متابعة</translation>
    </message>
    <message>
        <source>Create my profile</source>
        <translation>إنشاء ملفي الشخصي</translation>
    </message>
    <message>
        <source>Step %1 of 4</source>
        <translation>الخطوة %1 من 4</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>طبيب</translation>
    </message>
    <message>
        <source>Laboratory</source>
        <translation>مختبر</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>مريض</translation>
    </message>
    <message>
        <source>Researcher</source>
        <translation>باحث</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>مدير النظام</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>اسمك</translation>
    </message>
    <message>
        <source>Hospital, ward or practice</source>
        <translation>المستشفى أو القسم أو العيادة</translation>
    </message>
    <message>
        <source>Your role</source>
        <translation>دورك</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Who are you?</source>
        <translation>مَن أنت؟</translation>
    </message>
    <message>
        <source>Others see this on your card.</source>
        <translation>يراه الآخرون على بطاقتك.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>الاسم</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>الدور</translation>
    </message>
    <message>
        <source>Choose a passphrase</source>
        <translation>اختر عبارة مرور</translation>
    </message>
    <message>
        <source>Four or five words that have nothing to do with each other are strong and easy to remember.</source>
        <translation>أربع كلمات أو خمس لا صلة بينها تكون قوية وسهلة التذكر.</translation>
    </message>
    <message>
        <source>Again</source>
        <translation>مرة أخرى</translation>
    </message>
    <message>
        <source>Later, in Settings</source>
        <translation>لاحقاً، من الإعدادات</translation>
    </message>
    <message>
        <source>Your recovery kit</source>
        <translation>حزمة الاستعادة الخاصة بك</translation>
    </message>
    <message>
        <source>Join a shared folder…</source>
        <translation>الانضمام إلى مجلد مشترك…</translation>
    </message>
    <message>
        <source>Make a folder a share…</source>
        <translation>جعل مجلد مشتركاً…</translation>
    </message>
    <message>
        <source>Where is the shared folder?</source>
        <translation>أين المجلد المشترك؟</translation>
    </message>
    <message>
        <source>A folder that all of you can write to: a network drive, for instance. Nothing readable is ever put there.</source>
        <translation>مجلد يمكنكم جميعاً الكتابة فيه: محرك أقراص على الشبكة مثلاً. لا يوضع فيه أبداً شيء مقروء.</translation>
    </message>
    <message>
        <source>The two are not the same yet.</source>
        <translation>العبارتان غير متطابقتين بعد.</translation>
    </message>
    <message>
        <source>Making your keys…</source>
        <translation>يجري إنشاء مفاتيحك…</translation>
    </message>
    <message>
        <source>Shared folder</source>
        <translation>المجلد المشترك</translation>
    </message>
</context>
<context>
    <name>medveil::ui::Demonstration</name>
    <message>
        <source>Demonstration ward – Medveil</source>
        <translation>القسم التجريبي – Medveil</translation>
    </message>
    <message>
        <source>A message finds its way</source>
        <translation>رسالة تجد طريقها</translation>
    </message>
    <message>
        <source>Two people, two vaults, one shared folder, all made for this moment. The steps are the real ones.</source>
        <translation>شخصان وخزنتان ومجلد مشترك واحد، أُنشئت كلها لهذه اللحظة. الخطوات هي الخطوات الحقيقية.</translation>
    </message>
    <message>
        <source>Both windows are yours to try</source>
        <translation>النافذتان لك لتجرّبهما</translation>
    </message>
    <message>
        <source>The passphrase of both, made up for this ward: %1
The picture that travelled: %2</source>
        <translation>عبارة المرور لكليهما، اختُلقت لهذا القسم: %1
الصورة التي أُرسلت: %2</translation>
    </message>
</context>
<context>
    <name>medveil::ui::DetailsPanel</name>
    <message>
        <source>Search names, tags and values</source>
        <translation>ابحث في الأسماء والوسوم والقيم</translation>
    </message>
    <message>
        <source>Search the details</source>
        <translation>البحث في التفاصيل</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>التفاصيل</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>الاسم</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>القيمة</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>الوسم</translation>
    </message>
    <message numerus="yes">
        <source>%n lines</source>
        <translation>
            <numerusform>لا أسطر</numerusform>
            <numerusform>سطر واحد</numerusform>
            <numerusform>سطران</numerusform>
            <numerusform>%n أسطر</numerusform>
            <numerusform>%n سطراً</numerusform>
            <numerusform>%n سطر</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>medveil::ui::FileQuestion</name>
    <message>
        <source>Replace the file?</source>
        <translation>أتريد استبدال الملف؟</translation>
    </message>
    <message>
        <source>“%1” is there already. Replace it?</source>
        <translation>«%1» موجود بالفعل. أتريد استبداله؟</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>استبدال</translation>
    </message>
</context>
<context>
    <name>medveil::ui::FindingsNotice</name>
    <message>
        <source>What was found</source>
        <translation>ما وُجد</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>نسخ</translation>
    </message>
    <message>
        <source>Copy what was found</source>
        <translation>نسخ ما وُجد</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>إغلاق</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) about this profile need your attention</source>
        <translation>
            <numerusform>لا شيء في هذا الملف الشخصي يحتاج إلى انتباهك</numerusform>
            <numerusform>أمر واحد في هذا الملف الشخصي يحتاج إلى انتباهك</numerusform>
            <numerusform>أمران في هذا الملف الشخصي يحتاجان إلى انتباهك</numerusform>
            <numerusform>%n أمور في هذا الملف الشخصي تحتاج إلى انتباهك</numerusform>
            <numerusform>%n أمراً في هذا الملف الشخصي يحتاج إلى انتباهك</numerusform>
            <numerusform>%n أمر في هذا الملف الشخصي يحتاج إلى انتباهك</numerusform>
        </translation>
    </message>
    <message>
        <source>Remove what is damaged…</source>
        <translation>إزالة ما هو تالف…</translation>
    </message>
    <message>
        <source>Remove the damaged drafts for good</source>
        <translation>إزالة المسودات التالفة نهائيًا</translation>
    </message>
    <message>
        <source>Remove the damaged mail for good</source>
        <translation>إزالة البريد التالف نهائيًا</translation>
    </message>
    <message>
        <source>Remove the damaged people for good</source>
        <translation>إزالة الأشخاص التالفة بياناتهم نهائيًا</translation>
    </message>
</context>
<context>
    <name>medveil::ui::MainWindow</name>
    <message>
        <source>Medveil</source>
        <translation>Medveil</translation>
    </message>
    <message>
        <source>%1 – Medveil</source>
        <translation>%1 – Medveil</translation>
    </message>
</context>
<context>
    <name>medveil::ui::MaskPanel</name>
    <message>
        <source>Black</source>
        <translation>أسود</translation>
    </message>
    <message>
        <source>Pixelated</source>
        <translation>مربعات</translation>
    </message>
    <message>
        <source>For good</source>
        <translation>نهائياً</translation>
    </message>
    <message>
        <source>Original sealed inside, for:</source>
        <translation>الأصل مختوم في الداخل، لـ:</translation>
    </message>
    <message>
        <source>Write masked copy…</source>
        <translation>كتابة نسخة محجوبة…</translation>
    </message>
    <message>
        <source>Regions</source>
        <translation>المناطق</translation>
    </message>
    <message>
        <source>Find text and edges</source>
        <translation>البحث عن النصوص والحواف</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>إزالة</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>تراجع</translation>
    </message>
    <message>
        <source>Nobody gets it back, not even you.</source>
        <translation>لا يستعيده أحد، ولا أنت.</translation>
    </message>
    <message>
        <source>These people and you get the original back, bit for bit. It is no anonymous copy.</source>
        <translation>يستعيد هؤلاء الأشخاص وأنت الأصل بِتّاً ببِتّ. ليست نسخة مجهولة الهوية.</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>مستطيل</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>قطع ناقص</translation>
    </message>
    <message>
        <source>Polygon: a click for each corner, a double click ends it</source>
        <translation>مضلّع: نقرة لكل زاوية، ونقرة مزدوجة تنهيه</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>فرشاة</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Radius of the brush</source>
        <translation>نصف قطر الفرشاة</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>اليسار</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>الأعلى</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>العرض</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>الارتفاع</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>إضافة</translation>
    </message>
    <message>
        <source>Add a rectangle of these numbers, in pixels</source>
        <translation>إضافة مستطيل بهذه الأرقام، بالبكسل</translation>
    </message>
    <message>
        <source>In all images</source>
        <translation>في كل الصور</translation>
    </message>
    <message>
        <source>In this image</source>
        <translation>في هذه الصورة</translation>
    </message>
    <message>
        <source>In images</source>
        <translation>في الصور</translation>
    </message>
    <message>
        <source>Where new regions hold</source>
        <translation>أين تسري المناطق الجديدة</translation>
    </message>
    <message>
        <source>First image</source>
        <translation>الصورة الأولى</translation>
    </message>
    <message>
        <source>Last image</source>
        <translation>الصورة الأخيرة</translation>
    </message>
    <message>
        <source>Blocks of random brightness. Blocks made of the image would give text away.</source>
        <translation>مربعات بسطوع عشوائي. المربعات المأخوذة من الصورة قد تفضح النص.</translation>
    </message>
    <message>
        <source>Side of a block</source>
        <translation>ضلع المربع</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>مضلّع</translation>
    </message>
    <message>
        <source>Brush stroke</source>
        <translation>ضربة فرشاة</translation>
    </message>
    <message>
        <source>%1, all images</source>
        <translation>%1، كل الصور</translation>
    </message>
    <message>
        <source>%1, images %2 to %3</source>
        <translation>%1، الصور %2 إلى %3</translation>
    </message>
    <message>
        <source>Write masked copy, original for %1…</source>
        <translation>كتابة نسخة محجوبة، والأصل لـ %1…</translation>
    </message>
    <message>
        <source>Remember for this device</source>
        <translation>تذكّر لهذا الجهاز</translation>
    </message>
    <message>
        <source>Proposes regions where text stands in this image, and those that you remembered for its device. Look yourself: it overlooks some.</source>
        <translation>يقترح مناطق حيث يوجد نص في هذه الصورة، والمناطق التي تذكّرتها لجهازها. انظر بنفسك: فهو يغفل بعضها.</translation>
    </message>
    <message>
        <source>The next images of this kind and size from the same device get these regions proposed.</source>
        <translation>تُقترح هذه المناطق للصور التالية من هذا النوع والحجم من الجهاز نفسه.</translation>
    </message>
    <message>
        <source>Takes back what was done last on this image.</source>
        <translation>يتراجع عن آخر ما أُجري على هذه الصورة.</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>medveil::ui::MessageModel</name>
    <message>
        <source>Waiting for the shared folder</source>
        <translation>بانتظار المجلد المشترك</translation>
    </message>
    <message>
        <source>In the shared folder</source>
        <translation>في المجلد المشترك</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>سُلّمت</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>قُرئت</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>رُفضت</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>انتهت صلاحيتها</translation>
    </message>
    <message>
        <source>read</source>
        <translation>مقروءة</translation>
    </message>
    <message>
        <source>new</source>
        <translation>جديدة</translation>
    </message>
    <message>
        <source>%1, %2, %3, %4</source>
        <translation>%1، %2، %3، %4</translation>
    </message>
    <message>
        <source>Concerns no patient</source>
        <translation>لا تخص أي مريض</translation>
    </message>
    <message>
        <source>%1 (%2 of %3 people)</source>
        <translation>%1 (%2 من %3 أشخاص)</translation>
    </message>
    <message>
        <source>This message is damaged</source>
        <translation>هذه الرسالة تالفة</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>تالفة</translation>
    </message>
    <message>
        <source>This message is damaged. %1, %2</source>
        <translation>هذه الرسالة تالفة. %1، %2</translation>
    </message>
</context>
<context>
    <name>medveil::ui::MessagePlace</name>
    <message>
        <source>Search names, numbers and words</source>
        <translation>ابحث في الأسماء والأرقام والكلمات</translation>
    </message>
    <message>
        <source>Search messages</source>
        <translation>البحث في الرسائل</translation>
    </message>
    <message>
        <source>Received messages</source>
        <translation>الرسائل المستلمة</translation>
    </message>
    <message>
        <source>Sent messages</source>
        <translation>الرسائل المرسلة</translation>
    </message>
    <message>
        <source>Nothing received yet</source>
        <translation>لم يصل شيء بعد</translation>
    </message>
    <message>
        <source>Nothing sent yet</source>
        <translation>لم يُرسل شيء بعد</translation>
    </message>
    <message>
        <source>What you send appears here, with its state for each person.</source>
        <translation>يظهر هنا ما ترسله، مع حالته لدى كل شخص.</translation>
    </message>
    <message numerus="yes">
        <source>Set aside: %n</source>
        <translation>
            <numerusform>وُضع جانبًا: لا شيء</numerusform>
            <numerusform>وُضعت جانبًا: رسالة واحدة</numerusform>
            <numerusform>وُضعت جانبًا: رسالتان</numerusform>
            <numerusform>وُضعت جانبًا: %n رسائل</numerusform>
            <numerusform>وُضعت جانبًا: %n رسالة</numerusform>
            <numerusform>وُضعت جانبًا: %n رسالة</numerusform>
        </translation>
    </message>
    <message>
        <source>A message of %1 is missing</source>
        <translation>رسالة من %1 مفقودة</translation>
    </message>
    <message>
        <source>A later message names it, and it has not arrived. It may still come; if it does not, ask the sender.</source>
        <translation>تشير إليها رسالة لاحقة ولم تصل بعد. قد تصل لاحقًا؛ وإن لم تصل فاسأل المرسل.</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>عرض الكل</translation>
    </message>
    <message>
        <source>Only about %1</source>
        <translation>ما يخص %1 فقط</translation>
    </message>
    <message>
        <source>This message is damaged</source>
        <translation>هذه الرسالة تالفة</translation>
    </message>
    <message>
        <source>What the vault holds of it is not what Medveil wrote, so none of it is shown. The other messages are not touched by that. Ask for it to be sent again, or restore the vault from a backup.</source>
        <translation>ما تحفظه الخزنة منها ليس ما كتبه Medveil، لذلك لا يُعرض منها شيء. الرسائل الأخرى لا يمسّها ذلك. اطلب إرسالها مرة أخرى أو استعد الخزنة من نسخة احتياطية.</translation>
    </message>
    <message>
        <source>Messages from people whom you have accepted appear here by themselves. Those of others wait until you accept them under People.</source>
        <translation>تظهر هنا تلقائيًا رسائل من قبلتهم. أما رسائل غيرهم فتنتظر حتى تقبلهم في «الأشخاص».</translation>
    </message>
</context>
<context>
    <name>medveil::ui::MessageView</name>
    <message>
        <source>No, sent as a sealed file</source>
        <translation>لا، أُرسلت ملفاً مختوماً</translation>
    </message>
    <message>
        <source>Yes, inside “%1”</source>
        <translation>نعم، داخل «%1»</translation>
    </message>
    <message>
        <source>Its key was hidden in “%1”; the rest came as a sealed file</source>
        <translation>أُخفي مفتاحها في «%1»؛ وجاء الباقي ملفاً مختوماً</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>الرسالة</translation>
    </message>
    <message>
        <source>No message chosen</source>
        <translation>لم تُختر رسالة</translation>
    </message>
    <message>
        <source>Choose a message on the left. A picture or sound that came by e-mail or USB stick can be dropped anywhere on this window.</source>
        <translation>اختر رسالة من القائمة. يمكن إفلات صورة أو صوت وصل بالبريد أو على ذاكرة USB في أي مكان من هذه النافذة.</translation>
    </message>
    <message>
        <source>Choose a message on the left to see who has received and read it.</source>
        <translation>اختر رسالة من القائمة لترى مَن استلمها وقرأها.</translation>
    </message>
    <message>
        <source>From</source>
        <translation>من</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>التوقيع</translation>
    </message>
    <message>
        <source>To</source>
        <translation>إلى</translation>
    </message>
    <message>
        <source>%1 – %2, %3</source>
        <translation>%1 – %2، %3</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>الوقت</translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation>مخفية</translation>
    </message>
    <message>
        <source>Sealed with</source>
        <translation>مختومة بـ</translation>
    </message>
    <message>
        <source>AES-256 with RSA-3072</source>
        <translation>AES-256 مع RSA-3072</translation>
    </message>
    <message>
        <source>ChaCha20 with X25519</source>
        <translation>ChaCha20 مع X25519</translation>
    </message>
    <message>
        <source>Two names for one patient number</source>
        <translation>اسمان لرقم مريض واحد</translation>
    </message>
    <message>
        <source>Message text</source>
        <translation>نص الرسالة</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>نسخ النص</translation>
    </message>
    <message>
        <source>Copied for one minute</source>
        <translation>نُسخ لدقيقة واحدة</translation>
    </message>
    <message>
        <source>The clipboard is cleared after that.</source>
        <translation>تُفرَّغ الحافظة بعد ذلك.</translation>
    </message>
    <message>
        <source>Attachments</source>
        <translation>المرفقات</translation>
    </message>
    <message>
        <source>View</source>
        <translation>عرض</translation>
    </message>
    <message>
        <source>View %1</source>
        <translation>عرض %1</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>حفظ…</translation>
    </message>
    <message>
        <source>Save %1</source>
        <translation>حفظ %1</translation>
    </message>
    <message>
        <source>Save attachment</source>
        <translation>حفظ المرفق</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>تم الحفظ</translation>
    </message>
    <message>
        <source>%1 is no longer protected by Medveil. The export is in the audit log.</source>
        <translation>لم يعد %1 محمياً بـ Medveil. التصدير مسجل في سجل التدقيق.</translation>
    </message>
    <message>
        <source>This cannot be viewed here</source>
        <translation>لا يمكن عرض هذا هنا</translation>
    </message>
    <message>
        <source>Pictures and plain text can. Save it to open it in another program.</source>
        <translation>يمكن عرض الصور والنصوص البسيطة. احفظه لتفتحه ببرنامج آخر.</translation>
    </message>
    <message>
        <source>Picture %1</source>
        <translation>الصورة %1</translation>
    </message>
    <message>
        <source>Scaled for viewing; not for diagnosis.</source>
        <translation>مصغّرة للعرض؛ ليست للتشخيص.</translation>
    </message>
    <message>
        <source>You</source>
        <translation>أنت</translation>
    </message>
    <message>
        <source>The signature holds. You compared this person&apos;s safety number on %1.</source>
        <translation>التوقيع صحيح. قارنتَ رقم أمان هذا الشخص في %1.</translation>
    </message>
    <message>
        <source>The signature holds, but nobody has compared this person&apos;s safety number yet.</source>
        <translation>التوقيع صحيح، لكن لم يقارن أحد رقم أمان هذا الشخص بعد.</translation>
    </message>
    <message>
        <source>The signature holds for the key known so far. A different key has turned up since: compare the safety number.</source>
        <translation>التوقيع صحيح بالمفتاح المعروف حتى الآن. ظهر منذ ذلك الحين مفتاح مختلف: قارن رقم الأمان.</translation>
    </message>
    <message>
        <source>Text of %1</source>
        <translation>نص %1</translation>
    </message>
    <message>
        <source>This is the beginning only. Save it to read the rest.</source>
        <translation>هذه البداية فقط. احفظه لقراءة الباقي.</translation>
    </message>
    <message>
        <source>The signature holds. You compared this person&apos;s safety number under another name or with another key: look in People.</source>
        <translation>التوقيع صحيح. قارنت رقم أمان هذا الشخص باسم آخر أو بمفتاح آخر: انظر في «الأشخاص».</translation>
    </message>
    <message>
        <source>Called today</source>
        <translation>اسمه اليوم</translation>
    </message>
    <message>
        <source>Sender&apos;s clock</source>
        <translation>ساعة المرسل</translation>
    </message>
    <message>
        <source>%1 – far ahead of this machine&apos;s. The time above is when the message came.</source>
        <translation>%1 – متقدمة كثيرًا على ساعة هذا الجهاز. الوقت أعلاه هو وقت وصول الرسالة.</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>إزالة…</translation>
    </message>
    <message>
        <source>Remove this message</source>
        <translation>إزالة هذه الرسالة</translation>
    </message>
    <message>
        <source>Remove this message and its attachments for good</source>
        <translation>إزالة هذه الرسالة ومرفقاتها نهائيًا</translation>
    </message>
    <message>
        <source>your register of patients</source>
        <translation>سجل المرضى لديك</translation>
    </message>
    <message>
        <source>This message says “%1”. The number %2 is “%3” for %4. Find out who is meant before you act on it.</source>
        <translation>تقول هذه الرسالة «%1». الرقم %2 هو «%3» لدى %4. تأكد من المقصود قبل أن تتصرف.</translation>
    </message>
</context>
<context>
    <name>medveil::ui::PatientCard</name>
    <message>
        <source>nobody</source>
        <translation>لا أحد</translation>
    </message>
    <message>
        <source>number %1</source>
        <translation>الرقم %1</translation>
    </message>
    <message>
        <source>number %1 of %2</source>
        <translation>الرقم %1 من %2</translation>
    </message>
    <message>
        <source>born %1</source>
        <translation>تاريخ الميلاد %1</translation>
    </message>
    <message>
        <source>could not be read</source>
        <translation>تعذّرت القراءة</translation>
    </message>
    <message>
        <source>In your register of patients</source>
        <translation>في سجل المرضى لديك</translation>
    </message>
    <message>
        <source>%1 wrote</source>
        <translation>كتب %1</translation>
    </message>
    <message>
        <source>File “%1”</source>
        <translation>الملف «%1»</translation>
    </message>
    <message>
        <source>Somebody else names this patient differently</source>
        <translation>شخص آخر يسمّي هذا المريض باسم مختلف</translation>
    </message>
    <message>
        <source>Whom this file is about could not be read</source>
        <translation>تعذّرت معرفة صاحب هذا الملف</translation>
    </message>
    <message>
        <source>Two different patients</source>
        <translation>مريضان مختلفان</translation>
    </message>
    <message>
        <source>This message</source>
        <translation>هذه الرسالة</translation>
    </message>
    <message>
        <source>Nobody has compared that person&apos;s safety number. Your message can go out; look who is right.</source>
        <translation>لم يقارن أحد رقم الأمان لذلك الشخص. يمكن إرسال رسالتك، وتحقّق من الصواب.</translation>
    </message>
    <message>
        <source>I have checked: the name in this message is right</source>
        <translation>تحققتُ: الاسم في هذه الرسالة صحيح</translation>
    </message>
    <message>
        <source>I have checked: this file belongs in this message</source>
        <translation>تحققتُ: هذا الملف مكانه في هذه الرسالة</translation>
    </message>
    <message>
        <source>The message is about %1</source>
        <translation>الرسالة تخص %1</translation>
    </message>
</context>
<context>
    <name>medveil::ui::PatientsPlace</name>
    <message>
        <source>Search patients</source>
        <translation>البحث عن المرضى</translation>
    </message>
    <message>
        <source>Patients</source>
        <translation>المرضى</translation>
    </message>
    <message>
        <source>No patients yet</source>
        <translation>لا مرضى بعد</translation>
    </message>
    <message>
        <source>Everybody whom a message concerns appears here, with their messages.</source>
        <translation>يظهر هنا كل مَن تخصه رسالة، مع رسائله.</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>لا رسائل</numerusform>
            <numerusform>رسالة واحدة</numerusform>
            <numerusform>رسالتان</numerusform>
            <numerusform>%n رسائل</numerusform>
            <numerusform>%n رسالة</numerusform>
            <numerusform>%n رسالة</numerusform>
        </translation>
    </message>
    <message>
        <source>Correct this patient&apos;s name…</source>
        <translation>تصحيح اسم هذا المريض…</translation>
    </message>
    <message>
        <source>Search by name or whole number</source>
        <translation>ابحث بالاسم أو بالرقم الكامل</translation>
    </message>
    <message>
        <source>Right name</source>
        <translation>الاسم الصحيح</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>السبب</translation>
    </message>
    <message>
        <source>Both names and the reason are kept in the audit log. Messages stay as they were written.</source>
        <translation>يُحفظ الاسمان والسبب في سجل التدقيق. تبقى الرسائل كما كُتبت.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>%1 wrote this name; nobody has compared that person&apos;s safety number.</source>
        <translation>كتب %1 هذا الاسم، ولم يقارن أحد رقم الأمان لذلك الشخص.</translation>
    </message>
    <message>
        <source>%1 wrote this name.</source>
        <translation>كتب %1 هذا الاسم.</translation>
    </message>
    <message>
        <source>Nobody vouches for this name.</source>
        <translation>لا أحد يضمن هذا الاسم.</translation>
    </message>
    <message>
        <source>You wrote this name.</source>
        <translation>أنت كتبت هذا الاسم.</translation>
    </message>
    <message numerus="yes">
        <source>%n received message(s)</source>
        <translation>
            <numerusform>لا رسائل واردة</numerusform>
            <numerusform>رسالة واردة واحدة</numerusform>
            <numerusform>رسالتان واردتان</numerusform>
            <numerusform>%n رسائل واردة</numerusform>
            <numerusform>%n رسالة واردة</numerusform>
            <numerusform>%n رسالة واردة</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sent message(s)</source>
        <translation>
            <numerusform>لا رسائل مرسلة</numerusform>
            <numerusform>رسالة مرسلة واحدة</numerusform>
            <numerusform>رسالتان مرسلتان</numerusform>
            <numerusform>%n رسائل مرسلة</numerusform>
            <numerusform>%n رسالة مرسلة</numerusform>
            <numerusform>%n رسالة مرسلة</numerusform>
        </translation>
    </message>
    <message>
        <source>Number %1 is %2, not %3</source>
        <translation>الرقم %1 هو %2 وليس %3</translation>
    </message>
    <message>
        <source>The name was corrected</source>
        <translation>صُحّح الاسم</translation>
    </message>
    <message>
        <source>%1 is now %2.</source>
        <translation>أصبح %1 الآن %2.</translation>
    </message>
    <message>
        <source>Who wrote this name cannot be read any more. Correct the name, or confirm it as it is.</source>
        <translation>لم يعد من الممكن قراءة من كتب هذا الاسم. صحّح الاسم أو أكّده كما هو.</translation>
    </message>
</context>
<context>
    <name>medveil::ui::PeoplePicker</name>
    <message>
        <source>People</source>
        <translation>الأشخاص</translation>
    </message>
    <message>
        <source>The key has changed: look at it under People first.</source>
        <translation>تغيّر المفتاح: راجعه أولاً في «الأشخاص».</translation>
    </message>
</context>
<context>
    <name>medveil::ui::PlaceBar</name>
    <message>
        <source>Places</source>
        <translation>الأماكن</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>قفل</translation>
    </message>
    <message>
        <source>Lock now (Ctrl+L)</source>
        <translation>القفل الآن (Ctrl+L)</translation>
    </message>
    <message>
        <source>%1 (Ctrl+%2)</source>
        <translation>%1 (Ctrl+%2)</translation>
    </message>
</context>
<context>
    <name>medveil::ui::RecoverySheet</name>
    <message>
        <source>Recovery words</source>
        <translation>كلمات الاستعادة</translation>
    </message>
    <message>
        <source>The same words as a QR code</source>
        <translation>الكلمات نفسها رمزاً مربعاً (QR)</translation>
    </message>
    <message>
        <source>Type the twelve words from your print-out</source>
        <translation>اكتب الكلمات الاثنتي عشرة من الورقة المطبوعة</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>طباعة…</translation>
    </message>
    <message>
        <source>Save as PDF…</source>
        <translation>حفظ بصيغة PDF…</translation>
    </message>
    <message>
        <source>Check that it opens my vault</source>
        <translation>التحقق من أنها تفتح خزنتي</translation>
    </message>
    <message>
        <source>If you forget your passphrase, these twelve words open your vault. Nothing else can. Keep them on paper, where you keep your passport.</source>
        <translation>إن نسيت عبارة المرور فهذه الكلمات الاثنتا عشرة تفتح خزنتك. لا يفتحها شيء آخر. احفظها على ورق حيث تحفظ جواز سفرك.</translation>
    </message>
    <message>
        <source>Medveil recovery kit</source>
        <translation>حزمة استعادة Medveil</translation>
    </message>
    <message>
        <source>These twelve words open the vault when its passphrase is forgotten. Whoever has this page and the machine can read everything in it.</source>
        <translation>تفتح هذه الكلمات الاثنتا عشرة الخزنة عند نسيان عبارة المرور. ومَن يملك هذه الورقة والجهاز يستطيع قراءة كل ما فيها.</translation>
    </message>
    <message>
        <source>Save the recovery kit</source>
        <translation>حفظ حزمة الاستعادة</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>تم الحفظ</translation>
    </message>
    <message>
        <source>Print it or put it on a stick that you lock away, and remove it from this machine.</source>
        <translation>اطبعه أو ضعه على ذاكرة تقفل عليها، واحذفه من هذا الجهاز.</translation>
    </message>
    <message>
        <source>They open your vault</source>
        <translation>إنها تفتح خزنتك</translation>
    </message>
    <message>
        <source>Your passphrase</source>
        <translation>عبارة مرورك</translation>
    </message>
    <message>
        <source>Show me new words</source>
        <translation>أظهر لي كلمات جديدة</translation>
    </message>
    <message>
        <source>Your present kit keeps working until you have printed or saved the new words and typed them in here.</source>
        <translation>تبقى حزمتك الحالية صالحة حتى تطبع الكلمات الجديدة أو تحفظها ثم تكتبها هنا.</translation>
    </message>
    <message>
        <source>The kit was not saved</source>
        <translation>لم تُحفظ الحزمة</translation>
    </message>
    <message>
        <source>The file could not be written: %1. Choose another place, or print it.</source>
        <translation>تعذرت كتابة الملف: %1. اختر مكاناً آخر أو اطبعها.</translation>
    </message>
    <message>
        <source>These are not the words above</source>
        <translation>هذه ليست الكلمات أعلاه</translation>
    </message>
    <message>
        <source>Compare them with the page, one by one: a letter may be wrong or two words changed places. An earlier kit still opens your vault.</source>
        <translation>قارنها بالصفحة كلمة كلمة: ربما أخطأت في حرف أو تبادلت كلمتان موضعيهما. الحزمة السابقة ما زالت تفتح خزنتك.</translation>
    </message>
    <message>
        <source>The kit works. Keep it safe. An earlier kit does not work any more.</source>
        <translation>الحزمة صالحة. احفظها في مكان آمن. الحزمة السابقة لم تعد صالحة.</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>جارٍ الحفظ…</translation>
    </message>
    <message>
        <source>Compare them with the page, one by one: a letter may be wrong or two words changed places.</source>
        <translation>قارنها بالصفحة كلمة كلمة: ربما أخطأت في حرف أو تبادلت كلمتان موضعيهما.</translation>
    </message>
    <message>
        <source>The kit works. Keep it safe.</source>
        <translation>الحزمة صالحة. احفظها في مكان آمن.</translation>
    </message>
</context>
<context>
    <name>medveil::ui::ReleasePanel</name>
    <message>
        <source>Keep identifiers of studies</source>
        <translation>الإبقاء على معرّفات الدراسات</translation>
    </message>
    <message>
        <source>Keep the device</source>
        <translation>الإبقاء على الجهاز</translation>
    </message>
    <message>
        <source>Keep the institution</source>
        <translation>الإبقاء على المؤسسة</translation>
    </message>
    <message>
        <source>Keep age, sex, size and weight</source>
        <translation>الإبقاء على العمر والجنس والطول والوزن</translation>
    </message>
    <message>
        <source>I looked: no image names anybody</source>
        <translation>نظرتُ: لا صورة تسمّي أحداً</translation>
    </message>
    <message>
        <source>Write copies without names…</source>
        <translation>كتابة نسخ بلا أسماء…</translation>
    </message>
    <message>
        <source>Save report…</source>
        <translation>حفظ التقرير…</translation>
    </message>
    <message>
        <source>Remove dates</source>
        <translation>إزالة التواريخ</translation>
    </message>
    <message>
        <source>Move dates by secret days</source>
        <translation>إزاحة التواريخ بعدد سري من الأيام</translation>
    </message>
    <message>
        <source>Keep dates</source>
        <translation>الإبقاء على التواريخ</translation>
    </message>
    <message>
        <source>Dates</source>
        <translation>التواريخ</translation>
    </message>
    <message>
        <source>File</source>
        <translation>الملف</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>النتيجة</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>التقرير</translation>
    </message>
    <message>
        <source>Regions that you drew are covered for good in the copies. Faces can be rebuilt from head scans, whatever is removed.</source>
        <translation>المناطق التي رسمتها تُحجب نهائياً في النسخ. يمكن إعادة بناء الوجوه من صور الرأس، مهما أُزيل.</translation>
    </message>
    <message>
        <source>Choose series in the list: several make a batch.</source>
        <translation>اختر سلاسل من القائمة: عدة سلاسل تكوّن دفعة.</translation>
    </message>
    <message numerus="yes">
        <source>%n series chosen.</source>
        <translation>
            <numerusform>لم تُختر أي سلسلة.</numerusform>
            <numerusform>اختيرت سلسلة واحدة.</numerusform>
            <numerusform>اختيرت سلسلتان.</numerusform>
            <numerusform>اختيرت %n سلاسل.</numerusform>
            <numerusform>اختيرت %n سلسلة.</numerusform>
            <numerusform>اختيرت %n سلسلة.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 images were on the screen.</source>
        <translation>عُرضت على الشاشة %1 من %2 من الصور.</translation>
    </message>
    <message>
        <source>Every image of what is chosen has to be shown first.</source>
        <translation>يجب أن تُعرض أولاً كل صورة مما اختير.</translation>
    </message>
    <message>
        <source>NOT written: %1</source>
        <translation>لم يُكتب: %1</translation>
    </message>
    <message>
        <source>Look at</source>
        <translation>راجِع</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>تم</translation>
    </message>
    <message>
        <source>%1 of %2 copies written to %3. Signed for in the audit log.</source>
        <translation>كُتبت %1 من %2 من النسخ في %3. وقُيّد التوقيع عليها في سجل التدقيق.</translation>
    </message>
    <message numerus="yes">
        <source>They are of %n patients: choose those of one.</source>
        <translation>
            <numerusform>ليست لأي مريض.</numerusform>
            <numerusform>هي لمريض واحد.</numerusform>
            <numerusform>هي لمريضين: اختر ما يخص واحدًا منهما.</numerusform>
            <numerusform>هي لـ %n مرضى: اختر ما يخص واحدًا منهم.</numerusform>
            <numerusform>هي لـ %n مريضًا: اختر ما يخص واحدًا منهم.</numerusform>
            <numerusform>هي لـ %n مريض: اختر ما يخص واحدًا منهم.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>medveil::ui::RestoreCard</name>
    <message>
        <source>The original is another patient&apos;s than the file around it says</source>
        <translation>الأصل لمريض غير الذي يذكره الملف المحيط به</translation>
    </message>
    <message>
        <source>The file says</source>
        <translation>يذكر الملف</translation>
    </message>
    <message>
        <source>The sealed original is of</source>
        <translation>الأصل المختوم يخص</translation>
    </message>
    <message>
        <source>Leave it sealed</source>
        <translation>اتركه مختومًا</translation>
    </message>
    <message>
        <source>Restore it as %1&apos;s</source>
        <translation>استعده على أنه لـ %1</translation>
    </message>
</context>
<context>
    <name>medveil::ui::ScanCanvas</name>
    <message>
        <source>Scan</source>
        <translation>صورة طبية</translation>
    </message>
    <message>
        <source>NOT THE ORIGINAL: regions are masked</source>
        <translation>ليست الأصل: مناطق منها محجوبة</translation>
    </message>
    <message>
        <source>NOT THE ORIGINAL: it carries hidden data</source>
        <translation>ليست الأصل: تحمل بيانات مخفية</translation>
    </message>
    <message>
        <source>Original, restored from a changed copy</source>
        <translation>الأصل، مُستعاد من نسخة مُغيَّرة</translation>
    </message>
    <message>
        <source>%1 mm</source>
        <translation>%1 mm</translation>
    </message>
    <message>
        <source>%1 pixels (no scale in the file)</source>
        <translation>%1 بكسل (لا مقياس في الملف)</translation>
    </message>
    <message>
        <source>%1°</source>
        <translation>%1°</translation>
    </message>
    <message>
        <source>mean %1%2 ± %3, %4 to %5, %6</source>
        <translation>الوسط %1%2 ± %3، من %4 إلى %5، %6</translation>
    </message>
    <message>
        <source>%1 mm²</source>
        <translation>%1 mm²</translation>
    </message>
    <message>
        <source>%1 pixels</source>
        <translation>%1 بكسل</translation>
    </message>
    <message>
        <source>x %1, y %2: red %3, green %4, blue %5</source>
        <translation>x %1, y %2: أحمر %3، أخضر %4، أزرق %5</translation>
    </message>
    <message>
        <source>x %1, y %2: %3%4</source>
        <translation>x %1, y %2: %3%4</translation>
    </message>
    <message>
        <source>compressed with loss</source>
        <translation>مضغوطة مع فقد</translation>
    </message>
    <message>
        <source>Image %1 of %2</source>
        <translation>الصورة %1 من %2</translation>
    </message>
    <message>
        <source>Zoom %1 %</source>
        <translation>التكبير %1 ٪</translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>W %1  L %2</source>
        <translation>W %1  L %2</translation>
    </message>
</context>
<context>
    <name>medveil::ui::ScanView</name>
    <message>
        <source>Image in the series</source>
        <translation>الصورة في السلسلة</translation>
    </message>
    <message>
        <source>Open scans, or drop them here.</source>
        <translation>افتح صوراً طبية، أو أفلتها هنا.</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>يجري الفتح…</translation>
    </message>
</context>
<context>
    <name>medveil::ui::ScansPlace</name>
    <message>
        <source>Looking for text in this image…</source>
        <translation>يجري البحث عن نص في هذه الصورة…</translation>
    </message>
    <message numerus="yes">
        <source>%n regions proposed</source>
        <translation>
            <numerusform>لم تُقترح أي منطقة</numerusform>
            <numerusform>اقتُرحت منطقة واحدة</numerusform>
            <numerusform>اقتُرحت منطقتان</numerusform>
            <numerusform>اقتُرحت %n مناطق</numerusform>
            <numerusform>اقتُرحت %n منطقة</numerusform>
            <numerusform>اقتُرحت %n منطقة</numerusform>
        </translation>
    </message>
    <message>
        <source>Look at the whole image yourself: such a search overlooks some text.</source>
        <translation>انظر إلى الصورة كلها بنفسك: يغفل مثل هذا البحث بعض النصوص.</translation>
    </message>
    <message>
        <source>-masked</source>
        <translation>-masked</translation>
    </message>
    <message>
        <source>Write masked copy</source>
        <translation>كتابة نسخة محجوبة</translation>
    </message>
    <message>
        <source>Folder for the masked copies</source>
        <translation>مجلد النسخ المحجوبة</translation>
    </message>
    <message>
        <source>It was read back from the disk before this was said. The file still names its patient: use Release for copies without names.</source>
        <translation>قُرئت من القرص ثانيةً قبل قول هذا. ما زال الملف يسمّي مريضه: استخدم «إصدار» للنسخ بلا أسماء.</translation>
    </message>
    <message numerus="yes">
        <source>%n images are not touched by any region and were left out.</source>
        <translation>
            <numerusform>لم تُترك أي صورة.</numerusform>
            <numerusform>صورة واحدة لا تمسّها أي منطقة فتُركت.</numerusform>
            <numerusform>صورتان لا تمسّهما أي منطقة فتُركتا.</numerusform>
            <numerusform>%n صور لا تمسّها أي منطقة فتُركت.</numerusform>
            <numerusform>%n صورة لا تمسّها أي منطقة فتُركت.</numerusform>
            <numerusform>%n صورة لا تمسّها أي منطقة فتُركت.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n masked copies written</source>
        <translation>
            <numerusform>لم تُكتب أي نسخة محجوبة</numerusform>
            <numerusform>كُتبت نسخة محجوبة واحدة</numerusform>
            <numerusform>كُتبت نسختان محجوبتان</numerusform>
            <numerusform>كُتبت %n نسخ محجوبة</numerusform>
            <numerusform>كُتبت %n نسخة محجوبة</numerusform>
            <numerusform>كُتبت %n نسخة محجوبة</numerusform>
        </translation>
    </message>
    <message>
        <source>Folder for the copies without names</source>
        <translation>مجلد النسخ بلا أسماء</translation>
    </message>
    <message>
        <source>No patient is named in the file.</source>
        <translation>لا يُذكر مريض في الملف.</translation>
    </message>
    <message>
        <source>Save this image as a picture</source>
        <translation>حفظ هذه الصورة ملفَّ صورة</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg)</source>
        <translation>صور (*.png *.jpg)</translation>
    </message>
    <message>
        <source>Eight bits, as on the screen: not for diagnosis.</source>
        <translation>ثمانية بِتّات كما على الشاشة: ليست للتشخيص.</translation>
    </message>
    <message>
        <source>Picture saved</source>
        <translation>حُفظت الصورة</translation>
    </message>
    <message>
        <source>Save a copy of the file</source>
        <translation>حفظ نسخة من الملف</translation>
    </message>
    <message>
        <source>Original saved</source>
        <translation>حُفظ الأصل</translation>
    </message>
    <message>
        <source>Copy saved</source>
        <translation>حُفظت النسخة</translation>
    </message>
    <message>
        <source>Seal the file</source>
        <translation>ختم الملف</translation>
    </message>
    <message>
        <source>Pixelated picture with the original inside (*.png);;Sealed file (*.medveil)</source>
        <translation>صورة مربعات والأصل بداخلها (*.png);;ملف مختوم (*.medveil)</translation>
    </message>
    <message>
        <source>Sealed</source>
        <translation>خُتم</translation>
    </message>
    <message>
        <source>File to hide in the scan</source>
        <translation>الملف المراد إخفاؤه في الصورة الطبية</translation>
    </message>
    <message>
        <source>Scan that carries it</source>
        <translation>الصورة الطبية التي تحمله</translation>
    </message>
    <message>
        <source>-carries</source>
        <translation>-carries</translation>
    </message>
    <message>
        <source>Hidden, and read back</source>
        <translation>أُخفي وقُرئ ثانيةً للتحقق</translation>
    </message>
    <message>
        <source>The copy says openly that it carries data, and shows its original here. It still names its patient.</source>
        <translation>تقول النسخة صراحةً إنها تحمل بيانات، وتُظهر أصلها هنا. وما زالت تسمّي مريضها.</translation>
    </message>
    <message>
        <source>Soft tissue</source>
        <translation>الأنسجة الرخوة</translation>
    </message>
    <message>
        <source>Lung</source>
        <translation>الرئة</translation>
    </message>
    <message>
        <source>Liver</source>
        <translation>الكبد</translation>
    </message>
    <message>
        <source>Bone</source>
        <translation>العظم</translation>
    </message>
    <message>
        <source>Brain</source>
        <translation>الدماغ</translation>
    </message>
    <message>
        <source>Show the original</source>
        <translation>إظهار الأصل</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>حفظ التقرير</translation>
    </message>
    <message>
        <source>report.txt</source>
        <translation>report.txt</translation>
    </message>
    <message>
        <source>%1 of %2 files</source>
        <translation>%1 من %2 من الملفات</translation>
    </message>
    <message>
        <source>Looking at the files…</source>
        <translation>يجري فحص الملفات…</translation>
    </message>
    <message numerus="yes">
        <source>%n files hold no image that can be shown</source>
        <translation>
            <numerusform>لا ملفات بلا صورة قابلة للعرض</numerusform>
            <numerusform>ملف واحد لا يحتوي صورة قابلة للعرض</numerusform>
            <numerusform>ملفان لا يحتويان صورة قابلة للعرض</numerusform>
            <numerusform>%n ملفات لا تحتوي صورة قابلة للعرض</numerusform>
            <numerusform>%n ملفاً لا تحتوي صورة قابلة للعرض</numerusform>
            <numerusform>%n ملف لا تحتوي صورة قابلة للعرض</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n images</source>
        <translation>
            <numerusform>لا صور</numerusform>
            <numerusform>صورة واحدة</numerusform>
            <numerusform>صورتان</numerusform>
            <numerusform>%n صور</numerusform>
            <numerusform>%n صورة</numerusform>
            <numerusform>%n صورة</numerusform>
        </translation>
    </message>
    <message>
        <source>As in the file</source>
        <translation>كما في الملف</translation>
    </message>
    <message>
        <source>Window %1</source>
        <translation>النافذة %1</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>يدوياً</translation>
    </message>
    <message>
        <source>Open files…</source>
        <translation>فتح ملفات…</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>فتح مجلد…</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>السلاسل</translation>
    </message>
    <message>
        <source>DICOM, PNG, JPEG and TIFF. Drop files, folders or a DICOMDIR here.</source>
        <translation>صور DICOM وPNG وJPEG وTIFF. أفلت هنا ملفات أو مجلدات أو DICOMDIR.</translation>
    </message>
    <message>
        <source>Open scans</source>
        <translation>فتح صور طبية</translation>
    </message>
    <message>
        <source>Open a folder of scans</source>
        <translation>فتح مجلد صور طبية</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>النافذة</translation>
    </message>
    <message>
        <source>Brightness and contrast (keys 1 to 6)</source>
        <translation>السطوع والتباين (المفاتيح 1 إلى 6)</translation>
    </message>
    <message>
        <source>Measure a length</source>
        <translation>قياس طول</translation>
    </message>
    <message>
        <source>Measure an angle</source>
        <translation>قياس زاوية</translation>
    </message>
    <message>
        <source>Values inside an ellipse</source>
        <translation>القيم داخل قطع ناقص</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>عكس الألوان</translation>
    </message>
    <message>
        <source>Turn</source>
        <translation>تدوير</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>عكس مرآتي</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>ملاءمة</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>تشغيل</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Space</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>جنباً إلى جنب</translation>
    </message>
    <message>
        <source>Scroll together</source>
        <translation>التمرير معاً</translation>
    </message>
    <message>
        <source>Compare with the original</source>
        <translation>المقارنة بالأصل</translation>
    </message>
    <message>
        <source>Swipe</source>
        <translation>مسح جانبي</translation>
    </message>
    <message>
        <source>Difference, ten times as strong</source>
        <translation>الفرق، مضاعفاً عشر مرات</translation>
    </message>
    <message>
        <source>No comparison</source>
        <translation>بلا مقارنة</translation>
    </message>
    <message>
        <source>How much of the original is shown</source>
        <translation>مقدار ما يظهر من الأصل</translation>
    </message>
    <message>
        <source>About the scan</source>
        <translation>عن الصورة</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>التفاصيل</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>حجب</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>إصدار</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>مشاركة</translation>
    </message>
    <message>
        <source>Remembered</source>
        <translation>تم التذكّر</translation>
    </message>
    <message>
        <source>These regions are proposed for the next images of this kind and size from %1.</source>
        <translation>تُقترح هذه المناطق للصور التالية من هذا النوع والحجم من %1.</translation>
    </message>
    <message>
        <source>nothing was released.</source>
        <translation>لم يُصدر شيء.</translation>
    </message>
    <message>
        <source>It shows %1.</source>
        <translation>تعرض %1.</translation>
    </message>
    <message>
        <source>born %1</source>
        <translation>تاريخ الميلاد %1</translation>
    </message>
    <message>
        <source>Different patients are chosen: %1</source>
        <translation>اختير مرضى مختلفون: %1</translation>
    </message>
    <message>
        <source>Choose the images of one of them:</source>
        <translation>اختر صور واحد منهم:</translation>
    </message>
</context>
<context>
    <name>medveil::ui::SetAsideView</name>
    <message>
        <source>Try again</source>
        <translation>المحاولة مجددًا</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>إزالة…</translation>
    </message>
    <message>
        <source>Remove it from the shared folder for good</source>
        <translation>إزالته من المجلد المشترك نهائيًا</translation>
    </message>
    <message>
        <source>Mail set aside</source>
        <translation>بريد وُضع جانبًا</translation>
    </message>
    <message>
        <source>Back to the Inbox</source>
        <translation>العودة إلى الوارد</translation>
    </message>
    <message>
        <source>Set aside: these could not be opened</source>
        <translation>وُضع جانبًا: تعذّر فتح هذه</translation>
    </message>
    <message>
        <source>From somebody you have not accepted</source>
        <translation>من شخص لم تقبله</translation>
    </message>
    <message>
        <source>A picture or sound that holds nothing for you</source>
        <translation>صورة أو صوت لا يحوي شيئًا لك</translation>
    </message>
    <message>
        <source>Sealed for other people, or its key comes in a cover</source>
        <translation>مختوم لأشخاص آخرين، أو يأتي مفتاحه في غلاف</translation>
    </message>
    <message>
        <source>no longer in the shared folder</source>
        <translation>لم يعد في المجلد المشترك</translation>
    </message>
</context>
<context>
    <name>medveil::ui::SettingsPlace</name>
    <message>
        <source>Too short: use several words.</source>
        <translation>قصيرة جداً: استخدم عدة كلمات.</translation>
    </message>
    <message>
        <source>Very weak: it would be guessed in minutes.</source>
        <translation>ضعيفة جداً: تُخمَّن في دقائق.</translation>
    </message>
    <message>
        <source>Weak: add another word that has nothing to do with the others.</source>
        <translation>ضعيفة: أضف كلمة أخرى لا صلة لها بالبقية.</translation>
    </message>
    <message>
        <source>Good: it withstands years of guessing.</source>
        <translation>جيدة: تصمد سنوات من التخمين.</translation>
    </message>
    <message>
        <source>Strong.</source>
        <translation>قوية.</translation>
    </message>
    <message>
        <source>Current passphrase</source>
        <translation>عبارة المرور الحالية</translation>
    </message>
    <message>
        <source>New passphrase</source>
        <translation>عبارة المرور الجديدة</translation>
    </message>
    <message>
        <source>New passphrase again</source>
        <translation>عبارة المرور الجديدة مرة أخرى</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>الإعدادات</translation>
    </message>
    <message>
        <source>Join a shared folder…</source>
        <translation>الانضمام إلى مجلد مشترك…</translation>
    </message>
    <message>
        <source>Make a folder a share…</source>
        <translation>جعل مجلد مشتركاً…</translation>
    </message>
    <message>
        <source>Shared folder</source>
        <translation>المجلد المشترك</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>فاتح</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>داكن</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>تباين عالٍ</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>الألوان</translation>
    </message>
    <message numerus="yes">
        <source>after %n minute(s) without use</source>
        <translation>
            <numerusform>فوراً بلا استخدام</numerusform>
            <numerusform>بعد دقيقة واحدة بلا استخدام</numerusform>
            <numerusform>بعد دقيقتين بلا استخدام</numerusform>
            <numerusform>بعد %n دقائق بلا استخدام</numerusform>
            <numerusform>بعد %n دقيقة بلا استخدام</numerusform>
            <numerusform>بعد %n دقيقة بلا استخدام</numerusform>
        </translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>القفل</translation>
    </message>
    <message>
        <source>Look and locking</source>
        <translation>المظهر والقفل</translation>
    </message>
    <message>
        <source>Change passphrase</source>
        <translation>تغيير عبارة المرور</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>عبارة المرور</translation>
    </message>
    <message>
        <source>Current passphrase, or recovery words</source>
        <translation>عبارة المرور الحالية، أو كلمات الاستعادة</translation>
    </message>
    <message>
        <source>Make a new recovery kit</source>
        <translation>إنشاء حزمة استعادة جديدة</translation>
    </message>
    <message>
        <source>Recovery kit</source>
        <translation>حزمة الاستعادة</translation>
    </message>
    <message>
        <source>Encrypt everything anew</source>
        <translation>تعمية كل شيء من جديد</translation>
    </message>
    <message>
        <source>Vault key</source>
        <translation>مفتاح الخزنة</translation>
    </message>
    <message>
        <source>Do this when somebody may have copied the vault together with its key. Change the passphrase and make a new recovery kit as well. It can be stopped at any time.</source>
        <translation>افعل هذا إن كان أحد قد نسخ الخزنة مع مفتاحها. غيّر عبارة المرور وأنشئ حزمة استعادة جديدة أيضاً. يمكن إيقافه في أي وقت.</translation>
    </message>
    <message>
        <source>None yet. Without one, messages wait here, and cards are exchanged as files.</source>
        <translation>لا يوجد بعد. من دونه تنتظر الرسائل هنا، وتُتبادل البطاقات ملفات.</translation>
    </message>
    <message>
        <source>%1 – reachable</source>
        <translation>%1 – متاح</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <translation>%1 – %2</translation>
    </message>
    <message>
        <source>The two new passphrases differ</source>
        <translation>عبارتا المرور الجديدتان مختلفتان</translation>
    </message>
    <message>
        <source>Type the new passphrase twice, the same way.</source>
        <translation>اكتب عبارة المرور الجديدة مرتين بالطريقة نفسها.</translation>
    </message>
    <message>
        <source>The passphrase was changed</source>
        <translation>تغيّرت عبارة المرور</translation>
    </message>
    <message>
        <source>Everything is encrypted under a new key</source>
        <translation>كل شيء مُعمّى بمفتاح جديد</translation>
    </message>
    <message>
        <source>A new kit replaces the one you have. The old page works until you have checked the new one.</source>
        <translation>تحل حزمة جديدة محل الحالية. تبقى الصفحة القديمة صالحة حتى تتحقق من الجديدة.</translation>
    </message>
</context>
<context>
    <name>medveil::ui::SharePanel</name>
    <message>
        <source>Send in a message…</source>
        <translation>إرسال في رسالة…</translation>
    </message>
    <message>
        <source>Seal the file…</source>
        <translation>ختم الملف…</translation>
    </message>
    <message>
        <source>Hide a file in it…</source>
        <translation>إخفاء ملف فيها…</translation>
    </message>
    <message>
        <source>Save this image as a picture…</source>
        <translation>حفظ هذه الصورة ملفَّ صورة…</translation>
    </message>
    <message>
        <source>Save a copy of the file…</source>
        <translation>حفظ نسخة من الملف…</translation>
    </message>
    <message>
        <source>People to share with</source>
        <translation>الأشخاص المراد المشاركة معهم</translation>
    </message>
    <message>
        <source>For these people, without a message</source>
        <translation>لهؤلاء الأشخاص، بلا رسالة</translation>
    </message>
    <message>
        <source>In the clear</source>
        <translation>بلا حماية</translation>
    </message>
    <message>
        <source>Open a scan first.</source>
        <translation>افتح صورة طبية أولاً.</translation>
    </message>
    <message>
        <source>The scan names no patient.</source>
        <translation>لا تسمّي الصورة مريضاً.</translation>
    </message>
    <message>
        <source>The scan is of %1.</source>
        <translation>الصورة تخص %1.</translation>
    </message>
    <message>
        <source>Send %1…</source>
        <translation>إرسال %1…</translation>
    </message>
    <message>
        <source>Seal the file for %1…</source>
        <translation>ختم الملف لـ %1…</translation>
    </message>
    <message>
        <source>Hide a file in it for %1…</source>
        <translation>إخفاء ملف فيها لـ %1…</translation>
    </message>
    <message>
        <source>Save the original…</source>
        <translation>حفظ الأصل…</translation>
    </message>
    <message>
        <source>What is hidden in a scan changes it by one step at most, is said openly on every screen, and can be taken out again: then every pixel is as it was.</source>
        <translation>ما يُخفى في صورة طبية يغيّرها بدرجة واحدة على الأكثر، ويُعلَن عنه على كل شاشة، ويمكن إخراجه من جديد: فيعود كل بكسل كما كان.</translation>
    </message>
</context>
<context>
    <name>medveil::ui::Shell</name>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>Sealed and on its way</source>
        <translation>خُتمت وهي في طريقها</translation>
    </message>
    <message>
        <source>You see here when it was delivered and read.</source>
        <translation>ترى هنا متى سُلّمت وقُرئت.</translation>
    </message>
    <message>
        <source>Inbox</source>
        <translation>الوارد</translation>
    </message>
    <message>
        <source>Compose</source>
        <translation>كتابة</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>المرسل</translation>
    </message>
    <message>
        <source>Scans</source>
        <translation>الصور الطبية</translation>
    </message>
    <message>
        <source>People</source>
        <translation>الأشخاص</translation>
    </message>
    <message>
        <source>Patients</source>
        <translation>المرضى</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>التدقيق</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>الإعدادات</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>التقدم</translation>
    </message>
    <message>
        <source>Look at the shared folder now (F5)</source>
        <translation>فحص المجلد المشترك الآن (F5)</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 من %2</translation>
    </message>
    <message>
        <source>No shared folder yet – choose one in Settings</source>
        <translation>لا مجلد مشترك بعد – اختر واحداً من الإعدادات</translation>
    </message>
    <message>
        <source>Shared folder reachable, looked at %1</source>
        <translation>المجلد المشترك متاح، فُحص %1</translation>
    </message>
    <message numerus="yes">
        <source>%n waiting to go out</source>
        <translation>
            <numerusform>لا شيء ينتظر الخروج</numerusform>
            <numerusform>رسالة واحدة تنتظر الخروج</numerusform>
            <numerusform>رسالتان تنتظران الخروج</numerusform>
            <numerusform>%n رسائل تنتظر الخروج</numerusform>
            <numerusform>%n رسالة تنتظر الخروج</numerusform>
            <numerusform>%n رسالة تنتظر الخروج</numerusform>
        </translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>المفاتيح</translation>
    </message>
    <message>
        <source>Ctrl+1 to Ctrl+8: places.  Ctrl+N: new message.  Ctrl+K: find.  F5: look at the shared folder.  Ctrl+L: lock.  Tab and the arrow keys reach everything.</source>
        <translation>Ctrl+1 إلى Ctrl+8: الأماكن.  Ctrl+N: رسالة جديدة.  Ctrl+K: بحث.  F5: فحص المجلد المشترك.  Ctrl+L: قفل.  مفتاح Tab والأسهم تصل إلى كل شيء.</translation>
    </message>
    <message>
        <source>Another name or key than before: %1</source>
        <translation>اسم أو مفتاح غير السابق: %1</translation>
    </message>
    <message>
        <source>Look at it under People before you rely on it.</source>
        <translation>انظر إليه في «الأشخاص» قبل أن تعتمد عليه.</translation>
    </message>
    <message numerus="yes">
        <source>%n want to write to you</source>
        <translation>
            <numerusform>لا أحد يريد أن يكتب إليك</numerusform>
            <numerusform>شخص واحد يريد أن يكتب إليك</numerusform>
            <numerusform>شخصان يريدان أن يكتبا إليك</numerusform>
            <numerusform>%n أشخاص يريدون أن يكتبوا إليك</numerusform>
            <numerusform>%n شخصًا يريدون أن يكتبوا إليك</numerusform>
            <numerusform>%n شخص يريدون أن يكتبوا إليك</numerusform>
        </translation>
    </message>
    <message>
        <source>You have not accepted them yet: see People.</source>
        <translation>لم تقبلهم بعد: انظر في «الأشخاص».</translation>
    </message>
    <message>
        <source>%1, next try %2</source>
        <translation>%1، المحاولة التالية %2</translation>
    </message>
    <message>
        <source>Looking at the shared folder…</source>
        <translation>جارٍ فحص المجلد المشترك…</translation>
    </message>
    <message>
        <source>Open the shared folder in Settings</source>
        <translation>فتح المجلد المشترك في الإعدادات</translation>
    </message>
</context>
<context>
    <name>medveil::ui::UnlockPage</name>
    <message>
        <source>Passphrase</source>
        <translation>عبارة المرور</translation>
    </message>
    <message>
        <source>Use the twelve words of my recovery kit</source>
        <translation>استخدام الكلمات الاثنتي عشرة من حزمة الاستعادة</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>فتح القفل</translation>
    </message>
    <message>
        <source>Medveil is locked</source>
        <translation>Medveil مقفل</translation>
    </message>
    <message>
        <source>Twelve words</source>
        <translation>الكلمات الاثنتا عشرة</translation>
    </message>
    <message>
        <source>Unlocking…</source>
        <translation>يجري فتح القفل…</translation>
    </message>
</context>
<context>
    <name>medveil::ui::WelcomePage</name>
    <message>
        <source>Welcome to Medveil</source>
        <translation>مرحباً بك في Medveil</translation>
    </message>
    <message>
        <source>Messages, records and scans, sealed for the people you name. Everything happens on this machine; there is no server.</source>
        <translation>رسائل وسجلات وصور طبية، مختومة لمن تسمّيهم. كل شيء يجري على هذا الجهاز؛ لا خادم هناك.</translation>
    </message>
    <message>
        <source>Create my profile</source>
        <translation>إنشاء ملفي الشخصي</translation>
    </message>
    <message>
        <source>Show me a demonstration ward</source>
        <translation>أرني قسماً تجريبياً</translation>
    </message>
    <message>
        <source>The demonstration makes a throw-away ward with two people in a temporary folder and sends a message between them, hidden in a picture.</source>
        <translation>يُنشئ العرض قسماً مؤقتاً فيه شخصان في مجلد مؤقت، ويرسل بينهما رسالة مخفية في صورة.</translation>
    </message>
</context>
</TS>
