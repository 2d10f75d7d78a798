"""The words that lists are made of, in the three languages, and what is said of a cell that is wrong.

What stands in a file is folded before it is looked up, and so are these words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from idarathon.errors import N_

# What a column may be called.
_COLUMNS = {
    "name": (
        "nom complet, nom, nom et prenom, prenom et nom, nom de famille, name, full name, last name, "
        "surname, الاسم الكامل, الاسم, الاسم العائلي, الاسم والنسب"
    ),
    "given": "prenom, prenoms, first name, given name, الاسم الشخصي",
    "email": (
        "adresse electronique, adresse e mail, adresse email, adresse mail, adresse, e mail, email, "
        "mail, courriel, courrier electronique, e mail address, email address, address, "
        "البريد الالكتروني, العنوان الالكتروني, عنوان البريد الالكتروني, العنوان, البريد"
    ),
    "administration": (
        "administration, departement, ministere, organisme, department, ministry, الاداره, القطاع, "
        "القطاع الوزاري, الوزاره, المؤسسه"
    ),
    "directorate": "direction, directorate, المديريه",
    "region": "region, الجهه",
    "level": "niveau, central ou local, central local, level, central or local, المستوي, مركزي او محلي",
    "gender": "genre, sexe, gender, sex, الجنس, النوع",
    "langs": "langues, langue, languages, language, اللغات, اللغه",
    "skills": "competences, competence, skills, المهارات, الكفاءات",
    "role": "role, الدور, الصفه",
}
# What a cell may say.
_LEVELS = {
    "central": "central, centrale, centraux, administration centrale, service central, مركزي, مركزيه",
    "local": (
        "local, locale, deconcentre, deconcentree, regional, regionale, territorial, territoriale, "
        "provincial, محلي, محليه, لا ممركز, لاممركز, جهوي, جهويه, ترابي"
    ),
}
_GENDERS = {
    "woman": "femme, f, feminin, woman, female, w, madame, mme, امراه, انثي, السيده",
    "man": "homme, h, m, masculin, man, male, monsieur, رجل, ذكر, السيد",
}
_LANGS = {
    "fr": "fr, francais, french, الفرنسيه, فرنسيه",
    "ar": "ar, arabe, arabic, العربيه, عربيه",
    "zgh": "zgh, amazighe, amazigh, tamazight, berbere, الامازيغيه, امازيغيه",
    "en": "en, anglais, english, الانجليزيه, الانكليزيه, انجليزيه",
}
_ROLES = {
    "": (
        "participant, participante, participant e, participants, agent, agente, membre, member, "
        "civil servant, مشارك, مشاركه, موظف, موظفه"
    ),
    "mentor": "mentor, mentore, mentors, مواكب, مواكبه",
    "juror": "jure, juree, jury, juror, membre du jury, عضو لجنه التحكيم, عضوه لجنه التحكيم, محكم",
    "observer": "observateur, observatrice, observer, ملاحظ, ملاحظه",
    "focal": "point focal, focal point, focal, نقطه الاتصال",
}
_SKILLS = {
    "design": "design, conception de services, conception, design de services, design of services, تصميم الخدمات",
    "research": "research, entretiens avec les usagers, entretiens, interviews with users, مقابلات مع المرتفقين",
    "digital": "digital, outils numeriques, numerique, informatique, digital tools, الأدوات الرقمية, الرقمنة, رقمنة",
    "data": "data, donnees, statistiques, المعطيات, البيانات",
    "law": "law, droit, juridique, القانون",
    "finance": "finance, budget et achats publics, budget, achats publics, finances, budget and procurement, "
    "الميزانية والشراء العمومي, الميزانية, المالية",
    "communication": "communication, التواصل",
    "change": "change, conduite du changement, conduct of change, قيادة التغيير",
    "pitch": "pitch, prise de parole en public, prise de parole, speaking in public, التحدث أمام الجمهور",
}
_REGIONS = {
    "tanger-tetouan-al-hoceima": "tanger tetouan al hoceima, tangier tetouan al hoceima, طنجه تطوان الحسيمه",
    "oriental": "oriental, l oriental, eastern, الشرق, جهه الشرق, الجهه الشرقيه",
    "fes-meknes": "fes meknes, fez meknes, فاس مكناس",
    "rabat-sale-kenitra": "rabat sale kenitra, الرباط سلا القنيطره",
    "beni-mellal-khenifra": "beni mellal khenifra, بني ملال خنيفره",
    "casablanca-settat": "casablanca settat, الدار البيضاء سطات",
    "marrakech-safi": "marrakech safi, marrakesh safi, مراكش اسفي",
    "draa-tafilalet": "draa tafilalet, درعه تافيلالت",
    "souss-massa": "souss massa, سوس ماسه",
    "guelmim-oued-noun": "guelmim oued noun, كلميم واد نون, كلميم وادي نون",
    "laayoune-sakia-el-hamra": "laayoune sakia el hamra, العيون الساقيه الحمراء",
    "dakhla-oued-ed-dahab": "dakhla oued ed dahab, dakhla oued eddahab, الداخله وادي الذهب",
}


@lru_cache(maxsize=2_048)  # a list says the same few words thousands of times
def fold(text: str) -> str:
    """What two ways to write a word have in common: no case, accents or signs that are not seen; ة is ه, ى is ي."""
    bare = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(sign) and unicodedata.category(sign) != "Cf" and sign != "ـ"
    )
    return " ".join(re.findall(r"\w+", bare.replace("ة", "ه").replace("ى", "ي").replace("_", " ")))


def _by_word(known: Mapping[str, str]) -> dict[str, str]:
    return {fold(word): code for code, words in known.items() for word in words.split(", ")}


COLUMNS: Final = _by_word(_COLUMNS)
WORDS: Final = {
    "level": _by_word(_LEVELS),
    "gender": _by_word(_GENDERS),
    "langs": _by_word(_LANGS),
    "role": _by_word(_ROLES),
    "skills": _by_word(_SKILLS),
    "region": _by_word(_REGIONS),
}
# Every column by its code, as the template file calls it.
HEADERS: Final = {
    "name": N_("Full name"),
    "email": N_("E-mail address"),
    "administration": N_("Administration"),
    "directorate": N_("Directorate"),
    "region": N_("Region"),
    "level": N_("Level (central or local)"),
    "gender": N_("Gender"),
    "langs": N_("Languages"),
    "skills": N_("Skills"),
    "role": N_("Role"),
}
FAULTS: Final = {
    "name_missing": N_("The name is missing."),
    "name_long": N_("The name has more than 200 signs."),
    "name_signs": N_("The name has line breaks, or signs that nobody sees. Type it anew."),
    "email_missing": N_("The e-mail address is missing. For somebody without working mail, print a slip instead."),
    "email_wrong": N_("This is no e-mail address."),
    "email_twice": N_("The same address stands in line %(value)s already."),
    "email_closed": N_("The account with this address is closed."),
    "administration_unknown": N_("No administration is called so in the directory."),
    "administration_other": N_("This is not your administration. Its own focal point imports its people."),
    "directorate_unknown": N_("No directorate of this administration is called so in the directory."),
    "directorate_which": N_("Several directorates are called so. Name the administration too."),
    "directorate_missing": N_("Name the directorate, for this administration has several: %(value)s."),
    "directorate_twin": N_("Several directorates of this administration are called so. Add the region: %(value)s."),
    "region_unknown": N_("This is none of the twelve regions."),
    "level_unknown": N_("Write “central” or “local”."),
    "gender_unknown": N_("Write “woman” or “man”, or leave it empty."),
    "langs_unknown": N_("Write languages among French, Arabic, Amazigh and English, with commas between them."),
    "skills_unknown": N_(
        "“%(value)s” is none of: design, research, digital, data, law, finance, communication, change, pitch."
    ),
    "role_unknown": N_("Write participant, mentor, juror, observer or focal point."),
    "role_denied": N_("You may import participants only. A facilitator of the edition gives roles."),
    "cells_many": N_(
        "This line has more cells than there are columns. Perhaps a sign that separates stands in a text."
    ),
}
