"""Countries and police areas: closed lists, for what may be said of somebody who must not be identified.

A notification of an adult who does not consent holds nothing that could be a name, so a place in it is one of these or
it is refused. Nothing here decides. Read next: `commands/intake.py`, where they are asked for.
"""

from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from domain.fields import Takes
from domain.nearest import did_you_mean

_COUNTRIES = """
    afghanistan aland-islands albania algeria american-samoa andorra angola anguilla antarctica antigua-and-barbuda
    argentina armenia aruba australia austria azerbaijan bahamas bahrain bangladesh barbados belarus belgium belize
    benin bermuda bhutan bolivia bonaire-sint-eustatius-and-saba bosnia-and-herzegovina botswana bouvet-island brazil
    british-indian-ocean-territory british-virgin-islands brunei bulgaria burkina-faso burundi cabo-verde cambodia
    cameroon canada cayman-islands central-african-republic chad chile china christmas-island cocos-islands colombia
    comoros congo cook-islands costa-rica cote-divoire croatia cuba curacao cyprus czechia
    democratic-republic-of-the-congo denmark djibouti dominica dominican-republic ecuador egypt el-salvador
    equatorial-guinea eritrea estonia eswatini ethiopia falkland-islands faroe-islands fiji finland france
    french-guiana french-polynesia french-southern-territories gabon gambia georgia germany ghana gibraltar greece
    greenland grenada guadeloupe guam guatemala guernsey guinea guinea-bissau guyana haiti
    heard-island-and-mcdonald-islands holy-see honduras hong-kong hungary iceland india indonesia iran iraq ireland
    isle-of-man israel italy jamaica japan jersey jordan kazakhstan kenya kiribati kuwait kyrgyzstan laos latvia
    lebanon lesotho liberia libya liechtenstein lithuania luxembourg macao madagascar malawi malaysia maldives mali
    malta marshall-islands martinique mauritania mauritius mayotte mexico micronesia moldova monaco mongolia
    montenegro montserrat morocco mozambique myanmar namibia nauru nepal netherlands new-caledonia new-zealand
    nicaragua niger nigeria niue norfolk-island north-korea north-macedonia northern-mariana-islands norway oman
    pakistan palau palestine panama papua-new-guinea paraguay peru philippines pitcairn poland portugal puerto-rico
    qatar reunion romania russia rwanda saint-barthelemy saint-helena-ascension-and-tristan-da-cunha
    saint-kitts-and-nevis saint-lucia saint-martin saint-pierre-and-miquelon saint-vincent-and-the-grenadines samoa
    san-marino sao-tome-and-principe saudi-arabia senegal serbia seychelles sierra-leone singapore sint-maarten
    slovakia slovenia solomon-islands somalia south-africa south-georgia-and-the-south-sandwich-islands south-korea
    south-sudan spain sri-lanka sudan suriname svalbard-and-jan-mayen sweden switzerland syria taiwan tajikistan
    tanzania thailand timor-leste togo tokelau tonga trinidad-and-tobago tunisia turkey turkmenistan
    turks-and-caicos-islands tuvalu uganda ukraine united-arab-emirates united-kingdom
    united-states-minor-outlying-islands united-states-of-america us-virgin-islands uruguay uzbekistan vanuatu
    venezuela vietnam wallis-and-futuna western-sahara yemen zambia zimbabwe
"""
COUNTRIES = frozenset(_COUNTRIES.split())
"""The countries of ISO 3166-1 (https://www.iso.org/iso-3166-country-codes.html), by their usual English names."""

WITHOUT_A_COUNTRY = frozenset({"kosovo", "stateless", "unknown"})
"""What a nationality can be besides; Kosovo has no code in ISO 3166-1."""

_POLICE_AREAS = """
    avon-and-somerset bedfordshire cambridgeshire cheshire city-of-london cleveland cumbria derbyshire
    devon-and-cornwall dorset durham dyfed-powys essex gloucestershire greater-manchester gwent hampshire
    hertfordshire humberside kent lancashire leicestershire lincolnshire merseyside metropolitan norfolk north-wales
    north-yorkshire northamptonshire northumbria nottinghamshire south-wales south-yorkshire staffordshire suffolk
    surrey sussex thames-valley warwickshire west-mercia west-midlands west-yorkshire wiltshire
"""
POLICE_AREAS = frozenset(_POLICE_AREAS.split())
"""Those of England and Wales, where the duty is law: Police Act 1996, section 1 and Schedule 1; and both of London."""


def _a_country(name: str) -> str:
    if name not in COUNTRIES and name not in WITHOUT_A_COUNTRY:
        message = "It needs a country by its usual English name, in small letters with hyphens, as in sri-lanka.{meant}"
        raise PydanticCustomError("country", message, {"meant": did_you_mean(name, COUNTRIES)})
    return name


def _a_police_area(name: str) -> str:
    if name not in POLICE_AREAS:
        message = "It needs a police area of England and Wales, in small letters and hyphens, as in west-mercia.{meant}"
        raise PydanticCustomError("police_area", message, {"meant": did_you_mean(name, POLICE_AREAS)})
    return name


Country = Annotated[str, AfterValidator(_a_country), Takes("a country in lower case, as in sri-lanka")]
PoliceArea = Annotated[str, AfterValidator(_a_police_area), Takes("a police area in lower case, as in west-mercia")]
