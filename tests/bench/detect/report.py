"""The results as JSON beside the table, and the table."""
import json
import pathlib

from study import Failed

TITLES = {"lsbr": "LSB replacement, simulated", "lsbm": "LSB matching, simulated",
          "hill": "HILL costs, simulated optimal coder", "uerd": "UERD costs, simulated optimal coder",
          "medveil": "Medveil", "steghide": "steghide", "outguess": "outguess", "stegosuite": "Stegosuite"}

NOTE_LINES = {
    "pictures": ["Tiles of {tile}x{tile}, plane: {plane}, stride {stride}; {sources} source pictures, {repeats} random splits by source "
                 "picture. The payload goes into the whole picture (all channels), tiles are cut at the same places of cover and "
                 "stego. AUC, +- the spread (standard deviation) over splits, in brackets the smallest error P_E; AUC 0.5 = the "
                 "detector guesses. bpp = payload bits for each channel of a pixel; of a colour picture 0.2 and 0.4 bits for each "
                 "whole pixel are the rows 0.0667 and 0.1333."],
    "jpeg": ["Covers are the same pictures saved as JPEG, quality 85, 4:2:0; tiles of 32x32 luma blocks, split by source picture. "
             "Rate = payload bits for each non-zero AC coefficient of the file. Pairs: chi-square of coefficient pairs; "
             "histogram and blockiness: against the picture cropped by four pixels and compressed again; Markov: calibrated "
             "histograms and Markov features with the ensemble. outguess decodes and compresses again (quality given as 85), which alone "
             "changes coefficients; that counts as its change here."],
    "sound": ["Segments of {segment} samples of {sources} recordings, split by recording. Rate = payload bits for each sample. SNR: "
              "cover against the change, whole files. Pairs: chi-square of pairs of values; spectral: power of the top eighth "
              "of the band; Markov: second and third differences with the ensemble; bands: power in 32 bands and what prediction leaves, with the ensemble; known: trained on other quarters of the "
              "same recordings, the stronger attacker. The recordings were Ogg Vorbis before, which leaves the top of the band "
              "empty in some and makes the spectral test stronger there than on untouched recordings."],
}
COLUMNS = {
    "pictures": [("changed", "changed"), ("spa", "SPA"), ("ws", "WS"), ("spam", "SPAM-686"), ("srm", "SRMQ1 (12,753)")],
    "jpeg": [("changed", "changed"), ("pairs", "pairs"), ("histogram", "histogram"), ("blockiness", "blockiness"),
             ("markov", "Markov")],
    "sound": [("changed", "changed"), ("snr", "SNR (dB)"), ("pairs", "pairs"), ("spectral", "spectral"), ("markov", "Markov"),
              ("bands", "bands"), ("markov_known", "Markov, known"), ("bands_known", "bands, known")],
}
HEADINGS = {"pictures": "Pictures, spatial", "jpeg": "JPEG", "sound": "Sound"}
RATE_NAMES = {"pictures": "bpp", "jpeg": "bits/nzAC", "sound": "bits/sample"}


def load(path):
    file = pathlib.Path(path).with_suffix(".json")
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {"studies": {}, "versions": {}}


def merge(report, study, settings, results):
    """Adds rows; rows of other embedders stay when they were measured with the same settings."""
    old = report["studies"].get(study)
    rows = old["rows"] if old and old["settings"] == settings else {}
    for (embedder, rate), cell in results.items():
        value = {"failed": str(cell)} if isinstance(cell, Failed) else cell
        rows.setdefault(embedder, {})[str(rate)] = value
    report["studies"][study] = {"settings": settings, "rows": rows}


def _cell(name, numbers):
    if numbers is None:
        return ""
    if name == "changed":
        return f"{100 * numbers[0]:.1f} %"
    if name == "snr":
        return f"{numbers[0]:.1f}"
    mean, error, spread = numbers[:3]
    return f"{mean:.3f} +- {spread:.3f} ({error:.3f})"


def _study(name, study):
    lines = [f"## {HEADINGS[name]}", "", *(line.format(**study["settings"]) for line in NOTE_LINES[name]), ""]
    columns = COLUMNS[name]
    lines += ["| embedding | " + RATE_NAMES[name] + " | " + " | ".join(title for _, title in columns) + " |",
              "|---" * (len(columns) + 2) + "|"]
    notes = {}
    order = [e for e in TITLES if e in study["rows"]] + [e for e in study["rows"] if e not in TITLES]
    for embedder in order:
        title = name_shown = TITLES.get(embedder, embedder)
        for rate, cell in sorted(study["rows"][embedder].items(), key=lambda item: float(item[0])):
            if "failed" in cell:
                notes.setdefault(f"{name_shown}: {cell['failed']}", []).append(rate)
                continue
            lines.append(f"| {title} | {float(rate):g} | " + " | ".join(_cell(c, cell.get(c)) for c, _ in columns) + " |")
            title = ""
    if notes:
        lines += ["", "Not measured:", *(f"- {note} at {', '.join(rates)}" for note, rates in notes.items())]
    return lines + [""]


def write(path, report):
    path = pathlib.Path(path)
    path.with_suffix(".json").write_text(json.dumps(report, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    lines = ["# Detectors against embeddings", "", f"Measured {report['date']}. "
             + "; ".join(f"{k}: {v}" for k, v in sorted(report["versions"].items())) + ".", "",
             "```", *report["commands"], "```", ""]
    for name in HEADINGS:
        if name in report["studies"]:
            lines += _study(name, report["studies"][name])
    path.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
