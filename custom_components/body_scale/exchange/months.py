"""The names of months as exports spell them, in the languages of western Europe."""

from collections.abc import Mapping
import unicodedata

_NAMES = (
    "jan januar january janvier janv enero ene gennaio gen januari janeiro",
    "feb februar february fevrier fevr febrero febbraio februari fevereiro fev",
    "mar marz march mars marzo maart mrt marco mrz maerz",
    "apr april avril avr abril abr aprile",
    "may mai mayo maggio mag mei maio maj",
    "jun juni june juin junio giugno giu junho",
    "jul juli july juillet juil julio luglio lug julho",
    "aug august aout agosto ago augustus augusti",
    "sep sept september septembre septiembre settembre set setembro",
    "oct okt oktober october octobre octubre ottobre ott outubro out",
    "nov november novembre noviembre novembro",
    "dec dez dezember december decembre diciembre dic dicembre dezembro",
)
_MONTHS: Mapping[str, int] = {
    name: number for number, names in enumerate(_NAMES, 1) for name in names.split()
}


def month_of(name: str) -> int | None:
    """Return the number of a month by its name or the beginning that stands for it."""
    plain = unicodedata.normalize("NFKD", name.lower())
    return _MONTHS.get("".join(each for each in plain if not unicodedata.combining(each)))
