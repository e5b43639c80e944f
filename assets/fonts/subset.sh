#!/bin/sh
# Makes the subsets in this folder from the full fonts in the folder given (fonttools needed).
set -eu
from=$1
cd "$(dirname "$0")"
latin=U+0020-007E,U+00A0-017F,U+0370-03FF,U+2002-2014,U+2018-2022,U+2026,U+2030,U+2032,U+2033,U+2039,U+203A,U+2044,U+2070-2079,U+2080-2089,U+20AC,U+2122,U+2126,U+2190-2195,U+21D2,U+2202,U+2206,U+220F,U+2211,U+2212,U+221A,U+221E,U+222B,U+2248,U+2260,U+2264,U+2265,U+2300-230F,U+25A0,U+25B6,U+25CA,U+FFFD
math=U+2190-2195,U+21BA,U+21BB,U+21D2,U+2202,U+2206,U+2211,U+2212,U+221A,U+221E,U+2248,U+2260,U+2264,U+2265,U+2308-230B,U+27F6
marks=U+25A0,U+25B2,U+25B6,U+25B8,U+25BC,U+25BE,U+25C0,U+25C2,U+25CF,U+2713,U+2715,U+23CE,U+2318,U+21E7
subset() { python3 -m fontTools.subset "$from/$1.ttf" --unicodes="$2" --layout-features="$3" --no-hinting --output-file="$1.ttf"; }
subset NotoSans-Regular $latin kern
subset NotoSans-Bold $latin kern
subset NotoSansMono-Regular $latin ''
subset NotoSansMath-Regular $math ''
subset NotoSansSymbols2-Regular $marks ''
