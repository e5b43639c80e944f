#!/bin/sh
# Makes the subsets in this folder: subset.sh NOTO CJK, the folders of the full fonts (python3 with fonttools needed).
set -eu
from=$1
cjk=$2
cd "$(dirname "$0")"
latin=U+0020-007E,U+00A0-017F,U+0370-03FF,U+2002-2014,U+2018-2022,U+2026,U+2030,U+2032,U+2033,U+2039,U+203A,U+2044,U+2070-2079,U+2080-2089,U+20AC,U+2122,U+2126,U+2190-2195,U+21D2,U+2202,U+2206,U+220F,U+2211,U+2212,U+221A,U+221E,U+222B,U+2248,U+2260,U+2264,U+2265,U+2300-230F,U+25A0,U+25B6,U+25CA,U+FFFD
math=U+2190-2195,U+21BA,U+21BB,U+21D2,U+2202,U+2206,U+2211,U+2212,U+221A,U+221E,U+2248,U+2260,U+2264,U+2265,U+2308-230B,U+27F2,U+27F6
# The last three, and U+27F2 above, are what the file dialog draws.
marks=U+25A0,U+25B2,U+25B6,U+25B8,U+25BC,U+25BE,U+25C0,U+25C2,U+25CF,U+2713,U+2715,U+23CE,U+2318,U+21E7,U+2B06,U+1F5C0,U+1F5CB
subset() { python3 -m fontTools.subset "$from/$1.ttf" --unicodes="$2" --layout-features="$3" --no-hinting --output-file="$1.ttf"; }
subset NotoSans-Regular $latin kern
subset NotoSans-Bold $latin kern
subset NotoSansMono-Regular $latin ''
subset NotoSansMath-Regular $math ''
subset NotoSansSymbols2-Regular $marks ''
# Chinese: level 1 of GB 2312 (its 3755 most common characters), the punctuation, and what our own files use beyond that.
han=$(mktemp)
trap 'rm -f "$han"' EXIT
python3 - ../languages ../scenarios ../lessons > "$han" <<'PYTHON'
import pathlib, sys
common = [bytes([row, cell]).decode("gb2312") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) if (row, cell) < (0xD7, 0xFA)]
used = [path.read_text(encoding="utf-8") for folder in sys.argv[1:] for path in sorted(pathlib.Path(folder).glob("*.toml"))]
own = {sign for text in used for sign in text if "\u3000" <= sign <= "\u9fff" or "\uff00" <= sign <= "\uffef"}
sys.stdout.buffer.write("".join(sorted({*common, *own, *"、。〈〉《》「」『』【】〔〕！（），：；？％＋－×～简体中文"})).encode("utf-8"))
PYTHON
for weight in Regular Bold; do
  # The third font of the collection is the one for simplified Chinese.
  python3 -m fontTools.subset "$cjk/NotoSansCJK-$weight.ttc" --font-number=2 --text-file="$han" --layout-features='' --no-hinting --desubroutinize --output-file="NotoSansSC-$weight.otf"
done
