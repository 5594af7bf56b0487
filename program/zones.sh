#!/bin/sh
# zones.sh [FOLDER] writes zones.txt from an installed time zone database: each name, and behind another name for the
# same place the one to use, which is that of zone.tab. Where tzdata.zi says only whose clocks a place shares, the
# comments of the database's file "backward" say which place is meant (#=); they are repeated below.
set -eu
cd "$(dirname "$0")"
folder=${1:-/usr/share/zoneinfo}
{
	echo "# IANA time zone database $(sed -n '1s/^# version //p' "$folder/tzdata.zi")"
	LC_ALL=C awk '
		BEGIN {
			meant["Africa/Asmera"] = "Africa/Asmara"
			meant["Africa/Timbuktu"] = "Africa/Bamako"
			meant["America/Coral_Harbour"] = "America/Atikokan"
			meant["America/Virgin"] = "America/St_Thomas"
			meant["Antarctica/South_Pole"] = "Antarctica/McMurdo"
			meant["Atlantic/Jan_Mayen"] = "Arctic/Longyearbyen"
			meant["Iceland"] = "Atlantic/Reykjavik"
			meant["Pacific/Ponape"] = "Pacific/Pohnpei"
			meant["Pacific/Truk"] = "Pacific/Chuuk"
			meant["Pacific/Yap"] = "Pacific/Chuuk"
		}
		FILENAME ~ /zone\.tab$/ { if ($1 !~ /^#/) place[$3] = 1; next }
		$1 == "Z" { zone[$2] = 1 }
		$1 == "L" { link[$3] = $2 }
		END {
			for (name in place) print name
			for (name in zone) if (!(name in place)) print name
			for (name in link) if (!(name in place)) {
				for (to = name; to in link && !(to in place);) to = (to in meant) ? meant[to] : link[to]
				print name, to
			}
		}
	' "$folder/zone.tab" "$folder/tzdata.zi" | LC_ALL=C sort
} >zones.txt
