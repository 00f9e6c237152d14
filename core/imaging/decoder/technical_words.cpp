#include "core/imaging/decoder/technical_words.h"

#include <algorithm>
#include <set>

namespace medveil::imaging {

namespace {

/// Anatomy, sequences, kernels, positions and the defined terms of PS3.3; of clinics what they have in
/// common.
constexpr std::string_view kWords =
    "name text value enter abc abdomen abdominal abi absolute acetabulum achieva acquisition activion acuson "
    "adc "
    "additional admire adrenal adult adulthead aera affiniti agfa alert alexion all allegra and "
    "angio angiography animal ankle anterior aorta aortic appendix aquilion architect arm arterial "
    "arterialphase artery artist asir assurance atlas atrium attenuation aufnahme auto automatic "
    "avanto average ax axes axial axiale axialmode axis axs baby back background balanced ball base "
    "baseline basic basilar beam becken bed bei bilateral black bladder blade blood blue body bold "
    "bolus bolustracking bone bones both bow bowel brachial brain bravo breast breath breathhold "
    "bright brilliance butterfly calcaneus calcium calf calibration canal cancer canon carbon "
    "cardiac cardio care carestream carotid cast catheter caudal celiac center central centre "
    "cerebellum cerebral cervical cervix chest chestabdomen child childhead children cine circle "
    "clavicle clear clearvue clinic clinical coccyx code coil cold collimation collimator colon "
    "color colour column combined complex compression computed concerto cone contrast control "
    "contusion convolution copd copper cor coronal coronalt coronary correction cort cortex "
    "cortical cosmic couch count cow cranial cranium cross cspine ctdi cube cut cyst dark das day "
    "decubitus deep default definition delay delayed denoise dental der derived des detail detector "
    "detectors diagnostic diaphragm die diffusion digital direct discovery display distal dixon dlp "
    "dorsal dose double down drive dti dual duodenum dwi dynamic ear early echo edema edge edges "
    "effusion elbow embolism emergency emission emotion enhanced enhancement epi epiq equilibrium "
    "erect esaote esophagus espree essenza exam examination excretory expiration explorer exposure "
    "extended extra extremity eye face falcon false fast fat fatsat fbp feed feet female femoral "
    "femur fetal fibula field fiesta film filter filtered final fine finger first flair flash flat "
    "flow follow followup foot for force forearm foreign fracture frame free frequency from front "
    "frontier fuji fujifilm full fundus fuss galan gantry gap gate gated gehirn general generic "
    "gland glatt go gold good gradient grand grid guide gyroscan hals hand hard harmony hart haste "
    "head headneck heart heel helical helicalmode helix hematoma hepatic herz high hip hitachi "
    "hologic horizon hospital hot hounsfield house hr human humerus hypothalamus ict idose ild "
    "ileum iliac image images imaginary imaging implant increment index infant infantile inferior "
    "infirmary infra ingenia initial inphase inspiration institut institute institution intensity "
    "intera internal intervention intra inverse inversion iqon iron iteration iterative jaw jejunum "
    "joint jugular kernel kidney klinik klinikum knee knie kodak kontrast kopf koronar krankenhaus "
    "kvp laboratory landscape large larynx laser late lateral lava leber left leg lens lesion level "
    "light lightspeed limb line linear links liver living localiser localizer localizers logiq long "
    "lower lspine lumbar lung lunge lungs lymph magnitude main male mammo mammography mandible "
    "manual map mar mark marrow mas mask mass master mastoid matrix max maxilla maximum may mbir "
    "mean medial median mediastinum medical medicine medium medulla memorial men mercury merge "
    "mesenteric mgy middle min mindray minimum minip minus mip mit mitral mittel mode model modes "
    "monochrome motion mpr msv multi multiple muscle mx8000 myocardium nasal nativ native navigator "
    "neck needle neonatal neonate nephrographic nerve neuro neutral new newborn niere night nodule "
    "noise none normal north nose now nuclear number obl oblique ohne old only open opposed optic "
    "optima oral orbit orian original other outer outphase oval ovary over overlay page pain palm "
    "pancreas panorama para parallel park parotid part patella patient pdw peak pediatric pelvic "
    "pelvis penis perfusion peri pericardium peroneal perspective phantom pharynx phase phased "
    "philips phoenix pilot pioneer pitch pituitary pixel placenta plain planar plane plate plus "
    "pluto pneumonia point pons popliteal portable portal portalvenous portrait position post "
    "posterior power praxis pre precise precision precontrast prep prescan price primary prisma "
    "projection prone propeller prostate protocol protocols proton proximal pulmonary pulse quality "
    "quer quick radial radiologie radiology radius raw ray real rechts recon reconstruction "
    "rectangle rectum red reduction reference reform reformat reformatted region regular relative "
    "renal repeat report resampled research resolution respiratory rest result retake retro reverse "
    "revolution rib right ring rock room rotation round routine routinehead row rows sacral sacrum "
    "safire sag sagittal sagittalt salivary sample samsung scan scanner scano scanogram scapula "
    "scharf schicht schnitt schulter scout scouts screen screening second secondary section segment "
    "sensation sense septum sequence sequoia series shape sharp sharpness shimadzu short shoulder "
    "siemens signa silver single sinus sinuses site sitting skin skull skyra slab slice slices slim "
    "slow small smart smartprep smartview smooth smoothing soft sola somatom sort south space spair "
    "special spectral speed spin spine spir spiral spirit spleen splenic spot square sspine stack "
    "stage standard standardhead standing star start static station status stem stenosis stereo "
    "sternum stir stomach stop storage strength strip stroke strong study sub subclavian "
    "subtraction suite superficial superior supine supply supra supraclavicular surface surgery "
    "survey surview suv sweep swi symphony system t1w t2w table target temporal tensor test testis "
    "thalamus the thick thigh thin third thoracic thorax thrombus thumb thyroid tibia tibial tilt "
    "time tissue titan toe tof tongue tonsil top topogram toshiba total toxin tra trace trachea "
    "track trans transversal transverse trauma tree tricuspid trigger trio true trufi tspine tube "
    "tumor tumour type ulna ultra ultrahigh ultrasound umbilical und under unit universal "
    "university unknown unpaired up upper upright ureter urethra uterus vagina vantage vascular "
    "vein venous venousphase ventral ventricle veo verio verse vertebral vibe vida view viewer "
    "virtual vivid volume von voxel voyager wall water wave wedge weich weighted weighting well "
    "west whipple white whole wholebody wide width wirbel with without workstation wrist yellow "
    "zero zone zoom";

std::set<std::string_view> wordsOfList() {
    std::set<std::string_view> words;
    auto rest = kWords;
    while (!rest.empty()) {
        const auto end = std::min(rest.find(' '), rest.size());
        words.insert(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return words;
}

}  // namespace

bool isTechnicalWord(std::string_view word) {
    static const auto kList = wordsOfList();
    return kList.contains(word);
}

}  // namespace medveil::imaging
