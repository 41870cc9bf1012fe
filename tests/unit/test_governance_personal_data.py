import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pytest
import yaml

from geo_risico.governance.personal_data import find_personal, looks_like_bsn

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"

SPELLINGS = {
    "burgerservicenummer": "BSN bsn burger_service_nr burgerServiceNummer BSNnummer bsn_nummer eigenaar_bsn sofinummer "
    "SOFI_NR a_nummer socialSecurityNumber paspoortnummer",
    "naam van een persoon": "achternaam VOORNAAM voor_letters geslachtsnaam first_name lastName SURNAME full_name "
    "roepnaam initials tussenvoegsel contact_naam",
    "eigenaar": "eigenaar eigenaar_naam naamEigenaar eigenaren EIGENAARS owner owners OWNER_NAME ownerName bewoner "
    "naam_bewoner bewoners resident tenant huurder occupant rechthebbende persoon_id",
    "geboorte": "geb_datum GeboorteDatum geboortejaar geboorteplaats geboorteland birth_date dateOfBirth DOB birthYear "
    "country_of_birth birthplace GEBDAT",
    "nationaliteit": "nationality nationaliteit Nationaliteiten etniciteit ethnicity migratieachtergrond herkomst "
    "pct_herkomst_nl origin country_of_origin P_WEST_AL P_N_W_AL percentageWesterseMigratieachtergrond allochtonen",
    "telefoon": "tel tel_nr telefoon telefoonnummer TELEFOON_2 phone phone_number contact:phone mobile mobiel gsm "
    "mobieleTelefoon mobielnummer",
    "e-mail": "email e_mail E-mail eMail emailadres e-mailadres contact:email mail_adres",
    "geslacht": "geslacht gender Gender sekse sex mannen vrouwen AANT_MAN AANT_VROUW m_v male females",
    "kenteken": "kenteken kentekens kenteken_nr licence_plate licensePlate number_plate licence_plates nummerplaat",
}
HARMLESS = (
    "naam name NAAM_NL_CS naamnl gemeentenaam buurtnaam wijknaam woonplaats_naam straatnaam openbare_ruimte_naam "
    "vwg_naam VRT_NAAM BRUGNAAM groepnaam parknaam bedrijfsnaam official_name man_made manege bronhouder personenautos "
    "pct_eenpersoonshhd pct_ongehuwd aantal_inwoners inwoners_count resident_density_km2 residential landuse eigendom "
    "ownership telpunt telecom mailbox origineel original_id birth_rate gebruiksdoel gebouw_id geb_functie typeGrens "
    "oppervlakte_min documentdatum nationaal abs_noise tourism aantal_bewoners geboorte_totaal mobile_home"
)


@pytest.mark.parametrize(("kind", "column"), [(k, c) for k, names in SPELLINGS.items() for c in names.split()])
def test_spellings_are_found_with_their_reason(kind, column):
    assert find_personal([column])[column].startswith(kind)


@pytest.mark.parametrize("column", ["Male (%)", "Non-Western background (%)", "date of birth", "Naam eigenaar"])
def test_names_with_spaces_are_found(column):
    assert column in find_personal([column])


def test_harmless_names_stay():
    spaced = ["Owner-occupied (%)", "Single-person households (%)", "Birth rate (per 1000)", ""]
    assert find_personal([*HARMLESS.split(), *spaced]) == {}


def test_our_own_columns_stay():
    layers = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in (ROOT / "layers").glob("*.yaml")]
    assert len(layers) > 5
    for layer in layers:
        names = [*layer["columns"], *(item["name"] for item in layer.get("indicators", ()))]
        assert find_personal(names) == {}


def columns_of(path):
    for layer, _ in pyogrio.list_layers(path):
        yield from (step for name in pyogrio.read_info(path, layer=layer)["fields"] for step in name.split("|"))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(not DATA.exists(), reason="de openbare voorbeelddata staat niet naast de repository")
def test_real_registers_lose_only_origin_and_gender():
    found = {}
    files = [path for end in ("gpkg", "gml", "shp", "geojson", "pbf") for path in sorted(DATA.rglob(f"*.{end}"))]
    for archive in sorted(DATA.rglob("*.zip")):
        files += [f"/vsizip/{archive}/{name}" for name in zipfile.ZipFile(archive).namelist() if name.endswith("gml")]
    assert len(files) > 20
    for path in files:
        found |= find_personal(columns_of(path))
    assert set(found) == {"mannen", "vrouwen", "pct_herkomst_nl", "pct_herkomst_europa", "pct_herkomst_buiten_europa"}


def numbers_that_pass(count, rng):
    weights = np.array([9, 8, 7, 6, 5, 4, 3, 2])
    digits = rng.integers(0, 10, (count * 2, 8))
    last = digits @ weights % 11
    rows = np.column_stack([digits, last])[last < 10][:count]
    return ["".join(map(str, row)) for row in rows]


def test_citizen_numbers_are_recognised_in_every_dress():
    values = numbers_that_pass(40, np.random.default_rng(1))
    assert looks_like_bsn(pd.Series(values))
    assert looks_like_bsn(pd.Series([int(v) for v in values]))
    assert looks_like_bsn(pd.Series([float(v) for v in values] + [np.nan] * 5))
    assert looks_like_bsn(pd.Series([f"{v[:4]}.{v[4:6]}.{v[6:]}" for v in values]))
    assert looks_like_bsn(pd.Series(values + ["onbekend"] * 20, dtype=object))
    assert looks_like_bsn(pd.Series(values[:3]))


@pytest.mark.parametrize("seed", range(200))
def test_arbitrary_numbers_do_not_look_like_citizen_numbers(seed):
    rng = np.random.default_rng(seed)
    size = int(rng.integers(3, 60))
    assert not looks_like_bsn(pd.Series(rng.integers(10_000_000, 1_000_000_000, size)))


@pytest.mark.parametrize(
    "values",
    [
        [f"0166100000{i:06d}" for i in range(50)],
        [f"{1000 + i}AB" for i in range(50)],
        list(range(200, 300)),
        [0] * 50,
        ["000000000"] * 50,
        ["111222333"] * 50,
        [None] * 10,
        [],
        [True, False] * 10,
        list(pd.date_range("2020-01-01", periods=30)),
        [20240101 + i for i in range(28)],
    ],
)
def test_other_identifiers_do_not(values):
    assert not looks_like_bsn(pd.Series(values, dtype=None if values else object))
